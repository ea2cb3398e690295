"""Functions over all lines of a form, with an optional filter, or over the values given.

``sum(${items.amount}, ${items.kind} = 'x')``. Empty cells are skipped; sum and count of nothing are
nought, the others empty.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction

from portal.platform.expressions.arithmetic import narrow
from portal.platform.expressions.calls import Asking, Function, Result
from portal.platform.expressions.tree import Node
from portal.platform.expressions.values import Value, to_day, to_number, to_truth
from portal.platform.expressions.world import Scope


def _over(result: Result, of: Callable[[list[Value]], Value]) -> Function:
    def call(ask: Asking, given: Sequence[Node], scope: Scope) -> Value:
        return of(ask.each(given, scope))

    return Function(call, result, 1, None, over_lines=True)


def _numbers(values: Sequence[Value]) -> list[Fraction]:
    return [number for number in map(to_number, values) if number is not None]


def _sum(values: list[Value]) -> Value:
    total = Fraction(0)
    for number in _numbers(values):
        total = narrow(total + number)
    return total


def _avg(values: list[Value]) -> Value:
    numbers = _numbers(values)
    return narrow(sum(numbers, Fraction(0)) / len(numbers)) if numbers else None


def _extreme(choose: Callable[..., Value]) -> Callable[[list[Value]], Value]:
    """The least or greatest; among days it is a day."""

    def of(values: list[Value]) -> Value:
        there = [value for value in values if value is not None]
        days = [to_day(value) for value in there if not isinstance(value, Fraction | str | bool)]
        if there and len(days) == len(there) and all(days):
            return choose(days)
        return choose(_numbers(there), default=None)

    return of


TABLE = {
    "sum": _over(Result.NUMBER, _sum),
    "count": _over(Result.NUMBER, lambda values: Fraction(sum(v is not None for v in values))),
    "avg": _over(Result.NUMBER, _avg),
    "min": _over(Result.ANY, _extreme(min)),
    "max": _over(Result.ANY, _extreme(max)),
    "any": _over(Result.TRUTH, lambda values: any(map(to_truth, values))),
    "all": _over(Result.TRUTH, lambda values: all(map(to_truth, values))),
}
