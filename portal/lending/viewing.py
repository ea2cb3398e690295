"""Reading sessions on site: how they end, and reminders of open ones (C6, R-27)."""

from datetime import datetime, time

from sqlalchemy import select

from models.lending.requests import Viewing
from models.words.kinds import Kind
from models.words.lending import ViewingState
from models.words.permissions import Permission as P
from models.words.text import N_
from portal import settings
from portal.access.holders import holders_of
from portal.errors import Invalid
from portal.files import custody
from portal.lending import lines
from portal.lending.request_rules import VIEWING
from portal.platform.notices import outbox
from portal.platform.workflow.states import move_state
from portal.work import HERE, Work


def end_viewing(
    work: Work, viewing: Viewing, *, pages_after: int | None, items_seen: str, cabinet_closed: bool
) -> Viewing:
    """End a session: pages counted again, file in its place, cabinet closed (R-27).

    Raises ``Invalid`` when the page count differs, ``IllegalMove`` with the cabinet open.
    """
    work.require_reach(P.REQUEST_HANDLE, viewing)
    lines.check_handler(work, viewing.line.request)
    if pages_after != viewing.pages_before:
        raise Invalid(
            N_("The file had %(before)s pages. Count again; if pages are missing, keep it open."),
            field="pages_after",
            before=viewing.pages_before,
        )
    viewing.pages_after, viewing.items_seen = pages_after, items_seen.strip()
    viewing.cabinet_closed, viewing.ended_at = cabinet_closed, work.now
    move_state(work, VIEWING, viewing, "close")
    custody.close_reading(work, viewing.file)
    lines.finish_line(work, viewing.line)
    return viewing


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
