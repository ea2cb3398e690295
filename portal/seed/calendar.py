"""The work calendar of a new installation: the years around today that are known."""

from sqlalchemy import select

from models.platform.calendar import CalendarYear
from portal.office import work_calendar
from portal.platform.calendar import holidays
from portal.work import Work


def seed_calendar(work: Work) -> None:
    """Load last year, this one and the next where they are known and not there. Repeatable."""
    there = set(work.session.scalars(select(CalendarYear.year)))
    this = work.today.year
    for year in sorted(({this - 1, this, this + 1} & holidays.YEARS) - there):
        work_calendar.load_builtin_year(work, year)
