"""Whether what a notice about lending says still holds: clauses about a row of notices (D8)."""

from collections.abc import Callable
from datetime import date

from sqlalchemy import ColumnElement, String, cast, exists, func

from models.files.records import CustomerFile
from models.lending.loans import Loan
from models.lending.requests import AccessRequest, Copying, RequestLine, Viewing
from models.platform.notices import Notice
from models.words.files import Custody
from models.words.lending import CopyState, LineState, LoanState, RequestState, ViewingState
from portal.lending.rules import REMINDED

Clause = Callable[[date], ColumnElement[bool]]


def is_still_out(_today: date) -> ColumnElement[bool]:
    """Whether the loan is still out, and due on the day the notice names."""
    due = cast(Loan.due_on, String)
    named = func.coalesce(Notice.values["due_on"].as_string(), due)
    return exists().where(Loan.id == Notice.subject_id, Loan.state.in_(REMINDED), due == named)


def is_loan(*states: LoanState) -> Clause:
    return lambda _today: exists().where(Loan.id == Notice.subject_id, Loan.state.in_(states))


def is_request(*states: RequestState) -> Clause:
    return lambda _today: exists().where(
        AccessRequest.id == Notice.subject_id, AccessRequest.state.in_(states)
    )


def is_line(*states: LineState) -> Clause:
    """Whether a file of the request is in one of ``states``."""
    return lambda _today: exists().where(
        RequestLine.request_id == Notice.subject_id, RequestLine.state.in_(states)
    )


def is_viewing(*states: ViewingState) -> Clause:
    return lambda _today: exists().where(Viewing.id == Notice.subject_id, Viewing.state.in_(states))


def is_copy_out(_today: date) -> ColumnElement[bool]:
    return exists().where(Copying.id == Notice.subject_id, Copying.state == CopyState.HANDED)


def is_looked_for(_today: date) -> ColumnElement[bool]:
    return exists().where(
        CustomerFile.id == Notice.subject_id, CustomerFile.custody == Custody.MISSING
    )


is_waiting = is_line(LineState.WAITING)


def is_held(_today: date) -> ColumnElement[bool]:
    """Whether a file is still kept for the request, and not yet set aside."""
    return exists().where(
        RequestLine.request_id == Notice.subject_id,
        RequestLine.held_at.is_not(None),
        RequestLine.state != LineState.READY,
    )


def is_stale(_today: date) -> ColumnElement[bool]:
    """Whether the approval still is the old one that was to be confirmed again."""
    return exists().where(
        AccessRequest.id == Notice.subject_id,
        AccessRequest.state.in_((RequestState.APPROVED, RequestState.WAITLISTED)),
        AccessRequest.approved_at < Notice.created_at,  # confirmed since, it is younger
    )
