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
        ("2027-10-01 休 " + "国庆" * 21, "Line 1: a note has at most 40 characters; you have 42."),
        ("2027-10-01 maybe", "Line 1"),
        ("2027-02-30 休", "no day"),
        ("2026-10-01 休", "does not lie"),
        ("2027-10-01 休\n" * 401, "1 to 400"),
    ],
)
def test_what_is_not_understood_is_named(text, said):
    with pytest.raises(Invalid, match=said):
        read_days(text, 2027)


@pytest.mark.parametrize(
    ("word", "working"),
    [
        ("休", False),
        ("休息", False),
        ("放假", False),
        ("假", False),
        ("off", False),
        ("Holiday", False),
        ("0", False),
        ("班", True),
        ("上班", True),
        ("补班", True),
        ("工作", True),
        ("ON", True),
        ("work", True),
        ("1", True),
    ],
)
def test_each_word_for_a_day_off_and_a_day_worked(word, working):
    assert read_days(f"2027-10-01 {word}", 2027) == {date(2027, 10, 1): (working, "")}


def test_a_note_keeps_its_own_marks_and_has_forty_characters():
    assert read_days("2027-01-01, off, New Year, first day", 2027) == {
        date(2027, 1, 1): (False, "New Year, first day")
    }
    long = "年" * 41
    assert read_days(f"2027-01-01 休 {long[1:]}", 2027)[date(2027, 1, 1)] == (False, "年" * 40)


def test_four_hundred_lines_are_taken():
    lines = [f"2027-{month:02d}-{day:02d} 休" for month in range(1, 13) for day in range(1, 29)]
    found = read_days("\n".join([*lines, *lines][:400]), 2027)
    assert len(found) == 336
    assert not any(working for working, _note in found.values())


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("2027-10-01", {"number": 1, "line": "2027-10-01"}),
        ("2027-10-01 休\n\n" + "节" * 61, {"number": 2, "line": "节" * 60}),
        ("2027-10-01 休\n2027-13-01 休", {"number": 2, "day": "2027-13-01"}),
        ("2028-1-2 休", {"number": 1, "day": "2028-01-02", "year": 2027}),
    ],
)
def test_a_refusal_names_the_line_and_quotes_it(text, values):
    with pytest.raises(Invalid) as refused:
        read_days(text, 2027)
    assert refused.value.field == "text"
    assert refused.value.values == values


def test_too_few_and_too_many_lines_are_refused_at_the_text():
    for text in ("", " \n \n", "2027-10-01 休\n" * 401):
        with pytest.raises(Invalid) as refused:
            read_days(text, 2027)
        assert (refused.value.field, refused.value.values) == ("text", {"most": 400})
