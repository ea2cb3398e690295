"""The work calendar of a new installation: the known years around today."""

from sqlalchemy import select

from models.platform.calendar import CalendarYear
from portal.office import work_calendar
from portal.platform.calendar import holidays
from portal.work import Work


def seed_calendar(work: Work) -> None:
    """Load last year, this year and next year if known and not loaded yet; repeatable."""
    there = set(work.session.scalars(select(CalendarYear.year)))
    this = work.today.year
    for year in sorted(({this - 1, this, this + 1} & holidays.YEARS) - there):
        work_calendar.load_builtin_year(work, year)
