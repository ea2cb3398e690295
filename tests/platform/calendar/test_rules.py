"""The calendar as a value: three due modes, missing years, no hanging (C11, SC-07)."""

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
