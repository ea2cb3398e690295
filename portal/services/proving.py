"""Showing again who one is, in the browser one is signed in with (ASVS 7.5.3)."""

from datetime import timedelta

from sqlalchemy import func, select

from models.people import LoginAttempt, LoginSession, User
from models.words.kinds import Kind
from models.words.text import N_
from portal import settings
from portal.engines import second_factors
from portal.errors import NotAllowed
from portal.events import Done, Refused
from portal.work import Work


def password_of(work: Work) -> str:
    """The hash of one's own password, to be held against what was typed."""
    return work.session.scalar(select(User.password_hash).where(User.id == work.actor.id)) or ""


def prove(work: Work, session_id: int, *, good: bool, typed: str) -> NotAllowed | None:
    """Note that this browser's person is there, or refuse; wrong tries are counted as at the door.

    ``good``: the password fitted (looked at before, it is slow on purpose); else ``typed`` may
    be a code of the second factor.
    """
    name = f"proof:{work.actor.id}"
    most = settings.get(work.session, "lock_after")
    if _failures(work, name) >= most:
        return _refused(work, "sign_in_locked", _wait(work))
    factor = second_factors.of(work.session, work.actor.id, lock=True)
    if not good and factor is not None and factor.confirmed_at is not None:
        good = bool(second_factors.proves(work, factor, typed))
    work.add(LoginAttempt(login=name, address=work.actor.address, at=work.now, succeeded=good))
    if not good:
        return _refused(
            work, "proof_failed", NotAllowed(N_("That is not right. Please try again."))
        )
    row = work.session.scalar(select(LoginSession).where(LoginSession.id == session_id))
    if row is not None:
        row.data = {**row.data, "proved_at": work.now.isoformat()}
    work.record(Done(kind=Kind.USER, id=work.actor.id, action="prove"))
    return None


def _failures(work: Work, name: str) -> int:
    since = work.now - timedelta(minutes=settings.get(work.session, "lock_minutes"))
    tried = (LoginAttempt.login == name, LoginAttempt.at > since)
    passed = select(func.max(LoginAttempt.id)).where(*tried, LoginAttempt.succeeded)
    last = work.session.scalar(passed) or 0
    return work.session.scalar(select(func.count()).where(*tried, LoginAttempt.id > last)) or 0


def _refused(work: Work, action: str, error: NotAllowed) -> NotAllowed:
    work.record(Refused(kind=Kind.USER, id=work.actor.id, action=action, reason="proof"))
    return error


def _wait(work: Work) -> NotAllowed:
    minutes = settings.get(work.session, "lock_minutes")
    return NotAllowed(N_("Too many wrong tries. Try again in %(minutes)s minutes."),
                      minutes=minutes)  # fmt: skip
