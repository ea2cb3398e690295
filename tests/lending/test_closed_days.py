"""C11: a working day closed afterwards moves what falls on it; a recall lands on none (L3)."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Date, select

from models.base import Base
from models.lending.loans import Loan
from models.lending.requests import RequestLine
from models.words.lending import Action
from models.words.platform import DueMode
from portal.lending import desk, renewals
from portal.lending.closed_days import DEADLINES, move_from_closed_days
from portal.lending.locks import lock_line
from portal.office import work_calendar
from tests.support import asking, loans
from tests.support.asking import approved, ask, line_ids, told
from tests.support.rows import locked

MONDAY, TUESDAY = date(2026, 12, 7), date(2026, 12, 8)


def close(stage, *days, who="li"):
    """The records manager closes days; the job that follows runs."""
    with stage.work(who) as work:
        for day in days:
            work_calendar.edit_day(work, day, working=False, note="停电")
    with stage.work() as work:
        work_calendar.recompute_due_days(work)


def due(stage, loan):
    return loans.the_loan(stage, loan).due_on


@pytest.mark.parametrize(
    ("mode", "after"),
    [
        (DueMode.SKIP_TO_NEXT_WORKDAY, TUESDAY),
        (DueMode.CALENDAR_DAYS, MONDAY),
    ],
)
def test_c11_a_due_day_that_is_closed_afterwards_moves_on_and_the_borrower_is_told(
    stage, mode, after
):
    loan = loans.lend(stage, due_mode=mode)
    assert due(stage, loan) == MONDAY
    close(stage, MONDAY)
    assert due(stage, loan) == after
    assert told(stage, "loan.due_changed") == (["ann"] if after is TUESDAY else [])


def test_c11_days_in_a_row_are_skipped_and_other_days_do_not_move_it(stage):
    loan = loans.lend(stage)
    close(stage, date(2026, 12, 1))
    assert due(stage, loan) == MONDAY
    close(stage, MONDAY, TUESDAY)
    assert due(stage, loan) == date(2026, 12, 9)
    close(stage, date(2026, 12, 10))
    assert due(stage, loan) == date(2026, 12, 9), "repeatable"


def test_c11_the_day_to_collect_moves_too(stage):
    asking.chains(stage)
    [line] = line_ids(stage, approved(stage, "ann", ask(Action.BORROW, asking.files(stage))))
    with stage.work("wang") as work:
        desk.set_aside_file(work, lock_line(work, line))
        assert lock_line(work, line).pick_up_until == date(2026, 11, 30)
    close(stage, date(2026, 11, 30))
    stage.session.expire_all()
    days = stage.session.scalars(select(RequestLine.pick_up_until)).all()
    assert days == [date(2026, 12, 1)]
    assert told(stage, "day.moved") == ["ann"]


def test_l3_a_recall_never_lands_on_a_closed_day(stage):
    loan = loans.lend(stage)
    with stage.work("wang") as work:
        renewals.recall_loan(
            work, locked(work, Loan, loan), by=date(2026, 11, 28), reason="审计调用"
        )
    assert due(stage, loan) == date(2026, 11, 30), "Saturday is no day to bring it back"


def test_l3_where_the_old_day_is_closed_the_recall_ends_before_it(stage):
    loan = loans.lend(stage, due_mode=DueMode.CALENDAR_DAYS)
    with stage.work() as work:
        work.session.get(Loan, loan).due_on = date(2026, 11, 29)  # a Sunday
    with stage.work("wang") as work:
        renewals.recall_loan(
            work, locked(work, Loan, loan), by=date(2026, 12, 3), reason="审计调用"
        )
    assert due(stage, loan) == date(2026, 11, 27)


def test_c11_every_day_that_somebody_has_to_keep_moves_or_says_why_not():
    stay = {
        "copyings.return_by": "agreed with the recipient",
        "requests.return_by": "agreed with the recipient",
        "requests.planned_on": "the applicant's own plan",
        "files.due_on": "counted anew from the day the file was opened",
        "reminders.due_on": "what the letter said",
        "renewals.old_due_on": "what was",
        "renewals.new_due_on": "what was asked",
    }
    dates = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, Date)
        and column.name.endswith(("_by", "_until", "due_on", "planned_on"))
    }
    moved = {f"{each.table.__tablename__}.{each.name}" for each in DEADLINES}
    assert moved.isdisjoint(stay)
    assert moved | stay.keys() == dates


def test_c11_nothing_moves_while_nothing_is_closed(stage):
    loan = loans.lend(stage)
    stage.now += timedelta(days=1)
    with stage.work() as work:
        move_from_closed_days(work)
    assert due(stage, loan) == MONDAY
