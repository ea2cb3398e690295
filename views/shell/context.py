"""The actor, the time and the units of work of a request."""

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
from portal.people.seen import Seen
from portal.transaction import transaction
from portal.work import Work
from views.shell.extensions import db


def config() -> Config:
    """The configuration of the running application."""
    result: Config = current_app.extensions["portal.config"]
    return result


def seen() -> Seen:
    """What keeps «last seen» of the sessions of the running application."""
    result: Seen = current_app.extensions["portal.seen"]
    return result


def clock() -> datetime:
    """The current time, for commands; requests use ``now``."""
    return datetime.now(UTC)


def now() -> datetime:
    """The time of this request, the same from start to end; tests set ``CLOCK``."""
    if "now" not in g:
        g.now = current_app.config.get("CLOCK", clock)()
    moment: datetime = g.now
    return moment


def actor() -> Actor:
    """The signed-in actor, loaded once per request. Raises ``NotAllowed`` if there is none."""
    if "actor" not in g:
        if not current_user.is_authenticated:
            raise NotAllowed(N_("Please sign in."))
        loaded = actor_for(db.session(), current_user.id, now(), request.remote_addr or "")
        if loaded is None:
            raise NotAllowed(N_("Please sign in."))
        g.actor = loaded
    who: Actor = g.actor
    return who


def current_login() -> Any:
    """The login of this request (``views.people.auth.Login``) without Flask-Login's proxy, or
    None.
    """
    person = current_user._get_current_object()  # noqa: SLF001  (documented by Werkzeug)
    return person if person is not None and person.is_authenticated else None


def read_only_session() -> Session:
    """The session of this request, marked as reading until ``working`` is called."""
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
    """Work that only reads: same policy, no transaction, nothing audited."""
    who = actor()
    return Work(read_only_session(), who, now(), config())


def streaming() -> Work:
    """Work that only reads, in one transaction, as a streaming cursor needs."""
    who, session = actor(), db.session()
    session.rollback()
    return Work(session, who, now(), config())


def visitor() -> Actor:
    """An actor who is not signed in: address and name for the audit, no rights."""
    return replace(VISITOR, address=request.remote_addr or "")


def visiting() -> AbstractContextManager[Work]:
    """A transaction of somebody who is not signed in."""
    return transaction(db.session(), visitor(), now(), config())


def looking() -> Work:
    """Like ``reading``, for somebody who is not signed in."""
    return Work(read_only_session(), visitor(), now(), config())
