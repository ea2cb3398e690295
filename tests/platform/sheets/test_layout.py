"""Paper in figures: widths in points, the scale of a print, how texts break into lines."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal.platform.sheets import layout
from portal.platform.sheets.layout import (
    column_points,
    lines_of,
    page_points,
    print_scale,
    row_height,
    text_points,
)


def test_a4_leaves_what_its_margins_do_not_take():
    """25 mm for the binding, 10 mm at the other edge."""
    assert round(page_points(portrait=False)) == round(262 * 72 / 25.4)
    assert round(page_points(portrait=True)) == round(175 * 72 / 25.4)


def test_a_column_is_as_wide_as_excel_draws_it():
    assert column_points(10) == 75 * 0.75
    assert column_points(8.43) == 64 * 0.75


def test_columns_wider_than_the_page_are_printed_smaller_never_larger():
    assert print_scale([10]) == 1
    assert print_scale([132]) == 1
    assert round(print_scale([141, 141]), 2) == 0.5
    assert print_scale([132], portrait=True) < 1


def test_a_chinese_character_is_as_wide_as_it_is_high():
    assert text_points("甲乙", 9) == 18
    assert text_points("12", 9) < 12


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, 1),
        ("1–12", 7, 1),
        ("北京宏辰商贸有限公司客户档案", 14, 2),
        ("甲" * 8, 14, 1),
        ("甲" * 9, 14, 2),
        ("JY-202611-0015", 14, 1),
        ("北京A座12层", 11, 1),
        ("第一行\n第二行", 20, 2),
        ("题名\n宁波甬江港务运输有限公司", 18, 3),
        ("甲乙丙丁戊己庚，", 13, 2),  # no line begins with a comma
        ("丁一 代 孙立", 8, 2),
    ],
)
def test_texts_break_where_excel_breaks_them(text, width, lines):
    assert lines_of(text, width) == lines


def test_rows_are_as_high_as_their_lines_up_to_what_excel_takes():
    assert row_height(1) == 18
    assert row_height(2) == 31.5
    assert row_height(99) == 400


def test_margins_leave_room_to_bind_and_print_stays_legible():
    assert (layout.BINDING, layout.EDGE, layout.TOP, layout.BOTTOM) == (25, 10, 14, 17)
    assert layout.LEAST == 8
    assert print_scale([]) == 1, "nothing fits on any page"


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("甲", 100),
        ("，", 100),
        ("\u2e80", 100),
        ("\u2e7f", 56),
        ("m", 95),
        ("…", 95),
        ("i", 36),
        (" ", 36),
        ("A", 70),
        ("a", 56),
        ("0", 56),
        ("-", 36),
    ],
)
def test_a_character_is_as_wide_as_its_shape(text, points):
    assert round(text_points(text, 100)) == points


# Of «a» each is 0.56 of the height, of a blank or dash 0.36; «room» is the length of a line in heights.
BROKEN = [
    ("甲乙丙丁", 4, ["甲乙丙丁"]),
    ("甲乙丙丁戊", 4, ["甲乙丙丁", "戊"]),
    ("甲乙丙丁，", 4, ["甲乙丙", "丁，"]),
    ("甲乙丙丁戊己庚辛，壬", 4, ["甲乙丙丁", "戊己庚", "辛，壬"]),
    ("甲乙，。丙", 3, ["甲", "乙，。", "丙"]),
    ("甲", 1, ["甲"]),
    ("甲乙丙", 1, ["甲", "乙", "丙"]),
    ("甲乙丙", 1.5, ["甲", "乙", "丙"]),
    ("甲乙a", 2.56, ["甲乙a"]),
    ("甲乙丙aa", 3, ["甲乙丙", "aa"]),
    ("甲aa乙aa", 2.2, ["甲aa", "乙aa"]),
    ("aaa aaa", 4, ["aaa aaa"]),
    ("aaa aaa", 3.5, ["aaa ", "aaa"]),
    ("aaa aaa aaa", 3.8, ["aaa aaa ", "aaa"]),
    ("aaa aaa aaa", 1.7, ["aaa ", "aaa ", "aaa"]),
    ("aaaaaaaa", 2.3, ["aaaa", "aaaa"]),
    ("aaaaaaaaaa", 2.3, ["aaaa", "aaaa", "aa"]),
    ("aaaaaaaaaa甲", 2.3, ["aaaa", "aaaa", "aa甲"]),
    ("aaaaaaaaaa甲乙", 2.3, ["aaaa", "aaaa", "aa甲", "乙"]),
    ("甲aaaaaaaa乙", 2.3, ["甲", "aaaa", "aaaa", "乙"]),
    ("mmmmm", 2.5, ["mm", "mm", "m"]),  # by width alone it would be two lines
    ("MMMMMMM甲", 2.5, ["MM", "MM", "MM", "M甲"]),
    ("甲mmmmm", 2.5, ["甲", "mm", "mm", "m"]),
    ("aa-aa-aa", 2, ["aa-", "aa-", "aa"]),
    ("aa/aa/aa", 2, ["aa/", "aa/", "aa"]),
    ("aa-aa-aa", 3.4, ["aa-aa-", "aa"]),
    ("甲 乙 丙", 2.4, ["甲 乙 ", "丙"]),
    ("甲  乙", 2.6, ["甲  ", "乙"]),
    ("甲(乙)丙", 3, ["甲(乙)", "丙"]),
    ("甲乙丙丁", 3.97, ["甲乙丙", "丁"]),
    (" 甲乙丙", 3, [" 甲乙", "丙"]),
    ("aa ,aa", 2.5, ["aa ,a", "a"]),
    ("甲a⹿甲", 2, ["甲", "a⹿", "甲"]),
    ("甲⹿a甲", 2, ["甲", "⹿a", "甲"]),
]


@pytest.mark.parametrize(("text", "room", "lines"), BROKEN)
def test_a_text_breaks_between_words_and_before_no_closing_mark(text, room, lines):
    assert layout._broken(text, room) == layout._lines(text, room) == len(lines)


def test_an_empty_line_is_a_line():
    assert lines_of("甲\n\n乙", 14) == 3
    assert lines_of("\n", 14) == 2


@given(
    st.text(st.sampled_from("甲乙丙，。）(m Wi1a-/ A⹿"), max_size=30),
    st.sampled_from([1, 1.5, 2, 2.56, 3, 3.7, 4, 5, 6.2, 8, 12]),
)
@example("1。m。 ", 3.7)
def test_the_bounds_say_what_laying_down_each_piece_says(text, room):
    assert layout._lines(text, room) == layout._broken(text, room)


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("甲乙丙丁戊己", 3, 2),
        ("甲乙丙丁戊己庚", 3, 3),
        ("甲乙丙丁戊己庚，", 5, 2),
        ("甲乙丙丁戊 aa 己庚", 6.5, 2),
    ],
)
def test_a_bound_spares_most_texts_to_be_laid_down(text, room, lines, monkeypatch):
    monkeypatch.setattr(layout, "_broken", None)
    assert layout._lines(text, room) == lines


@pytest.mark.parametrize(("text", "lines"), [("甲甲甲甲甲甲甲aa", 1), ("甲甲甲甲甲甲aaaa", 2)])
def test_four_points_of_a_cell_stay_free(text, lines):
    """A column of 14 is 77.25 points wide: room for 8.14 characters of 9 points."""
    assert lines_of(text, 14) == lines


def test_a_character_takes_a_line_of_its_own_where_a_column_is_narrower():
    assert layout._lines("甲乙", 0.5) == 2
