"""Registers: their columns under field rules, their query, their parameters and their rows."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select

from models.words.access import FieldRule
from models.words.kinds import Kind
from models.words.labels import label
from models.words.permissions import Permission
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.errors import Invalid
from portal.platform.fields.days import read_day
from portal.platform.fields.kinds import KINDS
from portal.platform.sheets.sheet import Column, Say
from portal.work import Work

Params = Mapping[str, str]


@dataclass(frozen=True)
class Col:
    """One printed column; ``guard`` names the field whose field rule applies to it (D4)."""

    title: str
    kind: V = V.TEXT
    width: int = 14
    guard: tuple[Kind, str] | None = None


@dataclass(frozen=True)
class Param:
    """A parameter of a register: a date, a text or a whole number."""

    name: str
    label: str
    kind: V = V.DATE
    needed: bool = False
    hint: str = ""


PERIOD = (Param("from", N_("From")), Param("to", N_("To")))


@dataclass(frozen=True)
class Report:
    """A register. ``select`` returns one column per ``Col``; ``shape`` may change the rows.

    ``tallies``: (title, index of the column, chart) for the summary sheet.
    """

    name: str
    title: str
    about: str
    code: str
    permission: Permission
    columns: Sequence[Col]
    select: Callable[[Work, Params], Any]
    shape: Callable[[Work, Iterable[Sequence[Any]]], Iterator[Sequence[Any]]] | None = None
    params: Sequence[Param] = ()
    tallies: Sequence[tuple[str, int, str]] = ()
    signatures: Sequence[str] = (N_("Prepared by"), N_("Checked by"), N_("Responsible"))
    version: str = "A/1"


def open_columns(work: Work, report: Report) -> list[tuple[int, Col]]:
    """The columns this actor may see, each with its index in the query."""
    return [
        (index, col)
        for index, col in enumerate(report.columns)
        if not col.guard or work.actor.rule(*col.guard) is not FieldRule.HIDDEN
    ]


def column_heads(work: Work, report: Report) -> list[Column]:
    """The columns of the sheet: a running number, then the columns this actor may see."""
    own = [Column(col.title, col.kind, col.width) for _, col in open_columns(work, report)]
    return [Column(N_("No."), V.INTEGER, 6), *own]


def report_rows(work: Work, report: Report, params: Params, say: Say) -> Iterator[Sequence[Any]]:
    """Every row, numbered and streamed; enum labels translated by ``say``, masked by role."""
    picked = open_columns(work, report)
    masked = {
        index: KINDS[col.kind].mask
        for index, col in picked
        if col.guard and work.actor.rule(*col.guard) is FieldRule.MASKED
    }
    rows: Iterable[Sequence[Any]] = work.session.execute(
        report.select(work, params).execution_options(yield_per=1000)
    )
    for number, row in enumerate(report.shape(work, rows) if report.shape else rows, start=1):
        values = [
            masked[i](str(row[i])) if i in masked and row[i] else spell_value(row[i], say)
            for i, _ in picked
        ]
        yield [number, *values]


def spell_value(value: Any, say: Say) -> Any:
    """The label of an enum member, yes or no for a boolean, any other value unchanged."""
    if isinstance(value, StrEnum):
        return say(label(value))
    if isinstance(value, bool):
        return say(N_("Yes")) if value else say(N_("No"))
    return value


def count_report(work: Work, report: Report, params: Params, most: int) -> int:
    """The number of rows, counted up to ``most``."""
    inner = report.select(work, params).order_by(None).limit(most).subquery()
    return work.session.scalar(select(func.count()).select_from(inner)) or 0


def check_params(report: Report, given: Params) -> dict[str, str]:
    """The parameters of this report that are filled in. Raises ``Invalid`` naming the field."""
    params = {p.name: (given.get(p.name) or "").strip() for p in report.params}
    for param in report.params:
        value = params[param.name]
        if param.needed and not value:
            raise Invalid(N_("Please fill this in."), field=param.name)
        if value and param.kind is V.DATE and day_param(params, param.name) is None:
            raise Invalid(N_("Please give a date like 2026-11-23."), field=param.name)
        if value and param.kind is V.INTEGER and not (value.isascii() and value.isdigit()):
            raise Invalid(N_("Please give a whole number, e.g. 120."), field=param.name)
    start, end = day_param(params, "from"), day_param(params, "to")
    if start and end and start > end:
        raise Invalid(N_("The end date is before the start date."), field="to")
    days = {p.name: day_param(params, p.name) for p in report.params if p.kind is V.DATE}
    told = {**params, **{name: day.isoformat() for name, day in days.items() if day}}
    return {name: value for name, value in told.items() if value}


def day_param(params: Params, name: str) -> date | None:
    """A parameter as a date; None if it is missing or not a date."""
    try:
        return read_day(params[name])
    except (KeyError, Invalid):
        return None


def within(column: Any, params: Params) -> list[Any]:
    """WHERE clauses that limit a date column to the period asked for, both ends included."""
    start, end = day_param(params, "from"), day_param(params, "to")
    return [*([column >= start] if start else []), *([column <= end] if end else [])]
