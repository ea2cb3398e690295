"""The engine against a plain model: random acts by random people on one random chain (I-4, I-14)."""

from typing import ClassVar

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from models.approvals import Approval, ApprovalTask
from models.words.approvals import ApprovalState, StepNeed, StepRole, TaskState, Verdict
from models.words.kinds import Kind
from portal.approvals import acts as approval_acts
from portal.approvals import engine
from portal.approvals.engine import Plan, Subject
from portal.errors import PortalError
from tests.support.rows import locked

STEPS = (
    {"name": "a", "who": StepRole.APPLICANT_HEAD, "need": StepNeed.ONE},
    {"name": "b", "who": StepRole.ROLE, "role": "department_head", "need": StepNeed.ALL},
    {"name": "c", "who": StepRole.ROLE, "role": "approver", "need": StepNeed.ONE},
    {"name": "d", "who": StepRole.SUPERIOR, "need": StepNeed.ONE},
)
PEOPLE = ("ann", "sun", "zhang", "gm", "bo", "li")
ACTS = st.tuples(
    st.sampled_from(["approve", "reject", "return", "transfer", "add", "waive", "withdraw"]),
    st.sampled_from(PEOPLE),
    st.sampled_from(PEOPLE),
)


def act(stage, id, what, who, other):
    """One try; refusals are part of the game."""
    try:
        with stage.work(who) as work:
            if what in ("approve", "reject", "return"):
                engine.decide_approval(
                    work, locked(work, Approval, id), verdict=Verdict(what), comment="原因"
                )
            elif what == "transfer":
                approval_acts.transfer_turn(
                    work, locked(work, Approval, id), user_id=stage.people[other], reason="出差"
                )
            elif what == "add":
                approval_acts.add_approver(
                    work, locked(work, Approval, id), user_id=stage.people[other], reason="请看"
                )
            elif what == "waive":
                approval_acts.waive_step(work, locked(work, Approval, id), reason="没有合格人员")
            else:
                engine.withdraw_approval(work, locked(work, Approval, id))
    except PortalError:
        return


class Seen:
    """What must hold after every act, whatever it was."""

    ENDS: ClassVar = {ApprovalState.REFUSED: Verdict.REJECT, ApprovalState.RETURNED: Verdict.RETURN}

    def check(self, stage, id, applicant):
        approval = stage.session.get(Approval, id, populate_existing=True)
        tasks = stage.session.scalars(
            select(ApprovalTask).where(ApprovalTask.approval_id == id)
        ).all()
        deciders = [task.decided_by for task in tasks if task.verdict]
        assert applicant not in deciders
        assert len(deciders) == len(set(deciders))
        open_now = [task for task in tasks if task.state is TaskState.OPEN]
        assert all(task.step == approval.step for task in open_now)
        assert applicant not in [task.assignee_id for task in open_now]
        assert bool(open_now) == (approval.state is ApprovalState.OPEN)
        if approval.state is ApprovalState.GRANTED:
            for number, step in enumerate(approval.steps):
                said = [t for t in tasks if t.step == number and t.verdict is Verdict.APPROVE]
                assert said or step.get("waived"), f"step {number} passed in silence"
        if approval.state in self.ENDS:
            assert self.ENDS[approval.state] in [task.verdict for task in tasks]


@given(
    st.lists(st.sampled_from(STEPS), min_size=1, max_size=3),
    st.sampled_from(["ann", "sun", "zhang"]),
    st.lists(ACTS, max_size=10),
)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_i4_i14_no_sequence_of_acts_breaks_the_rules(stage, steps, applicant, acts):
    with stage.work(applicant) as work:
        subject = Subject(Kind.CUSTOMER, 1, "x", work.actor.id, work.actor.department_id)
        id = engine.open_approval(work, subject, Plan("test", 1, steps)).id
    seen = Seen()
    seen.check(stage, id, stage.people[applicant])
    for what, who, other in acts:
        act(stage, id, what, who, other)
        seen.check(stage, id, stage.people[applicant])
    with stage.work() as work:  # one open approval per record: clear the way for the next example
        row = work.session.get(Approval, id)
        if row.state in engine.RUNNING:
            engine.withdraw_approval(work, row)
