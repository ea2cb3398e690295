"""Amounts in capital numerals, as vouchers and receipts have them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.platform.sheets.amounts import DIGITS, amount_in_words

NINES = "玖仟玖佰玖拾玖"


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("1.05", "壹元零伍分"),
        ("10", "壹拾元整"),
        ("105", "壹佰零伍元整"),
        ("1250", "壹仟贰佰伍拾元整"),
        ("1234.56", "壹仟贰佰叁拾肆元伍角陆分"),
        ("10005", "壹万零伍元整"),
        ("100000", "壹拾万元整"),
        ("100005000", "壹亿零伍仟元整"),
        ("105000000", "壹亿零伍佰万元整"),
        ("1000000000000", "壹万亿元整"),
        ("-200", "负贰佰元整"),
        ("1.005", "壹元零壹分"),
    ],
)
def test_an_amount_is_written_out(amount, words):
    assert amount_in_words(Decimal(amount)) == words


@given(st.integers(1, 10**14), st.integers(1, 10**14))
def test_two_amounts_are_never_written_alike(one, other):
    alike = amount_in_words(Decimal(one) / 100) == amount_in_words(Decimal(other) / 100)
    assert alike == (one == other)


@given(st.integers(0, 10**14))
def test_no_two_noughts_stand_side_by_side(fen):
    words = amount_in_words(Decimal(fen) / 100)
    assert DIGITS[0] * 2 not in words
    assert "零万" not in words
    assert "零亿" not in words


def test_what_has_no_name_is_refused():
    with pytest.raises(ValueError, match="has no name"):
        amount_in_words(Decimal(10) ** 20)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("-0.50", "负伍角整"),
        ("10000", "壹万元整"),
        ("11000", "壹万壹仟元整"),
        ("10001000", "壹仟万壹仟元整"),
        ("10000999", "壹仟万零玖佰玖拾玖元整"),
        ("100001000", "壹亿零壹仟元整"),
        ("110001000", "壹亿壹仟万壹仟元整"),
        ("109990000", "壹亿零玖佰玖拾玖万元整"),
        ("110000000", "壹亿壹仟万元整"),
        ("1000000001", "壹拾亿零壹元整"),
        ("99999999999999999999", f"{NINES}亿亿{NINES}万亿{NINES}亿{NINES}万{NINES}元整"),
    ],
)
def test_one_nought_stands_where_a_group_begins_with_one_and_nowhere_else(amount, words):
    assert amount_in_words(Decimal(amount)) == words
