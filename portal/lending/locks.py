"""Doors of lending: rows locked in one order, file, request, line, then what hangs on them (K-2).

A screen, a job or a reaction calls these once; verbs take the locked row.
"""

from collections.abc import Collection
from typing import TypeVar

from sqlalchemy import select

from models.approvals import Approval
from models.files.records import CustomerFile
from models.lending.loans import Loan
from models.lending.requests import AccessRequest, Copying, RequestLine, Viewing
from models.words.kinds import Kind
from models.words.lending import LineState
from models.words.permissions import Permission as P
from portal.approvals.approvers import refuse_expired_stand_in
from portal.errors import NotFound
from portal.work import Work

Handed = TypeVar("Handed", Viewing, Copying)


def lock_line(work: Work, line_id: int) -> RequestLine:
    """The line, locked after its file and its request. Raises ``NotFound`` for strangers."""
    line = work.session.scalar(select(RequestLine).where(RequestLine.id == line_id))
    if line is None or line.file_id is None:  # a card has no paper
        raise NotFound
    work.get(AccessRequest, line.request_id, P.REQUEST_SEE)
    work.lock(line.file)
    return _lock_with_request(work, line)


def lock_lines_of(
    work: Work, file: CustomerFile, states: Collection[LineState]
) -> list[RequestLine]:
    """The lines of a locked file that are in ``states``, each locked after its request."""
    lines = select(RequestLine).where(RequestLine.file_id == file.id, RequestLine.state.in_(states))
    rows = work.session.scalars(lines.order_by(RequestLine.id)).all()
    return [_lock_with_request(work, line) for line in rows]


def _lock_with_request(work: Work, line: RequestLine) -> RequestLine:
    work.get(AccessRequest, line.request_id, P.REQUEST_SEE, lock=True)
    return work.lock(line)


def lock_request(work: Work, request_id: int) -> AccessRequest:
    """The request, locked after its files in the order of their ids; its lines are read afresh.

    Raises ``NotFound`` for strangers.
    """
    request = work.get(AccessRequest, request_id, P.REQUEST_SEE)
    papers = [line for line in request.lines if line.file_id]
    for line in sorted(papers, key=lambda row: row.file_id):
        work.lock(line.file)
    request = work.get(AccessRequest, request_id, P.REQUEST_SEE, lock=True)
    for line in request.lines:
        work.session.refresh(line)
    return request


def lock_loan(work: Work, loan_id: int) -> Loan:
    """The loan, locked after its file. Raises ``NotFound`` for strangers."""
    work.lock(work.get(Loan, loan_id, P.LOAN_SEE).file)
    return work.get(Loan, loan_id, P.LOAN_SEE, lock=True)


def lock_viewing(work: Work, viewing_id: int) -> Viewing:
    """The reading session, locked after its file, request and line."""
    return _lock_handed(work, Viewing, viewing_id)


def lock_copying(work: Work, copying_id: int) -> Copying:
    """The copy job, locked after its file, request and line."""
    return _lock_handed(work, Copying, copying_id)


def _lock_handed(work: Work, table: type[Handed], id: int) -> Handed:
    row = work.get(table, id, P.REQUEST_HANDLE)
    request = work.get(AccessRequest, row.line.request_id, P.REQUEST_SEE)
    work.lock(row.file)
    work.lock(request)
    work.lock(row.line)
    return work.get(table, id, P.REQUEST_HANDLE, lock=True)


def lock_approval(work: Work, approval_id: int) -> Approval:
    """The approval, locked after the request it decides and, where a refusal would let go of the
    paper, its files. Raises what ``see_approval`` raises.
    """
    seen = see_approval(work, approval_id)
    if seen.subject is Kind.REQUEST:
        request = work.get(AccessRequest, seen.subject_id, P.REQUEST_SEE)
        held = any(line.held_at is not None for line in request.lines)
        (lock_request if held else _lock_alone)(work, request.id)
    return work.get(Approval, approval_id, P.APPROVAL_SEE, lock=True)


def _lock_alone(work: Work, request_id: int) -> AccessRequest:
    return work.get(AccessRequest, request_id, P.REQUEST_SEE, lock=True)


def see_approval(work: Work, approval_id: int) -> Approval:
    """The approval; raises ``NotFound``, but tells a former stand-in the reason (SC-05)."""
    try:
        return work.get(Approval, approval_id, P.APPROVAL_SEE)
    except NotFound:
        about = select(Approval.subject, Approval.subject_id).where(Approval.id == approval_id)
        if subject := work.session.execute(about).first():
            refuse_expired_stand_in(work, *subject)
        raise
