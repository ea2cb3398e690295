"""The reminder ladder with a moved clock and a scheduler that was down (C13, SC-07, SC-06)."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.lending.loans import Loan, Reminder
from models.people import User
from models.platform.audit import AuditEntry
from models.platform.notices import Notice
from portal.errors import IllegalMove
from portal.lending import losses, reminders, renewals, returns
from portal.office import topics
from tests.support import loans
from tests.support.rows import locked
from tests.support.runs import Run


@pytest.fixture
def loan(stage):
    """Lent on Monday 2026-11-23, due on 2026-12-07."""
    return loans.lend(stage)


def day(stage, late):
    """The stage on the day that is ``late`` days after the due day."""
    stage.now = loans.NOON + timedelta(days=14 + late)
    reminders.send_reminders(Run(stage))


def fired(stage):
    rows = stage.session.scalars(select(Reminder).order_by(Reminder.id))
    names = {id: name for name, id in stage.people.items()}
    return [(r.stage.value, r.skipped, [names[id] for id in r.told]) for r in rows]


def test_c13_each_rung_fires_once_and_tells_more_people(stage, loan):
    for late in (-3, -2, -1, 0, 1, 2, 3, 7, 8, 15, 40):
        day(stage, late)
        day(stage, late)
    assert fired(stage) == [
        ("t-2", [], ["ann"]),
        ("t+1", [], ["ann"]),
        ("t+3", [], ["ann", "sun"]),
        ("t+7", [], ["ann", "sun", "li"]),
        ("t+15", [], ["ann", "sun", "li", "gm"]),
    ]
    told = stage.session.scalars(
        select(Notice.topic).where(Notice.user_id == stage.people["ann"]).order_by(Notice.id)
    ).all()
    assert told[1:] == [f"loan.reminder.t{n}" for n in ("-2", "+1", "+3", "+7", "+15")]
    happened = stage.session.scalars(
        select(AuditEntry.details).where(AuditEntry.happened == "remind")
    ).all()
    assert len(happened) == 5


def test_sc07_after_four_days_down_only_the_highest_rung_speaks(stage, loan):
    day(stage, 0)
    day(stage, 4)
    assert fired(stage)[1:] == [("t+3", ["t+1"], ["ann", "sun"])]
    day(stage, 4)
    assert len(fired(stage)) == 2


def test_a_renewed_loan_starts_the_ladder_anew(stage, loan):
    day(stage, 0)
    with stage.work("ann") as work:
        renewals.renew_loan(work, locked(work, Loan, loan))
    day(stage, 12)  # due 14 days later now
    assert [rung for rung, _, _ in fired(stage)] == ["t-2", "t-2"]


@pytest.mark.parametrize(
    ("verb", "field"), [("claim_returned", "statement"), ("report_loss", "reason")]
)
def test_l9_l11_a_claim_or_a_search_pauses_the_reminders(stage, loan, verb, field):
    with stage.work("ann") as work:
        getattr(losses, verb)(work, locked(work, Loan, loan), **{field: "在前台"})
    day(stage, 20)
    assert fired(stage) == []


def test_sc06_for_a_disabled_borrower_the_head_is_reminded(stage, loan):
    with stage.work() as work:
        work.session.get(User, stage.people["ann"]).active = False
    day(stage, 1)
    assert fired(stage) == [("t+1", ["t-2"], ["sun"])]


def test_d8_a_notice_that_is_no_longer_true_does_not_leave(stage, loan):
    day(stage, 1)
    notice = stage.session.scalars(select(Notice).where(Notice.topic == "loan.reminder.t+1")).one()
    with stage.work() as work:
        assert topics.is_still_true(work, notice)
    with stage.work("wang") as work:
        returns.receive_loan(work, locked(work, Loan, loan))
    with stage.work() as work:
        assert not topics.is_still_true(work, notice)


def test_the_letter_is_for_overdue_loans_and_on_record(stage, loan):
    with pytest.raises(IllegalMove, match="not overdue"), stage.work("wang") as work:
        reminders.print_letter(work, locked(work, Loan, loan))
    stage.now += timedelta(days=16)
    with stage.work("wang") as work:
        assert reminders.print_letter(work, locked(work, Loan, loan)).days == 2
    last = stage.session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
    assert (last.happened, last.details["facts"]) == ("print_reminder", {"days": 2})
