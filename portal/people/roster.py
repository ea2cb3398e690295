"""An office's list of people: checked as a whole, then departments and accounts in one go.

Roles are proposed only; a security officer gives them (SEC-3).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from models.people import Department, Role, User
from models.words.access import Duty
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.errors import Conflict, Invalid, PortalError
from portal.people import accounts, departments, roster_rules
from portal.people.roster_rules import Entry
from portal.platform.language import translate_text
from portal.platform.search.pinyin import readings_of
from portal.work import Work

HEAD = "department_head"
ADMINISTRATOR = N_("An officer is appointed one by one, on the page of the person.")
NOBODY = N_("There is nobody called %(name)s.")
SEVERAL = N_("Several people are called %(name)s; add the department, e.g. %(name)s (Sales).")
TWICE_LOGIN = N_("This sign-in name stands twice in the list: lines %(lines)s.")
TWICE_NUMBER = N_("This employee number stands twice in the list: lines %(lines)s.")
NO_ROLE = N_("There is no role called %(name)s. There are: %(known)s.")


@dataclass
class Planned:
    """What one line of the list will become, with what stands against it."""

    entry: Entry
    login: str = ""
    number: str = ""
    path: list[str] = field(default_factory=list)  # its department, after those above it
    new: bool = False  # that department is not there yet
    superior: str = ""
    superior_line: int = 0  # where the list has the superior
    superior_id: int = 0  # or who of those already there it is
    roles: list[Role] = field(default_factory=list)
    faults: list[PortalError] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.entry.get("name")

    @property
    def leads(self) -> bool:
        """Whether the department has no head yet, and this one is to be it."""
        return any(role.code == HEAD for role in self.roles)


def plan_roster(work: Work, text: str) -> list[Planned]:
    """What the list would make, line by line; nothing is written. Raises ``Invalid``."""
    return plan_entries(work, roster_rules.read_roster(text).entries)


def plan_entries(work: Work, entries: Sequence[Entry]) -> list[Planned]:
    """What these people of a list would become; nothing is written."""
    work.require(P.USER_EDIT)
    known = _Known(work)
    plans = [_plan(entry, known) for entry in entries]
    _refuse_twice(plans)
    for plan in plans:
        _find_superior(plan, plans, known)
    return plans


def _refuse_twice(plans: Sequence[Planned]) -> None:
    """A number or sign-in name that stands in several lines is a fault of each of them."""
    for name, said in (("login", TWICE_LOGIN), ("employee_number", TWICE_NUMBER)):
        typed = [(plan.entry.get(name).lower(), plan) for plan in plans if plan.entry.get(name)]
        count = Counter(value for value, _plan in typed)
        for value, plan in typed:
            if count[value] > 1:
                lines = [str(p.entry.line) for v, p in typed if v == value]
                plan.faults.append(Invalid(said, lines="、".join(lines)))


def _find_superior(plan: Planned, plans: Sequence[Planned], known: "_Known") -> None:
    """Who the superior is: by name, and by department where several bear it."""
    name, place = plan.entry.superior
    if not name:
        return
    listed = [p.entry.line for p in plans if p.name == name and place in ("", *p.path)]
    there = [id for id, called, where in known.people if called == name and place in ("", where)]
    if len(listed) + len(there) != 1:
        said = SEVERAL if listed or there else NOBODY
        plan.faults.append(Invalid(said, name=plan.superior))
        return
    plan.superior_line, plan.superior_id = (listed[0], 0) if listed else (0, there[0])


def write_roster(work: Work, text: str) -> list[User]:
    """Create the departments that are missing and an account for each line, or nothing at all.

    Raises ``Conflict`` while a line has a fault, ``Problems`` for what an account refuses.
    """
    plans = plan_roster(work, text)
    if any(plan.faults for plan in plans):
        raise Conflict(N_("Some lines cannot be taken yet. Correct them, then check again."))
    work.require(P.DEPARTMENT_EDIT)
    made = [_create(work, plan) for plan in plans]
    at_line = {plan.entry.line: person.id for plan, person in zip(plans, made, strict=True)}
    for plan, person in zip(plans, made, strict=True):
        if superior := at_line.get(plan.superior_line, plan.superior_id):
            accounts.save_account(work, person, {"superior_id": superior})
        place = work.session.scalar(select(Department).where(Department.id == person.department_id))
        if plan.leads and place is not None and place.head_id is None:
            departments.save_department(work, place, {"head_id": person.id})
    return made


class _Known:
    """What is there already, looked up once: names, numbers, departments, roles."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.place = work.session.scalar(select(Department.id).where(Department.active).limit(1))
        columns = (User.id, User.name, User.login, User.employee_number)
        query = select(*columns, Department.name.label("place")).outerjoin(User.department)
        rows = work.session.execute(query).all()
        self.people = [(row.id, row.name, row.place) for row in rows]
        self.taken = {row.login for row in rows} | {row.employee_number.lower() for row in rows}
        self.numbers = {row.employee_number for row in rows}
        self.departments = set(
            work.session.scalars(select(Department.name).where(Department.active))
        )
        self.roles: dict[str, Role] = {}
        self.role_names: list[str] = []
        for role in work.session.scalars(select(Role)):
            for said in (role.code, role.name, translate_text(role.name, "zh_CN")):
                self.roles.setdefault(said.casefold(), role)
            if role.duty is Duty.BUSINESS:
                self.role_names.append(translate_text(role.name))


def _plan(entry: Entry, known: _Known) -> Planned:
    plan = Planned(entry, superior=entry.get("superior"), path=entry.department)
    if not plan.path:
        plan.faults.append(Invalid(N_("Please choose the department.")))
    plan.new = bool(plan.path) and plan.path[-1] not in known.departments
    _name(plan, known)
    values = {**_values(plan), "department_id": known.place}
    plan.faults += accounts.account_problems(known.work, None, values).values()
    for said in entry.roles:
        role = known.roles.get(said.casefold())
        if role is None:
            names = "、".join(known.role_names)
            plan.faults.append(Invalid(NO_ROLE, name=said, known=names))
        elif role.duty is not Duty.BUSINESS:
            plan.faults.append(Invalid(ADMINISTRATOR))
        else:
            plan.roles.append(role)
    return plan


def _name(plan: Planned, known: _Known) -> None:
    """The sign-in name and number as given, else the next that are free."""
    plan.login = plan.entry.get("login").lower()
    if not plan.login:
        plan.login = roster_rules.free_login(roster_rules.name_aloud(plan.name), known.taken)
    plan.number = plan.entry.get("employee_number")
    if not plan.number:
        plan.number = roster_rules.free_number(known.numbers)
    known.taken |= {plan.login, plan.number.lower()}
    known.numbers.add(plan.number)


def _values(plan: Planned) -> dict[str, Any]:
    typed = {name: plan.entry.get(name) for name in ("post", "email", "mobile")}
    return {"name": plan.name, "login": plan.login, "employee_number": plan.number, **typed}


def _create(work: Work, plan: Planned) -> User:
    values = {**_values(plan), "department_id": _department(work, plan.path).id}
    person = accounts.save_account(work, None, values)
    person.proposed_roles = [role.code for role in plan.roles]
    return person


def _department(work: Work, path: Sequence[str]) -> Department:
    """The department of that name, made under those before it, or under the first of all."""
    by_name = select(Department).where(Department.name == path[-1], Department.active)
    found = work.session.scalar(by_name.order_by(Department.id).limit(1))
    if found is not None:
        return found
    first = select(Department).where(Department.parent_id.is_(None), Department.active)
    above = (
        _department(work, path[:-1])
        if len(path) > 1
        else work.session.scalar(first.order_by(Department.id).limit(1))
    )
    codes = set(work.session.scalars(select(Department.code)))
    code = roster_rules.free_login([part[:1] for part in readings_of(path[-1])], codes)
    values = {"code": code, "name": path[-1], "parent_id": above.id if above else None}
    return departments.save_department(work, None, values)
