"""The table reads every name as pypinyin does: what was found by its sound is found still."""

import random
from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import lazy_pinyin
from pypinyin.constants import PHRASES_DICT

from portal.platform.search import pinyin, tokens
from portal.platform.search.names import compact_name
from tests.conftest import SHARED

NAMES = SHARED / "data" / "company_short_names.txt"
PHRASES = sorted(PHRASES_DICT)


def by_pypinyin(text):
    return tuple(said for said in lazy_pinyin(text, errors=list) if said)


@pytest.fixture
def names():
    if not NAMES.exists():
        pytest.skip(f"NOT TESTED ON REAL NAMES: {NAMES} is not here")
    return NAMES.read_text(encoding="utf-8").split()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("重庆银行", "chong qing yin hang"),
        ("行者无疆", "xing zhe wu jiang"),
        ("〇七", "ling qi"),
        ("长安a1", "chang an a 1"),
        ("𠀀", "he"),
        ("", ""),
        ("Ω", "Ω"),
    ],
)
def test_how_a_text_is_read(text, said):
    assert " ".join(pinyin.readings_of(text)) == said


def test_phrases_are_read_as_one():
    sample = random.Random(5).sample(PHRASES, 2_000)
    assert [p for p in sample if pinyin.readings_of(p) != by_pypinyin(p)] == []


@pytest.mark.slow
def test_every_phrase_is_read_as_one():
    assert [p for p in PHRASES if pinyin.readings_of(p) != by_pypinyin(p)] == []


@given(
    st.lists(
        st.one_of(st.sampled_from(PHRASES), st.text(max_size=3), st.sampled_from("不一了行长都和")),
        max_size=4,
    ),
    st.integers(0, 4),
)
def test_phrases_that_overlap_are_cut_in_the_same_places(parts, cut):
    text = "".join(parts)[cut:]
    assert pinyin.readings_of(text) == by_pypinyin(text)


def test_the_beginning_of_a_long_phrase_at_the_end():
    """pypinyin looks no more for shorter phrases then; what it gave is in the index."""
    for text in (
        "远水救不了",
        "一动不如一了",
        "一块石头落了了",
        "隆重庆",
        "在朝朝暮",
        "一块石头落了a",
    ):
        assert pinyin.readings_of(text) == by_pypinyin(text), text


def test_real_names(names):
    sample = random.Random(7).sample(names, 3_000)
    assert [n for n in sample if pinyin.readings_of(n) != by_pypinyin(n)] == []


@pytest.mark.slow
def test_no_token_of_any_real_name_is_lost(names, monkeypatch):
    ours = [tokens.sounds(compact_name(name)) for name in names]
    held = {name: tokens.of_name(name) for name in names[::50]}
    monkeypatch.setattr(tokens, "readings_of", by_pypinyin)
    heard = [tokens.sounds(compact_name(name)) for name in names]
    assert [n for n, one, other in zip(names, ours, heard, strict=True) if one != other] == []
    assert [n for n in held if tokens.of_name(n) - held[n]] == []


@pytest.mark.parametrize("past", [0, 1, 1000])
def test_a_sign_behind_the_table_stands_for_itself(past):
    sign = chr(len(pinyin.reader().numbers) + past)
    assert pinyin.readings_of(f"长{sign}") == ("zhang", sign)


def test_the_table_is_a_value():
    with pytest.raises(FrozenInstanceError):
        pinyin.reader().longest = {}
