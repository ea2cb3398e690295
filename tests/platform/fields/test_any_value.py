"""What holds for any value of a kind, and not only for those somebody thought of."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from models.words.files import PlaceKind
from models.words.values import ValueKind as V
from portal.errors import Invalid
from portal.platform.fields.json_form import from_json, to_json
from portal.platform.fields.kind import Spec
from portal.platform.fields.kinds import KINDS, mask

CENTS = 10**17 - 1
VALUES = {
    V.INTEGER: st.integers(-(10**17), 10**17),
    V.MONEY: st.integers(-CENTS, CENTS).map(lambda cents: Decimal(cents) / 100),
    V.PERCENT: st.integers(-(10**9), 10**9).map(lambda n: Decimal(n) / 10_000),
    V.DATE: st.dates(date(1900, 1, 1), date(2200, 12, 31)),
    V.DUE: st.dates(date(1900, 1, 1), date(2200, 12, 31)),
    V.MOMENT: st.integers(-(2**30), 7 * 10**9).map(
        lambda s: datetime.fromtimestamp(s // 60 * 60, UTC)
    ),
    V.YESNO: st.booleans(),
    V.WORD: st.sampled_from(PlaceKind),
    V.USER: st.integers(0, 10**15 - 1),
}
SPEC = Spec(words=PlaceKind)
PAIRS = st.sampled_from(list(VALUES)).flatmap(lambda k: st.tuples(st.just(k), VALUES[k]))


@given(PAIRS)
@example((V.INTEGER, -(10**17)))
def test_a_control_gives_back_the_value_it_holds(pair):
    kind, value = pair
    known = KINDS[kind]
    assert known.parse(known.typed(value), SPEC) == value


@given(PAIRS)
def test_json_gives_back_the_value_it_keeps(pair):
    kind, value = pair
    python = PlaceKind if kind is V.WORD else KINDS[kind].python
    again = from_json(to_json(value), python)
    assert again == value
    assert type(again) is type(value)
    assert KINDS[kind].take(to_json(value), SPEC) == value


@given(st.sampled_from(V), st.text(max_size=60))
def test_any_text_is_taken_in_one_spelling_or_refused_in_words(kind, text):
    known = KINDS[kind]
    spec = Spec(words=PlaceKind, today=date(2026, 11, 23))
    for read in (known.parse, known.take):
        try:
            value = read(text, spec)
        except Invalid:
            continue
        assert value is None or isinstance(value, known.python)
        if read is known.take:
            assert known.take(value, spec) == value


@given(st.sampled_from(V), st.text(min_size=1, max_size=40))
def test_nothing_masked_can_be_read_whole(kind, value):
    assert mask(kind, value) != value or set(value) == {"*"}


@pytest.mark.parametrize("kind", V)
def test_every_kind_tells_what_it_takes(kind):
    known = KINDS[kind]
    assert known.help
    assert known.sheet.format
    assert known.parse("", SPEC) in (known.empty, "", None)
