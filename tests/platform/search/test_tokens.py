"""Search: a name is found by any two characters, by pinyin, by initials; a phone by its tail."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin.constants import PINYIN_DICT
from pypinyin.contrib.tone_convert import to_normal

from portal.platform.search import tokens
from portal.platform.search.syllables import SYLLABLES


def finds(text, held):
    return all(
        any(all(any(t in held for t in either) for either in each) for each in word)
        for word in tokens.query(text)
    )


NAME = "北京恒通科技有限公司"


@pytest.mark.parametrize(
    "typed",
    [
        "恒通",
        "北京",
        "通科",
        "恒",
        "北京 科技",
        "恒通科技",
        "bjht",
        "htkj",
        "bj",
        "b",
        "beijing",
        "hengtong",
        "hengto",
        "beijinghengtongkeji",
        "BeiJing",
        "ＢＪＨＴ",
        "beijing keji",
    ],
)
def test_a_name_is_found(typed):
    assert finds(typed, tokens.of_name(NAME))


@pytest.mark.parametrize("typed", ["上海", "京通", "bjtt", "shanghai", "恒通q", "beijinghengda"])
def test_a_name_is_not_found(typed):
    assert not finds(typed, tokens.of_name(NAME))


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("重庆长安", "cqca"),
        ("重庆长安", "chongqing"),
        ("长乐行", "clx"),
        ("长乐行", "changlehang"),
        ("厦门大厦", "xmds"),
        ("西安饭庄", "xian"),
        ("西安饭庄", "xi'an"),
        ("ABC科技", "abckj"),
        ("3M中国", "3m"),
        ("吕氏", "lv"),
        ("单氏", "shan"),
    ],
)
def test_heteronyms_and_letters(name, typed):
    assert finds(typed, tokens.of_name(name))


@pytest.mark.parametrize(
    "typed", ["KH-2026-00007", "kh202600007", "00007", "7", "kh", "2026-00007", "kh-2026"]
)
def test_a_number_is_found_by_its_parts(typed):
    assert finds(typed, tokens.of_number("KH-2026-00007"))


@pytest.mark.parametrize("typed", ["8000", "13800138000"])
def test_d4_a_phone_is_found_whole_or_by_its_last_four(typed):
    assert finds(typed, tokens.of_phone("13800138000"))


@pytest.mark.parametrize("typed", ["138", "1380", "0138", "01380", "38000", "138001"])
def test_d4_a_phone_is_not_found_by_what_a_mask_hides(typed):
    assert not finds(typed, tokens.of_phone("13800138000"))
    assert not finds(typed, tokens.of_phone("13800138000", "c"))


def test_d4_a_code_is_found_whole_or_not_at_all():
    held = tokens.of_code("91350100M000100Y43")
    assert finds("91350100m000100y43", held)
    assert not finds("91350100M", held)
    assert not finds("0Y43", held)


@given(st.text(alphabet="北京恒通科技有限公司上海长乐abc123 -", min_size=2, max_size=20), st.data())
def test_any_piece_of_a_name_finds_it(name, data):
    plain = "".join(c for c in name if c not in " -")
    start = data.draw(st.integers(0, max(0, len(plain) - 2)))
    size = data.draw(st.integers(2, 6))
    assert finds(plain[start : start + size], tokens.of_name(name))


@given(st.text(max_size=200))
def test_any_text_makes_a_bounded_query(text):
    words = tokens.query(text)
    assert len(words) <= tokens.MOST_WORDS
    assert all(either for word in words for each in word for either in each)


def test_the_syllables_spelt_out_are_those_of_the_dictionary():
    said = {to_normal(sound) for readings in PINYIN_DICT.values() for sound in readings.split(",")}
    plain = {s for s in said if s.isascii() and set(s) & set("aeiouv")}
    assert frozenset(plain | {"lv", "nv", "lue", "nue"}) == SYLLABLES
