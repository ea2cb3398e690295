"""The lists of missing parts and of penalties (A4, C16)."""

from typing import Any

from sqlalchemy import ColumnElement, Select, case, or_, select

from models.files.deficiencies import Deficiency, Penalty
from models.files.records import CustomerFile
from models.people import Department, User
from models.words.files import DeficiencyState, Fault, PenaltyState
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.files.deficiencies import overdue_lack
from portal.platform.lists.listing import Column, Filter, Listing
from portal.work import Work


def _joins(statement: Select[Any]) -> Select[Any]:
    return (
        statement.join(CustomerFile, CustomerFile.id == Deficiency.file_id)
        .join(User, User.id == Deficiency.owner_id)
        .outerjoin(Department, Department.id == Deficiency.department_id)
    )


def _mine(work: Work, value: str) -> ColumnElement[bool]:
    own: ColumnElement[bool] = Deficiency.owner_id == work.actor.id
    return own if value == "1" else ~own


def _late(work: Work, value: str) -> ColumnElement[bool]:
    late = overdue_lack(work.today)
    return late if value == "1" else ~late


def _search(_work: Work, text: str) -> ColumnElement[bool]:
    """By the part, or by the number of the file."""
    files = select(CustomerFile.id).where(CustomerFile.number.icontains(text, autoescape=True))
    return or_(Deficiency.part.icontains(text, autoescape=True), Deficiency.file_id.in_(files))


DEFICIENCIES = Listing(
    name="deficiencies",
    kind=Kind.DEFICIENCY,
    table=Deficiency,
    see=P.FILE_SEE,
    title=N_("Missing parts"),
    sheet_title=N_("List of missing parts"),
    columns=(
        Column("part", N_("Part"), Deficiency.part, V.TEXT, phone=True, width=24),
        Column("file", N_("File number"), CustomerFile.number, V.CODE, phone=True, width=16),
        Column("title", N_("Title"), CustomerFile.title, width=28),
        Column("fault", N_("What is wrong"), Deficiency.fault, V.WORD, Fault, width=18),
        Column("found_on", N_("Found on"), Deficiency.found_on, V.DATE, sort=True, width=12),
        Column("owner", N_("Owner"), User.name, V.USER, phone=True, width=10),
        Column("department", N_("Department"), Department.name, width=12),
        Column(
            "cure_by",
            N_("To be completed by"),
            Deficiency.cure_by,
            V.DATE,
            sort=True,
            phone=True,
            width=12,
        ),
        Column(
            "state", N_("State"), Deficiency.state, V.WORD, DeficiencyState, phone=True, width=12
        ),
        Column("closed_on", N_("Completed on"), Deficiency.closed_on, V.DATE, width=12),
        Column("note", N_("Noted at filing"), Deficiency.note, shown=False, width=24),
    ),
    filters=(
        Filter("state", N_("State"), V.WORD, Deficiency.state, DeficiencyState, pinned=True),
        Filter("owner", N_("Owner"), V.USER, Deficiency.owner_id, pinned=True),
        Filter("department", N_("Department"), V.DEPARTMENT, Deficiency.department_id, pinned=True),
        Filter("cure_by", N_("To be completed by"), V.DATE, Deficiency.cure_by),
        Filter("fault", N_("What is wrong"), V.WORD, Deficiency.fault, Fault),
        Filter("late", N_("Past its day"), V.YESNO, apply=_late),
        Filter("mine", N_("Mine"), V.YESNO, apply=_mine),
    ),
    order="-id",
    link="part",
    joins=_joins,
    search=_search,
    search_hint=N_("Part or file number"),
    views={
        N_("Not completed"): {"state": "open,offered"},
        N_("Handed in"): {"state": "offered"},
        N_("Past its day"): {"late": "1"},
        N_("Mine"): {"mine": "1", "state": "open"},
    },
)

PENALTIES = Listing(
    name="penalties",
    kind=Kind.PENALTY,
    table=Penalty,
    see=P.PENALTY_SEE,
    title=N_("Penalties"),
    sheet_title=N_("List of penalties"),
    columns=(
        Column("day", N_("Day"), Penalty.day, V.DATE, sort=True, phone=True, width=12),
        Column("owner", N_("Person"), User.name, V.USER, phone=True, width=10),
        Column("department", N_("Department"), Department.name, width=12),
        Column("file", N_("File number"), CustomerFile.number, V.CODE, phone=True, width=16),
        Column("part", N_("Part"), Deficiency.part, phone=True, width=24),
        Column("amount", N_("Amount (yuan)"), Penalty.amount, V.MONEY, width=10),
        Column("times", N_("Number in the month"), Penalty.times, V.INTEGER, width=8),
        Column("factor", N_("Factor"), Penalty.factor, V.INTEGER, width=6),
        Column("state", N_("State"), Penalty.state, V.WORD, PenaltyState, phone=True, width=10),
        Column("decided_at", N_("Decided at"), Penalty.decided_at, V.MOMENT, width=18),
        Column(
            "confirmed",
            N_("Confirmed (yuan)"),
            case((Penalty.state == PenaltyState.CONFIRMED, Penalty.amount)),
            V.MONEY,
            width=12,
            added=True,
        ),
    ),
    filters=(
        Filter("state", N_("State"), V.WORD, Penalty.state, PenaltyState, pinned=True),
        Filter("owner", N_("Person"), V.USER, Penalty.owner_id, pinned=True),
        Filter("department", N_("Department"), V.DEPARTMENT, Penalty.department_id, pinned=True),
        Filter("day", N_("Day"), V.DATE, Penalty.day, pinned=True),
    ),
    order="-id",
    link="day",
    joins=lambda statement: (
        statement.join(Deficiency, Deficiency.id == Penalty.deficiency_id)
        .join(CustomerFile, CustomerFile.id == Deficiency.file_id)
        .join(User, User.id == Penalty.owner_id)
        .outerjoin(Department, Department.id == Penalty.department_id)
    ),
    views={N_("Not decided yet"): {"state": "proposed,appealed"}},
)
