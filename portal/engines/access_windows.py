"""May this person read the papers of a file just now? Only inside an approved window (2.2)."""

from sqlalchemy import and_, or_, select

from models.requests import AccessRequest, RequestLine
from models.words.kinds import Kind
from models.words.states import LineState
from models.words.text import N_
from portal.errors import NotAllowed
from portal.events import Done
from portal.work import Work

SET = (LineState.APPROVED, LineState.READY)


def may_read(work: Work, file_id: int) -> bool:
    """Does an approval of this very account cover ``file_id`` now? Its day has not passed, or
    what was handed out is not back yet. Another's approval, or another file's, opens nothing.
    """
    return _line(work, file_id, live=True) is not None


def require(work: Work, file_id: int) -> None:
    """Raise ``NotAllowed`` naming the approval that ended, and leave a trace of graded reads."""
    line = _line(work, file_id, live=True)
    if line is not None:
        work.record(
            Done(
                kind=Kind.FILE, id=file_id, action="read_in_window",
                facts={"request": line.request.number, "until": line.pick_up_until},
            )
        )  # fmt: skip
        return
    past = _line(work, file_id, live=False)
    if past is None:
        raise NotAllowed(N_("Reading this file needs an approved request. Please ask for it."))
    raise NotAllowed(
        N_("Your approval %(number)s for this file has ended. Please ask again."),
        number=past.request.number,
    )


def _line(work: Work, file_id: int, *, live: bool) -> RequestLine | None:
    open_now = or_(
        and_(RequestLine.state.in_(SET), RequestLine.pick_up_until >= work.today),
        RequestLine.state == LineState.FULFILLED,
    )
    query = (
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
    found: RequestLine | None = work.session.scalar(query.where(open_now) if live else query)
    return found
