"""The work calendar as a value: which days are worked, and where a term ends (C11)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from models.words.platform import DueMode
from models.words.text import N_
from portal.errors import Invalid

DAY = timedelta(days=1)
# A calendar with every day closed must not hang (SC-07): after this many closed days in a row
# the week is counted instead, and the date is provisional.
CLOSED_AT_MOST = 400
LONGEST = 3650


@dataclass(frozen=True)
class Due:
    """The last day of a term. ``provisional`` (暂定): the calendar did not know all of it."""

    on: date
    provisional: bool


@dataclass(frozen=True)
class Calendar:
    """``days`` holds what differs from the week; ``years`` the years that have been loaded."""

    days: Mapping[date, bool] = field(default_factory=dict)
    years: frozenset[int] = frozenset()

    def working(self, day: date) -> bool:
        """Is ``day`` worked? Without an entry Monday to Friday are."""
        return self.days.get(day, day.weekday() < 5)

    def known(self, first: date, last: date) -> bool:
        """Have all years from ``first`` to ``last`` been loaded?"""
        return all(year in self.years for year in range(first.year, last.year + 1))

    def add_workdays(self, day: date, count: int) -> date:
        """The ``count``-th working day after ``day``; ``day`` itself for 0.

        Raises ``Invalid`` unless 0 ≤ count ≤ 3650.
        """
        return self._workdays(day, count).on

    def workdays_between(self, first: date, last: date) -> int:
        """Working days after ``first`` up to and with ``last``; 0 when ``last`` is not later."""
        span = (last - first).days
        return sum(self.working(first + n * DAY) for n in range(1, span + 1))

    def due(self, start: date, term: int, mode: DueMode) -> Due:
        """Where a term of ``term`` days from ``start`` ends, counted by ``mode`` (C11).

        Calendar days end where they end; «skip» moves an end on a closed day to the next worked
        one; working days count only those. Raises ``Invalid`` unless 0 ≤ term ≤ 3650.
        """
        if mode is DueMode.WORKDAYS:
            return self._workdays(start, term)
        _check(term)
        end = start + term * DAY
        return Due(end, False) if mode is DueMode.CALENDAR_DAYS else self._search(end)

    def _workdays(self, day: date, count: int) -> Due:
        _check(count)
        reached = Due(day, False)
        for _ in range(count):
            step = self._search(reached.on + DAY)
            reached = Due(step.on, reached.provisional or step.provisional)
        return reached

    def _search(self, day: date) -> Due:
        """The first worked day from ``day`` on."""
        for n in range(CLOSED_AT_MOST):
            if self.working(day + n * DAY):
                return Due(day + n * DAY, not self.known(day, day + n * DAY))
        return Due(_weekday(day), True)


def _weekday(day: date) -> date:
    return day + (7 - day.weekday()) * DAY if day.weekday() >= 5 else day


def _check(count: int) -> None:
    if not 0 <= count <= LONGEST:
        raise Invalid(
            N_("A term has 0 to %(most)s days, e.g. 14."), field="term_days", most=LONGEST
        )
