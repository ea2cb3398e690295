"""The calendar as the database keeps it."""

from datetime import date

from models.platform.calendar import CalendarYear, WorkDay
from models.words.platform import DueMode
from portal.platform.calendar import workdays
from portal.platform.calendar.rules import Due


def test_days_without_a_row_follow_the_week(stage):
    with stage.work() as work:
        assert workdays.is_workday(work, date(2026, 11, 23))
        assert not workdays.is_workday(work, date(2026, 11, 22))


def test_a_loaded_year_moves_a_due_date_off_a_holiday(stage):
    with stage.work() as work:
        start = date(2026, 9, 18)
        assert workdays.due_date(work, start, 14, DueMode.SKIP_TO_NEXT_WORKDAY) == Due(
            date(2026, 10, 2), True
        )
        work.add(CalendarYear(year=2026, source="test", loaded_at=work.now))
        for day in range(1, 8):
            work.add(WorkDay(day=date(2026, 10, day), working=False, note="国庆节"))
        assert workdays.due_date(work, start, 14, DueMode.SKIP_TO_NEXT_WORKDAY) == Due(
            date(2026, 10, 8), False
        )
        assert workdays.add_workdays(work, date(2026, 9, 30), 3) == date(2026, 10, 12)
        assert workdays.workdays_between(work, date(2026, 9, 30), date(2026, 10, 12)) == 3
