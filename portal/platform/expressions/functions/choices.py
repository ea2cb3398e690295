"""Asking for chosen words, and choosing between values."""

import re
from collections.abc import Sequence

from portal.platform.expressions.calls import Asking, Function, Result, plain
from portal.platform.expressions.tree import Name, Node
from portal.platform.expressions.values import BLANKS, Value, to_number, to_text, to_truth
from portal.platform.expressions.world import Scope

SPACE = re.compile(f"[{BLANKS}]+")


def words_of(value: Value) -> list[str]:
    """The codes of chosen words, of a text those between its blanks."""
    return [word for word in SPACE.split(to_text(value)) if word]


def _selected(value: Value, word: Value) -> bool:
    return to_text(word).strip(BLANKS) in words_of(value)


def _selected_at(value: Value, place: Value) -> Value:
    words, number = words_of(value), to_number(place)
    at = -1 if number is None else int(number)
    return words[at] if 0 <= at < len(words) else None


def _if(ask: Asking, given: Sequence[Node], scope: Scope) -> Value:
    """Only the side that is needed is evaluated."""
    return ask.value(given[1] if ask.truth(given[0], scope) else given[2], scope)


def _coalesce(ask: Asking, given: Sequence[Node], scope: Scope) -> Value:
    for node in given:
        if (value := ask.value(node, scope)) is not None:
            return value
    return None


def _once(ask: Asking, given: Sequence[Node], scope: Scope) -> Value:
    """What the field already has, else the value: drawn once and kept."""
    return ask.value(given[0], scope) if scope.own is None else scope.own


def _choice_name(ask: Asking, given: Sequence[Node], scope: Scope) -> Value:
    """The label of a chosen word; the second value names the field, in quotes as XLSForm does."""
    field = given[1].name if isinstance(given[1], Name) else ask.text(given[1], scope)
    return scope.world.choice_label(field.strip("${} "), ask.value(given[0], scope))


def _checklist(least: Value, most: Value, *truths: Value) -> Value:
    return _between(least, most, sum(map(to_truth, truths)))


def _weighted(least: Value, most: Value, *pairs: Value) -> Value:
    weights = (
        to_number(w) or 0 for t, w in zip(pairs[::2], pairs[1::2], strict=False) if to_truth(t)
    )
    return _between(least, most, sum(weights))


def _between(least: Value, most: Value, count: object) -> bool:
    """Is it within both bounds? −1 is no bound."""
    bounds = to_number(least), to_number(most)
    low = bounds[0] in (None, -1) or count >= bounds[0]  # type: ignore[operator]
    return bool(low and (bounds[1] in (None, -1) or count <= bounds[1]))  # type: ignore[operator]


TABLE = {
    "selected": plain(Result.TRUTH, 2, 2, _selected),
    "count-selected": plain(Result.NUMBER, 1, 1, lambda value: len(words_of(value))),
    "selected-at": plain(Result.TEXT, 2, 2, _selected_at),
    "if": Function(_if, Result.ANY, 3, 3),
    "coalesce": Function(_coalesce, Result.ANY, 1, None),
    "once": Function(_once, Result.ANY, 1, 1),
    "jr:choice-name": Function(_choice_name, Result.TEXT, 2, 2),
    "not": plain(Result.TRUTH, 1, 1, lambda value: not to_truth(value)),
    "true": plain(Result.TRUTH, 0, 0, lambda: True),
    "false": plain(Result.TRUTH, 0, 0, lambda: False),
    "boolean": plain(Result.TRUTH, 1, 1, to_truth),
    "checklist": plain(Result.TRUTH, 2, None, _checklist),
    "weighted-checklist": plain(Result.TRUTH, 2, None, _weighted),
}
