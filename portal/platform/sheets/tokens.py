"""What a cell says, by type and value, in one spelling: what is hashed and compared (D10).

Text stands as it is; anything else begins with a control character, which no text here contains.
In words it is docs/proof.md.
"""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache

NUMBER, DATE, FORMULA, TRUTH, ERROR = "\x01", "\x02", "\x03", "\x04", "\x05"
SEPARATOR = "\x1f"  # of cells
BETWEEN, ENDED = b"\x1f", b"\x1e"  # the same, and the end of a row
UNSAID = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]")  # what XML cannot hold
LONGEST_INT = 10**15  # from here on a cell has rounded it
SHORT = 16  # characters of a number that has 15 digits at most: its point is one
LEAP = 60  # the 29th of February 1900, which Excel knows and the calendar does not
EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  (Excel knows no time zone)
DAY = 86_400
CACHED = 1000  # values whose spelling is kept: days and amounts recur


def text_token(text: str) -> str:
    """A text: line ends are one character, what a workbook cannot hold is not there.

    >>> text_token("a\\r\\nb\\x07")
    'a\\nb'
    """
    if text.isprintable():
        return text
    return UNSAID.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def kept_number(value: float | Decimal) -> float:
    """A number as it is written: with 15 digits, which every program keeps."""
    if isinstance(value, int) and -LONGEST_INT < value < LONGEST_INT:
        return int(value)
    plain = float(value)
    return plain if len(repr(plain)) <= SHORT else float(format(value, ".15g"))


def number_token(value: float | Decimal) -> str:
    """A number as a decimal of at most 15 digits, which is what a cell keeps of it.

    >>> number_token(4 / 4)[1:], number_token(0.1 + 0.2)[1:], number_token(1e21)[1:]
    ('1', '0.3', '1000000000000000000000')
    """
    if type(value) is int and -LONGEST_INT < value < LONGEST_INT:
        return f"{NUMBER}{value}"
    if type(value) is Decimal and (short := _short(value)):
        return NUMBER + short
    text = repr(kept_number(value)).removesuffix(".0")
    if "e" in text:
        text = format(Decimal(text), "f")
    return NUMBER + ("0" if text == "-0" else text)


def _short(value: Decimal) -> str:
    """An amount of so few digits that a float keeps them all; empty of others."""
    text = str(value)
    if len(text) >= SHORT or "E" in text or not text[-1].isdigit():
        return ""
    if "." in text:
        text = text.rstrip("0").removesuffix(".")
    return "0" if text == "-0" else text


@lru_cache(CACHED)
def date_token(value: date) -> str:
    """A day, or a moment to the second, as ISO 8601 has it; midnight is its day."""
    text = value.isoformat()
    return DATE + text.removesuffix("T00:00:00")


def serial_token(serial: float) -> str:
    """The date that a cell keeps as a number of days; a number where there is no such day.

    >>> serial_token(46349.5)[1:], serial_token(1)[1:]
    ('2026-11-23T12:00:00', '1900-01-01')
    """
    try:
        moment = EPOCH + timedelta(days=serial < LEAP, seconds=round(serial * DAY))
    except (OverflowError, ValueError):
        return number_token(serial)
    return date_token(moment)


def serial_of(value: date) -> float:
    """And back: what a cell keeps of a day or moment."""
    moment = value if isinstance(value, datetime) else datetime.combine(value, time())
    days = (moment - EPOCH) / timedelta(days=1)
    return days if days > LEAP else days - 1


def formula_token(formula: str) -> str:
    """A formula as text, without the sign it begins with."""
    return FORMULA + text_token(formula.strip().removeprefix("="))


def truth_token(*, is_true: bool) -> str:
    return TRUTH + ("TRUE" if is_true else "FALSE")


def join_tokens(tokens: list[str]) -> bytes:
    """A row as it is hashed: empty cells at its end say nothing."""
    return end_line(SEPARATOR.join(tokens).encode())


def end_line(cells: bytes) -> bytes:
    """The same of cells that are joined already."""
    return cells.rstrip(BETWEEN) + ENDED
