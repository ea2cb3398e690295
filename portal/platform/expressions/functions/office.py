"""What the office laid down: settings, small tables, numbers of words, actors, amounts in words."""

from collections.abc import Sequence
from decimal import Decimal

from portal.platform.expressions.calls import Asking, Function, Result, plain
from portal.platform.expressions.tree import Name, Node
from portal.platform.expressions.values import Value, round_half_away, to_number
from portal.platform.expressions.world import Scope
from portal.platform.sheets.amounts import amount_in_words


def _setting(ask: Asking, given: Sequence[Node], scope: Scope) -> Value:
    return scope.world.setting(ask.text(given[0], scope))


def _lookup(ask: Asking, given: Sequence[Node], scope: Scope) -> Value:
    keys = [ask.value(node, scope) for node in given[1:]]
    return scope.world.lookup(ask.text(given[0], scope), *keys)


def _word_number(ask: Asking, given: Sequence[Node], scope: Scope) -> Value:
    """The number that the dictionary gives to the word chosen in a field."""
    field = given[0].name if isinstance(given[0], Name) else ""
    value = ask.value(given[0], scope)
    return None if value is None else scope.world.word_number(field, value)


def _actor(ask: Asking, given: Sequence[Node], scope: Scope) -> Value:
    return scope.world.actor(ask.text(given[0], scope))


def _old(ask: Asking, given: Sequence[Node], scope: Scope) -> Value:
    return scope.world.old(ask.text(given[0], scope))


def _money_upper(value: Value) -> Value:
    number = to_number(value)
    if number is None or abs(number) >= 10**20:
        return None
    fen = int(round_half_away(number, 2) * 100)
    return amount_in_words(Decimal(fen).scaleb(-2))


TABLE = {
    "setting": Function(_setting, Result.ANY, 1, 1),
    "lookup": Function(_lookup, Result.ANY, 2, 5),
    "word_number": Function(_word_number, Result.NUMBER, 1, 1),
    "actor": Function(_actor, Result.ANY, 1, 1),
    "old": Function(_old, Result.ANY, 1, 1),
    "money_upper": plain(Result.TEXT, 1, 1, _money_upper),
}
