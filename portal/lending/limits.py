"""What limits lending: open loans, overdue loans, others who wait (C10–C13)."""

from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import contains_eager

from models.files.records import CustomerFile
from models.lending.loans import Loan
from models.lending.requests import AccessRequest, RequestLine
from models.words.lending import OPEN_LOANS, LineState, RequestState
from portal import settings
from portal.lending import rules
from portal.lending.request_rules import OPEN_LINES, check_mode
from portal.work import Work

# The order in which those who wait are served.
TURN = (RequestLine.priority.desc(), RequestLine.waiting_since, RequestLine.id)
SENT = (
    RequestState.SUBMITTED,
    RequestState.PRECHECK,
    RequestState.WAITLISTED,
    RequestState.IN_APPROVAL,
    RequestState.APPROVED,
    RequestState.READY,
)


def find_open_loan(work: Work, file_id: int) -> Loan | None:
    """The one open loan of a file (I-1), whoever has it."""
    statement = select(Loan).where(Loan.file_id == file_id, Loan.state.in_(OPEN_LOANS))
    loan: Loan | None = work.session.scalar(statement.execution_options(populate_existing=True))
    return loan


def count_open_loans(work: Work, user_id: int) -> int:
    """How many files a person has out now."""
    return _count(work, Loan.owner_id == user_id, Loan.state.in_(OPEN_LOANS))


def count_blocking_loans(work: Work, user_id: int) -> int:
    """How many loans are so long overdue that they block new requests (C13).

    A loan that is claimed returned, being searched for or returned does not block.
    """
    days = settings.get(work.session, "block_after_days")
    return _count(
        work,
        Loan.owner_id == user_id,
        Loan.state.in_(rules.REMINDED),
        Loan.due_on <= rules.latest_due(days, work.today),
    )


def list_queue(work: Work, file_id: int) -> list[RequestLine]:
    """Everybody who waits for a file, in the order in which they are served (C10).

    Whoever the paper is kept for comes first, then priority, then those queued or approved by the
    moment they began to wait, and last what was sent and is not decided.
    """
    sent = and_(RequestLine.state == LineState.OPEN, AccessRequest.state.in_(SENT))
    waits = or_(
        RequestLine.state.in_((LineState.WAITING, LineState.APPROVED)),
        RequestLine.held_at.is_not(None),
    )
    rows = work.session.scalars(
        select(RequestLine)
        .join(AccessRequest, AccessRequest.id == RequestLine.request_id)
        .where(RequestLine.file_id == file_id, or_(waits, sent))
        .options(contains_eager(RequestLine.request))
    )
    return sorted(rows, key=lambda line: _turn(work, line))


def _turn(work: Work, line: RequestLine) -> tuple[Any, ...]:
    request = line.request
    since = line.waiting_since or request.approved_at or request.submitted_at or work.now
    undecided = line.state is LineState.OPEN
    return line.held_at is None, -line.priority, undecided, since, line.id


def place_in_line(work: Work, line: RequestLine) -> int:
    """The place of a line among all who wait for its file, counted from 1; no two have one."""
    ids = [each.id for each in list_queue(work, line.file_id)]
    return 1 + (ids.index(line.id) if line.id in ids else len(ids))


def list_behind(work: Work, line: RequestLine) -> list[RequestLine]:
    """Who waits longer than ``line`` and yet after it, because it has priority."""
    statement = select(RequestLine).where(
        RequestLine.file_id == line.file_id,
        RequestLine.state == LineState.WAITING,
        RequestLine.id != line.id,
        RequestLine.priority < line.priority,
    )
    return list(work.session.scalars(statement.order_by(*TURN)))


def count_waiting(work: Work, file_id: int, but: int = 0) -> int:
    """How many wait for a file, the person ``but`` aside: the same queue as ``place_in_line``."""
    return sum(line.request.owner_id != but for line in list_queue(work, file_id))


def list_askers(work: Work, file: CustomerFile, but: int) -> list[int]:
    """Who has asked for a file and may have it: sent, not ended, and not refused by class, grade
    or overdue loans; the borrower ``but`` aside. For a renewal they all wait (C12).
    """
    kind = file.file_class
    rows = work.session.execute(
        select(AccessRequest.owner_id, AccessRequest.action, AccessRequest.mode)
        .join(RequestLine, RequestLine.request_id == AccessRequest.id)
        .where(
            RequestLine.file_id == file.id,
            RequestLine.state.in_(OPEN_LINES),
            AccessRequest.state.in_(SENT),
            AccessRequest.owner_id != but,
        )
        .order_by(AccessRequest.id)
    )
    asked = {
        owner: None
        for owner, action, mode in rows
        if not check_mode(action, mode, kind.loan_modes, file.secrecy, kind.take_out_up_to)
    }
    return [owner for owner in asked if not count_blocking_loans(work, owner)]


def _count(work: Work, *where: Any) -> int:
    return work.session.scalar(select(func.count()).select_from(Loan).where(*where)) or 0
