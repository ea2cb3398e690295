"""Comparing and reckoning with values, exactly.

Comparisons with something empty are false, but for ``= ''`` and ``!= ''``; arithmetic with it is
empty, and so is a division by nought.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from operator import add, ge, gt, le, lt, mul, sub, truediv

from models.words.text import N_
from portal.errors import Invalid
from portal.platform.expressions.values import (
    Value,
    to_day,
    to_hour,
    to_moment,
    to_number,
    to_text,
    to_truth,
)

WIDEST = 4_096  # bits of a number above or below its line
ORDER: dict[str, Callable[[Fraction, Fraction], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge}


def is_equal(sign: str, left: Value, right: Value, *, asks_empty: bool) -> bool:
    """``left = right`` or ``!=``; ``asks_empty`` where one side is the literal empty text."""
    if left is None or right is None:
        return asks_empty and (left is right) == (sign == "=")
    return _is_same(left, right) == (sign == "=")


def _is_same(left: Value, right: Value) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return to_truth(left) == to_truth(right)
    if isinstance(left, Fraction) or isinstance(right, Fraction):
        number = to_number(left)
        return number is not None and number == to_number(right)
    if isinstance(left, datetime) or isinstance(right, datetime):
        moment = to_moment(left)
        return moment is not None and moment == to_moment(right)
    if isinstance(left, date) or isinstance(right, date):
        day = to_day(left)
        return day is not None and day == to_day(right)
    return to_text(left) == to_text(right)


def is_ordered(sign: str, left: Value, right: Value) -> bool:
    """``left sign right`` for one of ``ORDER``; a text beside a day or an hour is read as one."""
    one, other = to_number(_alike(left, right)), to_number(_alike(right, left))
    return one is not None and other is not None and ORDER[sign](one, other)


def _alike(value: Value, beside: Value) -> Value:
    """A day beside a moment is a moment; a text beside a day, moment or hour is read as one."""
    if isinstance(beside, datetime) and isinstance(value, str | date):
        return to_moment(value)
    if isinstance(beside, date) and isinstance(value, str):
        return to_day(value)
    if isinstance(beside, time) and isinstance(value, str):
        return to_hour(value)
    return value


def reckon(sign: str, left: Value, right: Value) -> Value:
    """``left sign right`` in exact numbers; a day and a number make a day, two days make days."""
    one, other = to_number(left), to_number(right)
    if one is None or other is None or (sign in ("div", "mod") and other == 0):
        return None
    if isinstance(left, date) and sign in ("+", "-") and isinstance(right, Fraction):
        return _moved(left, other if sign == "+" else -other)
    return narrow(RECKONED[sign](one, other))


RECKONED: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": add,
    "-": sub,
    "*": mul,
    "div": truediv,
    "mod": lambda one, other: one - other * int(one / other),  # its sign is that of the first
}


def _moved(start: date, days: Fraction) -> date | None:
    """A day moves by whole days, a moment by whole seconds; empty beyond the years 1 to 9999."""
    try:
        if isinstance(start, datetime):
            return start.astimezone(UTC) + timedelta(seconds=(days * 86_400).__floor__())
        return start + timedelta(days=days.__floor__())
    except OverflowError:
        return None


def narrow(number: Fraction) -> Fraction:
    """The number itself. Raises ``Invalid`` when it has grown beyond ``WIDEST`` bits."""
    if max(number.numerator.bit_length(), number.denominator.bit_length()) > WIDEST:
        raise Invalid(N_("A number of the formula grows beyond all bounds."))
    return number
