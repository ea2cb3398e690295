"""What a filter asks of a column, by the operators of the column itself."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from portal.platform.fields.parsing import HERE

Words = type[StrEnum] | None
LONGEST = 64  # characters of a search


def text(column: Any, value: str, _words: Words) -> Any:
    """What holds the text, whatever its case."""
    return column.icontains(value[:LONGEST], autoescape=True)


def word(column: Any, value: str, words: Words) -> Any:
    """One word of the vocabulary, or one of several parted by commas."""
    found = [words(part) for part in value.split(",")] if words else []
    return column == found[0] if len(found) == 1 else column.in_(found)


def flag(column: Any, value: str, _words: Words) -> Any:
    wanted = {"1": True, "0": False}[value]
    return column if wanted else ~column


def days(column: Any, value: str, _words: Words) -> Any:
    return _between(column, *_ends(value, date.fromisoformat))


def moments(column: Any, value: str, _words: Words) -> Any:
    """Whole days in Asia/Shanghai over a column of moments."""
    low, high = _ends(value, date.fromisoformat)
    first = None if low is None else column >= _midnight(low)
    last = None if high is None else column < _midnight(high + timedelta(days=1))
    return _both(first, last)


def numbers(column: Any, value: str, _words: Words) -> Any:
    return _between(column, *_ends(value, float))


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


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), HERE)


def _whole(value: str) -> int:
    if not (value.isascii() and value.isdigit() and len(value) <= 18):
        raise ValueError(value)
    return int(value)
