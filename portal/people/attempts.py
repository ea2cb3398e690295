"""Tries to prove who one is, counted for the person at every door that takes a password or code.

Counted by account, whatever name was typed and wherever: signing in, the own password, the second
factor, a proof asked for again, a signature at the desk. Nobody can lock somebody else out from
elsewhere by a few tries: it takes ``lock_after`` from one address, or ``WIDE`` times as many.
"""

from datetime import timedelta

from sqlalchemy import select

from models.people import LoginAttempt
from models.words.kinds import Kind
from models.words.text import N_
from portal import settings
from portal.errors import NotAllowed, PortalError
from portal.events import Refused
from portal.platform.jobs.clocks import SKEW
from portal.work import Work

WIDE = 4


def counted_name(user_id: int) -> str:
    """What the tries of an account are counted under; no sign-in name has a colon."""
    return f"user:{user_id}"


def note_try(work: Work, name: str, *, good: bool) -> None:
    """Count a try; a good one starts anew."""
    work.add(LoginAttempt(login=name, address=work.actor.address, at=work.now, succeeded=good))


def tries_left(work: Work, name: str) -> int:
    """How many more may fail before ``name`` is locked here; 0 while it is."""
    most: int = settings.get(work.session, "lock_after")
    near, far = len(_failures(work, name, here=True)), len(_failures(work, name, here=False))
    return max(0, min(most - near, WIDE * most - far))


def minutes_left(work: Work, name: str) -> int:
    """Minutes until the oldest counted failure is forgotten, rounded up, at least 1."""
    wait = timedelta(minutes=settings.get(work.session, "lock_minutes"))
    failed = _failures(work, name, here=True) or _failures(work, name, here=False)
    left = (failed[-1].at if failed else work.now) + wait - work.now
    return max(1, -(-int(left.total_seconds()) // 60))


def count_own_try(work: Work, *, good: bool, wrong: PortalError) -> PortalError | None:
    """Count a try of the actor's own password or code; the refusal while locked, whatever it was,
    and ``wrong`` where it was not right.

    The caller returns a refusal and does not raise it: what is rolled back is not counted.
    """
    name = counted_name(work.actor.id)
    if not tries_left(work, name):
        work.record(
            Refused(kind=Kind.USER, id=work.actor.id, action="sign_in_locked", reason="proof")
        )
        minutes = settings.get(work.session, "lock_minutes")
        return NotAllowed(
            N_("Too many wrong attempts. Try again in %(minutes)s minutes."), minutes=minutes
        )
    note_try(work, name, good=good)
    if not good:
        work.record(
            Refused(kind=Kind.USER, id=work.actor.id, action="proof_failed", reason="proof")
        )
    return None if good else wrong


def _failures(work: Work, name: str, *, here: bool) -> list[LoginAttempt]:
    """Failed tries within ``lock_minutes`` since the last good one, newest first.

    What a clock that ran ahead has dated in the future is forgotten at once.
    """
    since = work.now - timedelta(minutes=settings.get(work.session, "lock_minutes"))
    statement = select(LoginAttempt).where(
        LoginAttempt.login == name, LoginAttempt.at > since, LoginAttempt.at <= work.now + SKEW
    )
    if here:
        statement = statement.where(LoginAttempt.address == work.actor.address)
    failed = []
    for attempt in work.session.scalars(
        statement.order_by(LoginAttempt.at.desc(), LoginAttempt.id.desc())
    ):
        if attempt.succeeded:
            break
        failed.append(attempt)
    return failed
