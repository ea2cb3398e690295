"""What a function of formulas is: the values it takes, the kind of its result, and its body."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Protocol

from portal.platform.expressions.tree import Node
from portal.platform.expressions.values import Value, tidy
from portal.platform.expressions.world import Scope


class Result(StrEnum):
    """Kinds of value as the checks before publishing tell them apart; ANY is known only later."""

    NUMBER = "number"
    TEXT = "text"
    TRUTH = "truth"
    DAY = "day"
    WORDS = "words"
    ANY = "any"


class Asking(Protocol):
    """What a function gets to evaluate what stands between its parentheses."""

    def value(self, node: Node, scope: Scope) -> Value: ...
    def truth(self, node: Node, scope: Scope) -> bool: ...
    def number(self, node: Node, scope: Scope) -> Fraction | None: ...
    def text(self, node: Node, scope: Scope) -> str: ...
    def each(self, given: Sequence[Node], scope: Scope) -> list[Value]: ...


Body = Callable[[Asking, Sequence[Node], Scope], Value]


@dataclass(frozen=True)
class Function:
    """Takes ``least`` to ``most`` values (``None``: any number); ``over_lines`` asks all lines."""

    call: Body
    result: Result
    least: int
    most: int | None
    over_lines: bool = False


def plain(result: Result, least: int, most: int | None, of: Callable[..., Value | int]) -> Function:
    """A function of values alone."""

    def call(ask: Asking, given: Sequence[Node], scope: Scope) -> Value:
        return tidy(of(*(ask.value(node, scope) for node in given)))

    return Function(call, result, least, most)
