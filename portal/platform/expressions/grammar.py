"""Reads the text of a formula: the subset of XPath that forms use, without paths.

Grammar: ``or < and < = != < < <= > >= < + - < * div mod < unary -``; literals in straight or curly
quotes, ``${name}``, ``.``, parentheses, calls, and bare words for the columns of a choice.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from models.words.text import N_
from portal.errors import Invalid
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
    height,
)

LONGEST = 4_000  # characters
DEEPEST = 60  # levels of parentheses, calls and signs
TOKEN = re.compile(
    r"""\s*(?:
    (?P<number>\d+(?:\.\d*)?|\.\d+)
    | (?P<text>'[^']*'|"[^"]*"|‘[^’]*’|“[^”]*”)
    | \$\{\s*(?P<name>[^{}]*?)\s*\}
    | (?P<word>[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?)
    | (?P<sign><=|>=|!=|[-=<>+*(),.])
    )""",
    re.VERBOSE | re.ASCII,
)
LEVELS: Sequence[frozenset[str]] = (
    frozenset({"or"}),
    frozenset({"and"}),
    frozenset({"=", "!="}),
    frozenset({"<", "<=", ">", ">="}),
    frozenset({"+", "-"}),
    frozenset({"*", "div", "mod"}),
)


@dataclass(frozen=True)
class Token:
    """``kind`` is number, text, name, word, sign or end; ``at`` counts characters from 1."""

    kind: str
    text: str
    at: int


def read_formula(text: str) -> Node:
    """The tree of a formula. Raises ``Invalid`` that names the place where it cannot be read."""
    if len(text) > LONGEST:
        raise Invalid(
            N_("A formula has at most %(most)s characters; this one has %(count)s."),
            most=LONGEST,
            count=len(text),
        )
    reader = _Reader(_tokens(text))
    node = reader.level(0, 0)
    reader.must_end()
    _check_depth(height(node))
    return node


def _check_depth(depth: int) -> None:
    if depth > DEEPEST:
        raise Invalid(N_("A formula is at most %(most)s levels deep."), most=DEEPEST)


def _tokens(text: str) -> list[Token]:
    found, at = list[Token](), 0
    while text[at:].strip():
        match = TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            start = at + len(text[at:]) - len(text[at:].lstrip())
            raise _unreadable(text[start : start + 12], start + 1)
        kind = match.lastgroup
        found.append(Token(kind, match[kind], match.start(kind) + 1))
        at = match.end()
    return [*found, Token("end", "", len(text) + 1)]


def _unreadable(found: str, at: int) -> Invalid:
    return Invalid(
        N_("The formula cannot be read at character %(at)s: «%(found)s»."), at=at, found=found
    )


LEAVES: dict[str, Callable[[str], Node]] = {
    "number": lambda text: Number(Fraction(text.rstrip("."))),
    "text": lambda text: Text(text[1:-1]),
    "name": Name,
    "word": Column,
}


@dataclass
class _Reader:
    """Descends through the levels of precedence, one token ahead."""

    tokens: list[Token]
    place: int = field(default=0)

    @property
    def ahead(self) -> Token:
        return self.tokens[self.place]

    def take(self) -> Token:
        """The next token; the end is never passed."""
        token = self.ahead
        self.place += token.kind != "end"
        return token

    def takes(self, text: str) -> bool:
        """Is the next token this sign? If so it is passed."""
        if self.ahead.kind == "sign" and self.ahead.text == text:
            self.take()
            return True
        return False

    def must_end(self) -> None:
        if self.ahead.kind != "end":
            raise _unreadable(self.ahead.text, self.ahead.at)

    def must_take(self, text: str) -> None:
        if not self.takes(text):
            if self.ahead.kind == "end":
                raise Invalid(N_("The formula ends too soon: «%(sign)s» is missing."), sign=text)
            raise _unreadable(self.ahead.text, self.ahead.at)

    def level(self, number: int, depth: int) -> Node:
        """An expression of a level of precedence, from left to right."""
        if number == len(LEVELS):
            return self.single(depth)
        first, rest = self.level(number + 1, depth), list[tuple[str, Node]]()
        while self.ahead.kind in ("word", "sign") and self.ahead.text in LEVELS[number]:
            sign = self.take().text
            rest.append((sign, self.level(number + 1, depth)))
        return Chain(first, tuple(rest)) if rest else first

    def single(self, depth: int) -> Node:
        """A literal, a name, a call, something in parentheses, or one of these with a minus."""
        _check_depth(depth)
        token = self.take()
        if token.kind == "sign":
            return self.signed(token, depth)
        if token.kind == "end":
            raise Invalid(N_("The formula ends too soon: a value is missing."))
        if token.kind == "word" and self.takes("("):
            return self.call(token.text, depth)
        if token.kind == "name" and not token.text:
            raise _unreadable("${}", token.at - 2)
        return LEAVES[token.kind](token.text)

    def signed(self, token: Token, depth: int) -> Node:
        """What begins with a minus, a parenthesis or a point."""
        if token.text == ".":
            return Own()
        if token.text == "-":
            return Minus(self.single(depth + 1))
        if token.text != "(":
            raise _unreadable(token.text, token.at)
        node = self.level(0, depth + 1)
        self.must_take(")")
        return node

    def call(self, name: str, depth: int) -> Node:
        given = list[Node]()
        while not self.takes(")"):
            if given:
                self.must_take(",")
            given.append(self.level(0, depth + 1))
        return Call(name, tuple(given))
