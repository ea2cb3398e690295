"""缺件台账, 处罚台账 and 及时率/完整率考核表 (QJ-13, C16, QJ-29)."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from models.files.deficiencies import Deficiency, Penalty
from models.files.records import CustomerFile
from models.people import Department, User
from models.words.files import DeficiencyState, Fault, FileLife, PenaltyState
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.access.policy import visible
from portal.files.deficiencies import UNCURED
from portal.platform.lists.listing import Column, Filter, Listing
from portal.platform.sheets.register import PERIOD, Col, Params, Report, day_param, within
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
    late = and_(Deficiency.state == DeficiencyState.OPEN, Deficiency.cure_by < work.today)
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


def _may(work: Work, table: Any) -> tuple[Any, Any]:
    return visible(work.actor, P.FILE_SEE, table), visible(work.actor, P.FILE_EXPORT, table)


def _missing(work: Work, params: Params) -> Any:
    proposed = select(func.count(Penalty.id)).where(Penalty.deficiency_id == Deficiency.id)
    return (
        select(
            CustomerFile.number,
            CustomerFile.title,
            Deficiency.part,
            Deficiency.fault,
            Deficiency.found_on,
            User.name,
            Department.name,
            Deficiency.cure_by,
            Deficiency.closed_on,
            proposed.correlate(Deficiency).scalar_subquery(),
            Deficiency.state,
            Deficiency.note,
        )
        .select_from(Deficiency)
        .join(CustomerFile, CustomerFile.id == Deficiency.file_id)
        .join(User, User.id == Deficiency.owner_id)
        .outerjoin(Department, Department.id == Deficiency.department_id)
        .where(*_may(work, Deficiency), *within(Deficiency.found_on, params))
        .order_by(CustomerFile.number, Deficiency.id)
    )


MISSING_PARTS = Report(
    name="missing_parts",
    title=N_("Register of missing parts"),
    about=N_("Parts missing at filing, who was to provide them by when, and when they came."),
    code="QJ-13",
    permission=P.FILE_EXPORT,
    columns=(
        Col(N_("File number"), V.CODE, width=18),
        Col(N_("File title"), width=28),
        Col(N_("Part"), width=22),
        Col(N_("What is wrong"), width=18),
        Col(N_("Found on"), V.DATE, 12),
        Col(N_("Owner"), width=10),
        Col(N_("Department"), width=12),
        Col(N_("To be completed by"), V.DATE, 12),
        Col(N_("Completed on"), V.DATE, 12),
        Col(N_("Working days overdue"), V.INTEGER, 10),
        Col(N_("State"), width=14),
        Col(N_("Noted at filing"), width=22),
    ),
    select=_missing,
    params=PERIOD,
    tallies=((N_("By department"), 6, "column"),),
)


def _rates(work: Work, params: Params) -> Any:
    """Per department: files due in the period, those in time, parts due and parts there."""
    lacking = select(func.count(Deficiency.id)).where(
        Deficiency.file_id == CustomerFile.id, Deficiency.state.in_(UNCURED)
    )
    end = day_param(params, "to") or work.today
    due = and_(CustomerFile.due_on <= end, CustomerFile.life != FileLife.VOID)
    in_time = and_(CustomerFile.late_workdays == 0, CustomerFile.filed_at.is_not(None))
    lines = (
        select(
            CustomerFile.department_id,
            case((in_time, 1), else_=0).label("in_time"),
            CustomerFile.parts_due,
            lacking.correlate(CustomerFile).scalar_subquery().label("lacking"),
        )
        .where(due, *_may(work, CustomerFile), *within(CustomerFile.due_on, params))
        .subquery()
    )
    return (
        select(
            func.coalesce(Department.name, ""),
            func.count(),
            func.sum(lines.c.in_time),
            func.sum(lines.c.parts_due),
            func.sum(lines.c.parts_due - lines.c.lacking),
        )
        .select_from(lines)
        .outerjoin(Department, Department.id == lines.c.department_id)
        .group_by(Department.id, Department.name)
        .order_by(Department.name)
    )


def _with_rates(_work: Work, rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    for name, due, in_time, parts, there in rows:
        yield [
            name,
            due,
            int(in_time),
            _share(in_time, due),
            int(parts),
            int(there),
            _share(there, parts),
        ]


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%" if whole else "—"


FILING_RATES = Report(
    name="filing_rates",
    title=N_("Timeliness and completeness"),
    about=N_("By department: files due and filed on time, parts due and present (R-40)."),
    code="QJ-29",
    permission=P.FILE_EXPORT,
    columns=(
        Col(N_("Department"), width=18),
        Col(N_("Files due"), V.INTEGER, 10),
        Col(N_("Filed on time"), V.INTEGER, 10),
        Col(N_("Timeliness"), width=10),
        Col(N_("Parts due"), V.INTEGER, 10),
        Col(N_("Parts present"), V.INTEGER, 10),
        Col(N_("Completeness"), width=10),
    ),
    select=_rates,
    shape=_with_rates,
    params=PERIOD,
)
