"""What limits lending: open loans, overdue loans, others who wait (C10–C13)."""

from typing import Any

from sqlalchemy import and_, func, or_, select

from models.lending.loans import Loan
from models.lending.requests import RequestLine
from models.words.lending import OPEN_LOANS, LineState
from portal import settings
from portal.lending import rules
from portal.work import Work


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


def place_in_line(work: Work, line: RequestLine) -> int:
    """The place of a line in the queue for its file, counted from 1 (C10)."""
    waiting = [RequestLine.file_id == line.file_id, RequestLine.state == LineState.WAITING]
    if line.waiting_since is not None:
        earlier = and_(
            RequestLine.priority == line.priority,
            or_(
                RequestLine.waiting_since < line.waiting_since,
                and_(RequestLine.waiting_since == line.waiting_since, RequestLine.id < line.id),
            ),
        )
        waiting.append(or_(RequestLine.priority > line.priority, earlier))
    ahead = select(func.count()).select_from(RequestLine).where(*waiting)
    return 1 + (work.session.scalar(ahead) or 0)


def count_waiting(work: Work, file_id: int) -> int:
    """How many lines wait for a file."""
    statement = select(func.count()).where(
        RequestLine.file_id == file_id, RequestLine.state == LineState.WAITING
    )
    return work.session.scalar(statement) or 0


def _count(work: Work, *where: Any) -> int:
    return work.session.scalar(select(func.count()).select_from(Loan).where(*where)) or 0
