"""Answers about sheets that were taken out: by month, and by person (D7)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import case, distinct, func, select

from models.days import DayHere, MonthOf
from models.people import Department, User
from models.platform.sheets import Export
from models.words.permissions import Permission as P
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.platform.sheets.answers import Answer, Key, Measure, Shape
from portal.platform.sheets.readers import register_rows
from portal.platform.sheets.span import Span
from portal.work import Work

SHEETS = N_("sheets")


def _made(work: Work, span: Span) -> tuple[Any, ...]:
    """SQL: finished sheets of the people whose customers this actor may take out as well."""
    may = register_rows(work, P.CUSTOMER_EXPORT, P.CUSTOMER_EXPORT, Export)
    return Export.rows.is_not(None), span.within(Export.created_at), may


def _by_month(work: Work, span: Span) -> Any:
    month = MonthOf(DayHere(Export.created_at)).label("month")
    lines = select(month, Export.rows, Export.owner_id).where(*_made(work, span)).subquery()
    return select(
        lines.c.month,
        func.count().label("sheets"),
        func.sum(lines.c.rows).label("rows"),
        func.count(distinct(lines.c.owner_id)).label("people"),
    ).group_by(lines.c.month)


BY_MONTH = Answer(
    name="exports",
    title=N_("Sheets taken out by month"),
    about=N_("Sheets that were finished, by the day they were asked for."),
    unit=SHEETS,
    permission=P.CUSTOMER_EXPORT,
    shape=Shape.SERIES,
    query=_by_month,
    measures=(
        Measure("sheets", N_("Sheets taken out"), lead=N_("Sheets taken out"), unit=SHEETS),
        Measure("rows", N_("Rows in them")),
        Measure("people", N_("People who took them"), added=False),
    ),
    chart="column",
    drawn=("sheets",),
)


def _by_person(work: Work, span: Span) -> Any:
    now = span.now(Export.created_at)
    sheets, rows = (func.sum(case((now, each), else_=0)) for each in (1, Export.rows))
    return (
        select(
            User.name.label("person"),
            func.coalesce(Department.name, "").label("department"),
            sheets.label("sheets"),
            rows.label("rows"),
            func.max(case((now, Export.rows), else_=0)).label("most"),
            func.count(Export.id).label("all_sheets"),
            func.sum(Export.rows).label("all_rows"),
        )
        .select_from(Export)
        .join(User, User.id == Export.owner_id)
        .outerjoin(Department, Department.id == User.department_id)
        .where(*_made(work, span))
        .group_by(User.id, User.name, Department.name)
        .order_by(sheets.desc(), rows.desc(), User.name, User.id)
    )


BY_PERSON = Answer(
    name="exports_by_person",
    title=N_("Sheets taken out by person"),
    about=N_("Sheets that were finished, by the day they were asked for."),
    unit=SHEETS,
    permission=P.CUSTOMER_EXPORT,
    shape=Shape.TABLE,
    query=_by_person,
    keys=(Key("person", N_("Person"), 14), Key("department", N_("Department"), 18)),
    measures=(
        Measure("sheets", N_("Sheets in the month")),
        Measure("share", N_("Share of the month"), V.PERCENT, part="sheets", of_all=True),
        Measure("rows", N_("Rows in the month")),
        Measure("most", N_("Most rows in one"), added=False),
        Measure("all_sheets", N_("Sheets in these months")),
        Measure("all_rows", N_("Rows in these months")),
    ),
)

ANSWERS: Sequence[Answer] = (BY_MONTH, BY_PERSON)
