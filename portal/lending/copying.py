"""Copies: made, handed over, and back or destroyed by their day (C15, LN-12)."""

from datetime import date

from sqlalchemy import select

from models.lending.requests import Copying
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from portal.files import custody
from portal.lending import lines
from portal.lending import signatures as signing
from portal.lending.request_rules import COPYING
from portal.lending.signatures import Signed
from portal.platform.notices import outbox
from portal.platform.workflow import states
from portal.work import Work


def take_step(
    work: Work,
    copying_id: int,
    action: str,
    *,
    stamp: str = "",
    reason: str = "",
    signed: Signed | None = None,
) -> Copying:
    """Make, hand over, take back, destroy or leave copies (C15); the file goes back when made.

    Handing over needs the recipient's signature (Q10).
    """
    job = work.get(Copying, copying_id, P.REQUEST_HANDLE)
    lines.handled(work, job.line_id)
    job = work.get(Copying, copying_id, P.REQUEST_HANDLE, lock=True)
    states.move_state(work, COPYING, job, action, reason=reason, stamp=stamp)
    if action == "make":
        job.made_at, job.stamp = work.now, stamp.strip()
        custody.release(work, job.file, reason=job.line.request.number)
    elif action == "hand":
        job.handed_at = work.now
        signing.keep(work, job.kind, job.id, job.line.request, signing.needed(signed))
    else:
        job.settled_at = work.now
        lines.finish(work, job.line)
    return job


def chase_copies(work: Work) -> None:
    """Tell recipients whose copies are due back or due to be destroyed today or before."""
    handed = select(Copying).where(
        Copying.settled_at.is_(None),
        Copying.handed_at.is_not(None),
        Copying.return_by <= work.today,
    )
    for job in work.session.scalars(handed):
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
