"""Whose turn it is: open turns a person may take, their own or on behalf of others."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

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
        Approval.state == ApprovalState.OPEN,
        Approval.owner_id != actor.id,
    )


def find_turn(work: Work, approval: Approval) -> Any:
    """The actor's open turn in an approval, or None; the page shows a box to decide it."""
    seats = work.actor.seats(approval.subject)
    if work.actor.id in {approval.owner_id, *approval.excluded}:
        return None
    statement = select(ApprovalTask).where(
        ApprovalTask.approval_id == approval.id,
        ApprovalTask.step == approval.step,
        ApprovalTask.state == TaskState.OPEN,
        ApprovalTask.assignee_id.in_(seats),
    )
    return work.session.scalars(statement.order_by(ApprovalTask.id)).first()


def find_latest(work: Work, kind: Kind, id: int) -> Approval | None:
    """The newest approval of a record, running or not; None if there is none."""
    statement = (
        select(Approval)
        .where(Approval.subject == kind, Approval.subject_id == id)
        .order_by(Approval.id.desc())
        .limit(1)
    )
    return work.session.scalar(statement)
