"""The second factor: set up on one's own account, asked at the door, reset by the officer."""

import secrets
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import func, select

from models.people import LoginAttempt, LoginSession, SecondFactor, User
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.text import N_
from portal import settings
from portal.access.load import actor_for
from portal.errors import Conflict, Invalid, NotAllowed, NotFound, PortalError
from portal.events import Done, Refused
from portal.people import code_rules as rules
from portal.people import password_hashes as passwords
from portal.people import second_factors, sessions, step_up
from portal.work import Work

WRONG = N_("This code is not right or was used already. Wait for the next one and type it.")


@dataclass(frozen=True)
class Passed:
    """A token for the cookie, or the sentence for the page."""

    token: str = ""
    refusal: PortalError | None = None


def begin(work: Work, password: str) -> None:
    """A fresh generator of one's own, which counts once a code of it was typed.

    The password is asked again: a browser left open is not enough to shut its owner out.
    """
    kept = work.session.scalar(select(User.password_hash).where(User.id == work.actor.id))
    if not passwords.matches(kept or "", password):
        raise Invalid(N_("This is not your password of now."), field="password")
    factor = second_factors.of(work.session, work.actor.id, lock=True)
    if factor is not None and factor.confirmed_at is not None:
        raise Conflict(N_("You have a second factor already. Turn it off first."))
    salt = secrets.token_hex(16)
    if factor is None:
        work.add(SecondFactor(user_id=work.actor.id, salt=salt, made_at=work.now))
    else:
        factor.salt, factor.made_at, factor.last_step = salt, work.now, 0


def confirm(work: Work, code: str) -> list[str]:
    """The first code typed: from now on it is asked for. Returns the recovery codes, once."""
    factor = _own(work)
    if factor.confirmed_at is not None:
        raise Conflict(N_("You have a second factor already. Turn it off first."))
    if not second_factors.proves(work, factor, code):
        raise Invalid(WRONG, field="code")
    factor.confirmed_at, codes = work.now, rules.recovery_codes()
    factor.recovery = [rules.hashed(one) for one in codes]
    _may_go_on(work)
    work.record(Done(kind=Kind.USER, id=work.actor.id, action="second_factor_on"))
    return codes


def turn_off(work: Work, code: str) -> None:
    """One's own, with a code of it; not while the office wants it of one's role."""
    factor = _own(work)
    if not second_factors.proves(work, factor, code):
        raise Invalid(WRONG, field="code")
    work.session.delete(factor)
    work.session.flush()  # «due» must see that it is gone
    if second_factors.due(work.session, work.actor):
        raise Conflict(N_("Your role needs a second factor. Ask the security officer to reset it."))
    work.record(Done(kind=Kind.USER, id=work.actor.id, action="second_factor_off"))


def reset(work: Work, user_id: int, reason: str) -> None:
    """Take away another's lost one; their sessions end. Never one's own (三员分立)."""
    work.require(P.SESSION_END)
    if user_id == work.actor.id:
        raise NotAllowed(N_("Nobody resets their own second factor. Ask another officer."))
    step_up.require(work)
    factor = second_factors.of(work.session, user_id, lock=True)
    if factor is None:
        raise NotFound(N_("This person has no second factor."))
    work.session.delete(factor)
    facts = {"reason": reason}
    work.record(Done(kind=Kind.USER, id=user_id, action="second_factor_reset", facts=facts))
    sessions.end(work, user_id, "second_factor")


def enter(work: Work, user_id: int, code: str, agent: str) -> Passed:
    """The second step at the door: the password was right, now the code (ASVS 6.3.3).

    Wrong ones are counted by account, whatever the address and however often the password is
    typed again in between; after ``lock_after`` of them the account waits ``lock_minutes``.
    """
    user = work.session.scalar(
        select(User).where(User.id == user_id, User.active).with_for_update(of=User)
    )
    factor = second_factors.of(work.session, user_id, lock=True)
    if user is None or factor is None:
        return Passed(refusal=NotAllowed(N_("Please sign in again.")))
    if _failures(work, user_id) >= settings.get(work.session, "lock_after"):
        return _refused(work, user_id, "sign_in_locked", _locked(work))
    way = second_factors.proves(work, factor, code)
    work.add(
        LoginAttempt(
            login=_name(user_id), address=work.actor.address, at=work.now, succeeded=bool(way)
        )
    )
    if not way:
        work.session.flush()  # this one counts, too
        if _failures(work, user_id) >= settings.get(work.session, "lock_after"):
            return _refused(work, user_id, "lock", _locked(work))
        return _refused(work, user_id, "code_failed", NotAllowed(WRONG))
    token = sessions.open_session(
        work.session, user_id, work.now, address=work.actor.address, agent=agent
    )
    who = actor_for(work.session, user_id, work.now, work.actor.address)
    facts = {"agent": agent[:200], "second": way}
    replace(work, actor=who or work.actor).record(
        Done(kind=Kind.USER, id=user_id, action="sign_in", facts=facts)
    )
    return Passed(token=token)


def _own(work: Work) -> SecondFactor:
    factor = second_factors.of(work.session, work.actor.id, lock=True)
    if factor is None:
        raise NotFound(N_("Please begin to set up the second factor first."))
    return factor


def _may_go_on(work: Work) -> None:
    """Browsers that were shut in the set-up page are let on."""
    mine = (LoginSession.user_id == work.actor.id, LoginSession.ended_at.is_(None))
    for row in work.session.scalars(select(LoginSession).where(*mine)):
        row.data = {name: value for name, value in row.data.items() if name != "must_enrol"}


def _name(user_id: int) -> str:
    return f"code:{user_id}"


def _failures(work: Work, user_id: int) -> int:
    """Wrong codes within the lock's time, since the last right one."""
    since = work.now - timedelta(minutes=settings.get(work.session, "lock_minutes"))
    tried = (LoginAttempt.login == _name(user_id), LoginAttempt.at > since)
    passed = select(func.max(LoginAttempt.id)).where(*tried, LoginAttempt.succeeded)
    last = work.session.scalar(passed) or 0
    count = select(func.count()).where(*tried, LoginAttempt.id > last)
    return work.session.scalar(count) or 0


def _refused(work: Work, user_id: int, action: str, error: PortalError) -> Passed:
    work.record(Refused(kind=Kind.USER, id=user_id, action=action, reason="second factor"))
    return Passed(refusal=error)


def _locked(work: Work) -> NotAllowed:
    minutes = settings.get(work.session, "lock_minutes")
    return NotAllowed(
        N_("Too many wrong codes. Sign in again in %(minutes)s minutes."), minutes=minutes
    )
