"""What is wrong with a formula, told before its form is published."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter

from models.words.text import N_
from portal.errors import Invalid
from portal.platform.expressions.arithmetic import ORDER, RECKONED
from portal.platform.expressions.calls import Result
from portal.platform.expressions.functions.table import FUNCTIONS, find_function
from portal.platform.expressions.patterns import check_pattern
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
    children,
    names_in,
    walk,
)
from portal.platform.expressions.values import to_day, to_hour, to_number
from portal.platform.expressions.world import all_lines

LITERALS: dict[type, Result] = {Number: Result.NUMBER, Text: Result.TEXT, Minus: Result.NUMBER}


@dataclass(frozen=True)
class Known:
    """What the form has: kinds by name (``grade``, ``items.quantity``, ``customer.region``), the
    names of its ``lines``, the kind of the field itself, and the columns of a choice filter.
    """

    names: Mapping[str, Result]
    lines: frozenset[str] = frozenset()
    own: Result = Result.ANY
    columns: frozenset[str] = frozenset()
    line_of: str = field(default="")  # the lines in which the formula itself stands


def find_faults(node: Node, known: Known) -> list[Invalid]:
    """All that would go wrong: names, functions, counts of values, kinds, patterns, lines."""
    faults = list[Invalid]()
    for each in walk(node):
        faults.extend(_of_node(each, known))
    faults.extend(_of_lines(node, known, over=False))
    return faults


def kind_of(node: Node, known: Known) -> Result:
    """The kind of a formula's value, as far as can be said beforehand."""
    match node:
        case Name(name):
            return known.names.get(name, Result.ANY)
        case Own():
            return known.own
        case Chain(_, rest):
            reckoned = rest[0][0] in RECKONED
            return _reckoned(node, known) if reckoned else Result.TRUTH
        case Call(name):
            return FUNCTIONS[name].result if name in FUNCTIONS else Result.ANY
    return LITERALS.get(type(node), Result.ANY)


def find_cycle(reads: Mapping[str, set[str]]) -> list[str]:
    """Fields that need one another in a ring, the first one again at its end; empty if none do."""
    try:
        TopologicalSorter(reads).prepare()
    except CycleError as error:
        return list(reversed(error.args[1]))
    return []


def _reckoned(node: Chain, known: Known) -> Result:
    days = kind_of(node.first, known) is Result.DAY
    return Result.ANY if days else Result.NUMBER


def _of_node(node: Node, known: Known) -> Iterator[Invalid]:
    match node:
        case Name(name):
            yield from _of_name(name, known)
        case Column(name) if name not in known.columns:
            yield Invalid(
                N_("«%(name)s» means nothing here: write ${%(name)s} for the field."), name=name
            )
        case Call(name, given):
            yield from _of_call(name, given)
        case Chain(first, rest):
            yield from _of_chain(first, rest, known)


def _of_name(name: str, known: Known) -> Iterator[Invalid]:
    if name in known.names or name in known.lines:
        return
    if name.count(".") > 1:
        yield Invalid(N_("«${%(name)s}» goes over two references: one is allowed."), name=name)
    else:
        yield Invalid(N_("The form has no field «%(name)s»."), name=name)


def _of_call(name: str, given: tuple[Node, ...]) -> Iterator[Invalid]:
    try:
        function = find_function(name)
        if name == "regex" and len(given) == 2 and isinstance(given[1], Text):
            check_pattern(given[1].value)
    except Invalid as fault:
        yield fault
        return
    most = len(given) if function.most is None else function.most
    if not function.least <= len(given) <= most:
        yield Invalid(
            N_("%(name)s() takes %(least)s to %(most)s values; here are %(count)s."),
            name=name,
            least=function.least,
            most="…" if function.most is None else most,
            count=len(given),
        )
    elif name == "regex" and not isinstance(given[1], Text):
        yield Invalid(N_("The pattern of regex() is written in quotes."))


def _of_chain(first: Node, rest: tuple[tuple[str, Node], ...], known: Known) -> Iterator[Invalid]:
    before = first
    for sign, node in rest:
        for one, other in ((before, node), (node, before)):
            if isinstance(one, Text) and (fault := _of_text(sign, one.value, other, known)):
                yield fault
        before = node


def _of_text(sign: str, text: str, other: Node, known: Known) -> Invalid | None:
    """A literal text beside a number, day or sign that it can never mean anything to."""
    kind = kind_of(other, known)
    numeric = sign in RECKONED or (sign in ("=", "!=", *ORDER) and kind is Result.NUMBER)
    if text and numeric and to_number(text) is None:
        return Invalid(N_("«%(found)s» is no number, but stands beside one."), found=text)
    if text and kind is Result.DAY and not (to_day(text) or to_hour(text)):
        return Invalid(N_("«%(found)s» is no day; write it like 2026-03-02."), found=text)
    if not text and sign in ORDER:
        return Invalid(N_("Nothing is greater or less than an empty text."))
    return None


def _of_lines(node: Node, known: Known, *, over: bool) -> Iterator[Invalid]:
    """Names of lines outside a function over lines, but for those of the line itself."""
    if isinstance(node, Name):
        head = node.name.partition(".")[0]
        if head in known.lines and not over and head != known.line_of:
            yield all_lines(node.name)
        return
    inside = isinstance(node, Call) and node.name in FUNCTIONS and FUNCTIONS[node.name].over_lines
    if inside and len({n.partition(".")[0] for n in names_in(node)} & known.lines) > 1:
        yield Invalid(N_("One function goes over the lines of one table only."))
    for child in children(node):
        yield from _of_lines(child, known, over=over or inside)
