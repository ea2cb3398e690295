"""The calendar kept by people: days, years, and due days that follow (C11, SC-07)."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from models.lending.loans import Loan
from models.platform.audit import AuditEntry
from models.platform.calendar import CalendarYear, WorkDay
from models.platform.jobs import Job
from models.platform.notices import Notice
from models.words.kinds import Kind
from portal.errors import Invalid, NotAllowed
from portal.lending import renewals
from portal.office import work_calendar
from portal.platform.calendar import workdays
from portal.seed.calendar import seed_calendar
from tests.support import loans
from tests.support.rows import locked

YEAR_2027 = "2027-01-01 休 元旦\n2027/1/4\t休\t元旦\n2027年1月9日 班"


def test_the_seed_knows_this_year_and_is_repeatable(stage):
    for _ in range(2):
        with stage.work() as work:
            seed_calendar(work)
    with stage.work() as work:
        assert sorted(work.session.scalars(select(CalendarYear.year))) == [2025, 2026]
        assert not workdays.is_workday(work, date(2026, 10, 1))
        assert workdays.is_workday(work, date(2026, 10, 10))
        note = work.session.scalar(select(WorkDay.note).where(WorkDay.day == date(2026, 10, 1)))
        assert note == "国庆节"


def test_a_day_is_edited_by_those_who_may_and_noted(stage):
    with pytest.raises(NotAllowed), stage.work("wang") as work:
        work_calendar.edit_day(work, date(2026, 11, 28), working=True)
    with stage.work("li") as work:
        work_calendar.edit_day(work, date(2026, 11, 28), working=True, note="补班")
    with stage.work("li") as work:
        work_calendar.edit_day(work, date(2026, 11, 28), working=False)
        assert not workdays.is_workday(work, date(2026, 11, 28))
    entries = stage.session.scalars(
        select(AuditEntry.subject_id).where(AuditEntry.subject == Kind.CALENDAR)
    ).all()
    assert entries == [20261128, 20261128]
    assert stage.session.scalars(select(Job.name)).first() == "recompute_due_days"


def test_sc07_loading_the_missing_year_moves_due_days_and_tells_the_borrowers(stage):
    with stage.work() as work:
        seed_calendar(work)
    stage.now = datetime(2026, 12, 20, 3, tzinfo=UTC)
    loan = loans.lend(stage)
    told = stage.session.scalars(select(Notice).where(Notice.topic == "calendar.missing")).all()
    assert [(n.user_id, n.values) for n in told] == [(stage.people["li"], {"year": 2027})]
    assert loans.the_loan(stage, loan).due_on == date(2027, 1, 4)
    with stage.work("li") as work:
        assert work_calendar.load_pasted_year(work, 2027, YEAR_2027) == 3
    with stage.work() as work:
        work_calendar.recompute_due_days(work)
    row = loans.the_loan(stage, loan)
    assert (row.due_on, row.due_provisional) == (date(2027, 1, 5), False)
    assert stage.session.scalars(
        select(Notice.user_id).where(Notice.topic == "loan.due_changed")
    ).all() == [stage.people["ann"]]
    with stage.work() as work:
        work_calendar.recompute_due_days(work)
    assert loans.the_loan(stage, loan).due_on == date(2027, 1, 5)


def test_a_recalled_loan_keeps_its_shorter_day(stage):
    stage.now = datetime(2026, 12, 20, 3, tzinfo=UTC)
    loan = loans.lend(stage)
    with stage.work("wang") as work:
        renewals.recall_loan(work, locked(work, Loan, loan), by=date(2026, 12, 25), reason="检查")
    with stage.work("li") as work:
        work_calendar.load_pasted_year(work, 2027, YEAR_2027)
        work_calendar.recompute_due_days(work)
    assert loans.the_loan(stage, loan).due_on == date(2026, 12, 25)


def test_the_keepers_are_told_once_sixty_days_before_an_unknown_year(stage):
    with stage.work() as work:
        seed_calendar(work)
        stage.now = datetime(2026, 10, 31, 4, tzinfo=UTC)
    for moment in (datetime(2026, 10, 31, 4, tzinfo=UTC), datetime(2026, 11, 10, tzinfo=UTC)):
        stage.now = moment
        for _ in range(2):
            with stage.work() as work:
                work_calendar.watch_calendar(work)
    told = stage.session.scalars(select(Notice).where(Notice.topic == "calendar.missing")).all()
    assert [(n.user_id, n.created_at.date()) for n in told] == [
        (stage.people["li"], date(2026, 11, 10))
    ]


def test_years_the_package_does_not_know_are_refused(stage):
    with pytest.raises(Invalid, match="ends in 2026"), stage.work("li") as work:
        work_calendar.load_builtin_year(work, 2027)


def test_a_calendar_of_one_year_is_read_back(stage):
    with stage.work("li") as work:
        work_calendar.load_builtin_year(work, 2026)
        value, notes, loaded = work_calendar.load_year(work, 2026)
        assert not value.working(date(2026, 2, 17))
        assert notes[date(2026, 2, 17)] == "春节"
        assert loaded.source == "Built-in calendar"
