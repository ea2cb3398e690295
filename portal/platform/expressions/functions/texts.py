"""Functions of texts; places count from nought, as in XLSForm."""

from collections.abc import Sequence

from models.words.text import N_
from portal.errors import Invalid
from portal.platform.expressions.calls import Asking, Function, Result, plain
from portal.platform.expressions.functions.choices import words_of
from portal.platform.expressions.patterns import read_pattern
from portal.platform.expressions.tree import Node
from portal.platform.expressions.values import Value, to_number, to_text
from portal.platform.expressions.world import Scope

LONGEST = 20_000  # characters of a text that a formula makes
MATCHED = 4_000  # characters of a text that a pattern looks at
SECONDS = 0.05


def _bounded(text: str) -> str:
    if len(text) > LONGEST:
        raise Invalid(
            N_("The formula makes a text of more than %(most)s characters."), most=LONGEST
        )
    return text


def _concat(*values: Value) -> Value:
    return _bounded("".join(map(to_text, values)))


def _join(ask: Asking, given: Sequence[Node], scope: Scope) -> Value:
    """Joins the values given, or those of all lines, leaving out empty ones."""
    between = ask.text(given[0], scope)
    parts = (to_text(value) for value in ask.each(given[1:], scope))
    return _bounded(between.join(filter(None, parts))) or None


def _substr(value: Value, first: Value, last: Value = None) -> Value:
    """From ``first`` up to before ``last``; negative places count from the end."""
    text, start = to_text(value), to_number(first)
    if start is None:
        return None
    end = to_number(last)
    return text[_place(int(start), text) : len(text) if end is None else _place(int(end), text)]


def _place(place: int, text: str) -> int:
    return max(0, len(text) + place) if place < 0 else place


def _translate(value: Value, old: Value, new: Value) -> Value:
    """Each character of ``old`` becomes the one at its place in ``new``, or goes."""
    table, into = dict[int, str | None](), to_text(new)
    for place, letter in enumerate(to_text(old)):
        table.setdefault(ord(letter), into[place] if place < len(into) else None)
    return to_text(value).translate(table)


def _regex(value: Value, pattern: Value) -> Value:
    """Does the whole text match? The time limit is only the last guard behind ``patterns``."""
    form = to_text(pattern)
    try:
        found = read_pattern(form).fullmatch(to_text(value)[:MATCHED], timeout=SECONDS)
    except TimeoutError as error:
        raise Invalid(N_("The pattern «%(pattern)s» takes too long."), pattern=form) from error
    return found is not None


TABLE = {
    "string": plain(Result.TEXT, 1, 1, to_text),
    "concat": plain(Result.TEXT, 1, None, _concat),
    "join": Function(_join, Result.TEXT, 2, None, over_lines=True),
    "string-length": plain(Result.NUMBER, 1, 1, lambda value: len(to_text(value))),
    "contains": plain(Result.TRUTH, 2, 2, lambda text, part: to_text(part) in to_text(text)),
    "starts-with": plain(Result.TRUTH, 2, 2, lambda t, part: to_text(t).startswith(to_text(part))),
    "ends-with": plain(Result.TRUTH, 2, 2, lambda t, part: to_text(t).endswith(to_text(part))),
    "substr": plain(Result.TEXT, 2, 3, _substr),
    "normalize-space": plain(Result.TEXT, 1, 1, lambda text: " ".join(words_of(text))),
    "translate": plain(Result.TEXT, 3, 3, _translate),
    "regex": plain(Result.TRUTH, 2, 2, _regex),
}
