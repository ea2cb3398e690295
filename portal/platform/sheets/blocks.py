"""A block of rows at once, column by column: what is written in a long sheet, and what is sealed.

Most columns hold nothing but short plain texts, which is found out for a thousand cells together.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from portal.platform.fields.kind import SheetColumn
from portal.platform.sheets.sheet import LONGEST_TEXT, text_of, wall_clock
from portal.platform.sheets.tokens import LONGEST_INT, NUMBER, date_token, kept_number, text_token

BLOCK = 1000  # rows
Cells = tuple[Sequence[Any], Sequence[str]]  # of one column: as they are written, as they are spelt


def blocks_of(rows: Iterable[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    """All of ``rows``, ``BLOCK`` at a time."""
    source = iter(rows)
    while block := list(islice(source, BLOCK)):
        yield block


def cells_of(
    values: Sequence[Any], look: SheetColumn, spell: Callable[[Any], str], *, dated: bool
) -> Cells:
    """The cells of a column; ``spell`` says how one of its values is spelt, ``dated`` whether its
    cells show days or hours.
    """
    kinds = set(map(type, values))
    if look.text:
        return _texts(values, kinds)
    if kinds == {datetime} and dated:
        here = [wall_clock(value, day=look.day) for value in values]
        return here, list(map(date_token, here))
    if kinds == {int} and not dated and min(values) > -LONGEST_INT and max(values) < LONGEST_INT:
        return values, [f"{NUMBER}{value}" for value in values]
    return [_typed(value, day=look.day) for value in values], list(map(spell, values))


def _texts(values: Sequence[Any], kinds: set[type]) -> Cells:
    short = kinds == {str} and max(map(len, values)) <= LONGEST_TEXT
    texts = values if short else list(map(text_of, values))
    return texts, texts if "".join(texts).isprintable() else list(map(text_token, texts))


def _typed(value: Any, *, day: bool) -> Any:
    if isinstance(value, date):
        return wall_clock(value, day=day)
    if isinstance(value, int | float | Decimal):
        return kept_number(value)
    return value if value is None else text_of(value)
