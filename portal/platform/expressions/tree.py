"""A formula as a tree: what the grammar makes, the evaluator walks and the phone receives."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any


@dataclass(frozen=True)
class Number:
    value: Fraction


@dataclass(frozen=True)
class Text:
    """A literal; the empty one asks whether something is empty."""

    value: str


@dataclass(frozen=True)
class Name:
    """``${grade}``, of a line ``${items.quantity}``, of a reference ``${customer.region}``."""

    name: str


@dataclass(frozen=True)
class Column:
    """A bare word: in the filter of a choice, a column of the choice."""

    name: str


@dataclass(frozen=True)
class Own:
    """``.``: the value of the field that the formula belongs to."""


@dataclass(frozen=True)
class Minus:
    of: "Node"


@dataclass(frozen=True)
class Chain:
    """Operands of one precedence from left to right, each but the first after its sign: ``or``,
    ``and``, ``= !=``, ``< <= > >=``, ``+ -`` or ``* div mod``. A long one is wide, not deep.
    """

    first: "Node"
    rest: tuple[tuple[str, "Node"], ...]


@dataclass(frozen=True)
class Call:
    name: str
    given: tuple["Node", ...]


Node = Number | Text | Name | Column | Own | Minus | Chain | Call


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below."""
    match node:
        case Minus(of):
            return (of,)
        case Chain(first, rest):
            return (first, *(operand for _, operand in rest))
        case Call(_, given):
            return given
    return ()


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it, from the top."""
    yield node
    for child in children(node):
        yield from walk(child)


def height(node: Node) -> int:
    """How many nodes lie above one another at most."""
    return 1 + max(map(height, children(node)), default=0)


def names_in(node: Node) -> set[str]:
    """All that a formula reads by ``${…}``."""
    return {each.name for each in walk(node) if isinstance(each, Name)}


def to_json(node: Node) -> list[Any]:
    """The tree as lists with the kind first; numbers as two texts, so that none is rounded."""
    return AS_JSON[type(node)](node)


AS_JSON: dict[type, Callable[[Any], list[Any]]] = {
    Number: lambda node: ["number", str(node.value.numerator), str(node.value.denominator)],
    Text: lambda node: ["text", node.value],
    Name: lambda node: ["name", node.name],
    Column: lambda node: ["column", node.name],
    Own: lambda _: ["own"],
    Minus: lambda node: ["minus", to_json(node.of)],
    Chain: lambda node: [
        "chain",
        to_json(node.first),
        *([sign, to_json(each)] for sign, each in node.rest),
    ],
    Call: lambda node: ["call", node.name, *map(to_json, node.given)],
}
