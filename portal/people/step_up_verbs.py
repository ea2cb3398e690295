"""Showing again who one is, in the browser one is signed in with (ASVS 7.5.3)."""

from datetime import timedelta

from sqlalchemy import func, select

from models.people import LoginAttempt, LoginSession, User
from models.words.kinds import Kind
from models.words.lending import SignedBy
from models.words.text import N_
from portal import settings
from portal.errors import Invalid, NotAllowed
from portal.events import Done, Refused
from portal.people import second_factors
from portal.work import Work


def password_of(work: Work, user_id: int | None = None) -> str:
    """The hash of one's own password, or the recipient's, to be held against what was typed."""
    whose = work.actor.id if user_id is None else user_id
    return work.session.scalar(select(User.password_hash).where(User.id == whose)) or ""


def prove(work: Work, session_id: int, *, good: bool, typed: str) -> NotAllowed | None:
    """Note that this browser's person is there, or refuse; wrong tries are counted as at the door.

    ``good``: the password fitted (looked at before, it is slow on purpose); else ``typed`` may
    be a code of the second factor.
    """
    name = f"proof:{work.actor.id}"
    if _locked(work, name):
        return _refused(work, "sign_in_locked", _wait(work))
    if _try(work, name, work.actor.id, good=good, typed=typed) is None:
        return _refused(
            work, "proof_failed", NotAllowed(N_("That is not right. Please try again."))
        )
    row = work.session.scalar(select(LoginSession).where(LoginSession.id == session_id))
    if row is not None:
        row.data = {**row.data, "proved_at": work.now.isoformat()}
    work.record(Done(kind=Kind.USER, id=work.actor.id, action="prove"))
    return None


def recipient(work: Work, user_id: int, *, good: bool, typed: str) -> SignedBy | Invalid:
    """How the recipient at the desk proved to be there, or why not; wrong tries are counted, so
    that nobody finds out another's password here.
    """
    name = f"sign:{user_id}"
    if _locked(work, name):
        minutes = settings.get(work.session, "lock_minutes")
        return Invalid(
            N_("Too many wrong tries. Try again in %(minutes)s minutes."),
            field="word",
            minutes=minutes,
        )
    way = _try(work, name, user_id, good=good, typed=typed)
    if way is None:
        work.record(Refused(kind=Kind.USER, id=user_id, action="proof_failed", reason="signature"))
        return Invalid(N_("This is not the recipient's password or code."), field="word")
    return way


def _locked(work: Work, name: str) -> bool:
    most: int = settings.get(work.session, "lock_after")
    return _failures(work, name) >= most


def _try(work: Work, name: str, user_id: int, *, good: bool, typed: str) -> SignedBy | None:
    """By what it was proved, or None; the attempt is kept either way."""
    way = SignedBy.PASSWORD if good else None
    factor = second_factors.of(work.session, user_id, lock=True)
    if way is None and factor is not None and factor.confirmed_at is not None:
        way = SignedBy.CODE if second_factors.proves(work, factor, typed) else None
    tried = {"login": name, "address": work.actor.address, "at": work.now}
    work.add(LoginAttempt(**tried, succeeded=way is not None))
    return way


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
    return NotAllowed(
        N_("Too many wrong tries. Try again in %(minutes)s minutes."), minutes=minutes
    )
