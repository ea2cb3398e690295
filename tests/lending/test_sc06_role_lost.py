"""SC-06: roles and accounts that end in the middle of a request (I-12, R-67)."""

import pytest
from sqlalchemy import delete, select, update

from models.approvals import Approval, ApprovalTask
from models.files.records import CustomerFile
from models.people import Department, User, UserRole
from models.platform.notices import Notice
from models.words.access import Secrecy
from models.words.approvals import ApprovalState, Verdict
from models.words.files import Custody
from models.words.kinds import Kind
from models.words.lending import Action
from models.words.lending import LineState as L
from models.words.lending import RequestState as R
from portal.errors import IllegalMove, NotAllowed
from portal.events import Done, Saved
from portal.lending import decisions, desk
from portal.lending.locks import lock_approval, lock_line
from tests.support import asking
from tests.support.asking import approved, ask, cleared, header, line_ids, lines, submitted, told
from tests.support.signing import BY_HAND


@pytest.fixture
def office(stage):
    asking.chains(stage)
    return stage


def disable(stage, who):
    with stage.work() as work:
        work.session.execute(update(User).where(User.login == who).values(active=False))
        work.record(Done(kind=Kind.USER, id=stage.people[who], action="disable"))


def test_sc06_a_lost_role_refuses_and_the_successor_is_asked_once(office):
    id = submitted(office, "ann", ask(Action.VIEW, asking.files(office)))
    approval = cleared(office, id)
    with office.work() as work:
        work.session.execute(delete(UserRole).where(UserRole.user_id == office.people["sun"]))
    with pytest.raises(NotAllowed, match="role"), office.work("sun") as work:
        decisions.decide_request(
            work, lock_approval(work, approval), verdict=Verdict.APPROVE, step=0
        )
    with office.work() as work:
        work.session.execute(
            update(Department)
            .where(Department.code == "sales")
            .values(head_id=office.people["zhang"])
        )
        work.record(Saved(kind=Kind.DEPARTMENT, id=1, changes={"head_id": [1, 2]}))
        work.record(Saved(kind=Kind.USER, id=1, changes={"superior_id": [1, 2]}))
    waiting = office.session.scalars(select(Notice).where(Notice.topic == "approval.waiting"))
    assert sorted(n.user_id for n in waiting) == sorted(
        [office.people["sun"], office.people["zhang"]]
    )
    with office.work("zhang") as work:
        decisions.decide_request(work, lock_approval(work, approval), verdict=Verdict.APPROVE)
    assert header(office, id) is R.APPROVED


def test_sc06_a_disabled_applicant_ends_the_request_and_frees_the_file(office):
    """Q13: the system ends what nobody can collect."""
    [file] = asking.files(office)
    id = approved(office, "ann", ask(Action.VIEW, [file]))
    [line] = line_ids(office, id)
    with office.work("wang") as work:
        desk.set_aside_file(work, lock_line(work, line))
    assert office.session.get(CustomerFile, file).custody is Custody.RESERVED
    disable(office, "ann")
    assert (header(office, id), lines(office, id)) == (R.CANCELLED, [L.CANCELLED])
    assert office.session.get(CustomerFile, file).custody is Custody.IN_PLACE
    assert "sun" in told(office, "request.cancelled")


def test_sc06_an_applicant_disabled_in_approval_ends_the_approval(office):
    id = submitted(office, "ann", ask(Action.VIEW, asking.files(office)))
    approval = cleared(office, id)
    disable(office, "ann")
    assert header(office, id) is R.CANCELLED
    assert office.session.get(Approval, approval).state is ApprovalState.WITHDRAWN


def test_sc06_a_disabled_approver_is_replaced_by_the_superior(office):
    id = submitted(office, "ann", ask(Action.VIEW, asking.files(office)))
    approval = cleared(office, id)
    disable(office, "sun")
    with office.work("gm") as work:
        decisions.decide_request(work, lock_approval(work, approval), verdict=Verdict.APPROVE)
    assert header(office, id) is R.APPROVED


def test_sc06_an_approver_disabled_after_approving_keeps_her_old_post_in_print(office):
    """K-3: who acted is kept as it was then."""
    ids = asking.files(office, secrecy=Secrecy.TOP)
    approval = cleared(office, submitted(office, "ann", ask(Action.VIEW, ids)))
    with office.work("sun") as work:
        decisions.decide_request(work, lock_approval(work, approval), verdict=Verdict.APPROVE)
    with office.work() as work:
        work.session.execute(update(User).where(User.login == "sun").values(post="顾问"))
    disable(office, "sun")
    with office.work("gm") as work:
        decisions.decide_request(work, lock_approval(work, approval), verdict=Verdict.APPROVE)
    signed = select(ApprovalTask).where(ApprovalTask.decided_by == office.people["sun"])
    assert office.session.scalars(signed).one().decided_as["post"] == "经理"
    assert office.session.get(Approval, approval).state is ApprovalState.GRANTED


def test_q10_nothing_is_handed_out_to_somebody_no_longer_entitled(office):
    id = approved(office, "ann", ask(Action.VIEW, asking.files(office)))
    [line] = line_ids(office, id)
    with office.work("wang") as work:
        desk.set_aside_file(work, lock_line(work, line))
    with office.work() as work:
        work.session.execute(delete(UserRole).where(UserRole.user_id == office.people["ann"]))
    with pytest.raises(NotAllowed), office.work("wang") as work:
        desk.hand_out_file(work, lock_line(work, line), signed=BY_HAND)


def test_q10_an_old_approval_hands_nothing_out(office):
    from datetime import timedelta

    id = approved(office, "ann", ask(Action.VIEW, asking.files(office)))
    [line] = line_ids(office, id)
    office.now += timedelta(days=61)
    with pytest.raises(IllegalMove, match="LY-202611-0001"), office.work("wang") as work:
        desk.set_aside_file(work, lock_line(work, line))
