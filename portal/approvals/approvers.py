"""Who may decide a step of an approval at the moment, and on whose behalf (I-4, I-12, C4)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, select

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

MOST_LEVELS = 12  # more levels than any office has; a guard against cycles


def load_tasks(work: Work, approval: Approval) -> list[ApprovalTask]:
    """All turns of an approval, freshly read, oldest first."""
    statement = select(ApprovalTask).where(ApprovalTask.approval_id == approval.id)
    statement = statement.order_by(ApprovalTask.id).execution_options(populate_existing=True)
    return list(work.session.scalars(statement))


def barred_people(approval: Approval, tasks: Iterable[ApprovalTask]) -> set[int]:
    """User ids that may not decide (again): applicant, excluded, pre-checker, all who decided.

    A stand-in's decision counts for the stand-in and for the person they stood for (I-4).
    """
    barred = {approval.owner_id, *approval.excluded}
    barred |= {approval.checked_by} if approval.checked_by else set()
    for task in tasks:
        if task.verdict is not None:
            barred |= {task.assignee_id, task.decided_by or task.assignee_id}
    barred |= {step["waived"]["by"] for step in approval.steps if step.get("waived")}
    return barred


def find_candidates(
    work: Work, approval: Approval, step: Mapping[str, Any], *, but: Collection[int] = ()
) -> list[int]:
    """The user ids whose turn ``step`` is, none of ``but``; empty when nobody is qualified.

    A head or superior who may not decide is replaced by their own superior, never skipped; so
    is one whose stand-in is the applicant at the moment (SC-03 b).
    """
    barred = barred_people(approval, load_tasks(work, approval)) | set(but)
    return _people_named_by(work, approval, step, barred | _represented_people(work, approval))


def is_still_named(work: Work, approval: Approval, task: ApprovalTask) -> bool:
    """Whether the step, read with the current roles and posts, still names this turn's holder.

    While the applicant stands in for a head, it names the head's superior; a turn that the head
    was given before stays with the head.
    """
    if task.added_by is not None:
        return is_qualified(work, approval, task.assignee_id)
    step = approval.steps[task.step]
    barred = barred_people(approval, load_tasks(work, approval))
    now = barred | _represented_people(work, approval)
    return any(
        task.assignee_id in _people_named_by(work, approval, step, but) for but in (now, barred)
    )


def _people_named_by(
    work: Work, approval: Approval, step: Mapping[str, Any], barred: set[int]
) -> list[int]:
    who = StepRole(step["who"])
    if who is StepRole.ROLE:
        return [
            u for u in _role_holders(work, step["role"]) if _may_be_asked(work, approval, u, barred)
        ]
    if who is StepRole.PERSON:
        return [u for u in (step["user_id"],) if _may_be_asked(work, approval, u, barred)]
    if who is StepRole.SUPERIOR:
        first = _superior_of(work, approval.owner_id)
    else:
        first = _head_of(work, step["department_id"])
    return _climb_to_qualified(work, approval, first, barred)


def _climb_to_qualified(
    work: Work, approval: Approval, first: int | None, barred: set[int]
) -> list[int]:
    """``first`` or the nearest of their superiors who may be asked; at most one id."""
    user_id, seen = first, set[int]()
    while user_id is not None and user_id not in seen and len(seen) < MOST_LEVELS:
        if _may_be_asked(work, approval, user_id, barred):
            return [user_id]
        seen.add(user_id)
        user_id = _superior_of(work, user_id)
    return []


def _may_be_asked(work: Work, approval: Approval, user_id: int, barred: set[int]) -> bool:
    return user_id not in barred and is_qualified(work, approval, user_id)


def is_qualified(work: Work, approval: Approval, user_id: int) -> bool:
    """Whether they are active and a current role lets them decide here (I-12)."""
    actor = actor_for(work.session, user_id, work.now)
    return actor is not None and can(actor, P.APPROVAL_DECIDE, approval)


def _role_holders(work: Work, role: str) -> list[int]:
    """Active holders of ``role`` who may decide approvals through any of their roles."""
    deciding_roles = select(RoleGrant.role_id).where(RoleGrant.permission == P.APPROVAL_DECIDE)
    statement = (
        select(User.id)
        .join(UserRole, UserRole.user_id == User.id)
        .join(Role, Role.id == UserRole.role_id)
        .where(Role.code == role, User.active)
        .order_by(User.id)
    )
    deciders = select(UserRole.user_id).where(UserRole.role_id.in_(deciding_roles))
    return list(work.session.scalars(statement.where(User.id.in_(deciders))))


def _head_of(work: Work, department_id: int | None) -> int | None:
    """The head of a department or of the nearest one above that has a head."""
    for _ in range(MOST_LEVELS):
        row = work.session.execute(
            select(Department.head_id, Department.parent_id).where(Department.id == department_id)
        ).first()
        if row is None or row.head_id is not None:
            return row.head_id if row else None
        department_id = row.parent_id
    return None


def _superior_of(work: Work, user_id: int) -> int | None:
    """Their superior or, without one, the head of the department above theirs."""
    row = work.session.execute(
        select(User.superior_id, Department.parent_id)
        .outerjoin(Department, Department.id == User.department_id)
        .where(User.id == user_id)
    ).first()
    if row is None:
        return None
    return row.superior_id or _head_of(work, row.parent_id)


def _represented_people(work: Work, approval: Approval) -> set[int]:
    """Those whose stand-in here at the moment is the applicant (SC-03 b)."""
    applicants = {approval.owner_id, *approval.excluded}
    found = _delegations_in_force(work, approval, Delegation.to_id.in_(applicants))
    return {giver for giver, _taker in found}


def current_stand_ins(work: Work, approval: Approval, user_id: int) -> list[int]:
    """The user ids that may decide here on this person's behalf at the moment."""
    found = _delegations_in_force(work, approval, Delegation.from_id == user_id)
    barred = barred_people(approval, load_tasks(work, approval)) if found else set()
    return [taker for _giver, taker in found if taker not in barred]


def _delegations_in_force(
    work: Work, approval: Approval, which: ColumnElement[bool]
) -> list[tuple[int, int]]:
    """(who gave, who took) of the delegations that cover this kind of approval now."""
    statement = select(Delegation.from_id, Delegation.to_id, Delegation.subjects).where(
        Delegation.state == DelegationState.GIVEN,
        Delegation.starts_at <= work.now,
        Delegation.ends_at > work.now,
        which,
    )
    rows = work.session.execute(statement).all()
    return [(row[0], row[1]) for row in rows if not row[2] or approval.subject.value in row[2]]


def refuse_expired_stand_in(work: Work, subject: Kind, subject_id: int) -> None:
    """Tell a stand-in that their delegation has ended (SC-05); does nothing for anybody else.

    Discloses only what they were entitled to see: a turn that was open inside their window.
    Raises ``NotAllowed`` with the name of the person they stood for.
    """
    statement = (
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
    for row, since in work.session.execute(statement):
        ended = row.state is DelegationState.ENDED
        end = min(row.ends_at, row.updated_at) if ended else row.ends_at
        covered = not row.subjects or subject.value in row.subjects
        if covered and max(row.starts_at, since) < end <= work.now:
            raise NotAllowed(
                N_("You no longer decide for %(name)s: the delegation has ended. Ask them."),
                name=row.giver.name,
            )


def claim_open_turn(
    work: Work, approval: Approval, tasks: list[ApprovalTask]
) -> tuple[ApprovalTask, Work]:
    """The actor's open turn at the current step, and the work as its holder («丁 代 张经理»).

    Raises ``NotAllowed``: own request, decided before, no turn, or the right was lost (I-12).
    """
    if work.actor.id in {approval.owner_id, *approval.excluded}:
        raise NotAllowed(N_("You made this request, so somebody else decides it."))
    if work.actor.id == approval.checked_by:
        raise NotAllowed(N_("You checked this request before, so somebody else decides it."))
    if work.actor.id in barred_people(approval, tasks):
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
    if task.assignee_id in barred_people(approval, tasks):
        raise NotAllowed(N_("The person you act for may not decide here."))
    return task, replace(work, actor=_actor_for_turn(work, approval, task))


def _actor_for_turn(work: Work, approval: Approval, task: ApprovalTask) -> Actor:
    """The actor or, for another's turn, the actor with the right to decide on their behalf."""
    holder = actor_for(work.session, task.assignee_id, work.now)
    if holder is None or not is_still_named(work, approval, task):
        raise NotAllowed(N_("You may no longer decide here: the role was changed."))
    if task.assignee_id == work.actor.id:
        return work.actor
    stand = next(s for s in work.actor.stands_for if s.user_id == task.assignee_id)
    lent = {P.APPROVAL_DECIDE: holder.grants[P.APPROVAL_DECIDE]}
    return replace(work.actor, grants={**work.actor.grants, **lent}, acting_for=stand)


def step_need(step: Mapping[str, Any]) -> StepNeed:
    return StepNeed(step.get("need") or StepNeed.ONE)
