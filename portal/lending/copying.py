"""Copy jobs: made, handed over, then returned or destroyed by a set day (C15, LN-12)."""

from datetime import date

from sqlalchemy import select

from models.lending.requests import Copying
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from portal.files import custody
from portal.lending import lines, signatures
from portal.lending.request_rules import COPYING
from portal.lending.signatures import Signed
from portal.platform.notices import outbox
from portal.platform.workflow.states import move_state
from portal.work import Work


def advance_copying(
    work: Work,
    copying: Copying,
    *,
    action: str,
    stamp: str = "",
    reason: str = "",
    signed: Signed | None = None,
) -> Copying:
    """Take the next step of a copy job: make, hand, return, destroy or keep (C15).

    The file goes back to its place once the copies are made. Handing them over needs the
    recipient's signature (Q10). Raises ``Invalid`` without it.
    """
    work.require_reach(P.REQUEST_HANDLE, copying)
    lines.check_handler(work, copying.line.request)
    move_state(work, COPYING, copying, action, reason=reason, stamp=stamp)
    if action == "make":
        copying.made_at, copying.stamp = work.now, stamp.strip()
        custody.release_paper(work, copying.file, reason=copying.line.request.number)
    elif action == "hand":
        copying.handed_at = work.now
        signatures.record_signature(
            work,
            copying.kind,
            copying.id,
            copying.line.request,
            signatures.require_signature(signed),
        )
    else:
        copying.settled_at = work.now
        lines.finish_line(work, copying.line)
    return copying


def chase_copies(work: Work) -> None:
    """Remind recipients whose copies are due to be returned or destroyed. Repeatable."""
    statement = select(Copying).where(
        Copying.settled_at.is_(None),
        Copying.handed_at.is_not(None),
        Copying.return_by <= work.today,
    )
    for job in work.session.scalars(statement):
        outbox.tell(
            work,
            [job.owner_id],
            "copy.due",
            Kind.COPYING,
            job.id,
            stage=work.today.isoformat(),
            file=job.file.number,
            due_on=_day(job.return_by),
        )


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
