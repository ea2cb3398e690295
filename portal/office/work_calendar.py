"""Keeps the work calendar: days by hand, years at once, and due days that follow (C11)."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from models.lending.loans import Loan
from models.platform.calendar import CalendarYear, WorkDay
from models.words.kinds import Kind
from models.words.lending import LoanState
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.access.holders import holders_of
from portal.errors import Invalid
from portal.events import Saved
from portal.files import deadlines
from portal.late import late
from portal.lending.closed_days import move_from_closed_days
from portal.people import recipients
from portal.platform.calendar import workdays
from portal.platform.calendar.rules import Calendar
from portal.platform.calendar.sheet import read_days
from portal.platform.jobs import queue
from portal.platform.notices import outbox
from portal.work import Work

if TYPE_CHECKING:
    from portal.platform.calendar import holidays
else:  # chinesecalendar
    holidays = late("portal.platform.calendar.holidays")

FIRST, LAST = 2000, 2100
AHEAD = timedelta(days=60)


def load_year(work: Work, year: int) -> tuple[Calendar, dict[date, str], CalendarYear | None]:
    """The calendar of a year, the notes of its days, and where it was loaded from, if it was."""
    _check_year(year)
    rows = work.session.scalars(
        select(WorkDay).where(WorkDay.day.between(date(year, 1, 1), date(year, 12, 31)))
    ).all()
    loaded = work.session.scalar(select(CalendarYear).where(CalendarYear.year == year))
    known = frozenset({year}) if loaded else frozenset[int]()
    days = {row.day: row.working for row in rows}
    return Calendar(days, known), {row.day: row.note for row in rows if row.note}, loaded


def edit_day(work: Work, day: date, *, working: bool, note: str = "") -> None:
    """Say by hand whether a day is worked; provisional due days are looked at again."""
    work.require(P.CALENDAR_EDIT)
    _check_year(day.year)
    row = work.session.scalar(select(WorkDay).where(WorkDay.day == day))
    old = workdays.is_workday(work, day)
    if row is None:
        work.add(WorkDay(day=day, working=working, note=note.strip()[:40]))
    else:
        row.working, row.note = working, note.strip()[:40]
    number = int(f"{day:%Y%m%d}")
    changes = {"working": [old, working], "note": [None, note]}
    work.record(Saved(kind=Kind.CALENDAR, id=number, changes=changes))
    _look_again(work)


def load_pasted_year(work: Work, year: int, text: str) -> int:
    """Replace a year by a pasted list; the number of days in it. Raises ``Invalid``."""
    _check_year(year)
    return _load(work, year, read_days(text, year), N_("Pasted list"))


def load_builtin_year(work: Work, year: int) -> int:
    """Replace a year by what the built-in calendar knows. Raises ``Invalid`` beyond its years."""
    if year not in holidays.YEARS:
        raise Invalid(
            N_("The built-in calendar ends in %(last)s. Please paste the list for %(year)s."),
            field="year",
            last=max(holidays.YEARS),
            year=year,
        )
    return _load(work, year, holidays.holidays_of(year), N_("Built-in calendar"))


def recompute_due_days(work: Work) -> None:
    """Count provisional due days again with today's calendar, and the deadlines of drafts; what
    falls on a day that is closed now moves on. Whose day moved is told (a job).
    """
    query = (
        select(Loan.id)
        .where(Loan.due_provisional, Loan.state == LoanState.ISSUED, Loan.recalled_at.is_(None))
        .order_by(Loan.id)
    )
    for loan_id in list(work.session.scalars(query)):
        _recount(work, work.get(Loan, loan_id, P.LOAN_SEE, lock=True))
    deadlines.recount_deadlines(work)
    move_from_closed_days(work)


def watch_calendar(work: Work) -> None:
    """Sixty days before a year that is not loaded begins, those who keep the calendar are told."""
    years = {work.today.year, (work.today + AHEAD).year}
    known = set(work.session.scalars(select(CalendarYear.year)))
    for year in sorted(years - known):
        tell_missing_year(work, year)


def tell_missing_year(work: Work, year: int) -> None:
    people = holders_of(work.session, P.CALENDAR_EDIT)
    outbox.tell(work, people, "calendar.missing", Kind.CALENDAR, year, stage=str(year), year=year)


def _load(work: Work, year: int, days: Mapping[date, tuple[bool, str]], source: str) -> int:
    work.require(P.CALENDAR_EDIT)
    span = WorkDay.day.between(date(year, 1, 1), date(year, 12, 31))
    work.session.execute(delete(WorkDay).where(span))
    work.session.execute(delete(CalendarYear).where(CalendarYear.year == year))
    work.session.add_all(
        WorkDay(day=day, working=working, note=note) for day, (working, note) in days.items()
    )
    work.add(CalendarYear(year=year, source=source, loaded_at=work.now))
    changes = {"source": [None, source], "days": [None, len(days)]}
    work.record(Saved(kind=Kind.CALENDAR, id=year, changes=changes, created=True))
    _look_again(work)
    return len(days)


def _look_again(work: Work) -> None:
    queue.enqueue(
        work,
        "recompute_due_days",
        title=N_("Recalculate provisional due dates"),
        dedup=f"recompute_due_days:{work.now.isoformat()}",
    )


def _recount(work: Work, loan: Loan) -> None:
    """Count one loan again from where its term began, and say so when its due day moved."""
    begin = loan.renewal_rows[-1].old_due_on if loan.renewal_rows else loan.issued_on
    due = workdays.due_date(work, begin, loan.term_days, loan.due_mode)
    old, loan.due_provisional = loan.due_on, due.provisional
    if due.on == old:
        return
    loan.due_on = due.on
    work.record(Saved(kind=Kind.LOAN, id=loan.id, changes={"due_on": [old, due.on]}))
    people = recipients.active_or_head(work, loan.owner_id, loan.department_id)
    outbox.tell(
        work,
        people,
        "loan.due_changed",
        Kind.LOAN,
        loan.id,
        stage=due.on.isoformat(),
        number=loan.file.number,
        due_on=due.on.isoformat(),
    )


def _check_year(year: int) -> None:
    if not FIRST <= year <= LAST:
        raise Invalid(
            N_("Please choose a year from %(first)s to %(last)s."),
            field="year",
            first=FIRST,
            last=LAST,
        )
