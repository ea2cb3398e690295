"""Handing out: what is written, and what stands against it (L1)."""

from datetime import date

import pytest
from sqlalchemy import select

from models.files.records import CustomerFile, Placement
from models.lending.requests import RequestLine
from models.people import User
from models.platform.audit import AuditEntry
from models.platform.notices import Notice
from models.words.files import Custody
from models.words.kinds import Kind
from models.words.lending import Action, LineState, LoanMode, LoanState
from portal import settings
from portal.errors import Conflict, IllegalMove, Invalid, NotAllowed
from portal.lending import limits
from portal.lending.issue import issue_loan
from tests.support import loans
from tests.support.cheating import unlock


@pytest.fixture
def line(stage):
    with stage.work() as work:
        loans.load_2026(work)
        kind, place = loans.file_class(work), loans.shelf(work)
        file = loans.filed(work, kind, place, stage.people["owen"])
        found = loans.ready(work, file, stage.people["ann"])
        loans.set_aside(work, file)
        return found.id


def issue(stage, line_id, who="wang", **values):
    with stage.work(who, about="loan.issue") as work:
        line = work.session.get(RequestLine, line_id)
        given = {"items": 2, "pages": 120, "mode": LoanMode.TAKE_OUT, **values}
        return issue_loan(work, line, **given).id


def test_l1_a_loan_keeps_what_was_lent_and_moves_the_paper(stage, line):
    loan = loans.the_loan(stage, issue(stage, line))
    assert (loan.number, loan.state) == ("JY-2026-00001", LoanState.ISSUED)
    assert (loan.issued_on, loan.due_on, loan.due_provisional) == (
        date(2026, 11, 23),
        date(2026, 12, 7),
        False,
    )
    assert (loan.owner_id, loan.items_out, loan.pages_out) == (stage.people["ann"], 2, 120)
    assert [item["title"] for item in loan.snapshot["items"]] == ["合同1", "合同2"]
    file = stage.session.get(CustomerFile, loan.file_id)
    assert (file.custody, file.holder_id) == (Custody.OUT, stage.people["ann"])
    last = stage.session.scalars(select(Placement).order_by(Placement.id.desc())).first()
    assert (last.custody, last.reason) == (Custody.OUT, loan.number)
    notice = stage.session.scalars(select(Notice)).one()
    assert (notice.user_id, notice.topic) == (stage.people["ann"], "loan.issued")
    happened = stage.session.scalars(
        select(AuditEntry.happened).where(AuditEntry.subject == Kind.LOAN)
    ).all()
    assert happened == ["create"]


def test_sc03_a_custodian_does_not_hand_out_to_himself(stage):
    with stage.work() as work:
        kind, place = loans.file_class(work), loans.shelf(work)
        file = loans.filed(work, kind, place, stage.people["owen"])
        line = loans.ready(work, file, stage.people["wang"]).id
        loans.set_aside(work, file)
    with pytest.raises(NotAllowed, match="yourself"):
        issue(stage, line, "wang")
    refusal = stage.session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
    assert (refusal.refused, refusal.happened) == (True, "loan.issue")
    assert issue(stage, line, "he")


def test_sc02_another_mode_than_approved_is_refused(stage, line):
    with pytest.raises(IllegalMove, match="another way"):
        issue(stage, line, mode=LoanMode.ON_SITE)


def test_sc02_a_view_is_not_lent(stage, line):
    with stage.work() as work:
        unlock(work.session, "requests")
        work.session.get(RequestLine, line).request.action = Action.VIEW
    with pytest.raises(IllegalMove, match="another use"):
        issue(stage, line)


@pytest.mark.parametrize("values", [{"items": 0}, {"items": 3}, {"pages": 0}, {"pages": 121}])
def test_counts_the_file_cannot_have_are_refused_at_their_field(stage, line, values):
    with pytest.raises(Invalid) as refusal:
        issue(stage, line, **values)
    assert refusal.value.field in values


def test_an_applicant_may_not_hand_out(stage, line):
    with pytest.raises(NotAllowed):
        issue(stage, line, "owen")


def test_sc06_a_disabled_borrower_gets_nothing(stage, line):
    with stage.work() as work:
        work.session.get(User, stage.people["ann"]).active = False
    with pytest.raises(IllegalMove, match="disabled"):
        issue(stage, line)


def test_the_borrower_limit_is_kept(stage, line, monkeypatch):
    issue(stage, line)
    monkeypatch.setitem(
        settings.SPECS,
        "loans_per_person",
        settings.Spec("loans_per_person", 1, "", ""),
    )
    with pytest.raises(IllegalMove, match="maximum per person"):
        loans.lend(stage, "ann", 2)
    assert loans.lend(stage, "bo", 3)


def test_c10_the_refusal_names_borrower_due_day_and_place_in_line(stage, line):
    issue(stage, line)
    with stage.work() as work:
        file = work.session.get(RequestLine, line).file
        loans.ready(work, file, stage.people["sun"], LineState.WAITING)
        mine = loans.ready(work, file, stage.people["bo"], LineState.WAITING)
        mine_id = mine.id
        assert limits.place_in_line(work, mine) == 2
        assert limits.count_waiting(work, file.id) == 2
    with pytest.raises(Conflict) as refusal:
        issue(stage, mine_id)
    assert refusal.value.values == {"name": "安安", "due": "2026-12-07", "place": 2}


def test_a_holiday_moves_the_due_day(stage, line):
    stage.now = stage.now.replace(month=9, day=18)
    assert loans.the_loan(stage, issue(stage, line)).due_on == date(2026, 10, 8)
