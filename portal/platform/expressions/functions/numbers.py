"""Functions of numbers, exact until a field rounds."""

from collections.abc import Callable
from fractions import Fraction

from portal.platform.expressions.arithmetic import narrow
from portal.platform.expressions.calls import Function, Result, plain
from portal.platform.expressions.values import Value, round_half_away, to_number

MOST_DIGITS = 12  # decimals that round() can keep
HIGHEST = 64  # exponents of pow(), either way


def _of(function: Callable[[Fraction], Fraction | int]) -> Function:
    def call(value: Value) -> Value | int:
        number = to_number(value)
        return None if number is None else function(number)

    return plain(Result.NUMBER, 1, 1, call)


def _round(value: Value, digits: Value = Fraction(0)) -> Value:
    number, places = to_number(value), to_number(digits)
    if number is None or places is None or abs(places) > MOST_DIGITS:
        return None
    return round_half_away(number, int(places))


def _pow(base: Value, exponent: Value) -> Value:
    """A whole exponent from −64 to 64; empty for any other, and for nought to a negative one."""
    number, times = to_number(base), to_number(exponent)
    if number is None or times is None or times.denominator != 1 or abs(times) > HIGHEST:
        return None
    return None if number == 0 and times < 0 else narrow(number ** int(times))


TABLE = {
    "number": _of(lambda number: number),
    "int": _of(int),
    "floor": _of(lambda number: number.__floor__()),
    "ceiling": _of(lambda number: number.__ceil__()),
    "abs": _of(abs),
    "round": plain(Result.NUMBER, 1, 2, _round),
    "pow": plain(Result.NUMBER, 2, 2, _pow),
}
