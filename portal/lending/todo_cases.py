"""What waits where a return went wrong: searches, damage, losses, compensation (L6–L15)."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from models.approvals import Approval, ApprovalTask
from models.lending.loans import Loan, SearchLog
from models.lending.requests import AccessRequest
from models.people import User
from models.words.approvals import Verdict
from models.words.kinds import Kind
from models.words.lending import LoanState
from models.words.permissions import Permission as P
from models.words.platform import TodoTab
from models.words.text import N_
from portal import settings
from portal.access.policy import can
from portal.lending import confirming
from portal.lending.todo_desk import loan_rows
from portal.platform.todo.part import Part, todo_rows
from portal.work import Work, midnight

SEARCHERS = (
    select(func.count(SearchLog.by.distinct()))
    .where(SearchLog.loan_id == Loan.id)
    .correlate(Loan)
    .scalar_subquery()
)
ENOUGH = SEARCHERS >= 2


def _i_looked(work: Work) -> ColumnElement[bool]:
    return exists().where(SearchLog.loan_id == Loan.id, SearchLog.by == work.actor.id)


def _claimed(work: Work, _soon: date) -> Select[Any] | None:
    """«I returned it»: for who has not looked yet, and for all once two people have (L10)."""
    claim = Loan.state == LoanState.CLAIMED_RETURNED
    turn = or_(ENOUGH, ~_i_looked(work))
    return loan_rows(work, P.LOAN_HANDLE, Loan.claimed_at, None, claim, turn)


def _searched(work: Work, _soon: date) -> Select[Any] | None:
    search = (Loan.state == LoanState.SEARCHING, ~ENOUGH, ~_i_looked(work))
    return loan_rows(work, P.LOAN_HANDLE, Loan.updated_at, Loan.search_until, *search)


def _differs(work: Work, _soon: date) -> Select[Any] | None:
    """Counts that differ, once the borrower was heard or had the time (L6)."""
    counted = (Loan.state == LoanState.RETURN_CHECK, Loan.items_in.is_not(None))
    heard = or_(Loan.statement != "", Loan.answer_by < work.today)
    return loan_rows(work, P.LOAN_HANDLE, Loan.received_at, Loan.answer_by, *counted, heard)


def _damaged(work: Work, _soon: date) -> Select[Any] | None:
    damaged = Loan.state == LoanState.RETURNED_DAMAGED
    return loan_rows(work, P.LOAN_ASSESS, Loan.updated_at, None, damaged)


def _lost(work: Work, _soon: date) -> Select[Any] | None:
    """Searches that have ended in vain, by two people (L12)."""
    over = (Loan.state == LoanState.SEARCHING, Loan.search_until < work.today, ENOUGH)
    return loan_rows(work, P.LOAN_DECIDE, Loan.updated_at, Loan.search_until, *over)


def _appealed() -> ColumnElement[bool]:
    return and_(Loan.appealed_at.is_not(None), Loan.appeal_until.is_not(None))


def _undecided(work: Work, _soon: date) -> Select[Any] | None:
    """For an approver who handled nothing of it (L13)."""
    paying = and_(Loan.state == LoanState.COMPENSATING, or_(Loan.decided_by.is_(None), _appealed()))
    case = or_(Loan.state == LoanState.LOST_CONFIRMED, paying)
    handled = (Loan.issued_by, Loan.checked_by, Loan.assessed_by)
    apart = [or_(column.is_(None), column != work.actor.id) for column in handled]
    return loan_rows(work, P.LOAN_DECIDE, Loan.updated_at, None, case, *apart)


def _unpaid(work: Work, _soon: date) -> Select[Any] | None:
    decided = and_(Loan.state == LoanState.COMPENSATING, Loan.decided_by.is_not(None))
    return loan_rows(work, P.LOAN_ASSESS, Loan.updated_at, None, decided, ~_appealed())


def _found(work: Work, _soon: date) -> Select[Any] | None:
    found = Loan.state == LoanState.FOUND
    return loan_rows(work, P.LOAN_DECIDE, Loan.updated_at, None, found)


def _to_confirm(work: Work, _soon: date) -> Select[Any] | None:
    """Approvals that have grown old, for who gave them last (C10)."""
    if not can(work.actor, P.APPROVAL_DECIDE):
        return None
    days = int(settings.get(work.session, "approval_oldest_days"))
    mine = aliased(ApprovalTask)
    latest = (
        select(func.max(ApprovalTask.id))
        .join(Approval, Approval.id == ApprovalTask.approval_id)
        .where(
            Approval.subject == Kind.REQUEST,
            Approval.subject_id == AccessRequest.id,
            ApprovalTask.verdict == Verdict.APPROVE,
        )
        .correlate(AccessRequest)
        .scalar_subquery()
    )
    return (
        todo_rows(
            AccessRequest.id,
            AccessRequest.number,
            AccessRequest.approved_at,
            who=User.name,
            more=AccessRequest.purpose,
        )
        .select_from(AccessRequest)
        .join(User, User.id == AccessRequest.owner_id)
        .join(mine, mine.id == latest)
        .where(
            or_(mine.decided_by == work.actor.id, mine.assignee_id == work.actor.id),
            AccessRequest.state.in_(confirming.WAITING),
            AccessRequest.approved_at < midnight(work.today - timedelta(days=days)),
            AccessRequest.owner_id != work.actor.id,
            or_(AccessRequest.entered_by.is_(None), AccessRequest.entered_by != work.actor.id),
        )
    )


def _case(
    name: str, say: str, act: str, rows: Any, do: str = "", tab: TodoTab = TodoTab.HANDLE
) -> Part:
    """A line about a loan whose return went wrong."""
    return Part(name, say, act, Kind.LOAN, rows, tab, "exclamation-triangle", do, home="/loans/")


CASES: Sequence[Part] = (
    Part(
        "request.confirm",
        N_("Does the approval of %(name)s still hold?"),
        N_("Confirm it again"),
        Kind.REQUEST,
        _to_confirm,
        TodoTab.DECIDE,
        "check2-square",
        home="/requests/",
    ),
    _case("loan.claimed", N_("Said to be returned: %(name)s"), N_("Check the shelf"), _claimed),
    _case("loan.search", N_("Look for %(name)s"), N_("Log a search"), _searched, "do/log_search/"),
    _case("loan.differ", N_("%(name)s came back different"), N_("Settle it"), _differs),
    _case("loan.assess", N_("Assess the damage to %(name)s"), N_("Assess"), _damaged, "do/assess/"),
    _case("loan.settle", N_("Compensation for %(name)s"), N_("Settle it"), _unpaid, "do/settle/"),
    _case(
        "loan.confirm_loss",
        N_("Is %(name)s lost?"),
        N_("Confirm loss"),
        _lost,
        "do/confirm_loss/",
        TodoTab.DECIDE,
    ),
    _case(
        "loan.decide",
        N_("Compensation for %(name)s"),
        N_("Decide"),
        _undecided,
        "do/decide/",
        TodoTab.DECIDE,
    ),
    _case(
        "loan.conclude",
        N_("%(name)s was found again: refund?"),
        N_("Decide"),
        _found,
        "do/conclude/",
        TodoTab.DECIDE,
    ),
)
