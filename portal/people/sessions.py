"""Sessions of signed-in browsers: the one place that opens, touches and ends them (decision 1)."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import CursorResult, update
from sqlalchemy.orm import Session

from models.people import LoginSession, SetupLink
from models.words.kinds import Kind
from models.words.people import SESSION_ENDS
from portal.events import Done
from portal.work import Work

LINK_HOURS = 24


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def open_session(
    session: Session,
    user_id: int,
    moment: datetime,
    *,
    address: str = "",
    agent: str = "",
    must_enrol: bool = False,
) -> str:
    """Write a session's row and return its token: 256 random bits, shown once (ASVS 7.2.3).

    ``must_enrol`` confines it to the set-up of a second factor until that is done.
    """
    token = secrets.token_urlsafe(32)
    session.add(
        LoginSession(
            token_hash=hash_token(token),
            user_id=user_id,
            created_at=moment,
            seen_at=moment,
            address=address,
            agent=agent[:200],
            data={"must_enrol": True} if must_enrol else {},
        )
    )
    return token


def touch_session(work: Work, session_id: int, moment: datetime) -> None:
    """Note that the session was in use then, which restarts its idle time; never back in time."""
    mine = (LoginSession.id == session_id, LoginSession.seen_at < moment)
    work.session.execute(update(LoginSession).where(*mine).values(seen_at=moment))


def close_sessions(work: Work, user_id: int, reason: str, *, only: int = 0, but: int = 0) -> int:
    """End a person's open sessions (all, ``only`` one, all ``but`` one); returns how many.

    ``reason`` is a code of ``SESSION_ENDS``. Audited.
    """
    statement = update(LoginSession).where(
        LoginSession.user_id == user_id, LoginSession.ended_at.is_(None), LoginSession.id != but
    )
    if only:
        statement = statement.where(LoginSession.id == only)
    result = work.session.execute(statement.values(ended_at=work.now, end_reason=reason))
    count = result.rowcount if isinstance(result, CursorResult) else 0
    if count:
        facts = {"reason": SESSION_ENDS[reason], "count": count}
        work.record(Done(kind=Kind.USER, id=user_id, action="end_sessions", facts=facts))
    return count


def make_set_up_link(work: Work, user_id: int, purpose: str, *, token: str = "") -> str:
    """Return a token that sets this person's password, once, within a day (ASVS 6.4.1).

    ``purpose``: first, new or reset. The person's earlier links stop working. A ``token`` that the
    caller derives must be as hard to guess as a random one.
    """
    work.session.execute(
        update(SetupLink)
        .where(SetupLink.user_id == user_id, SetupLink.used_at.is_(None))
        .values(used_at=work.now)
    )
    token = token or secrets.token_urlsafe(32)
    work.add(
        SetupLink(
            token_hash=hash_token(token),
            user_id=user_id,
            purpose=purpose,
            expires_at=work.now + timedelta(hours=LINK_HOURS),
        )
    )
    facts = {"purpose": purpose, "hours": LINK_HOURS}
    work.record(Done(kind=Kind.USER, id=user_id, action="make_set_up_link", facts=facts))
    return token
