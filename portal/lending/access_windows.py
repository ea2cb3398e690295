"""Whether a person may read the papers of a file now: only while an approval lasts (SC-02)."""

from sqlalchemy import select

from models.lending.requests import AccessRequest, RequestLine
from models.words.kinds import Kind
from models.words.text import N_
from portal.access.windows import is_live
from portal.errors import NotAllowed
from portal.events import Done
from portal.work import Work


def may_read(work: Work, file_id: int) -> bool:
    """Whether an approval of the actor's own covers ``file_id`` now.

    It does until its last day; once the file is handed out, a reading covers that day and a loan
    the time until it is due.
    """
    return _line(work, file_id, live=True) is not None


def require_access(work: Work, file_id: int) -> None:
    """Record the access, or raise ``NotAllowed``, naming the approval that has ended if any."""
    line = _line(work, file_id, live=True)
    if line is not None:
        work.record(
            Done(
                kind=Kind.FILE,
                id=file_id,
                action="read_in_window",
                facts={"request": line.request.number, "until": line.read_until},
            )
        )
        return
    past = _line(work, file_id, live=False)
    if past is None:
        raise NotAllowed(N_("Reading this file needs an approved request. Please ask for it."))
    raise NotAllowed(
        N_("Your approval %(number)s for this file has ended. Please ask again."),
        number=past.request.number,
    )


def _line(work: Work, file_id: int, *, live: bool) -> RequestLine | None:
    statement = (
        select(RequestLine)
        .join(AccessRequest, AccessRequest.id == RequestLine.request_id)
        .where(
            RequestLine.file_id == file_id,
            AccessRequest.owner_id == work.actor.id,
            RequestLine.granted,
        )
        .order_by(RequestLine.id.desc())
        .limit(1)
    )
    line: RequestLine | None = work.session.scalar(
        statement.where(is_live(work.today)) if live else statement
    )
    return line
