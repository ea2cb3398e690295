"""The value of a formula. Pure and bounded; the same on the phone (static/expressions.js)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from models.words.text import N_
from portal.errors import Invalid
from portal.platform.expressions.arithmetic import ORDER, is_equal, is_ordered, reckon
from portal.platform.expressions.functions.table import find_function
from portal.platform.expressions.tree import (
    Call,
    Chain,
    Column,
    Minus,
    Name,
    Node,
    Number,
    Own,
    Text,
    names_in,
)
from portal.platform.expressions.values import (
    Value,
    tidy,
    to_day,
    to_number,
    to_text,
    to_truth,
)
from portal.platform.expressions.world import Scope

MOST_STEPS = 50_000  # nodes visited; a bound that is the same on a busy machine


@dataclass
class Evaluation:
    """One evaluation: counts its steps, and evaluates for functions what they were given."""

    steps: int = 0

    def value(self, node: Node, scope: Scope) -> Value:
        """The value of a node. Raises ``Invalid`` beyond the bounds or for an unknown function."""
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise Invalid(N_("The formula takes more than %(most)s steps."), most=MOST_STEPS)
        return BY_KIND[type(node)](self, node, scope)

    def truth(self, node: Node, scope: Scope) -> bool:
        return to_truth(self.value(node, scope))

    def number(self, node: Node, scope: Scope) -> Fraction | None:
        return to_number(self.value(node, scope))

    def text(self, node: Node, scope: Scope) -> str:
        return to_text(self.value(node, scope))

    def day(self, node: Node, scope: Scope) -> date | None:
        return to_day(self.value(node, scope))

    def each(self, given: Sequence[Node], scope: Scope) -> list[Value]:
        """Values over lines (``what, filter``) if a name of lines stands in them, else of each."""
        lines = self._lines_of(given, scope)
        if lines is None:
            return [self.value(node, scope) for node in given]
        found = list[Value]()
        for line in scope.lines[lines]:
            at = scope.within(lines, line)
            if len(given) == 1 or self.truth(given[1], at):
                found.append(self.value(given[0], at))
        return found

    def _lines_of(self, given: Sequence[Node], scope: Scope) -> str | None:
        if not 1 <= len(given) <= 2 or not scope.lines:
            return None
        heads = {name.partition(".")[0] for node in given for name in names_in(node)}
        return min(heads & scope.lines.keys(), default=None)

    def minus(self, node: Minus, scope: Scope) -> Value:
        """The number below its opposite."""
        number = self.number(node.of, scope)
        return None if number is None else -number

    def chain(self, node: Chain, scope: Scope) -> Value:
        """From left to right; ``or`` and ``and`` stop where their value is known."""
        first, rest = node.first, node.rest
        if rest[0][0] in ("or", "and"):
            nodes = (first, *(each for _, each in rest))
            truths = (self.truth(each, scope) for each in nodes)
            return any(truths) if rest[0][0] == "or" else all(truths)
        left, before = self.value(first, scope), first
        for sign, each in rest:
            right = self.value(each, scope)
            if sign in ("=", "!="):
                left = is_equal(sign, left, right, asks_empty=Text("") in (before, each))
            else:
                left = is_ordered(sign, left, right) if sign in ORDER else reckon(sign, left, right)
            before = each
        return left


BY_KIND: dict[type, Callable[[Evaluation, Any, Scope], Value]] = {
    Number: lambda _, node, _scope: node.value,
    Text: lambda _, node, _scope: node.value or None,
    Name: lambda _, node, scope: tidy(scope.read(node.name)),
    Column: lambda _, node, scope: tidy(scope.columns.get(node.name)),
    Own: lambda _, _node, scope: tidy(scope.own),
    Minus: Evaluation.minus,
    Chain: Evaluation.chain,
    Call: lambda self, node, scope: find_function(node.name).call(self, node.given, scope),
}


def evaluate(node: Node, scope: Scope) -> Value:
    """The value of a formula; empty is ``None``. Raises ``Invalid`` beyond the bounds."""
    return Evaluation().value(node, scope)
