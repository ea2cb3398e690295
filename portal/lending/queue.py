"""Reactions of requests: derived states, the queue for a file, lapsed approvals (C10)."""

from sqlalchemy import select

from models.lending.loans import Loan
from models.lending.requests import RequestLine
from models.words.files import Custody
from models.words.kinds import Kind
from models.words.lending import OPEN_LOANS, LineState
from models.words.permissions import Permission as P
from portal.events import Moved
from portal.lending import lines, locks
from portal.platform.notices import outbox
from portal.work import Work

HELD = (LineState.APPROVED, LineState.READY)
GONE = (LineState.LAPSED, LineState.WITHDRAWN, LineState.CANCELLED)


def follow_line(work: Work, event: Moved) -> None:
    """Reaction: update the request of a line; if it gave up its file, serve the queue."""
    line = work.session.scalars(select(RequestLine).where(RequestLine.id == event.id)).one()
    lines.update_header(work, line.request)
    if line.state in GONE:
        lines.serve_queue(work, line.file_id)


def follow_custody(work: Work, event: Moved) -> None:
    """Reaction: a file is back in its place, so its queue is served."""
    if event.dimension == "custody" and event.target == Custody.IN_PLACE:
        lines.serve_queue(work, event.id)


def follow_loan(work: Work, event: Moved) -> None:
    """Reaction: a loan that is over closes its line (Q14)."""
    loan = work.session.scalars(select(Loan).where(Loan.id == event.id)).one()
    if loan.state not in OPEN_LOANS and loan.line.state is LineState.FULFILLED:
        lines.finish_line(work, loan.line)


def lapse_expired(work: Work) -> None:
    """Lapse approvals and reservations that are past their last day (Q11). Repeatable.

    A custodian checks the shelf where the file had been set aside.
    """
    due = select(RequestLine.id).where(
        RequestLine.state.in_(HELD), RequestLine.pick_up_until < work.today
    )
    ids = work.session.scalars(due.order_by(RequestLine.file_id)).all()
    for id in ids:
        line = locks.lock_line(work, id)
        picked = line.state is LineState.READY
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
        if picked:
            outbox.tell(
                work,
                lines.desk_staff(work),
                "file.shelf_check",
                Kind.FILE,
                line.file_id,
                stage=str(line.id),
                **values,
            )


def list_waiting(work: Work, file_id: int) -> list[RequestLine]:
    """The lines that wait for a file, in the order they will be served."""
    work.require(P.REQUEST_HANDLE)
    statement = (
        select(RequestLine)
        .where(RequestLine.file_id == file_id, RequestLine.state == LineState.WAITING)
        .order_by(RequestLine.priority.desc(), RequestLine.waiting_since, RequestLine.id)
    )
    return list(work.session.scalars(statement))
