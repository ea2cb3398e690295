"""The first steps of an office, on everybody's workbench until they are done (UX-13)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, select

from models.customers import Customer
from models.files.records import CustomerFile
from models.people import Department, SetupLink, User, UserRole
from models.platform.audit import AuditEntry
from models.platform.calendar import CalendarYear
from models.platform.records import Setting
from models.words.files import FileLife
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.access.policy import can
from portal.events import Done
from portal.work import Work

ALONE = 3  # the three officers every installation begins with
CONFIRMED = "confirm_start"  # «it is right as it is», for what comes filled in
SHIPPED = {"classes": Kind.FILE_CLASS, "calendar": Kind.CALENDAR}


@dataclass(frozen=True)
class Step:
    """One line: what is to be done, by whom, where; ``confirm`` if it may stay as it came."""

    name: str
    what: str
    who: str
    may: P
    url: str
    done: bool
    mine: bool

    @property
    def confirm(self) -> bool:
        return self.name in SHIPPED and self.mine and not self.done


SYSTEM, SECURITY = N_("System administrator"), N_("Security officer")
MANAGER, CUSTODIAN = N_("Records manager"), N_("Custodian")
STEPS = (
    ("office", N_("Name the office"), SYSTEM, P.SETTING_EDIT, "/settings/"),
    ("departments", N_("Set up the departments"), SYSTEM, P.DEPARTMENT_EDIT, "/roster/"),
    ("people", N_("Import the people, with the roles they should have"), SYSTEM, P.USER_EDIT,
     "/roster/"),
    ("links", N_("Hand everybody their set-up link"), SYSTEM, P.USER_EDIT, "/roster/links/"),
    ("roles", N_("Give the proposed roles"), SECURITY, P.ROLE_EDIT, "/roles/proposed/"),
    ("classes", N_("Look through the file classes"), MANAGER, P.FILE_CLASS_EDIT, "/file_classes/"),
    ("calendar", N_("Look through the work calendar"), MANAGER, P.CALENDAR_EDIT, "/calendar/"),
    ("list", N_("Import the first list of customers"), CUSTODIAN, P.CUSTOMER_IMPORT, "/imports/"),
)  # fmt: skip


def first_steps(work: Work) -> Sequence[Step]:
    """Every step with its state; nothing once all are done, or where files are on record."""
    if work.session.scalar(select(CustomerFile.id).where(_filed()).limit(1)):
        return ()
    names = [name for name, *_ in STEPS]
    row = work.session.execute(select(*(_done(work)[name].label(name) for name in names))).one()
    found = [
        Step(name, what, who, may, url, bool(getattr(row, name)), can(work.actor, may))
        for name, what, who, may, url in STEPS
    ]
    return found if not all(step.done for step in found) else ()


def confirm_step(work: Work, name: str) -> None:
    """Record that what came filled in is right as it is; does nothing for other steps."""
    known = {step: may for step, _what, _who, may, _url in STEPS}
    if name in SHIPPED:
        work.require(known[name])
        work.record(Done(kind=SHIPPED[name], id=0, action=CONFIRMED))


def _filed() -> ColumnElement[bool]:
    return CustomerFile.life == FileLife.FILED


def _done(work: Work) -> dict[str, Any]:
    people = select(func.count(User.id)).where(User.active).scalar_subquery()
    rooms = select(func.count(Department.id)).where(Department.active).scalar_subquery()
    named = exists().where(Setting.name == "office_name")
    held = exists().where(UserRole.user_id == User.id)
    homeless = exists().where(User.active, ~held)
    linked = exists().where(SetupLink.user_id == User.id)
    silent = exists().where(User.active, User.password_hash == "", ~linked)
    year = exists().where(CalendarYear.year == work.today.year)
    return {
        "office": named,
        "departments": rooms > 1,
        "people": people > ALONE,
        "links": and_(people > ALONE, ~silent),
        "roles": and_(people > ALONE, ~homeless),
        "classes": _touched(Kind.FILE_CLASS),
        "calendar": and_(year, _touched(Kind.CALENDAR)),
        "list": exists().where(Customer.id > 0),
    }


def _touched(kind: Kind) -> ColumnElement[bool]:
    """Whether a person has changed or confirmed anything of a kind; the first data is nobody's."""
    return exists().where(
        AuditEntry.subject == kind,
        AuditEntry.actor_id > 0,
        AuditEntry.refused.is_(False),
    )
