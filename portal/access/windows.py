"""Open windows: what an approval of one's own opens, and until when (SC-02)."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, or_, select

from models.customers import Customer
from models.files.records import CustomerFile
from models.lending.loans import Loan
from models.lending.requests import AccessRequest, RequestLine, Viewing
from models.words.lending import RUNNING, Action, LineState, ViewingState

HERE = ZoneInfo("Asia/Shanghai")
GRANTED = (LineState.APPROVED, LineState.READY)
OPENED = {Customer: RequestLine.customer_id, CustomerFile: RequestLine.file_id}


def is_live(today: date) -> ColumnElement[bool]:
    """SQL: the lines whose approval opens on ``today`` what they are about, joined to requests.

    It does until its last day; once the file is handed out, a reading covers that day, a loan the
    time until it is due, and copies and cards the days that were approved.
    """
    reading = select(Viewing.id).where(
        Viewing.line_id == RequestLine.id,
        Viewing.state == ViewingState.OPEN,
        Viewing.started_at >= datetime.combine(today, time(), HERE),
    )
    lent = select(Loan.id).where(
        Loan.line_id == RequestLine.id,
        Loan.state.in_(RUNNING),
        Loan.received_at.is_(None),
        Loan.due_on >= today,
    )
    lasts = RequestLine.read_until >= today
    kept = and_(or_(AccessRequest.action == Action.COPY, RequestLine.file_id.is_(None)), lasts)
    live = or_(
        and_(RequestLine.state.in_(GRANTED), lasts),
        and_(RequestLine.state == LineState.FULFILLED, or_(reading.exists(), lent.exists(), kept)),
    )
    return and_(RequestLine.granted, live)


def opened_ids(table: Any, user_id: int, today: date) -> Select[Any] | None:
    """The ids of the cards or files that are open to ``user_id`` by an approval; None of others."""
    about = OPENED.get(table)
    if about is None:
        return None
    own = (AccessRequest.owner_id == user_id, about.is_not(None), is_live(today))
    return select(about).join(AccessRequest, AccessRequest.id == RequestLine.request_id).where(*own)
