"""Reading sessions on site: how they end, and reminders of open ones (C6, R-27)."""

from datetime import datetime, time

from sqlalchemy import select

from models.lending.requests import RequestLine, Viewing
from models.words.files import DifferenceSource
from models.words.kinds import Kind
from models.words.lending import ViewingState
from models.words.permissions import Permission as P
from models.words.text import N_
from portal import settings
from portal.access.holders import holders_of
from portal.errors import Invalid
from portal.files import custody, differences
from portal.files.difference_rules import Count
from portal.files.differences import Finding
from portal.lending import lines
from portal.lending.request_rules import VIEWING
from portal.platform.notices import outbox
from portal.platform.workflow.states import move_state
from portal.work import HERE, Work

MOST = 100_000  # pages


def end_viewing(
    work: Work,
    viewing: Viewing,
    *,
    pages_after: int | None,
    items_seen: str,
    cabinet_closed: bool,
    remark: str = "",
) -> Viewing:
    """End a session: pages counted again, file in its place, cabinet closed (R-27).

    A page count that differs needs a remark and opens a case (C18): raises ``Invalid`` without
    one, ``IllegalMove`` with the cabinet open.
    """
    work.require_reach(P.REQUEST_HANDLE, viewing)
    line = viewing.line
    lines.check_handler(work, line.request)
    after = _counted(pages_after)
    if after != viewing.pages_before:
        _note_difference(work, viewing, line, after, remark)
    viewing.pages_after, viewing.items_seen = after, items_seen.strip()
    viewing.cabinet_closed, viewing.ended_at = cabinet_closed, work.now
    move_state(work, VIEWING, viewing, "close")
    custody.close_reading(work, viewing.file)
    lines.finish_line(work, viewing.line)
    return viewing


def _counted(pages: int | None) -> int:
    if pages is None or not 0 <= pages <= MOST:
        raise Invalid(N_("Please enter a count from 0 to 100,000."), field="pages_after")
    return pages


def _note_difference(
    work: Work, viewing: Viewing, line: RequestLine, after: int, remark: str
) -> None:
    due = differences.due_count(work, viewing.file)
    found = Count(due.items, due.pages + after - viewing.pages_before)
    finding = Finding(line.id, DifferenceSource.READING, line.request.number, found, remark)
    differences.note_difference(work, viewing.file, finding, field="remark")


def list_unclosed(work: Work) -> list[Viewing]:
    """Sessions still open after closing time (C6): the end-of-day list."""
    work.require(P.REQUEST_HANDLE)
    hour = settings.get(work.session, "closing_hour")
    here = work.now.astimezone(HERE)
    end = datetime.combine(work.today, time(hour), HERE)
    before = end if here >= end else datetime.combine(work.today, time(), HERE)
    statement = select(Viewing).where(
        Viewing.state == ViewingState.OPEN, Viewing.started_at < before
    )
    return list(work.session.scalars(statement.order_by(Viewing.started_at)))


def chase_unclosed(work: Work) -> None:
    """Remind custodian and records managers of sessions left open (SC-02). Repeatable."""
    for viewing in list_unclosed(work):
        outbox.tell(
            work,
            [viewing.custodian_id, *holders_of(work.session, P.CHAIN_EDIT)],
            "viewing.unclosed",
            Kind.VIEWING,
            viewing.id,
            stage=work.today.isoformat(),
            file=viewing.file.number,
            name=viewing.reader.name,
        )
