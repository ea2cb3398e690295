"""May this person read the papers of a file just now? Only inside an approved window (SC-02)."""

from sqlalchemy import and_, or_, select

from models.lending.loans import Loan
from models.lending.requests import AccessRequest, RequestLine, Viewing
from models.words.kinds import Kind
from models.words.lending import Action, LineState, ViewingState
from models.words.text import N_
from portal.errors import NotAllowed
from portal.events import Done
from portal.lending import flags
from portal.work import Work, midnight

SET = (LineState.APPROVED, LineState.READY)


def may_read(work: Work, file_id: int) -> bool:
    """Does an approval of this very account cover ``file_id`` now? Its day has not passed; once
    handed out, a reading lasts its day and a loan until it is due. Another's approval, or another
    file's, opens nothing.
    """
    return _line(work, file_id, live=True) is not None


def require_access(work: Work, file_id: int) -> None:
    """Raise ``NotAllowed`` naming the approval that ended, and leave a trace of graded reads."""
    line = _line(work, file_id, live=True)
    if line is not None:
        work.record(
            Done(
                kind=Kind.FILE,
                id=file_id,
                action="read_in_window",
                facts={"request": line.request.number, "until": line.pick_up_until},
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
    reading = select(Viewing.id).where(
        Viewing.line_id == RequestLine.id,
        Viewing.state == ViewingState.OPEN,
        Viewing.started_at >= midnight(work.today),
    )
    lent = select(Loan.id).where(
        Loan.line_id == RequestLine.id, flags.is_out(), Loan.due_on >= work.today
    )
    copied = and_(AccessRequest.action == Action.COPY, RequestLine.pick_up_until >= work.today)
    open_now = or_(
        and_(RequestLine.state.in_(SET), RequestLine.pick_up_until >= work.today),
        and_(
            RequestLine.state == LineState.FULFILLED,
            or_(reading.exists(), lent.exists(), copied),
        ),
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
