"""Who the paper of a file is kept for: the first in line, until collected or given up (C10).

A line that is held has ``held_at``; the paper is reserved as long. Those who go first past others
do so for a reason that both sides read.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select

from models.files.records import CustomerFile
from models.lending.requests import AccessRequest, Overtaking, RequestLine
from models.words.files import Custody, FileLife
from models.words.kinds import Kind
from models.words.lending import LineState, RequestState
from models.words.permissions import Permission as P
from models.words.text import N_
from portal import settings
from portal.errors import Conflict
from portal.events import Done
from portal.files import custody
from portal.lending import limits
from portal.lending.request_rules import LINE, REQUEST
from portal.platform.calendar.workdays import add_workdays
from portal.platform.notices import outbox
from portal.platform.workflow.states import move_state
from portal.work import Work

KEPT = (LineState.OPEN, LineState.APPROVED)  # held, not yet set aside


def hold_paper(work: Work, line: RequestLine) -> None:
    """Keep the paper for a line, at most ``reservation_days`` until it is set aside."""
    custody.reserve_paper(work, line.file, reason=line.request.number)
    line.held_at = work.now
    days = settings.get(work.session, "reservation_days")
    line.held_until = add_workdays(work, work.today, days)


def release_hold(work: Work, line: RequestLine, reason: str = "") -> None:
    """Let go of the paper that is kept or set aside for a line, if it is."""
    if line.held_at is None and line.state is not LineState.READY:
        return
    line.held_at = line.held_until = None
    if work.lock(line.file).custody is Custody.RESERVED:
        custody.release_paper(work, line.file, reason=reason)


def read_window(work: Work) -> date:
    """The last day on which an approval that starts today opens the papers on screen (SC-02)."""
    return add_workdays(work, work.today, settings.get(work.session, "approval_valid_days"))


def find_holder(work: Work, file_id: int, but: int = 0) -> RequestLine | None:
    """The line a file is kept or set aside for, other than ``but``."""
    statement = select(RequestLine).where(
        RequestLine.file_id == file_id, RequestLine.held_at.is_not(None), RequestLine.id != but
    )
    line: RequestLine | None = work.session.scalar(statement)
    return line


def lines_ahead(work: Work, line: RequestLine) -> list[RequestLine]:
    """Whom ``line`` would overtake if it got the paper now: who holds it, then who waits longer."""
    holder = find_holder(work, line.file_id, line.id)
    waiting = select(RequestLine).where(
        RequestLine.file_id == line.file_id,
        RequestLine.state == LineState.WAITING,
        RequestLine.id != line.id,
    )
    since = line.waiting_since or line.request.approved_at
    if since is not None:
        waiting = waiting.where(
            or_(RequestLine.waiting_since < since, RequestLine.priority > line.priority)
        )
    rows = work.session.scalars(waiting.order_by(*limits.TURN)).all()
    return [*([holder] if holder else []), *rows]


def overtake(work: Work, line: RequestLine, reason: str) -> None:
    """Let ``line`` go before those ahead of it, for the custodian's reason.

    Raises ``Conflict`` naming the first in line without a reason, or when its file is set aside.
    """
    ahead = lines_ahead(work, line)
    if not ahead:
        return
    first = ahead[0]
    values: dict[str, Any] = {
        "file": line.file.number,
        "name": first.request.applicant.name,
        "number": first.request.number,
    }
    if first.state is LineState.READY:
        raise Conflict(
            N_("«%(file)s» is set aside for %(name)s (%(number)s). Put it back first."), **values
        )
    if not reason.strip():
        raise Conflict(
            N_(
                "%(name)s (%(number)s) is first in line for «%(file)s». To go before them, use "
                "«Go first» and give the reason; both requests will show it."
            ),
            **values,
        )
    for passed in ahead:
        work.lock(passed.request)
        work.lock(passed)
        _step_back(work, passed, reason)
    note_overtaking(work, line, ahead, reason)


def note_overtaking(
    work: Work, line: RequestLine, passed: Sequence[RequestLine], reason: str
) -> None:
    """Record who went before whom and why; those passed are told, without names."""
    for other in passed:
        work.session.add(
            Overtaking(
                file_id=line.file_id,
                request_id=line.request_id,
                passed_id=other.request_id,
                by=work.actor.id,
                at=work.now,
                reason=reason.strip(),
            )
        )
        facts = {"passed": other.request.number, "reason": reason.strip()}
        work.record(Done(kind=Kind.REQUEST, id=line.request_id, action="overtake", facts=facts))
        outbox.tell(
            work,
            [other.request.owner_id],
            "request.overtaken",
            Kind.REQUEST,
            other.request_id,
            stage=f"{other.id}.{work.now.isoformat()}",
            number=other.request.number,
            file=line.file.number,
            reason=reason.strip(),
        )


def list_overtakings(work: Work, request: AccessRequest) -> list[tuple[Overtaking, bool]]:
    """Each overtaking a request has part in, and whether it was the one that went first."""
    statement = select(Overtaking).where(
        or_(Overtaking.request_id == request.id, Overtaking.passed_id == request.id)
    )
    rows = work.session.scalars(statement.order_by(Overtaking.id)).all()
    return [(row, row.request_id == request.id) for row in rows]


def serve_queue(work: Work, file_id: int) -> None:
    """A free file is kept for the first who waits for it, at once (C10); they are told."""
    file = work.get(CustomerFile, file_id, P.FILE_SEE)
    if file.life is not FileLife.FILED or file.custody is not Custody.IN_PLACE:
        return
    queue = select(RequestLine).where(
        RequestLine.file_id == file_id, RequestLine.state == LineState.WAITING
    )
    line = work.session.scalar(queue.order_by(*limits.TURN).limit(1))
    if line is not None and not _promised_before(work, line):
        work.lock(line.request)
        _give_turn(work, work.lock(line))


def _promised_before(work: Work, line: RequestLine) -> bool:
    """Whether somebody was granted the file before ``line`` began to wait, and gets it first.

    Whoever let a reservation lapse (``held_until`` is left of it) comes after those who wait.
    """
    promised = (
        select(func.count())
        .select_from(RequestLine)
        .join(AccessRequest, AccessRequest.id == RequestLine.request_id)
        .where(
            RequestLine.file_id == line.file_id,
            RequestLine.state == LineState.APPROVED,
            RequestLine.held_until.is_(None),
            AccessRequest.approved_at < line.waiting_since,
        )
    )
    return line.priority == 0 and bool(work.session.scalar(promised))


def _give_turn(work: Work, line: RequestLine) -> None:
    request, file = line.request, line.file
    move_state(work, LINE, line, "next" if line.granted else "resume")
    hold_paper(work, line)
    if line.granted:
        line.read_until = read_window(work)
    elif request.state is RequestState.WAITLISTED:
        move_state(work, REQUEST, request, "resume")
    outbox.tell(
        work,
        [request.owner_id],
        "request.your_turn",
        Kind.REQUEST,
        request.id,
        stage=f"{line.id}.{work.now.isoformat()}",
        number=request.number,
        file=file.number,
        until=line.held_until.isoformat() if line.held_until else "",
    )


def _step_back(work: Work, line: RequestLine, reason: str) -> None:
    """Who is overtaken waits again, at the place they had."""
    if line.state is LineState.WAITING:
        return
    release_hold(work, line, reason)
    move_state(work, LINE, line, "wait", reason=reason)
    request = line.request
    waits = all(each.state is not LineState.OPEN for each in request.lines)
    if request.state is RequestState.PRECHECK and waits:
        move_state(work, REQUEST, request, "queue", reason=reason)
