"""Q5: who found a request in order decides no step of it, in nobody's place either."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from models.approvals import Approval, ApprovalTask
from models.words.approvals import ApprovalState, Verdict
from models.words.lending import Action
from portal.approvals.acts import transfer_turn
from portal.approvals.turns import find_turn
from portal.errors import Invalid, NotAllowed
from portal.lending import decisions
from portal.lending.locks import lock_approval
from tests.support import asking
from tests.support.asking import ask, cleared, submitted, told
from tests.support.rows import locked


@pytest.fixture
def checked(stage):
    """Asked by ann, found in order by wang; sun decides, and wang and he stand in for sun."""
    asking.chains(stage)
    id = submitted(stage, "ann", ask(Action.VIEW, asking.files(stage)))
    asking.delegate(stage, "sun", "wang")
    asking.delegate(stage, "sun", "he")
    return cleared(stage, id)


def decide(stage, who, approval):
    with stage.work(who, about="approval.decide") as work:
        decisions.decide_request(work, lock_approval(work, approval), verdict=Verdict.APPROVE)


def test_the_custodian_who_checked_does_not_approve_as_a_stand_in(stage, checked):
    with pytest.raises(NotAllowed, match="You checked this request"):
        decide(stage, "wang", checked)
    assert stage.session.get(Approval, checked).state is ApprovalState.OPEN


@pytest.mark.parametrize("who", ["sun", "he"])
def test_everybody_else_whose_turn_it_is_does(stage, checked, who):
    decide(stage, who, checked)
    stage.session.expire_all()
    assert stage.session.get(Approval, checked).state is ApprovalState.GRANTED


def test_it_stands_in_no_inbox_of_theirs_and_they_are_not_told(stage, checked):
    with stage.work("wang") as work:
        assert find_turn(work, work.session.get(Approval, checked)) is None
    assert told(stage, "approval.waiting") == ["he", "sun"]


def test_nobody_passes_the_turn_on_to_them(stage, checked):
    with pytest.raises(Invalid, match="made or checked"), stage.work("sun") as work:
        row = locked(work, Approval, checked)
        transfer_turn(work, row, user_id=stage.people["wang"], reason="出差")


def test_the_database_refuses_it_too(stage, checked):
    task = stage.session.scalar(select(ApprovalTask.id).where(ApprovalTask.approval_id == checked))
    stage.session.commit()
    update = text("UPDATE approval_tasks SET decided_by = :who WHERE id = :id")
    with pytest.raises(DBAPIError, match="decides no step"):
        stage.session.execute(update, {"who": stage.people["wang"], "id": task})
    stage.session.rollback()
