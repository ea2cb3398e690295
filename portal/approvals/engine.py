"""Runs approvals of any kind of record: open, decide, hand on, withdraw (C2–C4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import select

from models.approvals import Approval, ApprovalTask
from models.people import Participation
from models.words.approvals import ApprovalState, TaskState, Verdict
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.access.actor import SYSTEM
from portal.access.holders import holders_of
from portal.approvals import approvers, rules
from portal.approvals.rules import APPROVAL, DONE_BY, ENDS, TASK, Turn
from portal.errors import Conflict, IllegalMove, Invalid, NotAllowed
from portal.events import ApprovalSettled
from portal.platform.calendar import workdays
from portal.platform.notices import outbox
from portal.platform.workflow import states
from portal.work import Work

RUNNING = (ApprovalState.OPEN, ApprovalState.STUCK)


@dataclass(frozen=True)
class Subject:
    """What is to be approved, for whom, and whose departments own it.

    ``excluded`` are user ids that count as the applicant too: who entered it for a visitor.
    """

    kind: Kind
    id: int
    title: str
    applicant_id: int
    department_id: int | None
    owners: Sequence[int] = ()
    excluded: Sequence[int] = ()
    summary: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """The steps to go through, and the chain and version they come from."""

    code: str
    version: int
    steps: Sequence[Mapping[str, Any]]


def begin(work: Work, subject: Subject, plan: Plan) -> Approval:
    """Open an approval whose steps are frozen now; an edited chain leaves it alone (C2)."""
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
            steps=rules.freeze(plan.steps, subject.department_id, subject.owners),
            excluded=list(subject.excluded),
            state=ApprovalState.OPEN,
        )
    )
    enter(work, approval)
    return approval


def running(work: Work, kind: Kind, id: int) -> Approval | None:
    """The open approval of one record, if this actor may see it."""
    found = work.session.scalar(
        select(Approval.id).where(
            Approval.subject == kind, Approval.subject_id == id, Approval.state.in_(RUNNING)
        )
    )
    return work.get(Approval, found, P.APPROVAL_SEE) if found else None


def take_seat(
    work: Work, approval_id: int, step: int | None = None
) -> tuple[Approval, ApprovalTask, Work]:
    """Lock an approval for the one whose turn it is; the returned work acts in the right place.

    ``step`` is the step the page showed. Raises ``NotFound`` for strangers, ``Conflict`` when
    it was decided meanwhile, ``NotAllowed`` as ``approvers.sit_down`` says.
    """
    approval = work.get(Approval, approval_id, P.APPROVAL_SEE, lock=True)
    tasks = approvers.tasks_of(work, approval)
    if approval.state is not ApprovalState.OPEN or step not in (None, approval.step):
        raise _too_late(approval, tasks, step)
    task, acting = approvers.sit_down(work, approval, tasks)
    return approval, task, acting


def _too_late(approval: Approval, tasks: list[ApprovalTask], step: int | None) -> Conflict:
    if approval.state is ApprovalState.WITHDRAWN:
        return Conflict(N_("The applicant has withdrawn this."))
    done = [t for t in tasks if t.verdict is not None and step in (None, t.step)]
    if not done:
        return Conflict(N_("This approval is no longer open."))
    return Conflict(N_("%(name)s has already handled this."), name=done[-1].decided_as["name"])


def decide(
    work: Work, approval_id: int, verdict: Verdict, comment: str = "", *, step: int | None = None
) -> Approval:
    """Approve, reject or return (Q6-Q8). Rejecting and returning need a comment.

    Raises what ``take_seat`` raises, and ``Invalid`` for a missing reason.
    """
    approval, task, acting = take_seat(work, approval_id, step)
    if verdict is not Verdict.APPROVE and not comment.strip():
        raise Invalid(N_("Please write why, so that the applicant knows."), field="comment")
    task.verdict, task.comment = verdict, comment.strip()
    task.decided_by, task.decided_at = work.actor.id, work.now
    task.decided_as = _signature(acting)
    states.move_state(
        acting,
        TASK,
        task,
        DONE_BY[verdict],
        reason=comment.strip(),
        subject=approval.subject,
        subject_id=approval.subject_id,
        step=approval.step,
    )
    after(work, approval, comment.strip())
    return approval


def _signature(acting: Work) -> dict[str, Any]:
    """How a decision is printed for ever: name, post, and in whose place (C4)."""
    actor, stand = acting.actor, acting.actor.acting_for
    shot: dict[str, Any] = {"name": actor.name, "post": actor.post, "department": actor.department}
    if stand:
        shot |= {"for": stand.name, "for_id": stand.user_id, "delegation": stand.delegation_id}
    return shot


def after(work: Work, approval: Approval, comment: str = "") -> None:
    """Look at the current step: still waiting, on to the next, or the end."""
    step = approval.steps[approval.step]
    turns = [
        Turn(t.state, t.required)
        for t in approvers.tasks_of(work, approval)
        if t.step == approval.step
    ]
    result = (
        Verdict.APPROVE if step.get("waived") else rules.outcome(approvers.need_of(step), turns)
    )
    if result is None:
        return
    close_turns(work, approval)
    if result is not Verdict.APPROVE:
        _settle(work, approval, ENDS[result], result, comment)
    elif approval.step + 1 == len(approval.steps):
        _settle(work, approval, "grant", result, comment)
    else:
        approval.step += 1
        enter(work, approval)


def enter(work: Work, approval: Approval) -> None:
    """Give the current step to those it names; nobody qualified: STUCK, said aloud (I-4)."""
    people = approvers.candidates(work, approval, approval.steps[approval.step])
    if not people:
        if approval.state is ApprovalState.OPEN:
            states.move_state(replace(work, actor=SYSTEM), APPROVAL, approval, "stick")
        tell_managers(work, approval)
        return
    if approval.state is ApprovalState.STUCK:
        states.move_state(replace(work, actor=SYSTEM), APPROVAL, approval, "resume")
    for user_id in people:
        give_turn(work, approval, user_id)


def give_turn(
    work: Work,
    approval: Approval,
    user_id: int,
    *,
    added_by: int | None = None,
    required: bool = False,
) -> None:
    """One person's turn, due in the step's working days; they and their stand-ins are told."""
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
    name_in(work, approval.kind, approval.id, user_id)
    name_in(work, approval.subject, approval.subject_id, user_id)
    outbox.tell(
        work,
        [user_id, *approvers.stand_ins(work, user_id)],
        "approval.waiting",
        approval.subject,
        approval.subject_id,
        stage=f"{approval.id}.{approval.step}",
        title=approval.title,
        approval_id=approval.id,
    )


def name_in(work: Work, kind: Kind, id: int, user_id: int) -> None:
    """Whoever is named in a record may see it (D4)."""
    key = {"subject": kind, "subject_id": id, "user_id": user_id}
    if not work.session.scalar(select(Participation.id).filter_by(**key)):
        work.session.add(Participation(**key))
        work.session.flush()  # asked again for the next step of the same person


def close_turns(work: Work, approval: Approval) -> None:
    """The turns nobody needs any more."""
    for task in approvers.tasks_of(work, approval):
        if task.state is TaskState.OPEN:
            states.move_state(replace(work, actor=SYSTEM), TASK, task, "pass")


def _settle(work: Work, approval: Approval, action: str, result: Verdict, comment: str) -> None:
    states.move_state(replace(work, actor=SYSTEM), APPROVAL, approval, action, reason=comment)
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


def tell_managers(work: Work, approval: Approval) -> None:
    """«无合格人员» is a task for the records managers (segregation matrix)."""
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


def withdraw(work: Work, approval_id: int, reason: str = "") -> Approval:
    """The applicant takes it back (Q12), or the system ends it (Q13). Nothing more is decided."""
    approval = work.get(Approval, approval_id, P.APPROVAL_SEE, lock=True)
    if work.actor.id not in {0, approval.owner_id, *approval.excluded}:
        raise NotAllowed(N_("Only the applicant can withdraw this."))
    if approval.state not in RUNNING:
        raise IllegalMove(N_("This approval is no longer open."))
    close_turns(work, approval)
    states.move_state(work, APPROVAL, approval, "withdraw", reason=reason)
    approval.settled_at = work.now
    return approval
