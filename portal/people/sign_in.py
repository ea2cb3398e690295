"""Signing in and out: what is counted, when it locks, what a password must be (SEC-2)."""

from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import func, or_, select, update

from models.people import Department, LoginAttempt, LoginSession, SetupLink, User
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.text import N_
from portal import settings
from portal.access.actor import Actor
from portal.access.load import actor_for
from portal.errors import Invalid, NotAllowed, NotFound, PortalError
from portal.events import Done, Refused
from portal.people import password_hashes as passwords
from portal.people import second_factors, sessions
from portal.people.password_rules import PasswordPolicy, objection
from portal.work import Work

TYPED = 100  # characters of a sign-in name that are kept


@dataclass(frozen=True)
class Known:
    """The account behind a typed name, as it was when its password was checked."""

    id: int
    hash: str


@dataclass(frozen=True)
class Outcome:
    """A token for the cookie, or whose code is asked next, or the sentence for the page."""

    token: str = ""
    second: int = 0
    refusal: PortalError | None = None


def look_up(work: Work, typed: str) -> Known | None:
    """The active account of a sign-in name, an employee number or a mail address, if just one."""
    name = typed.strip()
    query = select(User.id, User.password_hash).where(
        or_(
            User.login == name.lower(),
            User.employee_number == name,
            func.lower(User.email) == name.lower(),
        ),
        User.active,
    )
    found = work.session.execute(query.limit(2)).all() if name else []
    return Known(found[0].id, found[0].password_hash) if len(found) == 1 else None


def sign_in(work: Work, typed: str, known: Known | None, *, good: bool, agent: str) -> Outcome:
    """Count the try, lock after too many, or open a session (ASVS 6.3.1, 6.3.8, 7.2.4).

    ``good`` says whether the password fitted; it was checked before, outside the transaction,
    with the same work for every name. Tries are counted by the typed name and the address, so
    nobody can lock another out from elsewhere, and a known name answers as an unknown one does.
    """
    name = typed.strip().lower()[:TYPED]
    user = _locked_row(work, known)
    most = settings.get(work.session, "lock_after")
    failures = _failures(work, name)
    if len(failures) >= most:
        work.record(
            Refused(
                kind=Kind.USER, id=known.id if known else 0, action="sign_in_locked", reason=name
            )
        )
        return Outcome(refusal=_come_back(work, failures[-1]))
    good = good and user is not None and known is not None and user.password_hash == known.hash
    work.add(LoginAttempt(login=name, address=work.actor.address, at=work.now, succeeded=good))
    if user is None or not good:
        return _refused(work, name, known, most - len(failures) - 1)
    if second_factors.holds(work.session, user.id):
        return Outcome(second=user.id)
    who = actor_for(work.session, user.id, work.now, work.actor.address)
    token = sessions.open_session(
        work.session,
        user.id,
        work.now,
        address=work.actor.address,
        agent=agent,
        must_enrol=who is not None and second_factors.due(work.session, who),
    )
    replace(work, actor=who or work.actor).record(
        Done(kind=Kind.USER, id=user.id, action="sign_in", facts={"agent": agent[:200]})
    )
    return Outcome(token=token)


def _locked_row(work: Work, known: Known | None) -> User | None:
    """The account, held until the commit: parallel tries are counted one after another."""
    if known is None:
        return None
    query = select(User).where(User.id == known.id, User.active).with_for_update(of=User)
    return work.session.scalar(query)


def _failures(work: Work, name: str) -> list[LoginAttempt]:
    """Failed tries of this name and address within the lock's time, since the last success."""
    since = work.now - timedelta(minutes=settings.get(work.session, "lock_minutes"))
    query = (
        select(LoginAttempt)
        .where(
            LoginAttempt.login == name,
            LoginAttempt.address == work.actor.address,
            LoginAttempt.at > since,
        )
        .order_by(LoginAttempt.at.desc(), LoginAttempt.id.desc())
    )
    failures = []
    for attempt in work.session.scalars(query):
        if attempt.succeeded:
            break
        failures.append(attempt)
    return failures


def _refused(work: Work, name: str, known: Known | None, left: int) -> Outcome:
    id = known.id if known else 0
    work.record(Refused(kind=Kind.USER, id=id, action="sign_in_failed", reason=name))
    minutes = settings.get(work.session, "lock_minutes")
    if left > 0:
        text = N_(
            "The account or the password is not right. %(left)s more tries, then the account is "
            "locked for %(minutes)s minutes."
        )
        return Outcome(refusal=NotAllowed(text, left=left, minutes=minutes))
    work.record(Refused(kind=Kind.USER, id=id, action="lock", reason=name))
    return Outcome(refusal=_come_back(work, None))


def _come_back(work: Work, oldest: LoginAttempt | None) -> NotAllowed:
    wait = timedelta(minutes=settings.get(work.session, "lock_minutes"))
    left = (oldest.at if oldest else work.now) + wait - work.now
    return NotAllowed(
        N_("Too many tries. Sign-in opens again in %(minutes)s minutes."),
        minutes=max(1, -(-int(left.total_seconds()) // 60)),
    )


def sign_out(work: Work, session_id: int) -> None:
    sessions.end(work, work.actor.id, "sign_out", only=session_id)


def my_sessions(work: Work) -> list[LoginSession]:
    """The open sessions of the one who asks, newest first."""
    return open_sessions(work, work.actor.id)


def open_sessions(work: Work, user_id: int) -> list[LoginSession]:
    """Open sessions of a person; another's need ``session:end``. Raises ``NotAllowed``."""
    if user_id != work.actor.id:
        work.require(P.SESSION_END)
    query = select(LoginSession).where(
        LoginSession.user_id == user_id, LoginSession.ended_at.is_(None)
    )
    return list(work.session.scalars(query.order_by(LoginSession.seen_at.desc())))


def end_sessions(work: Work, user_id: int, *, only: int = 0, but: int = 0) -> int:
    """End sessions of one's own, or another's with ``session:end`` (ASVS 7.4.5)."""
    if user_id != work.actor.id:
        work.require(P.SESSION_END)
    count = sessions.end(work, user_id, "ended", only=only, but=but)
    if only and not count:
        raise NotFound(N_("This session has ended already."))
    return count


def change_password(work: Work, old: str, new: str, *, session_id: int = 0) -> None:
    """Change one's own password; every other session ends. Raises ``Invalid`` at a field."""
    user = work.session.scalars(select(User).where(User.id == work.actor.id)).one()
    if not passwords.matches(user.password_hash, old):
        raise Invalid(N_("This is not your password of now."), field="old")
    set_password(work, user, new)
    sessions.end(work, user.id, "password", but=session_id)


def set_password(work: Work, user: User, new: str) -> None:
    """Check and keep a new password. Raises ``Invalid`` at field ``new``."""
    policy = _policy(work)
    if refusal := objection(new, policy, _own_words(work, user)):
        raise Invalid(refusal.text, field="new", **refusal.values)
    kept = [h for h in [user.password_hash, *user.old_hashes] if h]
    remembered = kept[: policy.remembered] if policy.dengbao else kept[:1]
    if any(passwords.matches(one, new) for one in remembered):
        raise Invalid(N_("You have used this password before. Please choose another."), field="new")
    user.old_hashes = kept[: policy.remembered]
    user.password_hash = passwords.hashed(new)
    user.password_changed_at, user.must_change_password = work.now, False
    work.record(Done(kind=Kind.USER, id=user.id, action="change_password"))


def _policy(work: Work) -> PasswordPolicy:
    return PasswordPolicy(
        length=settings.get(work.session, "password_length"),
        dengbao=settings.get(work.session, "password_profile") == "dengbao",
        days=settings.get(work.session, "password_days"),
    )


def _own_words(work: Work, user: User) -> set[str]:
    """What others would try first: names, numbers, the department and the office (ASVS 6.2.11)."""
    department = work.session.scalar(
        select(Department.name).where(Department.id == user.department_id)
    )
    office = str(settings.get(work.session, "office_name"))
    mailbox = user.email.partition("@")[0]
    words = (user.login, user.name, user.employee_number, user.mobile, mailbox, office)
    return {word for word in (*words, department or "") if word}


def link_owner(work: Work, token: str) -> User:
    """Whose password a set-up link sets. Raises ``NotFound`` for used, old and unknown ones."""
    query = (
        select(User)
        .join(SetupLink, SetupLink.user_id == User.id)
        .where(
            SetupLink.token_hash == sessions.hashed(token),
            SetupLink.used_at.is_(None),
            SetupLink.expires_at > work.now,
            User.active,
        )
    )
    user = work.session.scalar(query.with_for_update(of=SetupLink))
    if user is None:
        raise NotFound(N_("This link has been used or is too old. Ask for a new one."))
    return user


def use_link(work: Work, token: str, new: str) -> Actor:
    """Set the password by a link, once; all sessions end. Returns who may now sign in."""
    user = link_owner(work, token)
    who = actor_for(work.session, user.id, work.now, work.actor.address) or work.actor
    work.session.execute(
        update(SetupLink)
        .where(SetupLink.token_hash == sessions.hashed(token))
        .values(used_at=work.now)
    )
    acting = replace(work, actor=who)
    set_password(acting, user, new)
    sessions.end(acting, user.id, "set_up")
    return who
