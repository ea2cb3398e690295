"""What a person decided lately; what waits for them is ``portal.office.todo``."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from models.approvals import Approval, ApprovalTask
from portal.work import Work


def decided_lately(work: Work) -> list[ApprovalTask]:
    """What this person decided lately, newest first."""
    query = (
        select(ApprovalTask)
        .where(ApprovalTask.decided_by == work.actor.id)
        .options(joinedload(ApprovalTask.approval).joinedload(Approval.applicant))
        .order_by(ApprovalTask.decided_at.desc(), ApprovalTask.id.desc())
    )
    return list(work.session.scalars(query.limit(50)).unique())
