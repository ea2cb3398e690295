"""Q1–Q12 and SC-06 where they end: refusals before the queue, who is told, what stays open."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.lending.requests import AccessRequest
from models.people import User
from models.platform.notices import Notice
from models.words.approvals import Verdict
from models.words.files import Custody
from models.words.lending import Action, LoanState
from models.words.lending import RequestState as R
from portal.access.policy import visible
from portal.errors import Conflict, IllegalMove, Invalid
from portal.lending import decisions, requests
from portal.lending.lists import LOANS
from portal.lending.locks import lock_approval
from tests.support import asking, loans
from tests.support.asking import ask, cleared, header, submitted, told
from tests.support.rows import locked


@pytest.fixture
def office(stage):
    asking.chains(stage)
    return stage


def test_q4_who_waits_is_told_when_the_file_is_due_back(stage):
    loan = loans.lend(stage, "owen")
    asking.chains(stage)
    file = loans.the_loan(stage, loan).file_id
    id = submitted(stage, "ann", ask(Action.VIEW, [file]))
    with stage.work("wang") as work:
        decisions.take_up_request(work, locked(work, AccessRequest, id))
        decisions.queue_request(work, locked(work, AccessRequest, id))
    notice = stage.session.scalars(select(Notice).where(Notice.topic == "request.queued")).one()
    assert notice.values["until"] == "2026-12-07"


def test_q1_a_borrower_a_week_overdue_cannot_ask_until_it_is_back(stage):
    loans.lend(stage)
    asking.chains(stage)
    other = loans_of_sales(stage)
    stage.now += timedelta(days=21)  # due on 7 December, so seven days late
    with pytest.raises(IllegalMove, match="overdue"):
        submitted(stage, "ann", ask(Action.VIEW, [other], planned_on=stage.now.date()))


def loans_of_sales(stage):
    with stage.work() as work:
        kind = work.session.scalars(select(loans.FileClass)).first()
        place = work.session.scalars(select(loans.Place)).first()
        return loans.filed(work, kind, place, stage.people["owen"], 2).id


def test_q3_returned_with_a_reason_and_the_applicant_is_told(office):
    id = submitted(office, "ann", ask(Action.VIEW, asking.files(office)))
    with office.work("wang") as work:
        decisions.take_up_request(work, locked(work, AccessRequest, id))
    with pytest.raises(Invalid, match="reason"), office.work("wang") as work:
        decisions.return_request(work, locked(work, AccessRequest, id), reason="")
    with office.work("wang") as work:
        decisions.return_request(work, locked(work, AccessRequest, id), reason="档号有误")
    assert header(office, id) is R.RETURNED
    assert told(office, "request.returned") == ["ann"]


def test_q12_approvers_are_left_alone_after_a_withdrawal(office):
    id = submitted(office, "ann", ask(Action.VIEW, asking.files(office)))
    approval = cleared(office, id)
    with office.work("ann") as work:
        requests.withdraw_request(work, locked(work, AccessRequest, id))
    with pytest.raises(Conflict, match="withdrawn"), office.work("sun") as work:
        decisions.decide_request(work, lock_approval(work, approval), verdict=Verdict.APPROVE)


def test_sc06_the_loan_of_a_disabled_borrower_stays_open_and_under_the_head(stage):
    loan = loans.lend(stage)
    with stage.work() as work:
        work.session.get(User, stage.people["ann"]).active = False
    row = loans.the_loan(stage, loan)
    assert row.state is LoanState.ISSUED
    assert row.file.custody is Custody.OUT
    for who, seen in (("sun", [loan]), ("zhang", [])):
        with stage.work(who) as work:
            rows = select(LOANS.table.id).where(visible(work.actor, LOANS.see, LOANS.table))
            assert list(work.session.scalars(rows)) == seen
