"""People: who has an account, their post and superior; disabled, never deleted (issue part 3)."""

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, or_, select

from models.people import Department, User
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.access.holders import holders_of
from portal.errors import Conflict, Invalid, NotAllowed, PortalError, Problems
from portal.events import Done, Saved
from portal.people import officers, sessions, step_up
from portal.platform.notices import outbox
from portal.platform.workflow import changes
from portal.work import Work

FIELDS = (
    "login",
    "employee_number",
    "name",
    "department_id",
    "post",
    "superior_id",
    "email",
    "mobile",
)
LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}\Z")
MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+\Z")
MOBILE = re.compile(r"1[3-9]\d{9}\Z")
NEEDED = {
    "name": N_("Please give the name."),
    "employee_number": N_("Please give the employee number, e.g. A0231."),
}


def save(work: Work, row: User | None, values: Mapping[str, Any]) -> User:
    """Create or change an account; roles are given elsewhere. Raises ``Problems``."""
    work.require(P.USER_EDIT)
    given = {k: v.strip() if isinstance(v, str) else v for k, v in values.items()}
    if "login" in given:
        given["login"] = given["login"].lower()
    if problems := _problems(work, row, given):
        raise Problems(problems)
    created = row is None
    found = row if row is not None else User(login="", employee_number="", name="")
    with work.session.no_autoflush:
        changed = changes.apply_changes(found, given, FIELDS)
    if created:
        work.add(found)
        who = holders_of(work.session, P.ROLE_EDIT)
        outbox.tell(work, who, "account.new", Kind.USER, found.id, name=found.name)
    if changed:
        work.record(Saved(kind=Kind.USER, id=found.id, changes=changed, created=created))
    return found


def _problems(work: Work, row: User | None, values: Mapping[str, Any]) -> dict[str, PortalError]:
    now = {name: values.get(name, getattr(row, name) if row else "") for name in FIELDS}
    problems: dict[str, PortalError] = {
        name: Invalid(text) for name, text in NEEDED.items() if not now[name]
    }
    if not LOGIN.match(now["login"] or ""):
        problems["login"] = Invalid(
            N_("Use 2 to 40 small letters, digits, dots or dashes, e.g. chensy.")
        )
    if now["email"] and not MAIL.match(now["email"]):
        problems["email"] = Invalid(N_("Please give a mail address, e.g. chen@example.com."))
    if now["mobile"] and not MOBILE.match(now["mobile"]):
        problems["mobile"] = Invalid(N_("Please give 11 digits, e.g. 13812345678."))
    problems |= _taken(work, row, now)
    return problems | _place_problems(work, row, now)


def _taken(work: Work, row: User | None, now: Mapping[str, Any]) -> dict[str, PortalError]:
    """A name to sign in with belongs to one person only, whichever of the two it is."""
    problems: dict[str, PortalError] = {}
    for name, text in (
        ("login", N_("This sign-in name is taken. Please choose another.")),
        ("employee_number", N_("This employee number is taken. Please check it.")),
    ):
        same = or_(
            func.lower(User.login) == str(now[name]).lower(),
            func.lower(User.employee_number) == str(now[name]).lower(),
        )
        if now[name] and work.session.scalar(
            select(User.id).where(same, User.id != (row.id if row else 0)).limit(1)
        ):
            problems[name] = Invalid(text)
    return problems


def _place_problems(work: Work, row: User | None, now: Mapping[str, Any]) -> dict[str, PortalError]:
    problems: dict[str, PortalError] = {}
    department = select(Department.id).where(
        Department.id == now["department_id"], Department.active
    )
    if not now["department_id"]:
        problems["department_id"] = Invalid(N_("Please choose the department."))
    elif not work.session.scalar(department):
        problems["department_id"] = Invalid(N_("This department is closed. Please choose another."))
    if now["superior_id"] and (text := _superior_objection(work, row, int(now["superior_id"]))):
        problems["superior_id"] = Invalid(text)
    return problems


def _superior_objection(work: Work, row: User | None, superior_id: int) -> str | None:
    """Nobody is their own superior, near or far."""
    above: dict[int, int | None] = dict(
        work.session.execute(select(User.id, User.superior_id)).all()
    )
    if superior_id not in above:
        return N_("Please choose a person of the list.")
    seen: set[int] = set()
    step: int | None = superior_id
    while step and step not in seen:
        if row and step == row.id:
            return N_("This person reports to the one you edit. Please choose another.")
        seen.add(step)
        step = above.get(step)
    return None


def invite(work: Work, user_id: int) -> str:
    """A one-time link with which a person sets a password; returns its token (ASVS 6.4.6).

    Who had a password is told of it: a link that nobody asked for is somebody else's way in.
    """
    work.require(P.USER_EDIT)
    step_up.require(work)
    user = work.get(User, user_id, P.USER_SEE)
    if not user.active:
        raise Conflict(N_("This account is disabled. Enable it first."))
    if not user.password_hash:
        return sessions.make_link(work, user.id, "new")
    told = [user.id]
    if officers.is_one(work.session, user.id):  # whoever holds the link could be that officer
        told += holders_of(work.session, P.ROLE_EDIT)
    outbox.tell(
        work,
        told,
        "account.link",
        Kind.USER,
        user.id,
        stage=work.now.isoformat(),
        by=work.actor.name,
        name=user.name,
    )
    return sessions.make_link(work, user.id, "reset")


def disable(work: Work, user_id: int, reason: str) -> None:
    """Close an account at once: sessions end; what hangs on the person follows by reactions.

    Raises ``Invalid`` without a reason, ``NotAllowed`` for oneself and for the last officer.
    """
    work.require(P.USER_EDIT)
    user = work.get(User, user_id, P.USER_SEE, lock=True)
    if not reason.strip():
        raise Invalid(N_("Please give a reason."), field="reason")
    if user.id == work.actor.id:
        raise NotAllowed(N_("You cannot disable your own account. Ask another administrator."))
    if not user.active:
        raise Conflict(N_("This account is disabled already."))
    officers.keep_one(work, user.id, officers.NEEDED)
    user.active, user.disabled_at = False, work.now
    sessions.end(work, user.id, "disabled")
    facts = {"reason": reason.strip()}
    work.record(Done(kind=Kind.USER, id=user.id, action="disable", facts=facts))


def enable(work: Work, user_id: int, reason: str) -> None:
    """Open a disabled account again; the old password no longer opens it."""
    work.require(P.USER_EDIT)
    user = work.get(User, user_id, P.USER_SEE, lock=True)
    if not reason.strip():
        raise Invalid(N_("Please give a reason."), field="reason")
    if user.active:
        raise Conflict(N_("This account is open already."))
    user.active, user.disabled_at = True, None
    user.password_hash, user.must_change_password = "", True
    facts = {"reason": reason.strip()}
    work.record(Done(kind=Kind.USER, id=user.id, action="enable", facts=facts))
