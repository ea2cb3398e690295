"""Who may decide a step of an approval just now, and in whose place (I-4, I-12, C4)."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from models.approvals import Approval, ApprovalTask
from models.people import Delegation, Department, Role, RoleGrant, User, UserRole
from models.words.approvals import StepNeed, StepRole, TaskState
from models.words.kinds import Kind
from models.words.people import DelegationState
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.access.actor import Actor
from portal.access.load import actor_for
from portal.access.policy import can
from portal.errors import NotAllowed
from portal.work import Work

HIGHEST = 12  # more superiors than any office has; a guard against a ring


def tasks_of(work: Work, approval: Approval) -> list[ApprovalTask]:
    """All turns of an approval as they are in the database now, oldest first."""
    query = select(ApprovalTask).where(ApprovalTask.approval_id == approval.id)
    fresh = query.order_by(ApprovalTask.id).execution_options(populate_existing=True)
    return list(work.session.scalars(fresh))


def spent(approval: Approval, tasks: Iterable[ApprovalTask]) -> set[int]:
    """Who may not decide (again): the applicant in every disguise, and all who have decided.

    A delegate's decision counts for the delegate and for the one they stood for (I-4).
    """
    used = {approval.owner_id, *approval.excluded}
    for task in tasks:
        if task.verdict is not None:
            used |= {task.assignee_id, task.decided_by or task.assignee_id}
    used |= {step["waived"]["by"] for step in approval.steps if step.get("waived")}
    return used


def candidates(work: Work, approval: Approval, step: Mapping[str, Any]) -> list[int]:
    """The user ids whose turn ``step`` is: empty when nobody is qualified.

    A head or superior who may not decide is replaced by their own superior, never skipped; so
    is one whose stand-in just now is the applicant (SC-03 b).
    """
    used = spent(approval, tasks_of(work, approval))
    away = _stood_for_by(work, {approval.owner_id, *approval.excluded})
    return _named_by(work, approval, step, used | away)


def still_named(work: Work, approval: Approval, task: ApprovalTask) -> bool:
    """Does the step, read with today's roles and posts, still name the holder of this turn?"""
    if task.added_by is not None:
        return qualified(work, approval, task.assignee_id)
    used = spent(approval, tasks_of(work, approval))
    return task.assignee_id in _named_by(work, approval, approval.steps[task.step], used)


def _named_by(
    work: Work, approval: Approval, step: Mapping[str, Any], barred: set[int]
) -> list[int]:
    who = StepRole(step["who"])
    if who is StepRole.ROLE:
        return [u for u in _holders(work, step["role"]) if _fit(work, approval, u, barred)]
    if who is StepRole.PERSON:
        return [u for u in (step["user_id"],) if _fit(work, approval, u, barred)]
    if who is StepRole.SUPERIOR:
        first = _superior(work, approval.owner_id)
    else:
        first = _head(work, step["department_id"])
    return _climb(work, approval, first, barred)


def _climb(work: Work, approval: Approval, first: int | None, barred: set[int]) -> list[int]:
    person, seen = first, set[int]()
    while person is not None and person not in seen and len(seen) < HIGHEST:
        if _fit(work, approval, person, barred):
            return [person]
        seen.add(person)
        person = _superior(work, person)
    return []


def _fit(work: Work, approval: Approval, user_id: int, barred: set[int]) -> bool:
    return user_id not in barred and qualified(work, approval, user_id)


def qualified(work: Work, approval: Approval, user_id: int) -> bool:
    """Are they active, and does a current role let them decide here (I-12)?"""
    actor = actor_for(work.session, user_id, work.now)
    return actor is not None and can(actor, P.APPROVAL_DECIDE, approval)


def _holders(work: Work, role: str) -> list[int]:
    deciding = select(RoleGrant.role_id).where(RoleGrant.permission == P.APPROVAL_DECIDE)
    query = (
        select(User.id)
        .join(UserRole, UserRole.user_id == User.id)
        .join(Role, Role.id == UserRole.role_id)
        .where(Role.code == role, User.active)
        .order_by(User.id)
    )
    also = select(UserRole.user_id).where(UserRole.role_id.in_(deciding))
    return list(work.session.scalars(query.where(User.id.in_(also))))


def _head(work: Work, department_id: int | None) -> int | None:
    """The head of a department, or of the nearest one above that has a head."""
    for _ in range(HIGHEST):
        row = work.session.execute(
            select(Department.head_id, Department.parent_id).where(Department.id == department_id)
        ).first()
        if row is None or row.head_id is not None:
            return row.head_id if row else None
        department_id = row.parent_id
    return None


def _superior(work: Work, user_id: int) -> int | None:
    """Their superior; for the head of a department without one, the head of the one above."""
    row = work.session.execute(
        select(User.superior_id, Department.parent_id)
        .outerjoin(Department, Department.id == User.department_id)
        .where(User.id == user_id)
    ).first()
    if row is None:
        return None
    return row.superior_id or _head(work, row.parent_id)


def _stood_for_by(work: Work, people: set[int]) -> set[int]:
    """Those whose stand-ins just now are among ``people``: SC-03 (b)."""
    rows = work.session.execute(_now(work).where(Delegation.to_id.in_(people))).all()
    return {giver for giver, _ in rows}


def stand_ins(work: Work, user_id: int) -> list[int]:
    """Who may decide in their place just now."""
    return [to for _, to in work.session.execute(_now(work).where(Delegation.from_id == user_id))]


def _now(work: Work) -> Any:
    return select(Delegation.from_id, Delegation.to_id).where(
        Delegation.state == DelegationState.GIVEN,
        Delegation.starts_at <= work.now,
        Delegation.ends_at > work.now,
    )


def refuse_late(work: Work, subject: Kind, subject_id: int) -> None:
    """Say to a stand-in whose window has closed that it has (SC-05); silent for all others.

    Only what was theirs to see is told: a turn that was open inside the window.
    Raises ``NotAllowed`` with the name of whom they stood for.
    """
    turns = (
        select(Delegation, ApprovalTask.created_at)
        .join(ApprovalTask, ApprovalTask.assignee_id == Delegation.from_id)
        .join(Approval, Approval.id == ApprovalTask.approval_id)
        .where(
            Approval.subject == subject,
            Approval.subject_id == subject_id,
            Delegation.to_id == work.actor.id,
        )
        .order_by(Delegation.id.desc())
    )
    for row, since in work.session.execute(turns):
        ended = row.state is DelegationState.ENDED
        end = min(row.ends_at, row.updated_at) if ended else row.ends_at
        covered = not row.subjects or subject.value in row.subjects
        if covered and max(row.starts_at, since) < end <= work.now:
            raise NotAllowed(
                N_("You no longer decide for %(name)s: the delegation has ended. Ask them."),
                name=row.giver.name,
            )


def sit_down(
    work: Work, approval: Approval, tasks: list[ApprovalTask]
) -> tuple[ApprovalTask, Work]:
    """The actor's open turn at the current step, and work in the right place («丁 代 张经理»).

    Raises ``NotAllowed``: own request, decided before, no turn, or the right was lost (I-12).
    """
    if work.actor.id in {approval.owner_id, *approval.excluded}:
        raise NotAllowed(N_("You asked for this, so somebody else decides it."))
    if work.actor.id in spent(approval, tasks):
        raise NotAllowed(N_("You have already decided in this approval."))
    seats = work.actor.seats(approval.subject)
    mine = [
        t
        for t in tasks
        if t.step == approval.step and t.state is TaskState.OPEN and t.assignee_id in seats
    ]
    if not mine:
        raise NotAllowed(N_("It is not your turn to decide."))
    task = min(mine, key=lambda t: seats.index(t.assignee_id))
    if task.assignee_id in spent(approval, tasks):
        raise NotAllowed(N_("The person you stand for may not decide here."))
    return task, replace(work, actor=_as(work, approval, task))


def _as(work: Work, approval: Approval, task: ApprovalTask) -> Actor:
    holder = actor_for(work.session, task.assignee_id, work.now)
    if holder is None or not still_named(work, approval, task):
        raise NotAllowed(N_("You may no longer decide here: the role was changed."))
    if task.assignee_id == work.actor.id:
        return work.actor
    stand = next(s for s in work.actor.stands_for if s.user_id == task.assignee_id)
    lent = {P.APPROVAL_DECIDE: holder.grants[P.APPROVAL_DECIDE]}
    return replace(work.actor, grants={**work.actor.grants, **lent}, acting_for=stand)


def need_of(step: Mapping[str, Any]) -> StepNeed:
    return StepNeed(step.get("need") or StepNeed.ONE)
