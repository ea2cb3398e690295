"""Answers about lending: loans by department, and how many of them were overdue."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import case, func, literal, select

from models.days import DayHere, DaysBetween, MonthOf
from models.lending.loans import Loan
from models.people import Department
from models.words.permissions import Permission as P
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.lending import flags
from portal.lending.approval_answers import APPROVALS
from portal.lending.class_answers import CLASSES, NEVER_LENT
from portal.people.departments import departments_within
from portal.platform.sheets.answers import TENTHS, Answer, Key, Measure, Shape, Stock
from portal.platform.sheets.readers import register_reach, register_rows
from portal.platform.sheets.span import Flow, Span, add_up
from portal.work import Work

FILES, LOANS, DAYS = N_("files"), N_("loans"), N_("days")


def _may(work: Work) -> Any:
    return register_rows(work, P.LOAN_SEE, P.LOAN_EXPORT, Loan)


def first_lent() -> Any:
    return func.min(Loan.issued_on)


def _by_department(work: Work, span: Span) -> Any:
    lines = (
        select(Loan.department_id, MonthOf(Loan.issued_on).label("month"))
        .where(span.within(Loan.issued_on), _may(work))
        .subquery()
    )
    return (
        select(
            lines.c.department_id.label("id"),
            func.coalesce(Department.name, "").label("department"),
            lines.c.month,
            func.count().label("loans"),
        )
        .select_from(lines)
        .outerjoin(Department, Department.id == lines.c.department_id)
        .group_by(lines.c.department_id, Department.name, lines.c.month)
        .order_by(Department.name, lines.c.department_id)
    )


BY_DEPARTMENT = Answer(
    name="loans_by_department",
    title=N_("Loans by department and month"),
    about=N_("Loans by the day of hand-out and the department of the borrower."),
    unit=LOANS,
    permission=P.LOAN_EXPORT,
    shape=Shape.CROSS,
    query=_by_department,
    keys=(Key("department", N_("Department"), 16),),
    measures=(Measure("loans", N_("Loans"), lead=N_("Files lent"), unit=LOANS),),
    every=lambda work: departments_within(work, register_reach(work.actor, P.LOAN_EXPORT)),
    since=first_lent,
    chart="column",
)


def _punctuality(work: Work, span: Span) -> Any:
    """Loans due by the day they were due, and not before it came; returns by the day they came.

    How late they are is counted to the last day of that month: the figures of a month that is over
    stay what they are, whatever report shows them.
    """
    rows = select().select_from(Loan).where(_may(work))
    late = flags.days_late_by(span.last_day(Loan.due_on))
    days_out = DaysBetween(DayHere(Loan.received_at), Loan.issued_on)
    ended = select(flags.ended_on().label("day")).where(~flags.is_out(), _may(work)).subquery()
    return add_up(
        span,
        [
            Flow(
                rows,
                Loan.due_on,
                {
                    "due": literal(1),
                    "late": case((late > 0, 1), else_=0),
                    "days_late": late,
                },
            ),
            Flow(rows, Loan.received_at, {"back": literal(1), "days_out": days_out}),
            Flow(rows, Loan.issued_on, {"net": literal(1)}),
            Flow(select().select_from(ended), ended.c.day, {"net": literal(-1)}),
        ],
        stock=True,
    )


PUNCTUALITY = Answer(
    name="punctuality",
    title=N_("Overdue loans by month"),
    about=N_(
        "Overdue rate: loans that came back late or were overdue, of those whose day came in "
        "the month. What is not due yet counts for nobody; a month with nothing due has no rate. "
        "Both are as they stood at the end of that month, and days late are counted to it."
    ),
    unit=LOANS,
    permission=P.LOAN_EXPORT,
    shape=Shape.SERIES,
    query=_punctuality,
    measures=(
        Measure("due", N_("Due in the month")),
        Measure("late", N_("Overdue or late")),
        Measure(
            "rate", N_("Overdue rate"), V.PERCENT, "late", "due", lead=N_("Overdue rate"), unit="%"
        ),
        Measure(
            "mean_late",
            N_("Average days late"),
            part="days_late",
            whole="late",
            format=TENTHS,
            lead=N_("Average days late"),
            unit=DAYS,
        ),
        Measure("back", N_("Returned in the month")),
        Measure(
            "mean_out",
            N_("Average days out"),
            part="days_out",
            whole="back",
            format=TENTHS,
            lead=N_("Average days out"),
            unit=DAYS,
        ),
        Measure(
            "out",
            N_("Out at the end"),
            stock=Stock.CLOSING,
            source="net",
            lead=N_("Files out at the end"),
            unit=FILES,
        ),
        Measure("days_late", N_("Days late in all"), paper=False),
        Measure("days_out", N_("Days out in all"), paper=False),
    ),
    since=first_lent,
    chart="line",
    drawn=("rate",),
)


ANSWERS: Sequence[Answer] = (BY_DEPARTMENT, PUNCTUALITY, CLASSES, NEVER_LENT, APPROVALS)
