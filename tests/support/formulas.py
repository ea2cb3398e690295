"""Formulas and values made up, and how values travel to a browser and back."""

from datetime import UTC, date, datetime, time
from fractions import Fraction

from hypothesis import strategies as st

from portal.errors import Invalid
from portal.platform.expressions.arithmetic import RECKONED
from portal.platform.expressions.evaluate import evaluate
from portal.platform.expressions.functions.table import FUNCTIONS
from portal.platform.expressions.tree import (
    Call,
    Chain,
    Column,
    Minus,
    Name,
    Number,
    Own,
    Text,
)

NAMES = ("a", "b", "c", "customer.region", "items.n", "items.day", "items", "n")
TEXTS = (
    "",
    "yes",
    "a b",
    " 17.50 ",
    "2026-02-28",
    "2026-03-02T08:30",
    "08:30",
    "-3",
    "翟 中",
    "3E",
)
UNITS = ("ten_days", "month", "quarter", "half", "year", "week")
MARKS = ("%Y-%m-%d", "%e/%n %H:%M:%S", "%y%m%d%h")
SPECIAL = ("setting", "actor", "old", "lookup", "word_number", "jr:choice-name", "regex", "once")

numbers = st.one_of(
    st.integers(-40, 40).map(Fraction),
    st.fractions(-1000, 1000, max_denominator=60),
    st.sampled_from([Fraction(10**15 + 1), Fraction(1, 3), Fraction(45, 2), Fraction(-5, 2)]),
)
days = st.dates(date(1900, 1, 1), date(2199, 12, 31))
moments = st.integers(694_300_000, 4_100_000_000).map(lambda s: datetime.fromtimestamp(s, UTC))
values = st.one_of(
    st.none(),
    numbers,
    st.booleans(),
    st.sampled_from([text for text in TEXTS if text]),
    st.text("abc 12.-", min_size=1, max_size=6),
    days,
    moments,
    st.times(time(0), time(23, 59)).map(lambda at: at.replace(second=0, microsecond=0)),
    st.lists(st.sampled_from("abcde"), min_size=1, max_size=3, unique=True).map(tuple),
)
leaves = st.one_of(
    numbers.map(lambda n: Number(abs(n))),
    st.sampled_from(TEXTS).map(Text),
    st.sampled_from(NAMES).map(Name),
    st.just(Own()),
    st.sampled_from(["word", "none"]).map(Column),
)


def _chains(nodes):
    signs = st.sampled_from([["or"], ["and"], ["=", "!="], ["<", "<=", ">", ">="], list(RECKONED)])
    rest = signs.flatmap(
        lambda group: st.lists(st.tuples(st.sampled_from(group), nodes), min_size=1, max_size=3)
    )
    return st.builds(lambda first, more: Chain(first, tuple(more)), nodes, rest)


def _calls(nodes):
    def of(name):
        function = FUNCTIONS[name]
        most = function.least + 2 if function.most is None else function.most
        given = st.lists(nodes, min_size=function.least, max_size=most)
        if name == "period":
            given = st.tuples(nodes, st.sampled_from(UNITS).map(Text))
        if name.startswith("format-date"):
            given = st.tuples(nodes, st.sampled_from(MARKS).map(Text))
        return given.map(lambda nodes: Call(name, tuple(nodes)))

    return st.sampled_from(sorted(set(FUNCTIONS) - set(SPECIAL))).flatmap(of)


trees = st.recursive(
    leaves, lambda nodes: st.one_of(nodes.map(Minus), _chains(nodes), _calls(nodes)), max_leaves=12
)


PACKED = {
    Fraction: lambda value: {"n": str(value.numerator), "d": str(value.denominator)},
    datetime: lambda value: {"ms": int(value.timestamp() * 1000)},
    date: lambda value: {"days": (value - date(1970, 1, 1)).days},
    time: lambda value: {"minutes": value.hour * 60 + value.minute},
    tuple: list,
}


def packed(value):
    """A value as JSON that says its kind."""
    return PACKED[type(value)](value) if type(value) in PACKED else value


def answer_of(node, scope):
    """The value as JSON, or the word for a refusal."""
    try:
        return packed(evaluate(node, scope))
    except Invalid:
        return "refused!"
