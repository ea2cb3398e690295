"""The calendar as a value: three due modes, missing years, no hanging (C11, SC-07)."""

from dataclasses import FrozenInstanceError
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.words.platform import DueMode
from portal.errors import Invalid
from portal.platform.calendar.rules import Calendar, Due

HOLIDAYS = [date(2026, 9, 25), *(date(2026, 10, d) for d in range(1, 8))]
WORKED = [date(2026, 9, 20), date(2026, 10, 10)]
AUTUMN = Calendar(
    {**dict.fromkeys(HOLIDAYS, False), **dict.fromkeys(WORKED, True)}, frozenset({2026})
)
SKIP, PLAIN, WORKDAYS = DueMode.SKIP_TO_NEXT_WORKDAY, DueMode.CALENDAR_DAYS, DueMode.WORKDAYS

days = st.dates(date(2020, 1, 1), date(2035, 12, 31))
calendars = st.builds(
    Calendar,
    st.dictionaries(days, st.booleans(), max_size=40),
    st.frozensets(st.integers(2020, 2036)),
)


@pytest.mark.parametrize(
    ("start", "term", "mode", "end", "provisional"),
    [
        (date(2026, 9, 18), 14, SKIP, date(2026, 10, 8), False),
        (date(2026, 9, 18), 14, PLAIN, date(2026, 10, 2), False),
        (date(2026, 9, 18), 14, WORKDAYS, date(2026, 10, 14), False),
        (date(2026, 9, 30), 3, WORKDAYS, date(2026, 10, 10), False),
        (date(2026, 12, 20), 14, SKIP, date(2027, 1, 4), True),
        (date(2026, 12, 20), 14, PLAIN, date(2027, 1, 3), False),
        (date(2026, 12, 30), 2, WORKDAYS, date(2027, 1, 1), True),
        (date(2026, 11, 20), 0, SKIP, date(2026, 11, 20), False),
    ],
)
def test_sc07_due_dates(start, term, mode, end, provisional):
    assert AUTUMN.due(start, term, mode) == Due(end, provisional)


def test_sc01_without_the_make_up_day_the_third_working_day_is_monday():
    plain = Calendar(dict.fromkeys(HOLIDAYS, False), frozenset({2026}))
    assert plain.add_workdays(date(2026, 9, 30), 3) == date(2026, 10, 12)


def test_sc07_an_all_closed_calendar_does_not_hang():
    start = date(2026, 1, 1)
    closed = Calendar(
        {start + timedelta(n): False for n in range(3000)}, frozenset(range(2026, 2035))
    )
    assert closed.due(start, 14, SKIP) == Due(date(2026, 1, 15), True)
    assert closed.due(start, 5, WORKDAYS).provisional


@pytest.mark.parametrize("term", [-1, 3651, 10**9])
def test_a_senseless_term_is_refused(term):
    for mode in DueMode:
        with pytest.raises(Invalid):
            AUTUMN.due(date(2026, 1, 1), term, mode)


@given(calendars, days, st.integers(0, 60), st.sampled_from(list(DueMode)))
def test_a_due_day_is_never_before_the_plain_end_and_longer_terms_end_no_sooner(
    calendar, start, term, mode
):
    due = calendar.due(start, term, mode)
    assert due.on >= start + timedelta(term)
    assert calendar.due(start, term + 1, mode).on >= due.on
    if mode is SKIP or (mode is WORKDAYS and term):
        assert calendar.working(due.on)


@given(calendars, days, st.integers(0, 60))
def test_adding_working_days_and_counting_them_agree(calendar, start, count):
    end = calendar.add_workdays(start, count)
    assert calendar.workdays_between(start, end) == count


@given(calendars, days, st.integers(0, 40), st.sampled_from(list(DueMode)))
def test_a_date_is_provisional_only_beyond_the_years_that_are_known(calendar, start, term, mode):
    due = calendar.due(start, term, mode)
    if due.provisional:
        assert not calendar.known(start, due.on)


# What the General Office of the State Council published for 2024 and 2025: days off that fall on
# weekdays, and weekend days that are worked.
YEAR_2024 = """
off  01-01 02-12 02-13 02-14 02-15 02-16 04-04 04-05 05-01 05-02 05-03 06-10 09-16 09-17
off  10-01 10-02 10-03 10-04 10-07
work 02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12
"""
YEAR_2025 = """
off  01-01 01-28 01-29 01-30 01-31 02-03 02-04 04-04 05-01 05-02 05-05 06-02
off  10-01 10-02 10-03 10-06 10-07 10-08
work 01-26 02-08 04-27 09-28 10-11
"""


def published(year, text):
    found = {}
    for line in text.split("\n"):
        word, *listed = line.split() or [""]
        found |= {date.fromisoformat(f"{year}-{day}"): word == "work" for day in listed}
    return found


REAL = Calendar(published(2024, YEAR_2024) | published(2025, YEAR_2025), frozenset({2024, 2025}))


@pytest.mark.parametrize(("year", "days"), [(2024, 251), (2025, 248)])
def test_a_year_has_as_many_working_days_as_was_published(year, days):
    assert REAL.workdays_between(date(year - 1, 12, 31), date(year, 12, 31)) == days


@pytest.mark.parametrize(
    ("start", "term", "mode", "end"),
    [
        (date(2024, 9, 13), 1, WORKDAYS, date(2024, 9, 14)),  # a Saturday made up for
        (date(2024, 9, 14), 1, WORKDAYS, date(2024, 9, 18)),  # over Mid-Autumn
        (date(2025, 1, 26), 2, WORKDAYS, date(2025, 2, 5)),  # from a worked Sunday over the feast
        (date(2025, 9, 28), 3, WORKDAYS, date(2025, 10, 9)),  # eight days off in one
        (date(2025, 9, 24), 7, SKIP, date(2025, 10, 9)),
        (date(2025, 9, 24), 7, PLAIN, date(2025, 10, 1)),
        (date(2025, 10, 4), 7, SKIP, date(2025, 10, 11)),  # a worked Saturday is no day off
        (date(2025, 4, 27), 0, SKIP, date(2025, 4, 27)),
        (date(2025, 8, 16), 0, SKIP, date(2025, 8, 18)),  # a plain Saturday
        (date(2025, 8, 17), 0, WORKDAYS, date(2025, 8, 17)),
    ],
)
def test_terms_over_published_holidays(start, term, mode, end):
    assert REAL.due(start, term, mode) == Due(end, False)


def test_the_week_stands_where_the_calendar_says_nothing():
    monday = date(2026, 3, 2)
    worked = [Calendar().working(monday + timedelta(n)) for n in range(7)]
    assert worked == [True] * 5 + [False] * 2
    assert Calendar().workdays_between(monday, monday) == 0
    assert Calendar().workdays_between(monday, monday - timedelta(30)) == 0
    assert Calendar().workdays_between(monday, monday + timedelta(7)) == 5


def test_a_term_is_as_provisional_as_its_least_known_day():
    known = {years: Calendar({}, frozenset(years)) for years in [(2026,), (2027,), (2026, 2027)]}
    start = date(2026, 12, 30)
    assert known[2026,].due(start, 1, WORKDAYS) == Due(date(2026, 12, 31), False)
    assert known[2026,].due(start, 3, WORKDAYS) == Due(date(2027, 1, 4), True)
    assert known[2027,].due(start, 3, WORKDAYS) == Due(date(2027, 1, 4), True)
    assert known[2026, 2027].due(start, 3, WORKDAYS) == Due(date(2027, 1, 4), False)
    assert known[2027,].due(date(2026, 12, 20), 14, SKIP) == Due(date(2027, 1, 4), False)


def test_a_search_that_ends_in_a_year_nobody_loaded_is_provisional():
    closed = {date(2026, 12, 31): False, date(2027, 1, 1): False}
    known = Calendar(closed, frozenset({2026}))
    assert known.due(date(2026, 12, 31), 0, SKIP) == Due(date(2027, 1, 4), True)
    assert not known.known(date(2026, 12, 31), date(2027, 1, 4))
    assert known.known(date(2026, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("closed", "due"),
    [
        (399, Due(date(2027, 2, 4), False)),  # the 400th day is worked
        (400, Due(date(2026, 1, 1), True)),  # nobody searches further
    ],
)
def test_sc07_four_hundred_closed_days_in_a_row_are_a_calendar_that_says_nothing(closed, due):
    start = date(2026, 1, 1)
    days = {start + timedelta(n): n >= closed for n in range(closed + 30)}
    assert Calendar(days, frozenset({2026, 2027})).due(start, 0, SKIP) == due


@pytest.mark.parametrize(("day", "weekday"), [(1, 1), (2, 2), (3, 5), (4, 5), (5, 5)])
def test_sc07_where_all_is_closed_the_week_is_counted(day, weekday):
    start = date(2026, 1, day)  # 2026-01-01 is a Thursday
    shut = Calendar({start + timedelta(n): False for n in range(500)}, frozenset({2026, 2027}))
    assert shut.due(start, 0, SKIP) == Due(date(2026, 1, weekday), True)


def test_a_term_has_ten_years_at_most_and_says_so_at_its_field():
    start = date(2026, 1, 1)
    assert AUTUMN.due(start, 3650, PLAIN).on == start + timedelta(3650)
    for mode in DueMode:
        with pytest.raises(Invalid) as refused:
            AUTUMN.due(start, 3651, mode)
        assert refused.value.field == "term_days"
        assert refused.value.values == {"most": 3650}


def test_a_due_day_and_a_calendar_are_values():
    assert len({Due(date(2026, 1, 1), False), Due(date(2026, 1, 1), False)}) == 1
    with pytest.raises(FrozenInstanceError):
        AUTUMN.years = frozenset()
