"""What a register is: its columns under field rules, its query, its parameters; and its rows."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import chain, islice
from typing import Any

from sqlalchemy import func, select

from models.words.access import FieldRule, Secrecy
from models.words.kinds import Kind
from models.words.labels import label
from models.words.permissions import Permission
from models.words.plurals import fill
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.errors import Invalid
from portal.platform.fields.days import read_day
from portal.platform.fields.kinds import KINDS
from portal.platform.sheets.above import find_stubs
from portal.platform.sheets.readers import is_masked, rows_above
from portal.platform.sheets.sheet import (
    LATE,
    Column,
    Phrase,
    Say,
    Share,
    Stub,
    Tally,
    Total,
    untranslated,
)
from portal.work import Work, midnight

Params = Mapping[str, str]
Rows = Iterable[Sequence[Any]]


@dataclass(frozen=True)
class Col:
    """One column in print order; ``guard`` names the field whose rule applies (D4).

    What is not for ``paper`` stands right of all that is; the rest is as in a ``Column``. A tuple
    in a cell is several facts, a line each; ``spell`` says a value where its kind cannot.
    """

    title: str
    kind: V = V.TEXT
    width: float = 14
    guard: tuple[Kind, str] | None = None
    paper: bool = True
    total: Total | Share | None = None
    format: str | Phrase = ""
    foot: Phrase = LATE
    alarms: Sequence[StrEnum] = ()
    spell: Callable[[Any, Say], str] | None = None


@dataclass(frozen=True)
class Param:
    """What may be asked for: a date, a text or a whole number."""

    name: str
    label: str
    kind: V = V.DATE
    needed: bool = False
    hint: str = ""


PERIOD = (Param("from", N_("From")), Param("to", N_("To")))


@dataclass(frozen=True)
class Report:
    """A named register. ``select`` gives one column per ``Col``; ``shape`` may work on the rows,
    and says with ``reshapes`` that there are more or fewer of them afterwards; ``counted`` knows
    how many without reading them all.

    ``tallies`` name columns by their place. ``by`` is the place of a column whose groups are added
    up. ``left_out`` counts, in words, the rows it does not show; ``remarks`` says how a total is
    counted, where another sheet has another one. ``parts`` are the parameters of each of its
    sheets where it has several, and ``block`` the facts over the head of each.

    It goes to those with ``permission`` and, as ``basis`` says (rules), to readers of registers:
    whoever may ``see`` the records, those whose right ends with their ``own`` rows, and those
    ``outside``, who get masks; of the rows ``above`` a grade they, and those whose clearance ends
    below it, get only the ``numbered`` column.
    """

    name: str
    title: str
    about: str
    code: str
    permission: Permission
    see: Permission
    basis: str
    columns: Sequence[Col]
    select: Callable[[Work, Params], Any]
    shape: Callable[[Work, Rows, Params], Iterator[Sequence[Any]]] | None = None
    reshapes: bool = False
    counted: Callable[[Work, Params], int] | None = None
    params: Sequence[Param] = ()
    tallies: Sequence[Tally] = ()
    unit: str = N_("Number of rows")
    signatures: Sequence[str] = (N_("Prepared by"), N_("Checked by"), N_("Responsible"))
    version: str = "A/2"
    number: str = N_("No.")  # what the running number is called
    portrait: bool = False
    frozen: int = 2
    by: int | None = None
    left_out: Callable[[Work, Params], Sequence[tuple[str, int]]] | None = None
    remarks: Callable[[Work, Params, Say], str] | None = None
    parts: Callable[[Work, Params], Sequence[Params]] | None = None
    block: Callable[[Work, Params, Say], Sequence[Sequence[tuple[str, str]]]] | None = None
    own: bool = True
    outside: bool = True
    above: Callable[[Sequence[Secrecy]], Any] | None = None
    numbered: int = 0


def open_columns(work: Work, report: Report) -> list[tuple[int, Col]]:
    """The columns that exist for this actor, with their place in the query."""
    return [
        (index, col)
        for index, col in enumerate(report.columns)
        if not col.guard or work.actor.rule(*col.guard) is not FieldRule.HIDDEN
    ]


def column_heads(work: Work, report: Report) -> list[Column]:
    """The columns of the sheet: a running number, then those this actor may see."""
    own = [_head(work, report, col) for _, col in open_columns(work, report)]
    return [Column(report.number, V.INTEGER, 8 if report.block else 5), *own]


def _masked(work: Work, report: Report, col: Col) -> bool:
    ruled = col.guard is not None and work.actor.rule(*col.guard) is FieldRule.MASKED
    return ruled or is_masked(work.actor, report, col.kind)


def _head(work: Work, report: Report, col: Col) -> Column:
    """A column as it stands in a sheet; a masked one holds text and adds up to nothing."""
    masked = _masked(work, report, col)
    return Column(
        col.title,
        V.TEXT if masked else col.kind,
        col.width,
        col.paper,
        None if masked else col.total,
        col.format,
        col.foot,
        tuple(label(word) for word in col.alarms),
    )


def open_tallies(work: Work, report: Report) -> list[Tally]:
    """The tallies of columns that this actor may see, by their places in the sheet."""
    places = {index: n for n, (index, _) in enumerate(open_columns(work, report), start=1)}
    return [
        replace(
            tally,
            column=places[tally.column],
            weight=None if tally.weight is None else places[tally.weight],
        )
        for tally in report.tallies
        if tally.column in places and (tally.weight is None or tally.weight in places)
    ]


def report_rows(work: Work, report: Report, params: Params, say: Say) -> Iterator[Sequence[Any]]:
    """Every row, numbered, streamed; words in the reader's language, masked by role."""
    picked = open_columns(work, report)
    masked = {index: KINDS[col.kind].mask for index, col in picked if _masked(work, report, col)}
    spellers = [(index, _speller(col, say)) for index, col in picked]
    for number, row in enumerate(_found(work, report, params, say), start=1):
        values = [
            masked[i](str(row[i])) if i in masked and row[i] else spell(row[i], say)
            for i, spell in spellers
        ]
        yield row.numbered(number, values) if isinstance(row, Stub) else [number, *values]


def _speller(col: Col, say: Say) -> Callable[[Any, Say], Any]:
    """How the values of a column are said: nought by its word, where it has one."""
    if col.spell:
        own = col.spell
        return lambda value, say: own(value, say) if value else value
    if isinstance(col.format, Phrase) and col.format.nought:
        nought = say(col.format.nought)
        return lambda value, _say: nought if value == 0 else value
    return spell_value


def _found(work: Work, report: Report, params: Params, say: Say | None = None) -> Rows:
    """Its rows, streamed; without ``say`` only to be counted, outside a transaction as well."""
    statement, above = report.select(work, params), rows_above(work, report)
    clear = statement if above is None else statement.where(~above)
    clear = clear.execution_options(yield_per=1000) if say else clear
    found = work.session.execute(clear)
    rows = report.shape(work, found, params) if report.shape else found
    if above is None:
        return rows
    return chain(rows, find_stubs(work, report, statement.where(above), say or untranslated))


def spell_value(value: Any, say: Say) -> Any:
    """Words by their labels, yes and no, signers by name, several facts a line each; all else as
    it is.
    """
    if isinstance(value, StrEnum):
        return say(label(value))
    if isinstance(value, bool):
        return say(N_("Yes")) if value else say(N_("No"))
    if isinstance(value, Mapping):
        return signer_name(value, say)
    if isinstance(value, tuple):
        return "\n".join(str(spell_value(each, say)) for each in value if each not in (None, ""))
    return value


def signer_name(signed: Any, say: Say) -> str:
    """Who signed, by the name of that day, and in whose place: «丁一 代 孙立» (C4)."""
    if not signed:
        return ""
    if not signed.get("for"):
        return str(signed.get("name", ""))
    return fill(say(N_("%(name)s for %(giver)s")), {"name": signed["name"], "giver": signed["for"]})


def count_report(work: Work, report: Report, params: Params, most: int | None = None) -> int:
    """How many rows it has; counted no further than ``most``, where that is given."""
    if report.counted:
        return report.counted(work, params)
    if report.reshapes:
        return sum(1 for _ in islice(_found(work, report, params), most))
    inner = report.select(work, params).order_by(None).limit(most).subquery()
    return work.session.scalar(select(func.count()).select_from(inner)) or 0


def check_params(report: Report, given: Params) -> dict[str, str]:
    """The parameters this report knows. Raises ``Invalid`` at the field that is wrong."""
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
    """A parameter as a date; None when it is not given or none."""
    try:
        return read_day(params[name])
    except (KeyError, Invalid):
        return None


def within(column: Any, params: Params) -> list[Any]:
    """The clauses of a period over a column of dates."""
    start, end = day_param(params, "from"), day_param(params, "to")
    return [*([column >= start] if start else []), *([column <= end] if end else [])]


def moments_within(column: Any, params: Params) -> list[Any]:
    """The clauses of a period of days in Asia/Shanghai over a column of moments."""
    start, end = day_param(params, "from"), day_param(params, "to")
    return [
        *([column >= midnight(start)] if start else []),
        *([column < midnight(end + timedelta(days=1))] if end else []),
    ]


def is_within(day: date, params: Params) -> bool:
    """Whether a day lies in the period."""
    start, end = day_param(params, "from"), day_param(params, "to")
    return (not start or day >= start) and (not end or day <= end)
