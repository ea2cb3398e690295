"""An approval grows old: before the file goes out, its last approver confirms it again (C10)."""

from datetime import timedelta

from sqlalchemy import select

from models.approvals import Approval, ApprovalTask
from models.lending.requests import AccessRequest
from models.people import User
from models.words.approvals import Verdict
from models.words.kinds import Kind
from models.words.lending import RequestState
from models.words.permissions import Permission as P
from models.words.text import N_
from portal import settings
from portal.access.holders import holders_of
from portal.access.policy import can
from portal.errors import IllegalMove, NotAllowed
from portal.events import Done
from portal.lending.rules import business_day
from portal.platform.notices import outbox
from portal.work import Work, midnight

WAITING = (RequestState.APPROVED, RequestState.WAITLISTED, RequestState.READY)


def is_stale(work: Work, request: AccessRequest) -> bool:
    """Whether the approval of a request is older than ``approval_oldest_days``."""
    if request.approved_at is None:
        return False
    days = settings.get(work.session, "approval_oldest_days")
    return (work.today - business_day(request.approved_at)).days > int(days)


def require_fresh(work: Work, request: AccessRequest) -> None:
    """Raise ``IllegalMove`` naming who must confirm an approval that has grown old."""
    if is_stale(work, request):
        names = select(User.name).where(User.id.in_(_who_confirms(work, request)))
        raise IllegalMove(
            N_(
                "%(number)s was approved on %(day)s, too long ago: %(name)s must confirm it "
                "again first."
            ),
            number=request.number,
            day=business_day(request.approved_at or work.now).isoformat(),
            name="、".join(work.session.scalars(names.order_by(User.id))) or "—",
        )


def may_confirm(work: Work, request: AccessRequest) -> bool:
    """Whether the actor is to confirm this approval again now."""
    return (
        request.state in WAITING
        and is_stale(work, request)
        and can(work.actor, P.APPROVAL_DECIDE)
        and work.actor.id in _who_confirms(work, request)
        and work.actor.id not in (request.owner_id, request.entered_by)
    )


def confirm_again(work: Work, request: AccessRequest) -> AccessRequest:
    """Confirm an approval that has grown old; it counts from now (C10).

    Raises ``NotAllowed`` for everybody but its last approver.
    """
    work.require(P.APPROVAL_DECIDE)
    if not may_confirm(work, request):
        raise NotAllowed(N_("Only who approved it last confirms it, once it has grown old."))
    old, request.approved_at = request.approved_at, work.now
    facts = {"approved_at": [old.isoformat() if old else None, work.now.isoformat()]}
    work.record(Done(kind=Kind.REQUEST, id=request.id, action="confirm_again", facts=facts))
    return request


def ask_again(work: Work) -> None:
    """Tell the last approvers of approvals that have grown old, once each. Repeatable."""
    days = int(settings.get(work.session, "approval_oldest_days"))
    before = midnight(work.today - timedelta(days=days))
    rows = select(AccessRequest).where(
        AccessRequest.state.in_(WAITING), AccessRequest.approved_at < before
    )
    for request in work.session.scalars(rows.order_by(AccessRequest.id)):
        outbox.tell(
            work,
            _who_confirms(work, request),
            "request.confirm_again",
            Kind.REQUEST,
            request.id,
            stage=request.approved_at.isoformat() if request.approved_at else "",
            number=request.number,
            name=request.applicant.name,
        )


def _who_confirms(work: Work, request: AccessRequest) -> list[int]:
    """Who approved last, or for whom they did; if neither is there any more, who may waive."""
    last = work.session.execute(
        select(ApprovalTask.decided_by, ApprovalTask.assignee_id)
        .join(Approval, Approval.id == ApprovalTask.approval_id)
        .where(
            Approval.subject == Kind.REQUEST,
            Approval.subject_id == request.id,
            ApprovalTask.verdict == Verdict.APPROVE,
        )
        .order_by(ApprovalTask.decided_at.desc(), ApprovalTask.id.desc())
        .limit(1)
    ).first()
    wanted = {last.decided_by, last.assignee_id} if last else set()
    active = select(User.id).where(User.id.in_(wanted), User.active).order_by(User.id)
    return list(work.session.scalars(active)) or holders_of(work.session, P.APPROVAL_WAIVE)
