"""User accounts: master data, set-up links, disabling and enabling; accounts are never deleted."""

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, or_, select

from models.people import Department, User
from models.words.kinds import Kind
from models.words.people import OfficerActSort
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.access.holders import holders_of
from portal.errors import Conflict, Invalid, NotAllowed, PortalError, Problems
from portal.events import Done, Saved
from portal.people import officers, second_officer, sessions, step_up
from portal.people.links import Issued, deliver_link
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
    "name": N_("Please enter the name."),
    "employee_number": N_("Please enter the employee number, e.g. A0231."),
}


def save_account(work: Work, row: User | None, values: Mapping[str, Any]) -> User:
    """Create an account, or change it; ``roles.assign_roles`` gives roles. Raises ``Problems``."""
    work.require(P.USER_EDIT)
    stripped = {k: v.strip() if isinstance(v, str) else v for k, v in values.items()}
    if "login" in stripped:
        stripped["login"] = stripped["login"].lower()
    if problems := account_problems(work, row, stripped):
        raise Problems(problems)
    created = row is None
    person = row if row is not None else User(login="", employee_number="", name="")
    with work.session.no_autoflush:
        changed = changes.apply_changes(person, stripped, FIELDS)
    if created:
        work.add(person)
        officer_ids = holders_of(work.session, P.ROLE_EDIT)
        outbox.tell(work, officer_ids, "account.new", Kind.USER, person.id, name=person.name)
    if changed:
        work.record(Saved(kind=Kind.USER, id=person.id, changes=changed, created=created))
    return person


def account_problems(
    work: Work, row: User | None, values: Mapping[str, Any]
) -> dict[str, PortalError]:
    """What stands against these values of an account, by field."""
    merged = {name: values.get(name, getattr(row, name) if row else "") for name in FIELDS}
    problems: dict[str, PortalError] = {
        name: Invalid(text) for name, text in NEEDED.items() if not merged[name]
    }
    if not LOGIN.match(merged["login"] or ""):
        problems["login"] = Invalid(
            N_("Use 2 to 40 lower-case letters, digits, dots or dashes, e.g. chensy.")
        )
    if merged["email"] and not MAIL.match(merged["email"]):
        problems["email"] = Invalid(N_("Please enter an e-mail address, e.g. chen@example.com."))
    if merged["mobile"] and not MOBILE.match(merged["mobile"]):
        problems["mobile"] = Invalid(N_("Please enter 11 digits, e.g. 13812345678."))
    problems |= _uniqueness_problems(work, row, merged)
    return problems | _place_problems(work, row, merged)


def _uniqueness_problems(
    work: Work, row: User | None, merged: Mapping[str, Any]
) -> dict[str, PortalError]:
    """People sign in with either name, so each is unique across both columns."""
    problems: dict[str, PortalError] = {}
    for name, text in (
        ("login", N_("This sign-in name is taken. Please choose another.")),
        ("employee_number", N_("This employee number is taken. Please check it.")),
    ):
        same = or_(
            func.lower(User.login) == str(merged[name]).lower(),
            func.lower(User.employee_number) == str(merged[name]).lower(),
        )
        if merged[name] and work.session.scalar(
            select(User.id).where(same, User.id != (row.id if row else 0)).limit(1)
        ):
            problems[name] = Invalid(text)
    return problems


def _place_problems(
    work: Work, row: User | None, merged: Mapping[str, Any]
) -> dict[str, PortalError]:
    problems: dict[str, PortalError] = {}
    department = select(Department.id).where(
        Department.id == merged["department_id"], Department.active
    )
    if not merged["department_id"]:
        problems["department_id"] = Invalid(N_("Please choose the department."))
    elif not work.session.scalar(department):
        problems["department_id"] = Invalid(N_("This department is closed. Please choose another."))
    superior_id = int(merged["superior_id"] or 0)
    if superior_id and (text := _superior_objection(work, row, superior_id)):
        problems["superior_id"] = Invalid(text)
    return problems


def _superior_objection(work: Work, row: User | None, superior_id: int) -> str | None:
    """Nobody is their own superior, directly or through others."""
    above: dict[int, int | None] = dict(
        work.session.execute(select(User.id, User.superior_id)).all()
    )
    if superior_id not in above:
        return N_("Please choose a person from the list.")
    seen: set[int] = set()
    step: int | None = superior_id
    while step and step not in seen:
        if row and step == row.id:
            return N_("This person reports to the one you are editing. Please choose another.")
        seen.add(step)
        step = above.get(step)
    return None


def issue_set_up_link(work: Work, person: User) -> Issued:
    """Make a one-time link with which a person sets a password (ASVS 6.4.6).

    For an officer it waits for a second one (SEC-3). It goes to the person by mail; without mail
    its token is shown once. Whoever already had a password is notified: an unrequested link may be
    an intruder's way in. Raises ``Conflict`` for a disabled account.
    """
    work.require(P.USER_EDIT, person)
    step_up.require_proof(work)
    if not person.active:
        raise Conflict(N_("This account is disabled. Enable it first."))
    purpose = "reset" if person.password_hash else "new"
    officer = officers.is_officer(work.session, person.id)
    if officer and second_officer.has_begun(work.session):
        return Issued(
            act=second_officer.ask_second(
                work, OfficerActSort.LINK, receiver=person, wanted={"purpose": purpose}
            )
        )
    if purpose == "new":
        return deliver_link(work, person, purpose)
    recipient_ids = [person.id]
    if officer:  # the link's holder could act as that officer
        recipient_ids += holders_of(work.session, P.ROLE_EDIT)
    outbox.tell(
        work,
        recipient_ids,
        "account.link",
        Kind.USER,
        person.id,
        stage=work.now.isoformat(),
        by=work.actor.name,
        name=person.name,
    )
    return deliver_link(work, person, purpose)


def disable_account(work: Work, person: User, *, reason: str) -> None:
    """Close an account at once and end its sessions; reactions end delegations and requests.

    Raises ``Invalid`` without a reason, ``NotAllowed`` for oneself and for the last officer,
    ``Conflict`` if the account is disabled already.
    """
    work.require(P.USER_EDIT, person)
    if not reason.strip():
        raise Invalid(N_("Please give a reason."), field="reason")
    if person.id == work.actor.id:
        raise NotAllowed(N_("You cannot disable your own account. Ask another administrator."))
    if not person.active:
        raise Conflict(N_("This account is disabled already."))
    officers.refuse_last_officer(work, person.id, officers.NEEDED)
    person.active, person.disabled_at = False, work.now
    sessions.close_sessions(work, person.id, "disabled")
    facts = {"reason": reason.strip()}
    work.record(Done(kind=Kind.USER, id=person.id, action="disable", facts=facts))


def enable_account(work: Work, person: User, *, reason: str) -> None:
    """Open a disabled account again; its old password is gone and a new one has to be set.

    Raises ``Invalid`` without a reason, ``Conflict`` if the account is open already.
    """
    work.require(P.USER_EDIT, person)
    if not reason.strip():
        raise Invalid(N_("Please give a reason."), field="reason")
    if person.active:
        raise Conflict(N_("This account is open already."))
    person.active, person.disabled_at = True, None
    person.password_hash, person.must_change_password = "", True
    facts = {"reason": reason.strip()}
    work.record(Done(kind=Kind.USER, id=person.id, action="enable", facts=facts))
