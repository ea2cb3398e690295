"""Approvals of any record: who is asked, who may decide, and what each decision leads to."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from models.approvals import Approval, ApprovalTask
from models.people import Delegation, Department, User, UserRole
from models.platform.audit import AuditEntry
from models.platform.notices import Notice
from models.words.approvals import ApprovalState, StepNeed, StepRole, TaskState, Verdict
from models.words.kinds import Kind
from portal.approvals import acts, engine
from portal.approvals.engine import Plan, Subject
from portal.errors import Conflict, IllegalMove, Invalid, NotAllowed, NotFound
from tests.support.asking import delegate
from tests.support.rows import locked

HEAD = {"name": "部门负责人", "who": StepRole.APPLICANT_HEAD, "need": StepNeed.ONE, "workdays": 2}
GM = {"name": "总经理", "who": StepRole.ROLE, "role": "approver", "need": StepNeed.ONE}
APPROVE, REJECT, RETURN = Verdict.APPROVE, Verdict.REJECT, Verdict.RETURN


def begin(stage, who="ann", steps=(HEAD, GM), **more):
    """An approval for a made-up record of ``who``; returns its id."""
    with stage.work(who) as work:
        subject = Subject(
            Kind.CUSTOMER, 1, "一件事", work.actor.id, work.actor.department_id, **more
        )
        return engine.open_approval(work, subject, Plan("test", 1, list(steps))).id


def waiting(stage, id):
    """Names of those whose turn it is."""
    query = (
        select(User.login)
        .join(ApprovalTask, ApprovalTask.assignee_id == User.id)
        .where(ApprovalTask.approval_id == id, ApprovalTask.state == TaskState.OPEN)
    )
    return sorted(stage.session.scalars(query))


def decide(stage, who, id, verdict=APPROVE, comment="", **more):
    with stage.work(who, about="approval.decide") as work:
        engine.decide_approval(
            work, locked(work, Approval, id), verdict=verdict, comment=comment, **more
        )


def state(stage, id):
    return stage.session.scalar(select(Approval.state).where(Approval.id == id))


def test_a_chain_runs_from_step_to_step_to_the_end(stage):
    id = begin(stage)
    assert waiting(stage, id) == ["sun"]
    decide(stage, "sun", id)
    assert waiting(stage, id) == ["gm"]
    decide(stage, "gm", id)
    assert state(stage, id) is ApprovalState.GRANTED
    happened = list(stage.session.scalars(select(AuditEntry.happened).order_by(AuditEntry.seq)))
    assert happened == ["approve", "approve", "grant", "approvalsettled"]


def test_due_dates_count_working_days(stage):
    id = begin(stage)
    due = stage.session.scalar(select(ApprovalTask.due_on).where(ApprovalTask.approval_id == id))
    assert due.isoformat() == "2026-11-25"


def test_those_asked_and_their_stand_ins_are_told(stage):
    delegate(stage, "sun", "owen")
    begin(stage)
    told = select(User.login).join(Notice, Notice.user_id == User.id)
    assert sorted(stage.session.scalars(told)) == ["owen", "sun"]


@pytest.mark.parametrize(
    ("verdict", "end"),
    [(REJECT, ApprovalState.REFUSED), (RETURN, ApprovalState.RETURNED)],
)
def test_rejecting_and_returning_need_a_reason_and_end_it(stage, verdict, end):
    id = begin(stage)
    with pytest.raises(Invalid):
        decide(stage, "sun", id, verdict, " ")
    decide(stage, "sun", id, verdict, "请补充案号")
    assert state(stage, id) is end
    assert waiting(stage, id) == []


def test_a_stranger_cannot_decide_nor_tell_that_it_exists(stage):
    id = begin(stage)
    with pytest.raises(NotFound):
        decide(stage, "bo", id)
    with pytest.raises(NotFound):
        decide(stage, "zhang", id)


def test_the_head_as_applicant_is_decided_by_the_superior(stage):
    id = begin(stage, "sun", [HEAD])
    assert waiting(stage, id) == ["gm"]
    with pytest.raises(NotAllowed):
        decide(stage, "sun", id)


def test_i4_nobody_decides_twice_in_one_chain(stage):
    person = {"name": "再看一次", "who": StepRole.PERSON, "user_id": stage.people["sun"]}
    id = begin(stage, steps=[HEAD, person])
    decide(stage, "sun", id)
    assert state(stage, id) is ApprovalState.STUCK
    with pytest.raises(Conflict):
        decide(stage, "sun", id)


def test_i4_a_delegate_counts_as_himself_and_as_the_delegator(stage):
    delegate(stage, "sun", "zhang")
    again = {"name": "x", "who": StepRole.PERSON, "user_id": stage.people["zhang"]}
    id = begin(stage, steps=[HEAD, again])
    decide(stage, "zhang", id)
    task = stage.session.scalars(select(ApprovalTask).where(ApprovalTask.approval_id == id)).one()
    assert task.decided_as["name"] == "张经理"
    assert task.decided_as["for"] == "孙经理"
    assert state(stage, id) is ApprovalState.STUCK


def test_a_step_without_anybody_is_stuck_and_the_records_manager_is_told(stage):
    nobody = {"name": "法务", "who": StepRole.ROLE, "role": "file_owner"}
    id = begin(stage, steps=[nobody, GM])
    assert state(stage, id) is ApprovalState.STUCK
    told = stage.session.scalars(select(Notice).where(Notice.topic == "approval.stuck")).all()
    assert [n.user_id for n in told] == [stage.people["li"]]


def test_a_stuck_step_goes_on_only_by_a_recorded_waiver(stage):
    nobody = {"name": "法务", "who": StepRole.ROLE, "role": "file_owner"}
    id = begin(stage, steps=[nobody, HEAD])
    with pytest.raises(NotAllowed), stage.work("li") as work:
        acts.waive_step(work, locked(work, Approval, id), reason="没有法务")
    with pytest.raises(Invalid), stage.work("gm") as work:
        acts.waive_step(work, locked(work, Approval, id), reason=" ")
    with stage.work("gm") as work:
        acts.waive_step(work, locked(work, Approval, id), reason="没有法务")
    assert waiting(stage, id) == ["sun"]
    waived = stage.session.scalars(select(AuditEntry).where(AuditEntry.happened == "waive")).one()
    assert waived.details["facts"]["reason"] == "没有法务"


def test_a_records_manager_can_name_somebody_qualified(stage):
    nobody = {"name": "法务", "who": StepRole.ROLE, "role": "file_owner"}
    id = begin(stage, steps=[nobody])
    with pytest.raises(Invalid), stage.work("li") as work:
        acts.appoint_approver(
            work, locked(work, Approval, id), user_id=stage.people["bo"], reason="代看"
        )
    with stage.work("li") as work:
        acts.appoint_approver(
            work, locked(work, Approval, id), user_id=stage.people["zhang"], reason="代看"
        )
    decide(stage, "zhang", id)
    assert state(stage, id) is ApprovalState.GRANTED


def test_a_turn_can_be_transferred_but_not_to_the_applicant(stage):
    id = begin(stage, steps=[HEAD])
    with pytest.raises(Invalid), stage.work("sun") as work:
        acts.transfer_turn(
            work, locked(work, Approval, id), user_id=stage.people["ann"], reason="出差"
        )
    with stage.work("sun") as work:
        acts.transfer_turn(
            work, locked(work, Approval, id), user_id=stage.people["zhang"], reason="出差"
        )
    assert waiting(stage, id) == ["zhang"]
    with pytest.raises(NotAllowed):
        decide(stage, "sun", id)
    decide(stage, "zhang", id)
    assert state(stage, id) is ApprovalState.GRANTED


def test_an_added_person_must_agree_as_well(stage):
    id = begin(stage, steps=[HEAD])
    with stage.work("sun") as work:
        acts.add_approver(
            work, locked(work, Approval, id), user_id=stage.people["zhang"], reason="请客务部看"
        )
    decide(stage, "sun", id)
    assert state(stage, id) is ApprovalState.OPEN
    decide(stage, "zhang", id)
    assert state(stage, id) is ApprovalState.GRANTED


def test_reminding_works_once_a_day_and_only_for_the_applicant(stage):
    id = begin(stage)
    with pytest.raises(NotAllowed), stage.work("sun") as work:
        acts.remind_approvers(work, locked(work, Approval, id))
    with stage.work("ann") as work:
        assert acts.remind_approvers(work, locked(work, Approval, id)) == 1
    with pytest.raises(IllegalMove), stage.work("ann") as work:
        acts.remind_approvers(work, locked(work, Approval, id))
    stage.now += timedelta(days=1)
    with stage.work("ann") as work:
        assert acts.remind_approvers(work, locked(work, Approval, id)) == 1


def test_withdrawing_ends_it_for_everybody(stage):
    id = begin(stage)
    with pytest.raises(NotAllowed), stage.work("sun") as work:
        engine.withdraw_approval(work, locked(work, Approval, id))
    with stage.work("ann") as work:
        engine.withdraw_approval(work, locked(work, Approval, id), reason="不用了")
    assert state(stage, id) is ApprovalState.WITHDRAWN
    with pytest.raises(Conflict, match="withdrawn"):
        decide(stage, "sun", id)


def test_the_second_to_decide_learns_who_was_first(stage):
    delegate(stage, "sun", "owen")
    id = begin(stage)
    decide(stage, "owen", id, step=0)
    with pytest.raises(Conflict, match="欧文"):
        decide(stage, "sun", id, step=0)


def test_i12_a_lost_role_is_refused_and_its_step_goes_to_the_successor(stage):
    id = begin(stage, steps=[HEAD])
    sun, ann = stage.people["sun"], stage.people["ann"]
    hers = stage.session.scalars(select(UserRole.role_id).where(UserRole.user_id == ann)).all()
    stage.session.execute(delete(UserRole).where(UserRole.user_id == sun))
    stage.session.add_all(UserRole(user_id=sun, role_id=role) for role in hers)
    stage.session.commit()
    with pytest.raises(NotAllowed):
        decide(stage, "sun", id)
    stage.session.execute(
        update(Department).where(Department.code == "sales").values(head_id=stage.people["zhang"])
    )
    stage.session.commit()
    with stage.work() as work:
        assert acts.reroute_approvals(work) == 1
        assert acts.reroute_approvals(work) == 0
    assert waiting(stage, id) == ["zhang"]


def test_an_approver_disabled_after_approving_still_counts(stage):
    id = begin(stage)
    decide(stage, "sun", id)
    stage.session.execute(update(User).where(User.login == "sun").values(active=False))
    stage.session.commit()
    with stage.work() as work:
        acts.reroute_approvals(work)
    decide(stage, "gm", id)
    assert state(stage, id) is ApprovalState.GRANTED


def test_i14_a_late_turn_is_reminded_never_approved(stage):
    id = begin(stage)
    stage.now += timedelta(days=3)
    with stage.work() as work:
        acts.remind_late_approvers(work)
        acts.remind_late_approvers(work)
    late = stage.session.scalars(select(Notice).where(Notice.topic == "approval.late")).all()
    assert [n.user_id for n in late] == [stage.people["sun"]]
    assert state(stage, id) is ApprovalState.OPEN


def test_all_of_a_role_must_agree_where_the_step_says_so(stage):
    everybody = {
        "name": "会签",
        "who": StepRole.ROLE,
        "role": "department_head",
        "need": StepNeed.ALL,
    }
    id = begin(stage, steps=[everybody])
    assert waiting(stage, id) == ["sun", "zhang"]
    decide(stage, "sun", id)
    assert state(stage, id) is ApprovalState.OPEN
    decide(stage, "zhang", id)
    assert state(stage, id) is ApprovalState.GRANTED


def test_c4_a_delegation_for_other_matters_opens_nothing(stage):
    with stage.work() as work:
        work.add(
            Delegation(
                from_id=stage.people["sun"],
                to_id=stage.people["owen"],
                reason="x",
                starts_at=stage.now,
                ends_at=stage.now + timedelta(days=1),
                subjects=[Kind.LOAN.value],
            )
        )
    id = begin(stage)
    with pytest.raises(NotFound):
        decide(stage, "owen", id)


def test_an_opinion_that_is_too_long_is_refused_with_the_limit(stage):
    id = begin(stage)
    with pytest.raises(Invalid) as refused:
        decide(stage, "sun", id, comment="长" * 501)
    assert refused.value.values == {"most": 500, "now": 501}
    decide(stage, "sun", id, comment=" " + "长" * 500)
