"""The queues of the custodians' desk, one for each next step."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from models.files.records import CustomerFile
from models.lending.requests import AccessRequest, Copying, RequestLine, Viewing
from models.words.lending import CopyState, LineState, RequestState, ViewingState
from models.words.permissions import Permission as P
from portal.access.policy import visible
from portal.work import Work

SHOWN = 50
TO_CHECK = (RequestState.SUBMITTED, RequestState.PRECHECK)


@dataclass(frozen=True)
class Board:
    """The queues of the desk, oldest first."""

    to_check: list[AccessRequest]
    to_pick: list[RequestLine]
    ready: list[RequestLine]
    waiting: list[RequestLine]
    reading: list[Viewing]
    copies: list[Copying]


def load_board(work: Work) -> Board:
    """Every queue, at most 50 rows each; the actor's own requests are left to colleagues."""
    work.require(P.REQUEST_HANDLE)
    requests = (
        select(AccessRequest)
        .where(*_to_check(work))
        .options(
            joinedload(AccessRequest.applicant),
            selectinload(AccessRequest.lines).joinedload(RequestLine.file),
            selectinload(AccessRequest.lines).joinedload(RequestLine.customer),
        )
        .order_by(AccessRequest.submitted_at, AccessRequest.id)
    )
    viewings = (
        select(Viewing)
        .where(Viewing.state == ViewingState.OPEN, visible(work.actor, P.REQUEST_SEE, Viewing))
        .options(
            joinedload(Viewing.file).joinedload(CustomerFile.place), joinedload(Viewing.reader)
        )
    )
    copies = (
        select(Copying)
        .where(
            Copying.state.in_((CopyState.PENDING, CopyState.MADE)),
            visible(work.actor, P.REQUEST_SEE, Copying),
        )
        .options(
            joinedload(Copying.file).joinedload(CustomerFile.place), joinedload(Copying.recipient)
        )
    )
    return Board(
        to_check=_rows(work, requests),
        to_pick=_lines(work, LineState.APPROVED),
        ready=_lines(work, LineState.READY),
        waiting=_lines(work, LineState.WAITING),
        reading=_rows(work, viewings.order_by(Viewing.started_at)),
        copies=_rows(work, copies.order_by(Copying.id)),
    )


def _to_check(work: Work) -> tuple[Any, ...]:
    return (
        AccessRequest.state.in_(TO_CHECK),
        AccessRequest.owner_id != work.actor.id,
        visible(work.actor, P.REQUEST_SEE, AccessRequest),
    )


def _lines(work: Work, state: LineState) -> list[Any]:
    statement = (
        select(RequestLine)
        .join(AccessRequest, AccessRequest.id == RequestLine.request_id)
        .where(
            RequestLine.state == state,
            RequestLine.file_id.is_not(None),
            AccessRequest.owner_id != work.actor.id,
            visible(work.actor, P.REQUEST_SEE, AccessRequest),
        )
        .options(
            joinedload(RequestLine.file).joinedload(CustomerFile.place),
            joinedload(RequestLine.request).joinedload(AccessRequest.applicant),
        )
        .order_by(RequestLine.pick_up_until, RequestLine.id)
    )
    return _rows(work, statement)


def _rows(work: Work, statement: Select[Any]) -> list[Any]:
    return list(work.session.scalars(statement.limit(SHOWN)).unique())
