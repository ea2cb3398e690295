"""Paper in figures: widths in points, the scale of a print, how texts break into lines."""

import pytest

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
