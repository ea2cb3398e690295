"""A working day closed afterwards takes no deadline with it: what fell on it moves (C11)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from models.approvals import ApprovalTask
from models.files.deficiencies import Deficiency, FileReturn, Penalty
from models.lending.loans import Loan
from models.lending.requests import AccessRequest, RequestLine
from models.words.approvals import TaskState
from models.words.files import DeficiencyState, PenaltyState
from models.words.kinds import Kind
from models.words.lending import LineState, LoanState, RequestState
from models.words.platform import DueMode
from portal.events import Saved
from portal.people import recipients
from portal.platform.calendar.rules import Calendar
from portal.platform.calendar.workdays import calendar_around
from portal.platform.notices import outbox
from portal.work import Work


@dataclass(frozen=True)
class Deadline:
    """A day that counts for somebody: where it stands, while what holds, and who is told."""

    table: Any
    name: str
    live: ColumnElement[bool]
    owner: Callable[[Any], int]
    about: Callable[[Any], str]
    told: bool = True  # else the page shows it, and the day that people come by is told already


def _lent(row: Loan) -> str:
    return row.file.number or row.number


DEADLINES: Sequence[Deadline] = (
    Deadline(
        Loan,
        "due_on",
        and_(
            Loan.state.in_((LoanState.ISSUED, LoanState.CLAIMED_RETURNED)),
            or_(Loan.due_mode != DueMode.CALENDAR_DAYS, Loan.recalled_at.is_not(None)),
        ),
        lambda row: row.owner_id,
        _lent,
    ),
    Deadline(
        Loan, "answer_by", Loan.state == LoanState.RETURN_CHECK, lambda row: row.owner_id, _lent
    ),
    Deadline(
        Loan, "search_until", Loan.state == LoanState.SEARCHING, lambda row: row.owner_id, _lent
    ),
    Deadline(
        Loan, "appeal_until", Loan.state == LoanState.COMPENSATING, lambda row: row.owner_id, _lent
    ),
    Deadline(
        RequestLine,
        "pick_up_until",
        RequestLine.state == LineState.READY,
        lambda row: row.request.owner_id,
        lambda row: row.file.number,
    ),
    Deadline(
        RequestLine,
        "held_until",
        RequestLine.held_at.is_not(None),
        lambda row: row.request.owner_id,
        lambda row: row.file.number,
    ),
    Deadline(
        RequestLine,
        "read_until",
        RequestLine.read_until.is_not(None),
        lambda row: row.request.owner_id,
        lambda row: row.file.number,
        told=False,
    ),
    Deadline(
        AccessRequest,
        "resend_by",
        AccessRequest.state == RequestState.RETURNED,
        lambda row: row.owner_id,
        lambda row: row.number,
    ),
    Deadline(
        ApprovalTask,
        "due_on",
        ApprovalTask.state == TaskState.OPEN,
        lambda row: row.assignee_id,
        lambda row: row.approval.title,
    ),
    Deadline(
        Deficiency,
        "cure_by",
        Deficiency.state == DeficiencyState.OPEN,
        lambda row: row.owner_id,
        lambda row: row.file.number,
    ),
    Deadline(
        Penalty,
        "appeal_until",
        and_(Penalty.state == PenaltyState.CONFIRMED, Penalty.appealed_at.is_(None)),
        lambda row: row.owner_id,
        lambda row: row.deficiency.file.number,
    ),
    Deadline(
        FileReturn,
        "cure_by",
        FileReturn.answered_on.is_(None),
        lambda row: row.file.owner_id,
        lambda row: row.file.title,
    ),
)


def move_from_closed_days(work: Work) -> None:
    """Move every deadline that stands on a closed day to the next working day, and tell whom it
    concerns. Repeatable.
    """
    calendar = calendar_around(work, work.today)
    for deadline in DEADLINES:
        column = getattr(deadline.table, deadline.name)
        days = select(column).where(column >= work.today, deadline.live).distinct()
        closed = [day for day in work.session.scalars(days) if not calendar.working(day)]
        rows = select(deadline.table).where(column.in_(closed), deadline.live)
        rows = rows.order_by(deadline.table.id).with_for_update(of=deadline.table, key_share=True)
        for row in work.session.scalars(rows).all() if closed else ():
            _move(work, deadline, row, calendar)


def _move(work: Work, deadline: Deadline, row: Any, calendar: Calendar) -> None:
    old: date = getattr(row, deadline.name)
    new = calendar.due(old, 0, DueMode.SKIP_TO_NEXT_WORKDAY).on
    setattr(row, deadline.name, new)
    kind, id = _page(row)
    own = (kind, id) if isinstance(row, FileReturn) else (row.kind, row.id)
    work.record(Saved(kind=own[0], id=own[1], changes={deadline.name: [old, new]}))
    if not deadline.told:
        return
    owner = deadline.owner(row)
    if kind is Kind.LOAN and deadline.name == "due_on":
        outbox.tell(
            work,
            recipients.active_or_head(work, owner, row.department_id),
            "loan.due_changed",
            Kind.LOAN,
            row.id,
            stage=new.isoformat(),
            number=deadline.about(row),
            due_on=new.isoformat(),
        )
        return
    outbox.tell(
        work,
        [owner],
        "day.moved",
        kind,
        id,
        stage=f"{deadline.name}.{row.id}.{new.isoformat()}",
        number=deadline.about(row),
        old=old.isoformat(),
        day=new.isoformat(),
    )


def _page(row: Any) -> tuple[Kind, int]:
    """The record whose page tells about a row."""
    if isinstance(row, RequestLine):
        return Kind.REQUEST, row.request_id
    if isinstance(row, ApprovalTask):
        return Kind.APPROVAL, row.approval_id
    if isinstance(row, FileReturn):
        return Kind.FILE, row.file_id
    return row.kind, row.id
