"""Values of formulas, and how each is read as a number, a text, a truth or a day.

Empty is ``None`` and stays empty: no nought and no text by accident. Numbers are fractions, so that
nothing is rounded on the way; chosen words are tuples of codes.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Asia/Shanghai")
EPOCH = date(1970, 1, 1)
DAY = timedelta(days=1)
PLAIN = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T|$)")
MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:Z|[+-][0-9]{2}:[0-9]{2})?"
)
HOUR = re.compile(r"[0-9]{2}:[0-9]{2}")
BLANKS = " \t\r\n\u00a0\u3000"  # what stands around numbers, days and codes, here and on the phone
DIGITS = 12  # decimals of a number that does not end, as text

Value = None | Fraction | bool | str | date | datetime | time | tuple[str, ...]


def tidy(value: Value | int | float) -> Value:
    """A value as formulas keep it: empty texts and tuples are empty, numbers are fractions."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return Fraction(str(value))
    return None if value in ("", ()) else value


def to_number(value: Value) -> Fraction | None:
    """A number; days count from 1 January 1970. What is none is empty."""
    read = NUMBERS.get(type(value))
    return read(value) if read else None


def _read_number(value: str) -> Fraction | None:
    text = value.strip(BLANKS)
    return Fraction(text.rstrip(".")) if PLAIN.fullmatch(text) else None


NUMBERS: dict[type, Callable[[Any], Fraction | None]] = {
    Fraction: lambda value: value,
    bool: lambda value: Fraction(int(value)),
    str: _read_number,
    datetime: lambda value: Fraction(int(value.timestamp()), 86_400),
    date: lambda value: Fraction((value - EPOCH).days),
    time: lambda value: Fraction(value.hour * 60 + value.minute, 1_440),
}


def to_text(value: Value) -> str:
    """The text of a value as people type it: 17.5, 2026-03-02, the codes of chosen words."""
    spell = TEXTS.get(type(value))
    return spell(value) if spell else ""


def spell_number(number: Fraction) -> str:
    """A number without an exponent; what does not end is rounded to ``DIGITS`` decimals."""
    scaled = round_half_away(number, DIGITS)
    sign = "-" if scaled < 0 else ""
    whole, rest = divmod(abs(scaled) * 10**DIGITS, 10**DIGITS)
    decimals = str(int(rest)).zfill(DIGITS).rstrip("0")
    return f"{sign}{whole}{'.' if decimals else ''}{decimals}"


TEXTS: dict[type, Callable[[Any], str]] = {
    Fraction: spell_number,
    bool: lambda value: "true" if value else "false",
    str: lambda value: value,
    datetime: lambda value: value.astimezone(HERE).isoformat(timespec="seconds"),
    date: date.isoformat,
    time: lambda value: value.strftime("%H:%M"),
    tuple: " ".join,
}


def round_half_away(number: Fraction, digits: int) -> Fraction:
    """Rounded to ``digits`` decimals (or tens, where negative), a half away from nought."""
    scale = Fraction(10) ** digits
    whole = (abs(number) * scale + Fraction(1, 2)).__floor__()
    return (whole if number >= 0 else -whole) / scale


def to_truth(value: Value) -> bool:
    """Empty and nought are false, all else is true."""
    if isinstance(value, Fraction):
        return value != 0
    return value is not None and value is not False


def to_day(value: Value) -> date | None:
    """A day: of a moment that of Shanghai, of a number since 1970, of a text like 2026-03-02."""
    read = DAYS.get(type(value))
    return read(value) if read else None


def _count_day(value: Fraction) -> date | None:
    day = value.__floor__()
    return EPOCH + day * DAY if -700_000 < day < 2_900_000 else None


def _read_day(value: str) -> date | None:
    try:
        return (
            date.fromisoformat(value.strip(BLANKS)[:10]) if ISO.match(value.strip(BLANKS)) else None
        )
    except ValueError:
        return None


DAYS: dict[type, Callable[[Any], date | None]] = {
    datetime: lambda value: value.astimezone(HERE).date(),
    date: lambda value: value,
    Fraction: _count_day,
    str: _read_day,
}


def to_moment(value: Value) -> datetime | None:
    """A moment; a day is its first one in Shanghai."""
    if isinstance(value, datetime):
        return value
    if isinstance(value, str) and "T" in value:
        return _read_moment(value.strip(BLANKS))
    day = to_day(value)
    return None if day is None else datetime.combine(day, time(), HERE)


def _read_moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text) if MOMENT.fullmatch(text) else None
    except ValueError:
        return None
    return moment.replace(tzinfo=HERE) if moment and moment.tzinfo is None else moment


def to_hour(value: str) -> time | None:
    """An hour written 08:30; empty for any other text."""
    try:
        return (
            time.fromisoformat(value.strip(BLANKS)) if HOUR.fullmatch(value.strip(BLANKS)) else None
        )
    except ValueError:
        return None
