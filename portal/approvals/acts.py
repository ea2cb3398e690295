"""What else can be done to a running approval: transfer, add, waive, remind, find new people."""

from dataclasses import replace

from sqlalchemy import select

from models.approvals import Approval, ApprovalTask
from models.words.approvals import ApprovalState, TaskState
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.access.actor import SYSTEM
from portal.approvals import approvers
from portal.approvals import engine as approvals
from portal.approvals.rules import APPROVAL, TASK
from portal.errors import IllegalMove, Invalid, NotAllowed
from portal.events import Done
from portal.platform.notices import outbox
from portal.platform.workflow import states
from portal.work import Work


def transfer(
    work: Work, approval_id: int, user_id: int, reason: str, *, step: int | None = None
) -> Approval:
    """Hand one's turn to somebody else who is qualified (转交)."""
    approval, task, acting = approvals.take_seat(work, approval_id, step)
    _check_new(work, approval, user_id)
    states.move_state(acting, TASK, task, "transfer", reason=reason, to=user_id)
    approvals.give_turn(work, approval, user_id, added_by=work.actor.id, required=task.required)
    return approval


def add(
    work: Work, approval_id: int, user_id: int, reason: str, *, step: int | None = None
) -> Approval:
    """Ask one more person at this step; it waits for their consent as well (加签)."""
    approval, _task, acting = approvals.take_seat(work, approval_id, step)
    if not reason.strip():
        raise Invalid(N_("Please give a reason."), field="reason")
    _check_new(work, approval, user_id)
    approvals.give_turn(work, approval, user_id, added_by=work.actor.id, required=True)
    acting.record(
        Done(
            kind=approval.kind,
            id=approval.id,
            action="add",
            facts={"user": user_id, "reason": reason, "step": approval.step},
        )
    )
    return approval


def _check_new(work: Work, approval: Approval, user_id: int) -> None:
    tasks = approvers.tasks_of(work, approval)
    if user_id in approvers.spent(approval, tasks):
        raise Invalid(N_("This person asked for it or has decided already."), field="user_id")
    if any(t.assignee_id == user_id and t.state is TaskState.OPEN for t in tasks):
        raise Invalid(N_("This person is asked already."), field="user_id")
    if not approvers.qualified(work, approval, user_id):
        raise Invalid(N_("This person holds no role that decides approvals."), field="user_id")


def appoint(work: Work, approval_id: int, user_id: int, reason: str) -> Approval:
    """A records manager names a qualified person for a step that had nobody (I-4)."""
    approval = _stuck(work, approval_id, P.CHAIN_EDIT)
    if not reason.strip():
        raise Invalid(N_("Please give a reason."), field="reason")
    _check_new(work, approval, user_id)
    states.move_state(replace(work, actor=SYSTEM), APPROVAL, approval, "resume", reason=reason)
    approvals.give_turn(work, approval, user_id, added_by=work.actor.id)
    work.record(
        Done(
            kind=approval.kind,
            id=approval.id,
            action="appoint",
            facts={"user": user_id, "reason": reason, "step": approval.step},
        )
    )
    return approval


def waive(work: Work, approval_id: int, reason: str) -> Approval:
    """Let a stuck approval go on without this step: on record, by the level above, with a reason.

    Who waives counts as having decided (decision 24).
    """
    approval = _stuck(work, approval_id, P.APPROVAL_WAIVE)
    if not reason.strip():
        raise Invalid(N_("Please give a reason."), field="reason")
    if work.actor.id in approvers.spent(approval, approvers.tasks_of(work, approval)):
        raise NotAllowed(N_("Who asked or decided here cannot waive a step."))
    note = {
        "by": work.actor.id,
        "name": work.actor.name,
        "reason": reason.strip(),
        "at": work.now.isoformat(),
    }
    approval.steps = [
        {**s, "waived": note} if n == approval.step else s for n, s in enumerate(approval.steps)
    ]
    work.record(Done(kind=approval.kind, id=approval.id, action="waive", facts=note))
    states.move_state(replace(work, actor=SYSTEM), APPROVAL, approval, "resume")
    approvals.after(work, approval, reason.strip())
    return approval


def _stuck(work: Work, approval_id: int, permission: P) -> Approval:
    approval = work.get(Approval, approval_id, P.APPROVAL_SEE, lock=True)
    work.require(permission, approval)
    if approval.state is not ApprovalState.STUCK:
        raise IllegalMove(N_("This step has qualified people; it can be decided as usual."))
    return approval


def remind(work: Work, approval_id: int) -> int:
    """The applicant reminds those who are asked, once a day (催办). Returns how many were told."""
    approval = work.get(Approval, approval_id, P.APPROVAL_SEE, lock=True)
    if work.actor.id not in {approval.owner_id, *approval.excluded}:
        raise NotAllowed(N_("Only the applicant can remind."))
    people = [
        t.assignee_id for t in approvers.tasks_of(work, approval) if t.state is TaskState.OPEN
    ]
    told = outbox.tell(
        work,
        people,
        "approval.reminded",
        approval.subject,
        approval.subject_id,
        stage=f"{approval.id}.{work.today}",
        title=approval.title,
        approval_id=approval.id,
    )
    if not told:
        raise IllegalMove(N_("They were reminded today already. You can remind again tomorrow."))
    work.record(Done(kind=approval.kind, id=approval.id, action="remind"))
    return len(told)


def reroute(work: Work, approval_id: int) -> bool:
    """Ask others in place of those who were disabled or lost the role (I-12). Was it needed?"""
    approval = work.get(Approval, approval_id, P.APPROVAL_SEE, lock=True)
    if approval.state not in approvals.RUNNING:
        return False
    tasks = [t for t in approvers.tasks_of(work, approval) if t.step == approval.step]
    open_tasks = [t for t in tasks if t.state is TaskState.OPEN]
    unfit = [t for t in open_tasks if not approvers.still_named(work, approval, t)]
    if approval.state is ApprovalState.STUCK:
        found = approvers.candidates(work, approval, approval.steps[approval.step])
        if found:
            approvals.enter(work, approval)
        return bool(found)
    for task in unfit:
        states.move_state(replace(work, actor=SYSTEM), TASK, task, "pass")
    if unfit and len(unfit) == len(open_tasks):
        approvals.enter(work, approval)
    elif unfit:
        approvals.after(work, approval)
    return bool(unfit)


def reroute_all(work: Work, _event: object = None) -> int:
    """Look at every running approval after people, roles or departments changed."""
    ids = work.session.scalars(
        select(Approval.id).where(Approval.state.in_(approvals.RUNNING)).order_by(Approval.id)
    ).all()
    return sum(reroute(work, id) for id in ids)


def remind_late(work: Work) -> None:
    """Tell people whose turn is past its day; silence never approves (I-14)."""
    late = work.session.execute(
        select(ApprovalTask.assignee_id, Approval)
        .join(Approval, Approval.id == ApprovalTask.approval_id)
        .where(ApprovalTask.state == TaskState.OPEN, ApprovalTask.due_on < work.today)
    )
    for user_id, approval in late.all():
        outbox.tell(
            work,
            [user_id, *approvers.stand_ins(work, user_id)],
            "approval.late",
            approval.subject,
            approval.subject_id,
            stage=f"{approval.id}.{work.today}",
            title=approval.title,
            approval_id=approval.id,
        )
