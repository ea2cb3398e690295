"""Whose turn it is: open turns a person may take, their own or on behalf of others."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, exists, func, or_, select
from sqlalchemy.orm import aliased, selectinload

from models.approvals import Approval, ApprovalTask
from models.words.approvals import ApprovalState, TaskState
from models.words.kinds import Kind
from portal.work import Work


def turns_of(work: Work) -> Sequence[ColumnElement[bool]]:
    """WHERE clauses that select the actor's open turns from tasks joined with approvals."""
    actor = work.actor
    seats: list[ColumnElement[bool]] = [ApprovalTask.assignee_id == actor.id]
    for stand in actor.stands_for:
        seat = ApprovalTask.assignee_id == stand.user_id
        if stand.subjects:
            seat = and_(seat, Approval.subject.in_(stand.subjects))
        seats.append(seat)
    return (
        or_(*seats),
        ApprovalTask.state == TaskState.OPEN,
        ApprovalTask.step == Approval.step,
        Approval.state == ApprovalState.OPEN,
        Approval.owner_id != actor.id,
        ~_is_excluded(actor.id),
        ~_has_decided(actor.id),
        or_(Approval.checked_by.is_(None), Approval.checked_by != actor.id),
    )


def _is_excluded(user_id: int) -> ColumnElement[bool]:
    """The twin of ``user_id in approval.excluded``, a list in JSON."""
    said: Any = cast(Approval.excluded, String)
    for mark, instead in ((" ", ""), ("[", ","), ("]", ",")):
        said = func.replace(said, mark, instead)
    found: ColumnElement[bool] = said.contains(f",{user_id},")
    return found


def _has_decided(user_id: int) -> ColumnElement[bool]:
    """Whoever decided at one step is not asked at another, whoever they stand for (I-4)."""
    earlier = aliased(ApprovalTask)
    return exists().where(earlier.approval_id == Approval.id, earlier.decided_by == user_id)


def find_turn(work: Work, approval: Approval) -> Any:
    """The actor's open turn in an approval, or None; the page shows a box to decide it."""
    seats = work.actor.seats(approval.subject)
    if work.actor.id in {approval.owner_id, *approval.excluded, approval.checked_by}:
        return None
    statement = select(ApprovalTask).where(
        ApprovalTask.approval_id == approval.id,
        ApprovalTask.step == approval.step,
        ApprovalTask.state == TaskState.OPEN,
        ApprovalTask.assignee_id.in_(seats),
    )
    return work.session.scalars(statement.order_by(ApprovalTask.id)).first()


def list_approvals(work: Work, kind: Kind, id: int) -> list[Approval]:
    """All approvals of a record the caller has loaded, with their turns, oldest first."""
    statement = (
        select(Approval)
        .where(Approval.subject == kind, Approval.subject_id == id)
        .options(selectinload(Approval.tasks))
        .order_by(Approval.id)
    )
    return list(work.session.scalars(statement))


def find_latest(work: Work, kind: Kind, id: int) -> Approval | None:
    """The newest approval of a record, running or not; None if there is none."""
    statement = (
        select(Approval)
        .where(Approval.subject == kind, Approval.subject_id == id)
        .order_by(Approval.id.desc())
        .limit(1)
    )
    return work.session.scalar(statement)
