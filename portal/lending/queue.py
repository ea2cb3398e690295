"""Reactions of requests: derived states, the queue for a file, lapsed approvals (C10)."""

from sqlalchemy import or_, select

from models.lending.loans import Loan
from models.lending.requests import AccessRequest, RequestLine
from models.words.files import Custody, DifferenceSource
from models.words.kinds import Kind
from models.words.lending import OPEN_LOANS, LineState, LoanState
from models.words.permissions import Permission as P
from portal.events import Moved
from portal.files import differences
from portal.lending import card_requests, confirming, holds, limits, lines, locks
from portal.platform.notices import outbox
from portal.work import Work

PAID = (LoanState.SETTLED, LoanState.WAIVED)
GONE = (LineState.LAPSED, LineState.WITHDRAWN, LineState.CANCELLED, LineState.REJECTED)


def follow_line(work: Work, event: Moved) -> None:
    """Reaction: update the request of a line; if it gave up its file, serve the queue."""
    line = work.session.scalars(select(RequestLine).where(RequestLine.id == event.id)).one()
    lines.update_header(work, line.request)
    if line.state in GONE:
        holds.serve_queue(work, line.file_id)


def follow_custody(work: Work, event: Moved) -> None:
    """Reaction: a file is back in its place, so its queue is served."""
    if event.dimension == "custody" and event.target == Custody.IN_PLACE:
        holds.serve_queue(work, event.id)


def follow_loan(work: Work, event: Moved) -> None:
    """Reaction: a loan that is over closes its line (Q14)."""
    loan = work.session.scalars(select(Loan).where(Loan.id == event.id)).one()
    if loan.state not in OPEN_LOANS and loan.line.state is LineState.FULFILLED:
        lines.finish_line(work, loan.line)
    if loan.state in PAID:  # what was answered for is not expected any more (C18)
        for case in differences.open_cases(work, loan.file_id):
            if case.line_id == loan.line_id and case.source is DifferenceSource.RETURN:
                differences.correct_count(work, case, reason=loan.number)


def lapse_expired(work: Work) -> None:
    """Lapse what was set aside and not collected, and what was kept for too long. Repeatable.

    A custodian checks the shelf where the file had been set aside (Q11, C10).
    """
    _end_holds(work)
    card_requests.shut_cards(work)
    confirming.ask_again(work)
    due = select(RequestLine.id).where(
        RequestLine.state == LineState.READY, RequestLine.pick_up_until < work.today
    )
    ids = work.session.scalars(due.order_by(RequestLine.file_id)).all()
    for id in ids:
        line = locks.lock_line(work, id)
        if line.state is not LineState.READY:
            continue  # collected or put back while we waited for it
        lines.drop_line(work, line, "lapse")
        values = {"number": line.request.number, "file": line.file.number}
        outbox.tell(
            work,
            [line.request.owner_id],
            "request.lapsed",
            Kind.REQUEST,
            line.request_id,
            stage=str(line.id),
            **values,
        )


def _end_holds(work: Work) -> None:
    """Reservations that nobody came to use fall: the next in line is served."""
    over = or_(RequestLine.held_until < work.today, AccessRequest.resend_by < work.today)
    due = (
        select(RequestLine.id)
        .join(AccessRequest, AccessRequest.id == RequestLine.request_id)
        .where(RequestLine.state.in_(holds.KEPT), RequestLine.held_at.is_not(None), over)
    )
    for id in work.session.scalars(due.order_by(RequestLine.file_id)).all():
        line = locks.lock_line(work, id)
        if line.held_at is None or line.state not in holds.KEPT:
            continue
        holds.release_hold(work, line)
        line.waiting_since, line.held_until = None, work.today
        outbox.tell(
            work,
            [line.request.owner_id],
            "request.hold_ended",
            Kind.REQUEST,
            line.request_id,
            stage=f"{line.id}.{work.today.isoformat()}",
            number=line.request.number,
            file=line.file.number,
        )


def list_waiting(work: Work, file_id: int) -> list[RequestLine]:
    """The lines that wait for a file, in the order they will be served."""
    work.require(P.REQUEST_HANDLE)
    statement = (
        select(RequestLine)
        .where(RequestLine.file_id == file_id, RequestLine.state == LineState.WAITING)
        .order_by(*limits.TURN)
    )
    return list(work.session.scalars(statement))
