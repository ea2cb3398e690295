"""The months a report looks back on, and how rows are counted by them in SQL."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Date, Select, case, func, literal, select, union_all

from models.words.text import N_
from portal.errors import Invalid
from portal.work import midnight

MONTHS = 12  # the month reported on and those before it
BEFORE = ""  # the name of all months before the axis


@dataclass(frozen=True)
class Span:
    """The first days of its months, oldest first; the last is reported on. ``today`` is where
    counting ends at the latest: what is not due yet counts for nobody.
    """

    months: Sequence[date]
    today: date

    @property
    def start(self) -> date:
        return self.months[0]

    @property
    def month(self) -> date:
        return self.months[-1]

    @property
    def end(self) -> date:
        """The last day that counts."""
        return min(next_month(self.month) - timedelta(days=1), self.today)

    @property
    def names(self) -> list[str]:
        return [name_of(month) for month in self.months]

    def until(self, column: Any) -> Any:
        """SQL: not after the last day; ``column`` holds days or moments."""
        return column < _edge(column, self.end + timedelta(days=1))

    def within(self, column: Any) -> Any:
        """SQL: in any of the months."""
        return (column >= _edge(column, self.start)) & self.until(column)

    def now(self, column: Any) -> Any:
        """SQL: in the month reported on."""
        return (column >= _edge(column, self.month)) & self.until(column)

    def bucket(self, column: Any) -> Any:
        """SQL: the name of the month, or that of all before the axis. Comparing a million days
        with twelve edges takes half the time of reckoning with each of them.
        """
        names = [BEFORE, *self.names]
        edges = [(column < _edge(column, m), n) for m, n in zip(self.months, names, strict=False)]
        return case(*edges, else_=names[-1])

    def last_day(self, column: Any) -> Any:
        """SQL: the last day of the month of a day in ``column``, as far as it has come."""
        ends = [min(next_month(month) - timedelta(days=1), self.today) for month in self.months]
        days = [literal(end, Date()) for end in ends]
        edges = [(column <= end, day) for end, day in zip(ends, days, strict=True)]
        return case(*edges, else_=days[-1])


def _edge(column: Any, day: date) -> date | datetime:
    return day if column.type.python_type is date else midnight(day)


def next_month(month: date) -> date:
    """The first day of the month after."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


def name_of(month: date) -> str:
    return f"{month:%Y-%m}"


def span_until(month: date, today: date, began: date | None) -> Span:
    """Twelve months up to ``month``, but none before there was anything."""
    first = month.year * 12 + month.month - MONTHS
    known = [date(n // 12, n % 12 + 1, 1) for n in range(first, first + MONTHS)]
    since = (began or today).replace(day=1)
    return Span([m for m in known if m >= since] or [month], today)


def read_month(text: str, today: date) -> date:
    """The first day of a month written «2026-11». Raises ``Invalid`` for none, or one to come."""
    year, _, month = text.strip().partition("-")
    if not (len(year) == 4 and year.isdecimal() and month.isdecimal() and 1 <= int(month) <= 12):
        raise Invalid(N_("Please give a month like 2026-11."), field="month")
    found = date(max(int(year), 1), int(month), 1)
    if found > today:
        raise Invalid(N_("This month has not begun. Please give an earlier one."), field="month")
    return found


def last_months(today: date, count: int) -> list[date]:
    """The months people may report on, this one first."""
    here = today.year * 12 + today.month - 1
    return [date((here - n) // 12, (here - n) % 12 + 1, 1) for n in range(count)]


@dataclass(frozen=True)
class Flow:
    """Rows that come or go on a day: what each adds to the numbers it names."""

    rows: Select[Any]  # without columns: FROM and WHERE
    day: Any
    adds: Mapping[str, Any]


def add_up(span: Span, flows: Sequence[Flow], *, stock: bool = False) -> Select[Any]:
    """One row a month: what all flows add to each number, nothing where one adds nothing to it.

    With ``stock`` what came before the axis is one row more. Months with nothing have no row.
    """
    names = list(dict.fromkeys(name for flow in flows for name in flow.adds))
    parts = [_counted(span, flow, names, stock=stock) for flow in flows]
    every = union_all(*parts).subquery()
    sums = [func.sum(every.c[name]).label(name) for name in names]
    return select(every.c.month, *sums).group_by(every.c.month)


def _counted(span: Span, flow: Flow, names: Sequence[str], *, stock: bool) -> Select[Any]:
    """The flow by month; its months are named within, for a bound value is no group."""
    counts = span.until(flow.day) if stock else span.within(flow.day)
    adds = [flow.adds[name].label(name) for name in names if name in flow.adds]
    lines = flow.rows.add_columns(span.bucket(flow.day).label("month"), *adds)
    inner = lines.where(counts).subquery()
    sums = [
        (func.sum(inner.c[name]) if name in flow.adds else literal(0)).label(name) for name in names
    ]
    return select(inner.c.month, *sums).group_by(inner.c.month)
