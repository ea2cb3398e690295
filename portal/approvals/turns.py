"""Whose turn it is: the open steps a person may take, for themselves or for whom they stand."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from models.approvals import Approval, ApprovalTask
from models.words.approvals import ApprovalState, TaskState
from models.words.kinds import Kind
from portal.work import Work


def turns_of(work: Work) -> Sequence[ColumnElement[bool]]:
    """The clauses that leave the turns of the actor among all tasks and their approvals."""
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
    """The open turn of this person in an approval, or None: draws the approval box."""
    seats = work.actor.seats(approval.subject)
    if work.actor.id in {approval.owner_id, *approval.excluded}:
        return None
    query = select(ApprovalTask).where(
        ApprovalTask.approval_id == approval.id,
        ApprovalTask.step == approval.step,
        ApprovalTask.state == TaskState.OPEN,
        ApprovalTask.assignee_id.in_(seats),
    )
    return work.session.scalars(query.order_by(ApprovalTask.id)).first()


def find_latest(work: Work, kind: Kind, id: int) -> Approval | None:
    """The newest approval of a record: the running one, or how the last one ended."""
    query = (
        select(Approval)
        .where(Approval.subject == kind, Approval.subject_id == id)
        .order_by(Approval.id.desc())
        .limit(1)
    )
    return work.session.scalar(query)
