"""A pasted calendar: forms that are understood, and lines that are named when they are not."""

from datetime import date

import pytest

from portal.errors import Invalid
from portal.platform.calendar.sheet import read_days


@pytest.mark.parametrize(
    ("line", "day", "working", "note"),
    [
        ("2027-10-01 休 国庆节", date(2027, 10, 1), False, "国庆节"),
        ("2027/10/9\t班\t", date(2027, 10, 9), True, ""),
        ("2027年2月6日，放假，春节", date(2027, 2, 6), False, "春节"),
        ("2027.1.1 off New Year", date(2027, 1, 1), False, "New Year"),
    ],
)
def test_a_line_in_each_spelling(line, day, working, note):
    assert read_days(line + "\n\n", 2027) == {day: (working, note)}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "1 to 400"),
        ("2027-10-01 休\n国庆节", "Line 2"),
        ("2027-10-01 maybe", "Line 1"),
        ("2027-02-30 休", "no day"),
        ("2026-10-01 休", "does not lie"),
        ("2027-10-01 休\n" * 401, "1 to 400"),
    ],
)
def test_what_is_not_understood_is_named(text, said):
    with pytest.raises(Invalid, match=said):
        read_days(text, 2027)
