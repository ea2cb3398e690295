"""What waits at the custodians' desk: requests to check, files to pick, hand out and take back."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, exists, literal, literal_column, or_

from models.files.records import CustomerFile
from models.lending.loans import Loan
from models.lending.requests import (
    PROMISED,
    UNSETTLED,
    AccessRequest,
    Copying,
    RequestLine,
    Viewing,
)
from models.people import User
from models.words.kinds import Kind
from models.words.lending import OPEN_LOANS, Action, CopyState, LineState, LoanState
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.access.policy import can, visible
from portal.lending import rules
from portal.lending.board import TO_CHECK
from portal.platform.todo.part import Part, todo_rows
from portal.work import Work

DESK = "/desk/"


def _others(work: Work) -> tuple[ColumnElement[bool], ...]:
    """Requests the actor may handle: not their own, nor what they entered for others (SC-03)."""
    entered = or_(AccessRequest.entered_by.is_(None), AccessRequest.entered_by != work.actor.id)
    mine = AccessRequest.owner_id == work.actor.id
    return ~mine, entered, visible(work.actor, P.REQUEST_HANDLE, AccessRequest)


def _to_check(work: Work, _soon: date) -> Select[Any] | None:
    if not can(work.actor, P.REQUEST_HANDLE):
        return None
    return (
        todo_rows(
            AccessRequest.id,
            AccessRequest.number,
            AccessRequest.submitted_at,
            who=User.name,
            more=AccessRequest.purpose,
            due=literal(work.today, Date),
        )
        .select_from(AccessRequest)
        .join(User, User.id == AccessRequest.owner_id)
        .where(AccessRequest.state.in_(TO_CHECK), *_others(work))
    )


def _lines(work: Work, *where: ColumnElement[bool]) -> Select[Any] | None:
    if not can(work.actor, P.REQUEST_HANDLE):
        return None
    return (
        todo_rows(
            AccessRequest.id,
            CustomerFile.number,
            AccessRequest.updated_at,
            sub=RequestLine.id,
            who=User.name,
            more=AccessRequest.number,
            due=RequestLine.pick_up_until,
        )
        .select_from(RequestLine)
        .join(AccessRequest, AccessRequest.id == RequestLine.request_id)
        .join(CustomerFile, CustomerFile.id == RequestLine.file_id)
        .join(User, User.id == AccessRequest.owner_id)
        .where(literal_column(f"request_lines.{PROMISED}"), *where, *_others(work))
    )


def _to_pick(work: Work, _soon: date) -> Select[Any] | None:
    return _lines(work, RequestLine.state == LineState.APPROVED)


def _to_hand_out(work: Work, _soon: date) -> Select[Any] | None:
    ready = RequestLine.state == LineState.READY
    return _lines(work, ready, AccessRequest.action != Action.COPY)


def _to_copy(work: Work, _soon: date) -> Select[Any] | None:
    ready = RequestLine.state == LineState.READY
    return _lines(work, ready, AccessRequest.action == Action.COPY)


def _used(work: Work, table: Any, since: Any, due: Any) -> Select[Any] | None:
    """Readings or copy jobs that the actor may end, with file and person."""
    if not can(work.actor, P.REQUEST_HANDLE):
        return None
    return (
        todo_rows(
            table.id, CustomerFile.number, since, who=User.name, more=AccessRequest.number, due=due
        )
        .select_from(table)
        .join(RequestLine, RequestLine.id == table.line_id)
        .join(AccessRequest, AccessRequest.id == RequestLine.request_id)
        .join(CustomerFile, CustomerFile.id == table.file_id)
        .join(User, User.id == table.owner_id)
        .where(*_others(work))
    )


def _reading(work: Work, _soon: date) -> Select[Any] | None:
    rows = _used(work, Viewing, Viewing.started_at, literal(work.today, Date))
    return None if rows is None else rows.where(literal_column("viewings.state = 'open'"))


def _copying(work: Work, _soon: date) -> Select[Any] | None:
    rows = _used(work, Copying, Copying.created_at, None)
    unmade = Copying.state.in_((CopyState.PENDING, CopyState.MADE))
    return None if rows is None else rows.where(literal_column(f"copyings.{UNSETTLED}"), unmade)


def _copies_late(work: Work, _soon: date) -> Select[Any] | None:
    rows = _used(work, Copying, Copying.handed_at, Copying.return_by)
    late: tuple[ColumnElement[bool], ...] = (
        literal_column(f"copyings.{UNSETTLED}"),
        Copying.state == CopyState.HANDED,
        Copying.return_by <= work.today,
    )
    return None if rows is None else rows.where(*late)


def loan_rows(
    work: Work, permission: P, since: Any, due: Any, *where: ColumnElement[bool]
) -> Select[Any] | None:
    """Loans of others on which the actor may act, with file and borrower."""
    if not can(work.actor, permission):
        return None
    return (
        todo_rows(
            Loan.id, CustomerFile.number, since, who=User.name, more=CustomerFile.title, due=due
        )
        .select_from(Loan)
        .join(CustomerFile, CustomerFile.id == Loan.file_id)
        .join(User, User.id == Loan.owner_id)
        .where(Loan.owner_id != work.actor.id, visible(work.actor, permission, Loan), *where)
    )


def _to_count(work: Work, _soon: date) -> Select[Any] | None:
    uncounted = (Loan.state == LoanState.RETURN_CHECK, Loan.items_in.is_(None))
    return loan_rows(work, P.LOAN_HANDLE, Loan.received_at, literal(work.today, Date), *uncounted)


def _to_shelve(work: Work, _soon: date) -> Select[Any] | None:
    back = Loan.state.in_((LoanState.RETURNED, LoanState.SETTLED, LoanState.WAIVED))
    there = (back, Loan.search_until.is_(None))
    return loan_rows(work, P.LOAN_HANDLE, Loan.updated_at, literal(work.today, Date), *there)


def _to_write(work: Work, _soon: date) -> Select[Any] | None:
    """Overdue loans without a printed letter for their due day (C13)."""
    late = (Loan.state.in_(rules.REMINDED), Loan.due_on <= rules.latest_due(1, work.today))
    none_yet = or_(Loan.letter_on.is_(None), Loan.letter_on <= Loan.due_on)
    return loan_rows(work, P.LOAN_HANDLE, Loan.issued_at, Loan.due_on, *late, none_yet)


def _to_look_for(work: Work, _soon: date) -> Select[Any] | None:
    """Files missing from their shelf, for which no loan answers (Q9)."""
    if not can(work.actor, P.LOAN_HANDLE):
        return None
    lent = exists().where(Loan.file_id == CustomerFile.id, Loan.state.in_(OPEN_LOANS))
    return todo_rows(
        CustomerFile.id, CustomerFile.number, CustomerFile.updated_at, more=CustomerFile.title
    ).where(
        literal_column("files.custody = 'missing'"),
        ~lent,
        visible(work.actor, P.LOAN_HANDLE, CustomerFile),
    )


AT_DESK: Sequence[Part] = (
    Part(
        "request.check",
        N_("Check request %(name)s"),
        N_("Check it"),
        Kind.REQUEST,
        _to_check,
        icon="person-check",
        home=DESK,
    ),
    Part(
        "line.pick",
        N_("Pick %(name)s"),
        N_("Pick it"),
        Kind.REQUEST,
        _to_pick,
        page=DESK,
        icon="archive",
        home=DESK,
    ),
    Part(
        "line.hand_out",
        N_("Hand out %(name)s"),
        N_("Hand out"),
        Kind.REQUEST,
        _to_hand_out,
        do="lines/{sub}/lend/",
        icon="box-seam",
        home=DESK,
    ),
    Part(
        "line.copy",
        N_("Fetch %(name)s for copying"),
        N_("Hand out"),
        Kind.REQUEST,
        _to_copy,
        page=DESK,
        icon="files",
        home=DESK,
    ),
    Part(
        "viewing.close",
        N_("End the reading of %(name)s"),
        N_("End the session"),
        Kind.VIEWING,
        _reading,
        do="do/close/",
        icon="book",
        home=DESK,
    ),
    Part(
        "copy.make",
        N_("Make and hand over the copies of %(name)s"),
        N_("Open the copy job"),
        Kind.COPYING,
        _copying,
        icon="files",
        home=DESK,
    ),
    Part(
        "copy.settle",
        N_("Copies of %(name)s are due back"),
        N_("Record their return"),
        Kind.COPYING,
        _copies_late,
        icon="files",
        home="/copyings/",
    ),
    Part(
        "loan.check",
        N_("Check the return of %(name)s"),
        N_("Check return"),
        Kind.LOAN,
        _to_count,
        do="do/check/",
        icon="arrow-left-right",
        home="/loans/",
    ),
    Part(
        "loan.shelve",
        N_("Put %(name)s back on its shelf"),
        N_("Put back on shelf"),
        Kind.LOAN,
        _to_shelve,
        do="do/shelve/",
        icon="archive",
        home="/loans/",
    ),
    Part(
        "loan.letter",
        N_("Remind in writing: %(name)s"),
        N_("Print the letter"),
        Kind.LOAN,
        _to_write,
        icon="exclamation-circle",
        home="/loans/",
    ),
    Part(
        "file.look_for",
        N_("Look for %(name)s"),
        N_("Record where it was found"),
        Kind.FILE,
        _to_look_for,
        do="do/find/",
        icon="search",
        home="/files/",
    ),
)
