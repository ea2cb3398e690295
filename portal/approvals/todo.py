"""What waits for approvers, and for who cares for approvals that are stuck (I-4)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, literal_column, null

from models.approvals import UNSETTLED, Approval, ApprovalTask
from models.base import named_alias
from models.people import User
from models.words.approvals import ApprovalState
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.platform import TodoTab
from models.words.text import N_
from portal.access.policy import can, visible
from portal.approvals.engine import RUNNING
from portal.approvals.turns import turns_of
from portal.platform.todo.part import Part, todo_rows
from portal.work import Work

applicant, assignee = named_alias(User), named_alias(User)
RUNNING_NOW: ColumnElement[bool] = literal_column(f"approvals.{UNSETTLED}")
PURPOSE = Approval.summary["purpose"].as_string()


def _turns(work: Work, which: ColumnElement[bool]) -> Select[Any] | None:
    """Open turns, the actor's own or of whom they stand in for, named where it is another's."""
    if not can(work.actor, P.APPROVAL_SEE):
        return None
    stands = case((ApprovalTask.assignee_id != work.actor.id, assignee.name), else_=null())
    return (
        todo_rows(
            Approval.subject_id,
            Approval.title,
            ApprovalTask.created_at,
            kind=Approval.subject,
            sub=Approval.id,
            who=applicant.name,
            more=func.coalesce(PURPOSE, Approval.summary["file"].as_string()),
            seat=stands,
            due=ApprovalTask.due_on,
        )
        .select_from(ApprovalTask)
        .join(Approval, Approval.id == ApprovalTask.approval_id)
        .join(applicant, applicant.id == Approval.owner_id)
        .join(assignee, assignee.id == ApprovalTask.assignee_id)
        .where(RUNNING_NOW, *turns_of(work), which)
    )


def _requests(work: Work, _soon: date) -> Select[Any] | None:
    return _turns(work, Approval.subject == Kind.REQUEST)


def _renewals(work: Work, _soon: date) -> Select[Any] | None:
    return _turns(work, Approval.subject == Kind.LOAN)


def _others(work: Work, _soon: date) -> Select[Any] | None:
    return _turns(work, Approval.subject.not_in((Kind.REQUEST, Kind.LOAN)))


def _stuck(work: Work, _soon: date) -> Select[Any] | None:
    if not (can(work.actor, P.CHAIN_EDIT) or can(work.actor, P.APPROVAL_WAIVE)):
        return None
    seen = visible(work.actor, P.APPROVAL_SEE, Approval)
    return _approvals(RUNNING_NOW, Approval.state == ApprovalState.STUCK, seen)


def _asked(work: Work, _soon: date) -> Select[Any] | None:
    """Own renewals and the like; a request stands there by itself."""
    if not can(work.actor, P.APPROVAL_SEE):
        return None
    own = (Approval.owner_id == work.actor.id, Approval.state.in_(RUNNING))
    return _approvals(*own, Approval.subject != Kind.REQUEST)


def _approvals(*where: ColumnElement[bool]) -> Select[Any]:
    return (
        todo_rows(
            Approval.subject_id,
            Approval.title,
            Approval.created_at,
            kind=Approval.subject,
            sub=Approval.id,
            who=applicant.name,
            state=Approval.state,
        )
        .select_from(Approval)
        .join(applicant, applicant.id == Approval.owner_id)
        .where(*where)
    )


TODO: Sequence[Part] = (
    Part(
        "approval.request",
        N_("Request %(name)s"),
        N_("Approve or reject"),
        Kind.REQUEST,
        _requests,
        TodoTab.DECIDE,
        "check2-square",
    ),
    Part(
        "approval.renewal",
        N_("Renewal of %(name)s"),
        N_("Approve or reject"),
        Kind.APPROVAL,
        _renewals,
        TodoTab.DECIDE,
        "check2-square",
        page="/approvals/{sub}/",
    ),
    Part(
        "approval.other",
        N_("To decide: %(name)s"),
        N_("Approve or reject"),
        Kind.APPROVAL,
        _others,
        TodoTab.DECIDE,
        "check2-square",
        page="/approvals/{sub}/",
    ),
    Part(
        "approval.stuck",
        N_("Nobody is qualified to decide: %(name)s"),
        N_("Name somebody"),
        Kind.APPROVAL,
        _stuck,
        icon="exclamation-triangle",
        page="/approvals/{sub}/",
        home="/approvals/",
        words=ApprovalState,
    ),
    Part(
        "approval.asked",
        N_("Sent for approval: %(name)s"),
        N_("See how it gets on"),
        Kind.APPROVAL,
        _asked,
        TodoTab.ASKED,
        "send",
        page="/approvals/{sub}/",
        words=ApprovalState,
    ),
)
