"""What waits for applicants and borrowers: files to fetch, to bring back, to answer for."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select

from models.files.records import CustomerFile, FileClass
from models.lending.loans import Loan
from models.lending.requests import AccessRequest, Copying, RequestLine
from models.words.kinds import Kind
from models.words.lending import CopyState, LineState, LoanState, RequestState
from models.words.permissions import Permission as P
from models.words.platform import TodoTab
from models.words.text import N_
from portal.access.policy import can
from portal.lending.request_rules import OPEN_STATES
from portal.platform.todo.part import Part, todo_rows
from portal.work import Work


def _own_loans(
    work: Work, permission: P, due: Any, *where: ColumnElement[bool]
) -> Select[Any] | None:
    if not can(work.actor, permission):
        return None
    return (
        todo_rows(Loan.id, CustomerFile.number, Loan.issued_at, more=CustomerFile.title, due=due)
        .select_from(Loan)
        .join(CustomerFile, CustomerFile.id == Loan.file_id)
        .where(Loan.owner_id == work.actor.id, *where)
    )


def _overdue(work: Work, _soon: date) -> Select[Any] | None:
    late = Loan.due_on < work.today
    return _own_loans(work, P.LOAN_SEE, Loan.due_on, Loan.state == LoanState.ISSUED, late)


def _near(work: Work, soon: date) -> tuple[ColumnElement[bool], ...]:
    return Loan.state == LoanState.ISSUED, Loan.due_on.between(work.today, soon)


def _is_final() -> ColumnElement[bool]:
    """Whether a loan cannot be renewed: recalled, or as often as its class allows (C12)."""
    most = select(FileClass.renewals).where(FileClass.id == CustomerFile.class_id)
    return or_(Loan.recalled_at.is_not(None), Loan.renewals >= most.scalar_subquery())


def _due(work: Work, soon: date) -> Select[Any] | None:
    return _own_loans(work, P.LOAN_SEE, Loan.due_on, *_near(work, soon), ~_is_final())


def _to_return(work: Work, soon: date) -> Select[Any] | None:
    return _own_loans(work, P.LOAN_SEE, Loan.due_on, *_near(work, soon), _is_final())


def _to_answer(work: Work, _soon: date) -> Select[Any] | None:
    """Counts that differ, as long as the borrower is heard (L6)."""
    asked = (Loan.state == LoanState.RETURN_CHECK, Loan.answer_by.is_not(None))
    return _own_loans(work, P.LOAN_REPORT, Loan.answer_by, *asked, Loan.statement == "")


def _to_appeal(work: Work, _soon: date) -> Select[Any] | None:
    """What was decided and can still be appealed against (L13)."""
    decided = (Loan.state == LoanState.COMPENSATING, Loan.decided_by.is_not(None))
    open_still = (Loan.appealed_at.is_(None), Loan.appeal_until >= work.today)
    return _own_loans(work, P.LOAN_REPORT, Loan.appeal_until, *decided, *open_still)


def _requests(work: Work, states: Sequence[RequestState]) -> Select[Any] | None:
    if not can(work.actor, P.REQUEST_SEE):
        return None
    return todo_rows(
        AccessRequest.id,
        AccessRequest.number,
        AccessRequest.updated_at,
        more=AccessRequest.purpose,
        state=AccessRequest.state,
    ).where(AccessRequest.owner_id == work.actor.id, AccessRequest.state.in_(states))


def _to_mend(work: Work, _soon: date) -> Select[Any] | None:
    if not can(work.actor, P.REQUEST_MAKE):
        return None
    return _requests(work, (RequestState.RETURNED,))


def _asked(work: Work, _soon: date) -> Select[Any] | None:
    return _requests(work, OPEN_STATES)


def _to_collect(work: Work, _soon: date) -> Select[Any] | None:
    if not can(work.actor, P.REQUEST_SEE):
        return None
    return (
        todo_rows(
            AccessRequest.id,
            CustomerFile.number,
            RequestLine.reserved_at,
            sub=RequestLine.id,
            more=CustomerFile.title,
            due=RequestLine.pick_up_until,
        )
        .select_from(AccessRequest)
        .join(RequestLine, RequestLine.request_id == AccessRequest.id)
        .join(CustomerFile, CustomerFile.id == RequestLine.file_id)
        .where(AccessRequest.owner_id == work.actor.id, RequestLine.state == LineState.READY)
    )


def _copies(work: Work, soon: date) -> Select[Any] | None:
    """Copies that are to be returned or destroyed (C15); the request shows where."""
    if not can(work.actor, P.REQUEST_SEE):
        return None
    return (
        todo_rows(
            Copying.id,
            CustomerFile.number,
            Copying.handed_at,
            sub=RequestLine.request_id,
            more=CustomerFile.title,
            due=Copying.return_by,
        )
        .select_from(Copying)
        .join(RequestLine, RequestLine.id == Copying.line_id)
        .join(CustomerFile, CustomerFile.id == Copying.file_id)
        .where(
            Copying.owner_id == work.actor.id,
            Copying.state == CopyState.HANDED,
            Copying.return_by <= soon,
        )
    )


def _appealed(work: Work, _soon: date) -> Select[Any] | None:
    waits = (Loan.state == LoanState.COMPENSATING, Loan.appealed_at.is_not(None))
    return _own_loans(work, P.LOAN_SEE, None, *waits, Loan.appeal_until.is_not(None))


OWN: Sequence[Part] = (
    Part(
        "loan.overdue",
        N_("Return %(name)s"),
        N_("Open the loan"),
        Kind.LOAN,
        _overdue,
        icon="arrow-return-left",
        home="/loans/",
    ),
    Part(
        "loan.due",
        N_("Return or renew %(name)s"),
        N_("Return or renew"),
        Kind.LOAN,
        _due,
        icon="arrow-return-left",
        home="/loans/",
    ),
    Part(
        "loan.return",
        N_("Return %(name)s"),
        N_("Open the loan"),
        Kind.LOAN,
        _to_return,
        icon="arrow-return-left",
        home="/loans/",
    ),
    Part(
        "loan.answer",
        N_("Say what happened to %(name)s"),
        N_("Answer"),
        Kind.LOAN,
        _to_answer,
        do="do/answer/",
        icon="chat-left-text",
        home="/loans/",
    ),
    Part(
        "loan.appeal",
        N_("Compensation for %(name)s: accept it or appeal"),
        N_("Appeal"),
        Kind.LOAN,
        _to_appeal,
        do="do/appeal/",
        icon="receipt",
        home="/loans/",
    ),
    Part(
        "request.mend",
        N_("Complete request %(name)s and send it again"),
        N_("Complete it"),
        Kind.REQUEST,
        _to_mend,
        icon="pencil-square",
        home="/requests/",
    ),
    Part(
        "request.collect",
        N_("Collect %(name)s"),
        N_("Where to collect"),
        Kind.REQUEST,
        _to_collect,
        icon="box-seam",
        home="/requests/",
    ),
    Part(
        "copy.back",
        N_("Return or destroy the copies of %(name)s"),
        N_("Open the request"),
        Kind.COPYING,
        _copies,
        page="/requests/{sub}/",
        icon="files",
        home="/requests/",
    ),
    Part(
        "request.asked",
        N_("Request %(name)s"),
        N_("See how it gets on"),
        Kind.REQUEST,
        _asked,
        TodoTab.ASKED,
        icon="send",
        words=RequestState,
    ),
    Part(
        "loan.appealed",
        N_("Appeal about %(name)s"),
        N_("See how it gets on"),
        Kind.LOAN,
        _appealed,
        TodoTab.ASKED,
        icon="receipt",
    ),
)
