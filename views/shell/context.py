"""From a request to an actor, and from an actor to work."""

from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from flask import current_app, g, request
from flask_login import current_user
from sqlalchemy.orm import Session

from models.engine import READS
from models.words.text import N_
from portal.access.actor import VISITOR, Actor
from portal.access.load import actor_for
from portal.config import Config
from portal.errors import NotAllowed
from portal.transaction import transaction
from portal.work import Work
from views.shell.extensions import db


def config() -> Config:
    result: Config = current_app.extensions["portal.config"]
    return result


def clock() -> datetime:
    """The time of the machine, for commands; a request asks ``now``."""
    return datetime.now(UTC)


def now() -> datetime:
    """The time of this request: the same at its start and its end; tests set ``CLOCK``."""
    if "now" not in g:
        g.now = current_app.config.get("CLOCK", clock)()
    moment: datetime = g.now
    return moment


def actor() -> Actor:
    """Who asks, read once per request. Raises ``NotAllowed`` when nobody is signed in."""
    if "actor" not in g:
        if not current_user.is_authenticated:
            raise NotAllowed(N_("Please sign in."))
        found = actor_for(db.session(), current_user.id, now(), request.remote_addr or "")
        if found is None:
            raise NotAllowed(N_("Please sign in."))
        g.actor = found
    who: Actor = g.actor
    return who


def current_login() -> Any:
    """The person behind this request (``views.people.auth.Login``), or None: one look behind the
    proxy, where a template asks for one thing after the other.
    """
    person = current_user._get_current_object()  # noqa: SLF001  (documented by Werkzeug)
    return person if person is not None and person.is_authenticated else None


def read_only_session() -> Session:
    """The session of this request, told that nothing will be written before ``working``."""
    session: Session = db.session()
    if not session.in_transaction():
        session.connection(execution_options=READS)
    return session


def working(about: str = "") -> AbstractContextManager[Work]:
    """``with working("loan.issue") as work:`` — one request, one transaction."""
    return transaction(
        db.session(), actor(), now(), config(), about=about or (request.endpoint or "")
    )


def reading() -> Work:
    """Work that only looks: the same policy, no transaction of its own, nothing recorded."""
    who = actor()
    return Work(read_only_session(), who, now(), config())


def streaming() -> Work:
    """Work that looks in one transaction: a cursor that streams lives in one."""
    who, session = actor(), db.session()
    session.rollback()
    return Work(session, who, now(), config())


def visitor() -> Actor:
    """Nobody yet: a name for the audit and an address, no rights."""
    return replace(VISITOR, address=request.remote_addr or "")


def visiting() -> AbstractContextManager[Work]:
    """A transaction for somebody who has not signed in."""
    return transaction(db.session(), visitor(), now(), config())


def looking() -> Work:
    """Like ``reading``, for somebody who has not signed in."""
    return Work(read_only_session(), visitor(), now(), config())
