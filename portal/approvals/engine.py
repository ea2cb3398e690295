"""The approval engine: opens, decides, advances and withdraws approvals of any kind (C2–C4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from models.approvals import Approval, ApprovalTask
from models.people import Participation
from models.words.approvals import ApprovalState, TaskState, Verdict
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.access.holders import holders_of
from portal.approvals import approvers, rules
from portal.approvals.opinions import require_opinion
from portal.approvals.rules import APPROVAL, DONE_BY, ENDS, TASK, Turn
from portal.errors import Conflict, IllegalMove, Invalid, NotAllowed
from portal.events import ApprovalSettled
from portal.platform.calendar import workdays
from portal.platform.notices import outbox
from portal.platform.workflow.states import move_state
from portal.work import Work

RUNNING = (ApprovalState.OPEN, ApprovalState.STUCK)


@dataclass(frozen=True)
class Subject:
    """What is to be approved, for whom, and the ids of the departments that own it.

    ``excluded`` are user ids that count as the applicant too: who entered it for a visitor.
    ``checked_by`` found it in order before: they decide no step of it, in nobody's place (Q5).
    """

    kind: Kind
    id: int
    title: str
    applicant_id: int
    department_id: int | None
    owners: Sequence[int] = ()
    excluded: Sequence[int] = ()
    checked_by: int | None = None
    summary: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """The steps of an approval, and the chain code and version they come from."""

    code: str
    version: int
    steps: Sequence[Mapping[str, Any]]


def open_approval(work: Work, subject: Subject, plan: Plan) -> Approval:
    """Open an approval; its steps are frozen, so later edits of the chain do not affect it (C2)."""
    approval: Approval = work.add(
        Approval(
            subject=subject.kind,
            subject_id=subject.id,
            title=subject.title,
            owner_id=subject.applicant_id,
            department_id=subject.department_id,
            summary=dict(subject.summary),
            chain_code=plan.code,
            chain_version=plan.version,
            steps=rules.freeze_steps(plan.steps, subject.department_id, subject.owners),
            excluded=list(subject.excluded),
            checked_by=subject.checked_by,
            state=ApprovalState.OPEN,
        )
    )
    enter_step(work, approval)
    return approval


def running_approval(work: Work, kind: Kind, id: int, *, lock: bool = False) -> Approval | None:
    """The running approval of a record, if there is one. Raises ``NotFound`` for strangers."""
    approval_id = work.session.scalar(
        select(Approval.id).where(
            Approval.subject == kind, Approval.subject_id == id, Approval.state.in_(RUNNING)
        )
    )
    if not approval_id:
        return None
    return work.get(Approval, approval_id, P.APPROVAL_SEE, lock=lock)


def claim_turn(
    work: Work, approval: Approval, step: int | None = None
) -> tuple[ApprovalTask, Work]:
    """The actor's turn in a locked approval, and the work that acts as the turn's holder.

    ``step`` is the step the page showed. Raises ``Conflict`` if it was decided meanwhile, and
    ``NotAllowed`` as ``approvers.claim_open_turn`` does.
    """
    tasks = approvers.load_tasks(work, approval)
    if approval.state is not ApprovalState.OPEN or step not in (None, approval.step):
        raise _already_settled(approval, tasks, step)
    return approvers.claim_open_turn(work, approval, tasks)


def _already_settled(approval: Approval, tasks: list[ApprovalTask], step: int | None) -> Conflict:
    if approval.state is ApprovalState.WITHDRAWN:
        return Conflict(N_("The applicant has withdrawn this."))
    done = [t for t in tasks if t.verdict is not None and step in (None, t.step)]
    if not done:
        return Conflict(N_("This approval is no longer open."))
    return Conflict(N_("%(name)s has already handled this."), name=done[-1].decided_as["name"])


def decide_approval(
    work: Work,
    approval: Approval,
    *,
    verdict: Verdict,
    comment: str = "",
    step: int | None = None,
) -> None:
    """Approve, reject or return (Q6-Q8). Rejecting and returning need a comment.

    Raises what ``claim_turn`` raises, and ``Invalid`` for a missing or long comment.
    """
    task, acting = claim_turn(work, approval, step)
    if verdict is not Verdict.APPROVE and not comment.strip():
        raise Invalid(N_("Please write why, so that the applicant knows."), field="comment")
    require_opinion(comment)
    task.verdict, task.comment = verdict, comment.strip()
    task.decided_by, task.decided_at = work.actor.id, work.now
    task.decided_as = _signature(acting)
    move_state(
        acting,
        TASK,
        task,
        DONE_BY[verdict],
        reason=comment.strip(),
        subject=approval.subject,
        subject_id=approval.subject_id,
        step=approval.step,
    )
    advance_approval(work, approval, comment.strip())


def _signature(acting: Work) -> dict[str, Any]:
    """The signature of a decision, fixed for good: name, post, and on whose behalf (C4)."""
    actor, stand = acting.actor, acting.actor.acting_for
    signature: dict[str, Any] = {
        "name": actor.name,
        "post": actor.post,
        "department": actor.department,
    }
    if stand:
        signature |= {
            "for": stand.name,
            "for_id": stand.user_id,
            "delegation": stand.delegation_id,
        }
    return signature


def advance_approval(work: Work, approval: Approval, comment: str = "") -> None:
    """Evaluate the current step: keep waiting, enter the next one, or settle the approval."""
    step = approval.steps[approval.step]
    turns = [
        Turn(t.state, t.required)
        for t in approvers.load_tasks(work, approval)
        if t.step == approval.step
    ]
    result = (
        Verdict.APPROVE
        if step.get("waived")
        else rules.step_outcome(approvers.step_need(step), turns)
    )
    if result is None:
        return
    close_open_turns(work, approval)
    if result is not Verdict.APPROVE:
        _settle(work, approval, ENDS[result], result, comment)
    elif approval.step + 1 == len(approval.steps):
        _settle(work, approval, "grant", result, comment)
    else:
        approval.step += 1
        enter_step(work, approval)


def enter_step(work: Work, approval: Approval) -> None:
    """Give a turn to everybody the current step names; stuck if nobody is qualified (I-4)."""
    candidates = approvers.find_candidates(work, approval, approval.steps[approval.step])
    if not candidates:
        if approval.state is ApprovalState.OPEN:
            move_state(work.as_system(), APPROVAL, approval, "stick")
        notify_records_managers(work, approval)
        return
    if approval.state is ApprovalState.STUCK:
        move_state(work.as_system(), APPROVAL, approval, "resume")
    for user_id in candidates:
        give_turn(work, approval, user_id)


def give_turn(
    work: Work,
    approval: Approval,
    user_id: int,
    *,
    added_by: int | None = None,
    required: bool = False,
) -> None:
    """Add a turn, due within the step's working days; notifies the person and their stand-ins."""
    days = approval.steps[approval.step].get("workdays")
    due = workdays.add_workdays(work, work.today, days) if days else None
    work.add(
        ApprovalTask(
            approval_id=approval.id,
            step=approval.step,
            assignee_id=user_id,
            due_on=due,
            added_by=added_by,
            required=required,
            state=TaskState.OPEN,
            comment="",
            decided_as={},
        )
    )
    add_participant(work, approval.kind, approval.id, user_id)
    add_participant(work, approval.subject, approval.subject_id, user_id)
    outbox.tell(
        work,
        [user_id, *approvers.current_stand_ins(work, approval, user_id)],
        "approval.waiting",
        approval.subject,
        approval.subject_id,
        stage=f"{approval.id}.{approval.step}",
        title=approval.title,
        approval_id=approval.id,
    )


def add_participant(work: Work, kind: Kind, id: int, user_id: int) -> None:
    """Let a person see a record because they take part in it (D4)."""
    key = {"subject": kind, "subject_id": id, "user_id": user_id}
    if not work.session.scalar(select(Participation.id).filter_by(**key)):
        work.session.add(Participation(**key))
        work.session.flush()  # so that the next call for the same person sees it


def close_open_turns(work: Work, approval: Approval) -> None:
    """Close the turns that are no longer needed."""
    for task in approvers.load_tasks(work, approval):
        if task.state is TaskState.OPEN:
            move_state(work.as_system(), TASK, task, "pass")


def _settle(work: Work, approval: Approval, action: str, result: Verdict, comment: str) -> None:
    move_state(work.as_system(), APPROVAL, approval, action, reason=comment)
    approval.settled_at = work.now
    work.record(
        ApprovalSettled(
            kind=approval.subject,
            id=approval.subject_id,
            approval_id=approval.id,
            verdict=result,
            comment=comment,
        )
    )


def notify_records_managers(work: Work, approval: Approval) -> None:
    """Notify the records managers that nobody is qualified (无合格人员)."""
    outbox.tell(
        work,
        holders_of(work.session, P.CHAIN_EDIT),
        "approval.stuck",
        approval.subject,
        approval.subject_id,
        stage=f"{approval.id}.{approval.step}",
        title=approval.title,
        approval_id=approval.id,
    )


def withdraw_approval(work: Work, approval: Approval, *, reason: str = "") -> None:
    """The applicant withdraws an approval (Q12), or the system ends it (Q13).

    Raises ``NotAllowed`` for others, ``IllegalMove`` if it is not running.
    """
    if work.actor.id not in {0, approval.owner_id, *approval.excluded}:
        raise NotAllowed(N_("Only the applicant can withdraw this."))
    if approval.state not in RUNNING:
        raise IllegalMove(N_("This approval is no longer open."))
    close_open_turns(work, approval)
    move_state(work, APPROVAL, approval, "withdraw", reason=reason)
    approval.settled_at = work.now
