"""What a filter asks of a column, by the operators of the column itself."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import reduce
from operator import or_
from typing import Any

from portal.errors import Invalid
from portal.platform.fields.days import HERE, read_day
from portal.platform.fields.outside import whole
from portal.platform.search.names import compact_number
from portal.platform.texts import drop_unseen, fold_text, tidy_text

Words = type[StrEnum] | None
LONGEST = 64  # characters of a search
WIDE = str.maketrans("(),:;!?", "（），：；！？")


def text(column: Any, value: str, _words: Words) -> Any:
    """What holds the text, whatever its case and the width of its brackets and marks."""
    asked = tidy_text(value)[:LONGEST]
    half = fold_text(asked)
    ways = dict.fromkeys((asked, drop_unseen(asked), half, half.translate(WIDE)))
    return reduce(or_, (column.icontains(way, autoescape=True) for way in ways))


def word(column: Any, value: str, words: Words) -> Any:
    """One word of the vocabulary, or one of several parted by commas."""
    found = [words(part) for part in value.split(",")] if words else []
    return column == found[0] if len(found) == 1 else column.in_(found)


def flag(column: Any, value: str, _words: Words) -> Any:
    wanted = {"1": True, "0": False}[value]
    return column if wanted else ~column


def days(column: Any, value: str, _words: Words) -> Any:
    return _between(column, *_ends(value, _day))


def moments(column: Any, value: str, _words: Words) -> Any:
    """Whole days in Asia/Shanghai over a column of moments."""
    low, high = _ends(value, _day)
    first = None if low is None else column >= _midnight(low)
    last = None if high is None else column < _midnight(high + timedelta(days=1))
    return _both(first, last)


def numbers(column: Any, value: str, _words: Words) -> Any:
    return _between(column, *_ends(value, _number))


def record(column: Any, value: str, _words: Words) -> Any:
    return column == _whole(value)


def choice(column: Any, value: str, _words: Words) -> Any:
    return column == (_whole(value) if column.type.python_type is int else value)


def _ends(value: str, read: Callable[[str], Any]) -> tuple[Any, Any]:
    low, dots, high = value.partition("..")
    return tuple(read(part) if part else None for part in ((low, high) if dots else (low, low)))  # type: ignore[return-value]


def _between(column: Any, low: Any, high: Any) -> Any:
    return _both(
        None if low is None else column >= low,
        None if high is None else column <= high,
    )


def _both(first: Any, last: Any) -> Any:
    """What both ask; None when neither asks anything."""
    if first is None or last is None:
        return last if first is None else first
    return first & last


def _day(value: str) -> date:
    try:
        return read_day(value)
    except Invalid as error:
        raise ValueError(value) from error


def _number(value: str) -> float:
    return float(compact_number(value))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), HERE)


def _whole(value: str) -> int:
    number = whole(drop_unseen(value).strip())
    if number is None:
        raise ValueError(value)
    return number
