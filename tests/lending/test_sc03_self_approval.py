"""SC-03: nobody approves their own request, whatever the disguise (I-4)."""

import pytest
from sqlalchemy import select

from models.approvals import ApprovalTask
from models.lending.requests import AccessRequest
from models.people import Role, User, UserRole
from models.platform.audit import AuditEntry
from models.platform.notices import Notice
from models.words.access import Secrecy
from models.words.approvals import TaskState, Verdict
from models.words.lending import Action
from models.words.lending import LineState as L
from portal.approvals.acts import add_approver, reroute_approvals, transfer_turn
from portal.errors import Conflict, Invalid, NotAllowed
from portal.lending import decisions, desk
from portal.lending.locks import lock_approval, lock_line
from portal.lending.visitors import Stranger
from tests.support import asking
from tests.support.asking import ask, cleared, delegate, line_ids, lines, submitted
from tests.support.rows import locked
from tests.support.signing import BY_HAND

APPROVE = Verdict.APPROVE


def first_request(stage):
    return stage.session.scalars(select(AccessRequest.id)).first()


@pytest.fixture
def office(stage):
    asking.chains(stage)
    return stage


def asked(stage, approval):
    query = (
        select(User.login)
        .join(ApprovalTask, ApprovalTask.assignee_id == User.id)
        .where(ApprovalTask.approval_id == approval, ApprovalTask.state == TaskState.OPEN)
    )
    return list(stage.session.scalars(query))


def test_sc03_a_the_head_applies_herself(office):
    """C3: the superior decides instead."""
    approval = cleared(office, submitted(office, "sun", ask(Action.VIEW, asking.files(office))))
    assert asked(office, approval) == ["gm"]
    with pytest.raises(NotAllowed), office.work("sun", about="approval.decide") as work:
        decisions.decide_request(work, lock_approval(work, approval), verdict=APPROVE)
    refused = office.session.scalars(select(AuditEntry).where(AuditEntry.refused)).one()
    assert (refused.happened, refused.actor["name"]) == ("approval.decide", "孙经理")


def test_sc03_b_the_applicant_is_the_delegate_of_the_head(office):
    delegate(office, "sun", "ann")
    approval = cleared(office, submitted(office, "ann", ask(Action.VIEW, asking.files(office))))
    assert asked(office, approval) == ["gm"]
    with pytest.raises(NotAllowed), office.work("ann") as work:
        decisions.decide_request(work, lock_approval(work, approval), verdict=APPROVE)
    with office.work() as work:
        assert reroute_approvals(work) == 0, "the turn stays with the superior"
    with office.work("gm") as work:
        decisions.decide_request(work, lock_approval(work, approval), verdict=APPROVE)
    assert lines(office, first_request(office)) == [L.APPROVED]


def test_sc03_b_a_turn_given_before_the_delegation_stays_with_the_head(office):
    approval = cleared(office, submitted(office, "ann", ask(Action.VIEW, asking.files(office))))
    delegate(office, "sun", "ann")
    with office.work() as work:
        assert reroute_approvals(work) == 0
    with office.work("sun") as work:
        decisions.decide_request(work, lock_approval(work, approval), verdict=APPROVE)


def test_sc03_b_a_delegation_for_other_matters_changes_nothing(office):
    delegate(office, "sun", "ann", subjects=["customer"])
    approval = cleared(office, submitted(office, "ann", ask(Action.VIEW, asking.files(office))))
    assert asked(office, approval) == ["sun"]


def test_sc03_b_the_applicant_is_not_told_that_the_own_request_waits(office):
    """zhang asks sun as well, for whom ann stands in: ann made the request."""
    delegate(office, "sun", "ann")
    approval = cleared(office, submitted(office, "ann", ask(Action.VIEW, asking.files(office))))
    with office.work("gm") as work:
        row = lock_approval(work, approval)
        add_approver(work, row, user_id=office.people["sun"], reason="请销售部看")
    told = select(Notice.user_id).where(Notice.topic == "approval.waiting")
    assert office.people["ann"] not in office.session.scalars(told).all()


def test_who_decides_a_later_step_is_not_added_before(office):
    """Nobody decides twice: added now, they would be passed over at their own step."""
    ids = asking.files(office, secrecy=Secrecy.TOP)
    approval = cleared(office, submitted(office, "ann", ask(Action.VIEW, ids)))
    for act in (add_approver, transfer_turn):
        with pytest.raises(Invalid, match="anyway"), office.work("sun") as work:
            row = lock_approval(work, approval)
            act(work, row, user_id=office.people["gm"], reason="请看")


def test_sc03_c_who_enters_it_for_a_visitor_is_the_applicant(office):
    guest = Stranger(name="赵律师", id_number="11010519491231002X", relation="代理律师")
    id = submitted(office, "sun", ask(Action.VIEW, asking.files(office), visitor=guest))
    approval = cleared(office, id)
    with pytest.raises(NotAllowed), office.work("sun") as work:
        decisions.decide_request(work, lock_approval(work, approval), verdict=APPROVE)


def test_sc03_d_who_approved_step_one_is_refused_at_step_two(office):
    ids = asking.files(office, secrecy=Secrecy.TOP)
    approval = cleared(office, submitted(office, "ann", ask(Action.VIEW, ids)))
    with office.work("sun") as work:
        decisions.decide_request(work, lock_approval(work, approval), verdict=APPROVE)
    approver = select(Role.id).where(Role.code == "approver").scalar_subquery()
    with office.work() as work:
        work.session.add(UserRole(user_id=office.people["sun"], role_id=approver))
    delegate(office, "gm", "sun")
    with pytest.raises(NotAllowed), office.work("sun") as work:
        decisions.decide_request(work, lock_approval(work, approval), verdict=APPROVE)
    assert asked(office, approval) == ["gm"]


def test_sc03_e_bulk_approval_passes_the_others_and_names_the_own(office):
    ids = asking.files(office, 3)
    own = cleared(office, submitted(office, "sun", ask(Action.VIEW, ids[:1])))
    others = [
        cleared(office, submitted(office, "ann", ask(Action.VIEW, [file]))) for file in ids[1:]
    ]
    result = {}
    for approval in (own, *others):
        try:
            with office.work("sun") as work:
                decisions.decide_request(work, lock_approval(work, approval), verdict=APPROVE)
        except NotAllowed as refusal:
            result[approval] = str(refusal)
    assert list(result) == [own]


def test_sc03_f_a_custodian_does_not_serve_himself(office):
    id = submitted(office, "wang", ask(Action.VIEW, asking.files(office)))
    with pytest.raises(NotAllowed), office.work("wang") as work:
        decisions.take_up_request(work, locked(work, AccessRequest, id))
    with office.work("he") as work:
        decisions.take_up_request(work, locked(work, AccessRequest, id))
    with pytest.raises(NotAllowed), office.work("wang") as work:
        decisions.clear_request(work, locked(work, AccessRequest, id))
    with office.work("he") as work:
        approval = decisions.clear_request(work, locked(work, AccessRequest, id)).id
    for head in ("gm", "sun"):
        with office.work(head) as work:
            decisions.decide_request(work, lock_approval(work, approval), verdict=APPROVE)
    [line] = line_ids(office, id)
    with pytest.raises(NotAllowed), office.work("wang") as work:
        desk.set_aside_file(work, lock_line(work, line))
    with office.work("he") as work:
        desk.set_aside_file(work, lock_line(work, line))
    with pytest.raises(NotAllowed), office.work("wang") as work:
        desk.hand_out_file(work, lock_line(work, line), signed=BY_HAND)
    with office.work("he") as work:
        desk.hand_out_file(work, lock_line(work, line), signed=BY_HAND)
    assert lines(office, id) == [L.FULFILLED]


def test_i4_nothing_is_decided_twice_by_the_same_click(office):
    approval = cleared(office, submitted(office, "ann", ask(Action.VIEW, asking.files(office))))
    with office.work("sun") as work:
        decisions.decide_request(work, lock_approval(work, approval), verdict=APPROVE, step=0)
    with pytest.raises(Conflict, match="孙经理"), office.work("sun") as work:
        decisions.decide_request(work, lock_approval(work, approval), verdict=APPROVE, step=0)
