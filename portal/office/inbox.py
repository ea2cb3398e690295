"""A person's inbox: turns to decide, stuck steps, own requests, recent decisions."""

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from models.approvals import Approval, ApprovalTask
from models.lending.requests import AccessRequest
from models.platform.notices import Notice
from models.words.approvals import ApprovalState
from models.words.permissions import Permission as P
from portal.access.policy import can
from portal.approvals.turns import turns_of
from portal.lending.request_rules import OPEN_STATES
from portal.work import Work

SHOWN = 200
# Notices that ask for an act, by the beginning of their topic.
REMINDING = (
    "approval.late",
    "approval.reminded",
    "approval.stuck",
    "copy.due",
    "deficiency.",
    "file.deficient",
    "file.missing",
    "file.shelf_check",
    "file_to_mend",
    "loan.recalled",
    "loan.reminder",
    "request.ready",
    "request.your_turn",
    "viewing.unclosed",
)


def waiting_turns(work: Work) -> list[ApprovalTask]:
    """The turns this person may take now, for themselves or for whom they stand; oldest first."""
    query = (
        select(ApprovalTask)
        .join(Approval, Approval.id == ApprovalTask.approval_id)
        .where(*turns_of(work))
        .options(
            joinedload(ApprovalTask.approval).joinedload(Approval.applicant),
            joinedload(ApprovalTask.assignee),
        )
        .order_by(ApprovalTask.due_on.is_(None), ApprovalTask.due_on, ApprovalTask.id)
    )
    return list(work.session.scalars(query.limit(SHOWN)).unique())


def count_turns(work: Work) -> int:
    """How many turns wait; the number in the menu."""
    query = (
        select(func.count())
        .select_from(ApprovalTask)
        .join(Approval, Approval.id == ApprovalTask.approval_id)
        .where(*turns_of(work))
    )
    return work.session.scalar(query) or 0


def stuck_approvals(work: Work) -> list[Approval]:
    """«无合格人员»: steps that need a records manager or a waiver (I-4)."""
    if not (can(work.actor, P.CHAIN_EDIT) or can(work.actor, P.APPROVAL_WAIVE)):
        return []
    query = (
        select(Approval)
        .where(Approval.state == ApprovalState.STUCK)
        .options(joinedload(Approval.applicant))
        .order_by(Approval.id)
    )
    return list(work.session.scalars(query.limit(SHOWN)))


def open_requests(work: Work) -> list[AccessRequest]:
    """This person's own requests that are not finished, newest first."""
    query = (
        select(AccessRequest)
        .where(AccessRequest.owner_id == work.actor.id, AccessRequest.state.in_(OPEN_STATES))
        .order_by(AccessRequest.id.desc())
    )
    return list(work.session.scalars(query.limit(SHOWN)))


def decided_lately(work: Work) -> list[ApprovalTask]:
    """What this person decided lately, newest first."""
    query = (
        select(ApprovalTask)
        .where(ApprovalTask.decided_by == work.actor.id)
        .options(joinedload(ApprovalTask.approval).joinedload(Approval.applicant))
        .order_by(ApprovalTask.decided_at.desc(), ApprovalTask.id.desc())
    )
    return list(work.session.scalars(query.limit(50)).unique())


def unread_reminders(work: Work) -> list[Notice]:
    """Unread notices that ask for something: reminders, late turns, files to fetch or bring."""
    query = (
        select(Notice)
        .where(
            Notice.user_id == work.actor.id,
            Notice.read_at.is_(None),
            or_(*(Notice.topic.startswith(topic) for topic in REMINDING)),
        )
        .order_by(Notice.id.desc())
    )
    return list(work.session.scalars(query.limit(50)))
