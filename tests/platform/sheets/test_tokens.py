"""What a cell says, in one spelling (D10, docs/proof.md)."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.platform.imports.reader.formulas import move_formula
from portal.platform.sheets import tokens


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (12, "12"),
        (12.0, "12"),
        (Decimal("12.00"), "12"),
        (-0.0, "0"),
        (0.1 + 0.2, "0.3"),
        (Decimal(6) / 7, "0.857142857142857"),
        (1e-7, "0.0000001"),
        (123456789012345, "123456789012345"),
        (2**60, "1152921504606850000"),
        (True, "1"),
    ],
)
def test_d10_a_number_is_a_decimal_without_exponent(value, said):
    assert tokens.number_token(value) == "\x01" + said


@pytest.mark.parametrize("value", [6 / 7, 3 / 7, 1 / 3, 1e15 / 7, 2.5e-9 / 3, -1e300 / 3])
def test_d10_a_number_as_written_says_the_same_in_sixteen_digits(value):
    kept = tokens.kept_number(value)
    for shown in (repr(kept), f"{kept:.16G}", f"{kept:.17g}", f"{kept:.15g}"):
        assert tokens.number_token(float(shown)) == tokens.number_token(value)


@pytest.mark.parametrize(
    ("serial", "said"),
    [
        (1, "1900-01-01"),
        (59, "1900-02-28"),
        (61, "1900-03-01"),
        (46349, "2026-11-23"),
        (46349.5208333333, "2026-11-23T12:30:00"),
        (46349.520844907406, "2026-11-23T12:30:01"),
    ],
)
def test_d10_a_date_is_the_number_of_its_cell(serial, said):
    assert tokens.serial_token(serial) == "\x02" + said
    moment = datetime.fromisoformat(said)
    assert tokens.serial_token(tokens.serial_of(moment)) == "\x02" + said


def test_d10_midnight_is_its_day():
    day = date(2026, 11, 23)
    assert tokens.date_token(datetime.fromisoformat("2026-11-23")) == tokens.date_token(day)


def test_d10_what_is_no_day_stays_a_number():
    assert tokens.serial_token(1e12) == tokens.number_token(1e12)


@pytest.mark.parametrize(
    ("formula", "down", "right", "moved"),
    [
        ("SUBTOTAL(9,G5:G9)", 0, 1, "SUBTOTAL(9,H5:H9)"),
        ("A$1+$B2", 1, 1, "B$1+$B3"),
        ('IF(C8=0,"A1",LOG10(C9))', 1, 0, 'IF(C9=0,"A1",LOG10(C10))'),
        ("'第 A1 卷'!B2", 0, 25, "'第 A1 卷'!AA2"),
    ],
)
def test_d10_a_shared_formula_moves_with_its_cell(formula, down, right, moved):
    assert move_formula(formula, down, right) == moved


@given(st.integers(-(10**18), 10**18), st.integers(0, 20))
def test_d10_a_decimal_is_spelt_as_the_number_a_cell_keeps_of_it(digits, places):
    value = Decimal(digits).scaleb(-places)
    text = format(Decimal(repr(float(tokens.kept_number(value)))), "f")
    text = text.rstrip("0").removesuffix(".") if "." in text else text
    assert tokens.number_token(value)[1:] == ("0" if text == "-0" else text)
