"""Rows above what a reader may see: their numbers alone, in no total but that of the rows."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy import func, select

from models.words.text import N_
from models.words.values import ValueKind as V
from portal.platform.sheets.readers import Given, rows_above
from portal.platform.sheets.sheet import Say, Stub
from portal.work import Work

TOO_HIGH = N_("Grade too high")  # all that a row says to some, beside its number


class Graded(Given, Protocol):
    """What a register says of its rows; see ``Report``."""

    @property
    def columns(self) -> Sequence[Any]: ...
    @property
    def numbered(self) -> int: ...
    @property
    def select(self) -> Callable[[Work, Mapping[str, str]], Any]: ...


def find_stubs(work: Work, report: Graded, statement: Any, say: Say) -> Iterator[Stub]:
    """After all others, the rows of which the actor gets the number alone."""
    columns, at = report.columns, report.numbered
    told = next(i for i in range(at + 1, len(columns)) if columns[i].kind is V.TEXT)
    number = statement.selected_columns[at]
    inner = statement.order_by(None).subquery()
    numbers = select(inner.corresponding_column(number))
    for found in work.session.scalars(numbers.order_by(*numbers.selected_columns)):
        kept = {at: found, told: say(TOO_HIGH)}
        yield Stub((kept.get(index) for index in range(len(columns))), say(TOO_HIGH))


def count_above(work: Work, report: Graded, params: Mapping[str, str]) -> int:
    """Of how many rows this actor gets the number alone."""
    above = rows_above(work, report)
    if above is None:
        return 0
    inner = report.select(work, params).where(above).order_by(None).subquery()
    return work.session.scalar(select(func.count()).select_from(inner)) or 0
