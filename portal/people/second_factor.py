"""Second factor: set up on one's own account, asked for at sign-in, reset by an officer."""

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
from portal.people import attempts, code_rules, password_hashes, second_factors, sessions, step_up
from portal.platform.jobs.clocks import SKEW
from portal.work import Work

WRONG_CODE = N_("This code is wrong or was used before. Wait for the next one and enter it.")


@dataclass(frozen=True)
class CodeOutcome:
    """Either the token of a new session, or the refusal to show."""

    token: str = ""
    refusal: PortalError | None = None


def begin_second_factor(work: Work, password: str) -> PortalError | None:
    """Start the set-up of the actor's own factor; it is in force once ``confirm`` saw a code.

    Asks for the password again, so that an unattended browser cannot lock its owner out. Returns
    the refusal of a wrong one, which is counted as at sign-in.
    """
    stored = work.session.scalar(select(User.password_hash).where(User.id == work.actor.id))
    good = password_hashes.verify_password(stored or "", password)
    wrong = Invalid(N_("This is not your current password."), field="password")
    if refusal := attempts.count_own_try(work, good=good, wrong=wrong):
        return refusal
    factor = second_factors.find_second_factor(work.session, work.actor.id, lock=True)
    if factor is not None and factor.confirmed_at is not None:
        raise Conflict(N_("You have a second factor already. Turn it off first."))
    salt = secrets.token_hex(16)
    if factor is None:
        work.add(SecondFactor(user_id=work.actor.id, salt=salt, made_at=work.now))
    else:
        factor.salt, factor.made_at, factor.last_step = salt, work.now, 0
    return None


def confirm_second_factor(work: Work, code: str) -> list[str]:
    """Put the actor's factor in force by its first code. Returns the recovery codes, once."""
    factor = _own_factor(work)
    if factor.confirmed_at is not None:
        raise Conflict(N_("You have a second factor already. Turn it off first."))
    if not second_factors.accept_code(work, factor, code):
        raise Invalid(WRONG_CODE, field="code")
    factor.confirmed_at, codes = work.now, code_rules.make_recovery_codes()
    factor.recovery = [code_rules.hash_code(one) for one in codes]
    _release_sessions(work)
    work.record(Done(kind=Kind.USER, id=work.actor.id, action="second_factor_on"))
    return codes


def turn_off_second_factor(work: Work, code: str) -> PortalError | None:
    """Remove the actor's own factor by a code of it, or return the refusal of a wrong one, counted.

    Raises ``Conflict`` if their role needs one.
    """
    factor = _own_factor(work)
    good = bool(second_factors.accept_code(work, factor, code))
    wrong = Invalid(WRONG_CODE, field="code")
    if refusal := attempts.count_own_try(work, good=good, wrong=wrong):
        return refusal
    work.session.delete(factor)
    work.session.flush()  # «needs_second_factor» must see that it is gone
    if second_factors.needs_second_factor(work, work.actor):
        raise Conflict(N_("Your role needs a second factor. Ask the security officer to reset it."))
    work.record(Done(kind=Kind.USER, id=work.actor.id, action="second_factor_off"))
    return None


def reset_second_factor(work: Work, person: User, *, reason: str) -> None:
    """Remove another person's lost factor; their sessions end. Never one's own (三员分立)."""
    work.require(P.SESSION_END, person)
    if person.id == work.actor.id:
        raise NotAllowed(N_("You cannot reset your own second factor. Ask another officer."))
    step_up.require_proof(work)
    factor = second_factors.find_second_factor(work.session, person.id, lock=True)
    if factor is None:
        raise NotFound(N_("This person has no second factor."))
    work.session.delete(factor)
    facts = {"reason": reason}
    work.record(Done(kind=Kind.USER, id=person.id, action="second_factor_reset", facts=facts))
    sessions.close_sessions(work, person.id, "second_factor")


def sign_in_with_code(work: Work, user_id: int, code: str, agent: str) -> CodeOutcome:
    """The second step of signing in: the password was right, now the code (ASVS 6.3.3).

    Wrong codes are counted per account, whatever the address and however often the password is
    typed in between; after ``lock_after`` of them the account is locked for ``lock_minutes``.
    """
    user = work.session.scalar(
        select(User).where(User.id == user_id, User.active).with_for_update(of=User)
    )
    factor = second_factors.find_second_factor(work.session, user_id, lock=True)
    if user is None or factor is None:
        return CodeOutcome(refusal=NotAllowed(N_("Please sign in again.")))
    if _failures(work, user_id) >= settings.get(work.session, "lock_after"):
        return _refused(work, user_id, "sign_in_locked", _locked(work))
    way = second_factors.accept_code(work, factor, code)
    work.add(
        LoginAttempt(
            login=_attempt_name(user_id),
            address=work.actor.address,
            at=work.now,
            succeeded=bool(way),
        )
    )
    if not way:
        work.session.flush()  # count this attempt, too
        if _failures(work, user_id) >= settings.get(work.session, "lock_after"):
            return _refused(work, user_id, "lock", _locked(work))
        return _refused(work, user_id, "code_failed", NotAllowed(WRONG_CODE))
    token = sessions.open_session(
        work.session, user_id, work.now, address=work.actor.address, agent=agent
    )
    who = actor_for(work.session, user_id, work.now, work.actor.address)
    facts = {"agent": agent[:200], "second": way}
    replace(work, actor=who or work.actor).record(
        Done(kind=Kind.USER, id=user_id, action="sign_in", facts=facts)
    )
    return CodeOutcome(token=token)


def _own_factor(work: Work) -> SecondFactor:
    factor = second_factors.find_second_factor(work.session, work.actor.id, lock=True)
    if factor is None:
        raise NotFound(N_("Please start setting up the second factor first."))
    return factor


def _release_sessions(work: Work) -> None:
    """Open the rest of the portal to browsers that were confined to the set-up page."""
    mine = (LoginSession.user_id == work.actor.id, LoginSession.ended_at.is_(None))
    for row in work.session.scalars(select(LoginSession).where(*mine)):
        row.data = {name: value for name, value in row.data.items() if name != "must_enrol"}


def _attempt_name(user_id: int) -> str:
    return f"code:{user_id}"


def _failures(work: Work, user_id: int) -> int:
    """Wrong codes within ``lock_minutes`` since the last right one."""
    since = work.now - timedelta(minutes=settings.get(work.session, "lock_minutes"))
    recent = (
        LoginAttempt.login == _attempt_name(user_id),
        LoginAttempt.at > since,
        LoginAttempt.at <= work.now + SKEW,  # none of a clock that ran ahead
    )
    successes = select(func.max(LoginAttempt.id)).where(*recent, LoginAttempt.succeeded)
    last = work.session.scalar(successes) or 0
    count = select(func.count()).where(*recent, LoginAttempt.id > last)
    return work.session.scalar(count) or 0


def _refused(work: Work, user_id: int, action: str, error: PortalError) -> CodeOutcome:
    work.record(Refused(kind=Kind.USER, id=user_id, action=action, reason="second factor"))
    return CodeOutcome(refusal=error)


def _locked(work: Work) -> NotAllowed:
    minutes = settings.get(work.session, "lock_minutes")
    return NotAllowed(
        N_("Too many wrong codes. Sign in again in %(minutes)s minutes."), minutes=minutes
    )
