"""The portal in a test client: sign in as one of the cast, post with a token, move the clock."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy.orm import Session

from portal.config import Config
from portal.people.sessions import open_session
from portal.work import Work
from tests.support.databases import Arena
from views.people import auth
from views.shell.csrf import mask_token


class Visitor(FlaskClient):
    """A browser; every post, put or delete carries the CSRF token unless ``token=False``."""

    def open(self, *arguments: Any, token: bool = True, **named: Any) -> Any:
        if token and named.get("method", "GET") not in ("GET", "HEAD", "OPTIONS"):
            headers = dict(named.get("headers") or {})
            named["headers"] = {"X-CSRFToken": self.csrf_token(), **headers}
        return super().open(*arguments, **named)

    def csrf_token(self) -> str:
        with self.session_transaction() as session:
            raw = session.setdefault("csrf_token", secrets.token_hex(20))
        key = self.application.secret_key
        return mask_token(URLSafeTimedSerializer(key, salt="wtf-csrf-token").dumps(raw))


@dataclass
class Web:
    """The application on a fresh database with the cast in it."""

    app: Flask
    arena: Arena
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def people(self) -> dict[str, int]:
        return self.arena.people

    @property
    def config(self) -> Config:
        return self.arena.config

    @property
    def now(self) -> datetime:
        return self.arena.now

    @now.setter
    def now(self, moment: datetime) -> None:
        self.arena.now = moment

    def pass_time(self, **length: float) -> None:
        """``web.pass_time(days=3)``; whoever was signed in meanwhile must sign in again."""
        self.now += timedelta(**length)
        self.tokens.clear()

    def nobody(self) -> Visitor:
        client = self.app.test_client()
        assert isinstance(client, Visitor)
        return client

    def as_(self, name: str) -> Visitor:
        """A new browser in which ``name`` is signed in."""
        client = self.nobody()
        client.set_cookie(auth.COOKIE, self.token(name))
        return client

    def token(self, name: str) -> str:
        """The session token of ``name``, opened as a sign-in would."""
        if name not in self.tokens:
            with Session(self.arena.engine) as session:
                self.tokens[name] = open_session(session, self.people[name], self.now)
                session.commit()
        return self.tokens[name]

    @contextmanager
    def work(self, name: str = "system", about: str = "") -> Iterator[Work]:
        """Arrange or look at the data as ``name``, outside any request."""
        with self.arena.work(name, about) as work:
            yield work
