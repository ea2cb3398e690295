"""缺件台账, 处罚台账 and 及时率/完整率考核表 (QJ-13, QJ-39, QJ-29, C16)."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import and_, case, func, literal, select

from models.base import named_alias
from models.files.deficiencies import Deficiency, Penalty
from models.files.records import CustomerFile
from models.people import Department, User
from models.words.files import DeficiencyState, FileLife, PenaltyState
from models.words.labels import label
from models.words.permissions import Permission as P
from models.words.plurals import fill
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.files.completeness_rules import penalty_days
from portal.files.deficiencies import UNCURED, overdue_lack
from portal.files.registers import graded_above
from portal.people.departments import departments_within
from portal.platform.calendar.workdays import whole_calendar
from portal.platform.sheets.readers import register_reach, register_rows
from portal.platform.sheets.register import PERIOD, Col, Params, Report, day_param, within
from portal.platform.sheets.sheet import DASH, Phrase, Say, Share, Tally, Total, share_of
from portal.work import Work

WORKDAYS_LATE = Phrase(N_("overdue %(count)s d"), DASH)
PARTS_LATE = Phrase(N_("%(count)s overdue parts"))
Decider = named_alias(User, name="decider")


def _may(work: Work, table: Any) -> Any:
    return register_rows(work, P.FILE_SEE, P.FILE_EXPORT, table)


def _missing(work: Work, params: Params) -> Any:
    return (
        select(
            CustomerFile.number,
            CustomerFile.title,
            Deficiency.part,
            Deficiency.fault,
            Deficiency.found_on,
            User.name,
            Deficiency.cure_by,
            Deficiency.closed_on,
            Deficiency.offered_on,
            Deficiency.state,
            literal(""),
            Deficiency.note,
            Department.name,
        )
        .select_from(Deficiency)
        .join(CustomerFile, CustomerFile.id == Deficiency.file_id)
        .join(User, User.id == Deficiency.owner_id)
        .outerjoin(Department, Department.id == Deficiency.department_id)
        .where(_may(work, Deficiency), *within(Deficiency.found_on, params))
        .order_by(CustomerFile.number, Deficiency.id)
    )


def _with_lateness(
    work: Work, rows: Iterable[Sequence[Any]], _params: Params
) -> Iterator[Sequence[Any]]:
    """Working days after the day to cure by, as penalties count them, whether or not there are
    any: they end when the part was handed in, or closed.
    """
    calendar = whole_calendar(work)
    for row in rows:
        cure_by, closed_on, offered_on = row[6:9]
        days = penalty_days(cure_by, offered_on or closed_on, work.today, calendar)
        yield [*row[:8], len(days), *row[9:]]


def _still_missing(work: Work, params: Params, say: Say) -> str:
    """The total has those handed in late as well; the monthly report counts what is overdue."""
    parts = _missing(work, params).where(overdue_lack(work.today)).order_by(None).subquery()
    count = work.session.scalar(select(func.count()).select_from(parts)) or 0
    text = N_("late ones are those handed in late as well; %(count)s not handed in and overdue")
    return fill(say(text), {"count": f"{count:,}"})


MISSING_PARTS = Report(
    name="missing_parts",
    title=N_("Register of missing parts"),
    about=N_("Parts missing at filing, who was to provide them by when, and when they came."),
    code="QJ-13",
    permission=P.FILE_EXPORT,
    see=P.FILE_SEE,
    basis="R-36, R-41",
    above=graded_above,
    columns=(
        Col(N_("File number"), V.CODE, 13),
        Col(N_("File title"), width=19),
        Col(N_("Part"), width=14),
        Col(N_("What is wrong"), width=11),
        Col(N_("Found on"), V.DATE, 10),
        Col(N_("Owner"), width=8),
        Col(N_("To be completed by"), V.DATE, 10),
        Col(N_("Completed on"), V.DATE, 10),
        Col(
            N_("Working days overdue"),
            V.INTEGER,
            9,
            total=Total.LATE,
            format=WORKDAYS_LATE,
            foot=PARTS_LATE,
        ),
        Col(N_("State"), width=8, alarms=(DeficiencyState.OPEN,)),
        Col(N_("Signed for"), width=7),
        Col(N_("Noted at filing"), width=8),
        Col(N_("Department"), width=12, paper=False),
    ),
    select=_missing,
    shape=_with_lateness,
    params=PERIOD,
    unit=N_("Number of missing parts"),
    tallies=(
        Tally(N_("By month"), 4, months=True),
        Tally(N_("By department"), 12),
        Tally(N_("By state"), 9, "pie", order=tuple(map(label, DeficiencyState))),
    ),
    remarks=_still_missing,
)


def _rates(work: Work, params: Params) -> Any:
    """Per department: files whose day came in the period, those in time, parts due and there.

    What is not due yet counts for nobody: the period ends today at the latest.
    """
    lacking = select(func.count(Deficiency.id)).where(
        Deficiency.file_id == CustomerFile.id, Deficiency.state.in_(UNCURED)
    )
    end = min(day_param(params, "to") or work.today, work.today)
    due = and_(CustomerFile.due_on <= end, CustomerFile.life != FileLife.VOID)
    in_time = and_(CustomerFile.late_workdays == 0, CustomerFile.filed_at.is_not(None))
    lines = (
        select(
            CustomerFile.department_id,
            case((in_time, 1), else_=0).label("in_time"),
            CustomerFile.parts_due,
            lacking.correlate(CustomerFile).scalar_subquery().label("lacking"),
        )
        .where(due, _may(work, CustomerFile), *within(CustomerFile.due_on, params))
        .subquery()
    )
    return (
        select(
            lines.c.department_id,
            func.coalesce(Department.name, ""),
            func.count(),
            func.sum(lines.c.in_time),
            func.sum(lines.c.parts_due),
            func.sum(lines.c.parts_due - lines.c.lacking),
        )
        .select_from(lines)
        .outerjoin(Department, Department.id == lines.c.department_id)
        .group_by(lines.c.department_id, Department.name)
        .order_by(Department.name)
    )


def _void_due(work: Work, params: Params) -> list[tuple[str, int]]:
    """Files whose day came in the period, and that were void by then."""
    end = min(day_param(params, "to") or work.today, work.today)
    void = and_(CustomerFile.due_on <= end, CustomerFile.life == FileLife.VOID)
    counted = select(func.count(CustomerFile.id)).where(
        void, _may(work, CustomerFile), *within(CustomerFile.due_on, params)
    )
    return [(label(FileLife.VOID), work.session.scalar(counted) or 0)]


def _with_rates(
    work: Work, rows: Iterable[Sequence[Any]], _params: Params
) -> Iterator[Sequence[Any]]:
    """Every department in reach has its line, whether or not it had anything due."""
    found = {row[0]: row for row in rows}
    names = dict(departments_within(work, register_reach(work.actor, P.FILE_EXPORT)))
    order = list(names)
    for id in [*order, *(id for id in found if id not in order)]:
        _, name, *counts = found.get(id) or (id, names[id], 0, 0, 0, 0)
        due, in_time, parts, there = map(int, counts)
        yield [name, due, in_time, share_of(in_time, due), parts, there, share_of(there, parts)]


FILING_RATES = Report(
    name="filing_rates",
    title=N_("Timeliness and completeness"),
    about=N_("By department: files due and filed on time, parts due and present (R-40)."),
    code="QJ-29",
    permission=P.FILE_EXPORT,
    see=P.FILE_SEE,
    basis="R-40",
    own=False,
    columns=(
        Col(N_("Department"), width=20),
        Col(N_("Files due"), V.INTEGER, 10, total=Total.SUM),
        Col(N_("Filed on time"), V.INTEGER, 10, total=Total.SUM),
        Col(N_("Timeliness"), V.PERCENT, 10, total=Share(N_("Filed on time"), N_("Files due"))),
        Col(N_("Parts due"), V.INTEGER, 10, total=Total.SUM),
        Col(N_("Parts present"), V.INTEGER, 10, total=Total.SUM),
        Col(N_("Completeness"), V.PERCENT, 10, total=Share(N_("Parts present"), N_("Parts due"))),
    ),
    select=_rates,
    shape=_with_rates,
    reshapes=True,
    params=PERIOD,
    unit=N_("Files due"),
    portrait=True,
    tallies=(Tally(N_("Files due by department"), 0, "bar", weight=1),),
    left_out=_void_due,
)


def _penalties(work: Work, params: Params) -> Any:
    return (
        select(
            Department.name,
            User.name,
            Penalty.day,
            CustomerFile.number,
            Deficiency.part,
            Penalty.times,
            Penalty.factor,
            Penalty.amount,
            case((Penalty.state == PenaltyState.CONFIRMED, Penalty.amount)),
            Penalty.state,
            Decider.name,
            literal(""),
            Penalty.appeal,
        )
        .join(Deficiency, Deficiency.id == Penalty.deficiency_id)
        .join(CustomerFile, CustomerFile.id == Deficiency.file_id)
        .join(User, User.id == Penalty.owner_id)
        .outerjoin(Department, Department.id == Penalty.department_id)
        .outerjoin(Decider, Decider.id == Penalty.decided_by)
        .where(Penalty.state != PenaltyState.DROPPED, *_penalties_of(work, params))
        .order_by(Department.name, Department.id, User.name, Penalty.day, Penalty.id)
    )


def _penalties_of(work: Work, params: Params) -> list[Any]:
    mine = register_rows(work, P.PENALTY_SEE, P.PENALTY_SEE, Penalty)
    return [mine, *within(Penalty.day, params)]


def _dropped(work: Work, params: Params) -> list[tuple[str, int]]:
    statement = select(func.count(Penalty.id)).where(
        Penalty.state == PenaltyState.DROPPED, *_penalties_of(work, params)
    )
    return [(label(PenaltyState.DROPPED), work.session.scalar(statement) or 0)]


PENALTY_REGISTER = Report(
    name="penalty_register",
    title=N_("Register of penalties"),
    about=N_("Penalties proposed and confirmed, by department and person, with their amounts."),
    code="QJ-39",
    permission=P.PENALTY_SEE,
    see=P.PENALTY_SEE,
    basis="R-38",
    above=graded_above,
    numbered=3,
    columns=(
        Col(N_("Department"), width=12),
        Col(N_("Person"), width=9),
        Col(N_("Day"), V.DATE, 10),
        Col(N_("File number"), V.CODE, 13),
        Col(N_("Part"), width=16),
        Col(N_("Number in the month"), V.INTEGER, 7),
        Col(N_("Factor"), V.INTEGER, 6),
        Col(N_("Proposed (yuan)"), V.MONEY, 11, total=Total.SUM),
        Col(N_("Confirmed (yuan)"), V.MONEY, 11, total=Total.WORDED),
        Col(N_("State"), width=9),
        Col(N_("Decided by"), width=9),
        Col(N_("Signed for"), width=9),
        Col(N_("Note"), width=11),
    ),
    select=_penalties,
    params=PERIOD,
    unit=N_("Number of penalties"),
    by=0,
    tallies=(
        Tally(N_("By month"), 2, months=True),
        Tally(N_("Proposed by department"), 0, "bar", weight=7, unit=N_("Proposed (yuan)")),
        Tally(N_("Confirmed by department"), 0, "bar", weight=8, unit=N_("Confirmed (yuan)")),
        Tally(N_("By state"), 9, "pie", order=tuple(map(label, PenaltyState))),
    ),
    left_out=_dropped,
)
