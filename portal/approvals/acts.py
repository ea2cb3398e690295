"""Acts on a running approval besides deciding: transfer, add, appoint, waive, remind, reroute."""

from sqlalchemy import select

from models.approvals import Approval, ApprovalTask
from models.people import User
from models.words.approvals import ApprovalState, TaskState
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.approvals import approvers, engine
from portal.approvals.rules import APPROVAL, TASK
from portal.errors import IllegalMove, Invalid, NotAllowed
from portal.events import Done
from portal.platform.notices import outbox
from portal.platform.workflow.states import move_state
from portal.work import Work


def transfer_turn(
    work: Work, approval: Approval, *, user_id: int, reason: str, step: int | None = None
) -> None:
    """Pass the actor's turn on to another qualified person (转交)."""
    task, acting = engine.claim_turn(work, approval, step)
    _check_new_approver(work, approval, user_id)
    move_state(acting, TASK, task, "transfer", reason=reason, to=user_id)
    engine.give_turn(work, approval, user_id, added_by=work.actor.id, required=task.required)


def add_approver(
    work: Work, approval: Approval, *, user_id: int, reason: str, step: int | None = None
) -> None:
    """Ask one more person at this step, whose consent is needed as well (加签)."""
    _task, acting = engine.claim_turn(work, approval, step)
    if not reason.strip():
        raise Invalid(N_("Please give a reason."), field="reason")
    _check_new_approver(work, approval, user_id)
    engine.give_turn(work, approval, user_id, added_by=work.actor.id, required=True)
    acting.record(_named(work, approval, "add", user_id, reason))


def _named(work: Work, approval: Approval, action: str, user_id: int, reason: str) -> Done:
    """That a person was named at the current step, for the history."""
    person = work.session.get_one(User, user_id).name
    facts = {"user": user_id, "person": person, "reason": reason, "step": approval.step}
    return Done(kind=approval.kind, id=approval.id, action=action, facts=facts)


def _check_new_approver(work: Work, approval: Approval, user_id: int) -> None:
    """Raise ``Invalid`` at field ``user_id`` unless the person can be asked at this step."""
    tasks = approvers.load_tasks(work, approval)
    if user_id in approvers.barred_people(approval, tasks):
        raise Invalid(
            N_("This person made or checked the request, or has already decided."), field="user_id"
        )
    if any(t.assignee_id == user_id and t.state is TaskState.OPEN for t in tasks):
        raise Invalid(N_("This person has already been asked."), field="user_id")
    if not approvers.is_qualified(work, approval, user_id):
        raise Invalid(N_("This person has no role that can decide approvals."), field="user_id")
    for step in approval.steps[approval.step + 1 :]:
        if approvers.find_candidates(work, approval, step) == [user_id]:
            raise Invalid(
                N_("This person decides at the step «%(step)s» anyway, and nobody decides twice."),
                field="user_id",
                step=step["name"],
            )


def appoint_approver(work: Work, approval: Approval, *, user_id: int, reason: str) -> None:
    """A records manager names a qualified person for a step that had nobody (I-4)."""
    _require_stuck(work, approval, P.CHAIN_EDIT)
    if not reason.strip():
        raise Invalid(N_("Please give a reason."), field="reason")
    _check_new_approver(work, approval, user_id)
    move_state(work.as_system(), APPROVAL, approval, "resume", reason=reason)
    engine.give_turn(work, approval, user_id, added_by=work.actor.id)
    work.record(_named(work, approval, "appoint", user_id, reason))


def waive_step(work: Work, approval: Approval, *, reason: str) -> None:
    """Let a stuck approval continue without this step; the level above does it, on record.

    Whoever waives counts as having decided (decision 24). Raises ``Invalid`` without a reason.
    """
    _require_stuck(work, approval, P.APPROVAL_WAIVE)
    if not reason.strip():
        raise Invalid(N_("Please give a reason."), field="reason")
    if not may_waive(work, approval):
        raise NotAllowed(N_("Whoever made the request or decided in it cannot waive a step."))
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
    move_state(work.as_system(), APPROVAL, approval, "resume")
    engine.advance_approval(work, approval, reason.strip())


def may_waive(work: Work, approval: Approval) -> bool:
    """Whether the actor has no part in an approval so far, and may waive a step of it."""
    tasks = approvers.load_tasks(work, approval)
    return work.actor.id not in approvers.barred_people(approval, tasks)


def _require_stuck(work: Work, approval: Approval, permission: P) -> None:
    work.require(permission, approval)
    if approval.state is not ApprovalState.STUCK:
        raise IllegalMove(N_("This step has qualified people; it can be decided as usual."))


def remind_approvers(work: Work, approval: Approval) -> int:
    """The applicant reminds those whose turn it is, once a day (催办); returns how many.

    Raises ``NotAllowed`` for others, ``IllegalMove`` if they were reminded today already.
    """
    if work.actor.id not in {approval.owner_id, *approval.excluded}:
        raise NotAllowed(N_("Only the applicant can remind."))
    assignee_ids = [
        t.assignee_id for t in approvers.load_tasks(work, approval) if t.state is TaskState.OPEN
    ]
    notified = outbox.tell(
        work,
        assignee_ids,
        "approval.reminded",
        approval.subject,
        approval.subject_id,
        stage=f"{approval.id}.{work.today}",
        title=approval.title,
        approval_id=approval.id,
    )
    if not notified:
        raise IllegalMove(
            N_("They were already reminded today. You can remind them again tomorrow.")
        )
    work.record(Done(kind=approval.kind, id=approval.id, action="remind"))
    return len(notified)


def reroute_approval(work: Work, approval: Approval) -> bool:
    """Replace approvers who were disabled or lost their role (I-12); returns whether any were."""
    if approval.state not in engine.RUNNING:
        return False
    tasks = [t for t in approvers.load_tasks(work, approval) if t.step == approval.step]
    open_tasks = [t for t in tasks if t.state is TaskState.OPEN]
    unfit = [t for t in open_tasks if not approvers.is_still_named(work, approval, t)]
    if approval.state is ApprovalState.STUCK:
        candidates = approvers.find_candidates(work, approval, approval.steps[approval.step])
        if candidates:
            engine.enter_step(work, approval)
        return bool(candidates)
    for task in unfit:
        move_state(work.as_system(), TASK, task, "pass")
        gone = work.session.get_one(User, task.assignee_id).name
        facts = {"person": gone, "step": approval.step}
        work.record(Done(kind=approval.kind, id=approval.id, action="replace", facts=facts))
    if unfit and len(unfit) == len(open_tasks):
        engine.enter_step(work, approval)
    elif unfit:
        engine.advance_approval(work, approval)
    return bool(unfit)


def reroute_approvals(work: Work) -> int:
    """Reroute every running approval that needs it; returns how many did."""
    ids = work.session.scalars(
        select(Approval.id).where(Approval.state.in_(engine.RUNNING)).order_by(Approval.id)
    ).all()
    return sum(
        reroute_approval(work, work.get(Approval, id, P.APPROVAL_SEE, lock=True)) for id in ids
    )


def remind_late_approvers(work: Work) -> None:
    """Remind everybody whose turn is overdue, once a day; silence never approves (I-14)."""
    late = work.session.execute(
        select(ApprovalTask.assignee_id, Approval)
        .join(Approval, Approval.id == ApprovalTask.approval_id)
        .where(ApprovalTask.state == TaskState.OPEN, ApprovalTask.due_on < work.today)
    )
    for user_id, approval in late.all():
        outbox.tell(
            work,
            [user_id, *approvers.current_stand_ins(work, approval, user_id)],
            "approval.late",
            approval.subject,
            approval.subject_id,
            stage=f"{approval.id}.{work.today}",
            title=approval.title,
            approval_id=approval.id,
        )
