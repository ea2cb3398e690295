"""Reads the work calendar around a day: due dates, working days, what is not known yet (C11)."""

from datetime import date, timedelta

from sqlalchemy import select

from models.platform.calendar import CalendarYear, WorkDay
from models.words.platform import DueMode
from portal.platform.calendar.rules import Calendar, Due
from portal.work import Work


def calendar_around(work: Work, day: date, span: int = 0) -> Calendar:
    """The calendar from ``day`` on, wide enough for a term of ``span`` days."""
    last = day + timedelta(days=3 * max(span, 0) + 800)
    rows = work.session.execute(
        select(WorkDay.day, WorkDay.working).where(WorkDay.day.between(day, last))
    )
    years = work.session.scalars(select(CalendarYear.year))
    return Calendar({row.day: row.working for row in rows}, frozenset(years))


def whole_calendar(work: Work) -> Calendar:
    """All that is known of it, for rows of any day."""
    rows = work.session.execute(select(WorkDay.day, WorkDay.working))
    years = work.session.scalars(select(CalendarYear.year))
    return Calendar({row.day: row.working for row in rows}, frozenset(years))


def is_workday(work: Work, day: date) -> bool:
    return calendar_around(work, day).working(day)


def add_workdays(work: Work, day: date, n: int) -> date:
    """The ``n``-th working day after ``day``. Raises ``Invalid`` unless 0 ≤ n ≤ 3650."""
    return calendar_around(work, day, min(n, 4000)).add_workdays(day, n)


def workdays_between(work: Work, first: date, last: date) -> int:
    """Working days after ``first`` up to and with ``last``."""
    return calendar_around(work, first, (last - first).days).workdays_between(first, last)


def due_date(work: Work, start: date, term: int, mode: DueMode) -> Due:
    """Where a term of ``term`` days from ``start`` ends. Raises ``Invalid`` for a senseless one."""
    return calendar_around(work, start, min(term, 4000)).due(start, term, mode)
