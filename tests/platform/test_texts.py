"""What was typed is what is kept; folding is for comparison only (decision 25)."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.platform import texts
from portal.platform.search.names import compact_name, name_key

TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
EVERY = [chr(code) for code in range(sys.maxunicode + 1)]


@pytest.mark.parametrize(
    "text",
    [
        "占地 10 m²、③号楼、½ 股，（集团）",
        "ＡＢＣ（１２）",
        "北京\u3000恒通  公司",
        "张\U0003238c",  # an ideograph of 2020, unknown to older tables
        "刘\ue863",  # private use, as GBK fonts of Windows had it
        "葛\U000e0100",  # a variation selector says how it is drawn
        "👨\u200d👩\u200d👧",
        "می\u200cخواهم",
        "a\u00adb\u200b\u200f\ufeffc",
        "文三路2号\u20285幢",
        "\u2f00\uf900",  # a radical, a compatibility ideograph
    ],
)
def test_a_text_is_kept_as_it_was_typed(text):
    assert texts.tidy_text(text) == texts.tidy_lines(text) == text
    assert not texts.loses_marks(text)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  恒通 ", "恒通"),
        ("恒\x00通\x07\x7f\x9f", "恒通"),
        ("a\u202eb\u2066c\u2069", "abc"),
        ("3幢\x0b5楼\x0c6室", "3幢 5楼 6室"),
        ("甲\t\n乙\r\n丙\x85丁", "甲 乙 丙 丁"),
        ("\ud800甲\uffff", "甲"),
        ("\u3000 ", ""),
    ],
)
def test_controls_and_turning_marks_go_and_breaks_are_blanks(typed, kept):
    assert texts.tidy_text(typed) == kept


def test_no_other_character_goes_from_a_text():
    gone = {c for c in EVERY if texts.tidy_text(f"甲{c}乙") != f"甲{c}乙"}
    controls = {c for c in EVERY if unicodedata.category(c) in ("Cc", "Cs")}
    assert gone == controls | set(TURNING) | {"\ufffe", "\uffff"}


def test_lines_end_where_they_ended():
    assert (
        texts.tidy_lines("\n一 \r\n　二\t三\r四\x0b五\u2028六\n") == "一 \n　二 三\n四 五\u2028六"
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("甲\x00", True),
        ("甲\u202d1", True),
        ("甲\x0b乙", True),
        ("甲\n乙\t", False),
        ("甲\u200b", False),
    ],
)
def test_what_goes_from_a_text_is_told_but_for_ends_of_lines(text, told):
    assert texts.loses_marks(text) is told


@given(st.text(max_size=40))
def test_a_text_is_tidied_once(text):
    for tidy in (texts.tidy_text, texts.tidy_lines):
        assert tidy(tidy(text)) == tidy(text)


def test_every_mark_without_a_shape_goes_before_a_number_is_judged():
    marks = [c for c in EVERY if unicodedata.category(c) == "Cf"]
    marks += [chr(c) for c in (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))]
    assert len(marks) > 400
    assert texts.drop_unseen("".join(f"1{mark}" for mark in marks)) == "1" * len(marks)
    assert texts.drop_unseen("恒通 a-1é") == "恒通 a-1é"


def test_a_text_is_compared_in_half_width_and_by_what_is_seen():
    assert texts.fold_text("１０ m² ③ ½\u202d（集\u200d团）") == "10 m2 3 1⁄2(集团)"


@pytest.mark.parametrize(
    ("text", "blank"),
    [("", True), (" \u3000\u200b\ufeff\u202d", True), ("\u2800", True), ("甲", False)],
)
def test_what_shows_nothing_is_blank(text, blank):
    assert texts.is_blank(text) is blank


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("葛\U000e0100城", "葛城"),
        ("恒\u200b通\ufeff", "恒通"),
        ("北京恒通（集团）", "北京恒通(集团)"),
        ("10m²", "10m2"),
        ("可\u034f口\u200d", "可口"),
    ],
)
def test_marks_and_width_make_no_other_key(one, other):
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("\U00031350记商行", "\U0003138a记商行"),  # extension H
        ("张\U0003238c", "张\U0003238d"),
        ("刘\ue863", "刘\ue864"),  # private use
        ("刘\ue863", "刘"),
        ("\U000f0000号", "号"),
        ("\U0003fff0行", "行"),  # no table knows it yet
    ],
)
def test_unknown_and_private_characters_tell_names_apart(one, other):
    assert name_key(one) != name_key(other)
    assert compact_name(one) == one


@given(st.text(max_size=40))
def test_a_stored_name_has_the_key_of_the_typed_one(text):
    assert name_key(texts.tidy_text(text)) == name_key(text)


def test_what_is_plain_is_neither_searched_nor_folded(monkeypatch):
    for name in ("GONE", "BREAKS", "UNSEEN", "unicodedata"):
        monkeypatch.setattr(texts, name, None)
    assert texts.tidy_text(" 恒通 ") == "恒通"
    assert texts.drop_unseen("KH-2026 7") == texts.fold_text("KH-2026 7") == "KH-2026 7"
