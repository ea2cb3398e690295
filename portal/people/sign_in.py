"""Signing in and out, locking after failed attempts, setting passwords (SEC-2)."""

from dataclasses import dataclass, replace

from sqlalchemy import func, or_, select, update

from models.people import Department, LoginSession, SetupLink, User
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.text import N_
from portal import settings
from portal.access.actor import Actor
from portal.access.load import actor_for
from portal.errors import Invalid, NotAllowed, NotFound, PortalError
from portal.events import Done, Refused
from portal.people import attempts, password_hashes, second_factors, sessions
from portal.people.password_proof import password_digest
from portal.people.password_rules import PasswordPolicy, password_objection
from portal.work import Work

LONGEST_NAME = 100  # characters of a typed sign-in name that are stored


@dataclass(frozen=True)
class Credentials:
    """The account behind a typed name, as it was when its password was checked."""

    id: int
    hash: str


@dataclass(frozen=True)
class SignInOutcome:
    """A session's token, or the user id whose code is asked for next, or the refusal to show."""

    token: str = ""
    second: int = 0
    refusal: PortalError | None = None


def find_credentials(work: Work, typed: str) -> Credentials | None:
    """The one active account with this sign-in name, employee number or mail address, or None."""
    name = typed.strip()
    statement = select(User.id, User.password_hash).where(
        or_(
            User.login == name.lower(),
            User.employee_number == name,
            func.lower(User.email) == name.lower(),
        ),
        User.active,
    )
    rows = work.session.execute(statement.limit(2)).all() if name else []
    return Credentials(rows[0].id, rows[0].password_hash) if len(rows) == 1 else None


def sign_in(
    work: Work, typed: str, known: Credentials | None, *, good: bool, agent: str
) -> SignInOutcome:
    """Count the attempt, lock after too many, or open a session (ASVS 6.3.1, 6.3.8, 7.2.4).

    ``good``: the password was right; the caller verified it outside the transaction, with the
    same effort for every name. Attempts are counted by account, whichever of its names was typed,
    and unknown names, counted as typed, answer as known ones do.
    """
    name = typed.strip().lower()[:LONGEST_NAME]
    user = _locked_row(work, known)
    counted = attempts.counted_name(known.id) if known else name
    left = attempts.tries_left(work, counted)
    if not left:
        work.record(
            Refused(
                kind=Kind.USER, id=known.id if known else 0, action="sign_in_locked", reason=name
            )
        )
        return SignInOutcome(refusal=_locked(work, counted))
    good = good and user is not None and known is not None and user.password_hash == known.hash
    attempts.note_try(work, counted, good=good)
    if user is None or not good:
        return _refused(work, name, known, left - 1)
    if second_factors.has_second_factor(work.session, user.id):
        return SignInOutcome(second=user.id)
    who = actor_for(work.session, user.id, work.now, work.actor.address)
    token = sessions.open_session(
        work.session,
        user.id,
        work.now,
        address=work.actor.address,
        agent=agent,
        must_enrol=who is not None and second_factors.needs_second_factor(work, who),
    )
    replace(work, actor=who or work.actor).record(
        Done(kind=Kind.USER, id=user.id, action="sign_in", facts={"agent": agent[:200]})
    )
    return SignInOutcome(token=token)


def _locked_row(work: Work, known: Credentials | None) -> User | None:
    """The account, locked until the commit, so that parallel attempts are all counted."""
    if known is None:
        return None
    statement = select(User).where(User.id == known.id, User.active)
    return work.session.scalar(statement.with_for_update(of=User))


def _refused(work: Work, name: str, known: Credentials | None, left: int) -> SignInOutcome:
    id = known.id if known else 0
    work.record(Refused(kind=Kind.USER, id=id, action="sign_in_failed", reason=name))
    minutes = settings.get(work.session, "lock_minutes")
    if left > 0:
        text = N_(
            "Wrong account or password. After %(left)s more attempts the account is locked "
            "for %(minutes)s minutes."
        )
        return SignInOutcome(refusal=NotAllowed(text, left=left, minutes=minutes))
    work.record(Refused(kind=Kind.USER, id=id, action="lock", reason=name))
    return SignInOutcome(refusal=_locked(work, ""))


def _locked(work: Work, name: str) -> NotAllowed:
    """The refusal while locked, with the minutes left, rounded up."""
    return NotAllowed(
        N_("Too many attempts. You can sign in again in %(minutes)s minutes."),
        minutes=attempts.minutes_left(work, name),
    )


def sign_out(work: Work, session_id: int) -> None:
    sessions.close_sessions(work, work.actor.id, "sign_out", only=session_id)


def own_sessions(work: Work) -> list[LoginSession]:
    """The actor's own open sessions, most recently used first."""
    return active_sessions(work, work.actor.id)


def active_sessions(work: Work, user_id: int) -> list[LoginSession]:
    """A person's open sessions; another person's need ``session:end``. Raises ``NotAllowed``."""
    if user_id != work.actor.id:
        work.require(P.SESSION_END)
    statement = select(LoginSession).where(
        LoginSession.user_id == user_id, LoginSession.ended_at.is_(None)
    )
    return list(work.session.scalars(statement.order_by(LoginSession.seen_at.desc())))


def end_sessions(work: Work, person: User) -> None:
    """End all sessions of a person; another person's need ``session:end`` (ASVS 7.4.5)."""
    if person.id != work.actor.id:
        work.require(P.SESSION_END, person)
    sessions.close_sessions(work, person.id, "ended")


def end_own_sessions(work: Work, *, only: int = 0, but: int = 0) -> int:
    """End the actor's own sessions: all, ``only`` one, all ``but`` one; returns how many.

    Raises ``NotFound`` if the ``only`` one has ended already.
    """
    count = sessions.close_sessions(work, work.actor.id, "ended", only=only, but=but)
    if only and not count:
        raise NotFound(N_("This session has ended already."))
    return count


def change_password(work: Work, old: str, new: str, *, session_id: int = 0) -> PortalError | None:
    """Change the actor's own password and end every other session, or return the refusal.

    Raises ``Invalid`` at field ``new``. A wrong ``old`` one is counted as at sign-in, so it is
    returned: what is raised is rolled back.
    """
    user = work.session.scalars(select(User).where(User.id == work.actor.id)).one()
    good = password_hashes.verify_password(user.password_hash, old)
    wrong = Invalid(N_("This is not your current password."), field="old")
    if refusal := attempts.count_own_try(work, good=good, wrong=wrong):
        return refusal
    set_password(work, user, new)
    sessions.close_sessions(work, user.id, "password", but=session_id)
    return None


def set_password(work: Work, user: User, new: str) -> None:
    """Check and store a new password. Raises ``Invalid`` at field ``new``."""
    policy = _policy(work)
    if refusal := password_objection(new, policy, _own_words(work, user)):
        raise Invalid(refusal.text, field="new", **refusal.values)
    hashes = [h for h in [user.password_hash, *user.old_hashes] if h]
    remembered = hashes[: policy.remembered] if policy.dengbao else hashes[:1]
    if any(password_hashes.verify_password(one, new) for one in remembered):
        raise Invalid(N_("You have used this password before. Please choose another."), field="new")
    user.old_hashes = hashes[: policy.remembered]
    user.password_hash = password_hashes.hash_password(new)
    user.password_changed_at, user.must_change_password = work.now, False
    note_password(work, user)


def note_password(work: Work, user: User) -> None:
    """Record that a password was set, with a digest by which its hash is known again."""
    digest = password_digest(work.config.audit_key, user.id, user.password_hash)
    facts = {"password_digest": digest}
    work.record(Done(kind=Kind.USER, id=user.id, action="change_password", facts=facts))


def _policy(work: Work) -> PasswordPolicy:
    return PasswordPolicy(
        length=settings.get(work.session, "password_length"),
        dengbao=settings.get(work.session, "password_profile") == "dengbao",
        days=settings.get(work.session, "password_days"),
    )


def _own_words(work: Work, user: User) -> set[str]:
    """Words others would try first: names, numbers, the department, the office (ASVS 6.2.11)."""
    department = work.session.scalar(
        select(Department.name).where(Department.id == user.department_id)
    )
    office = str(settings.get(work.session, "office_name"))
    mailbox = user.email.partition("@")[0]
    words = (user.login, user.name, user.employee_number, user.mobile, mailbox, office)
    return {word for word in (*words, department or "") if word}


def link_owner(work: Work, token: str) -> User:
    """Whose password a set-up link sets. Raises ``NotFound`` if it is used, expired or unknown."""
    statement = (
        select(User)
        .join(SetupLink, SetupLink.user_id == User.id)
        .where(
            SetupLink.token_hash == sessions.hash_token(token),
            SetupLink.used_at.is_(None),
            SetupLink.expires_at > work.now,
            User.active,
        )
    )
    user = work.session.scalar(statement.with_for_update(of=SetupLink))
    if user is None:
        raise NotFound(N_("This link has been used or has expired. Ask for a new one."))
    return user


def use_set_up_link(work: Work, token: str, new: str) -> Actor:
    """Set a password by a one-time link; all sessions end. Returns who may now sign in."""
    user = link_owner(work, token)
    who = actor_for(work.session, user.id, work.now, work.actor.address) or work.actor
    work.session.execute(
        update(SetupLink)
        .where(SetupLink.token_hash == sessions.hash_token(token))
        .values(used_at=work.now)
    )
    acting = replace(work, actor=who)
    set_password(acting, user, new)
    sessions.close_sessions(acting, user.id, "set_up")
    return who
