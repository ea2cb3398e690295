"""Lines of access requests: checked, queued, handed on and ended (Q4–Q14).

The state of a request follows from its lines.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from models.files.records import CustomerFile
from models.lending.requests import AccessRequest, RequestLine
from models.words.access import Secrecy
from models.words.kinds import Kind
from models.words.lending import LineState, RequestState
from models.words.permissions import Permission as P
from models.words.text import N_
from portal import settings
from portal.access.holders import holders_of
from portal.approvals.engine import Subject, running_approval, withdraw_approval
from portal.errors import NotAllowed
from portal.lending import holds, limits, request_rules
from portal.lending.request_rules import LINE, OPEN_LINES, REQUEST
from portal.platform.calendar.workdays import add_workdays
from portal.platform.notices import outbox
from portal.platform.workflow.states import move_state
from portal.work import Work

PLAIN = (Secrecy.NORMAL, Secrecy.INTERNAL)  # grades whose titles everybody concerned may read


def check_handler(work: Work, request: AccessRequest) -> None:
    """Raise ``NotAllowed`` unless the actor may handle requests and did not ask for this one."""
    work.require(P.REQUEST_HANDLE, request)
    if work.actor.id in (
        request.owner_id,
        request.entered_by,
    ):  # or entered it for another (SC-03 f)
        raise NotAllowed(N_("This is your own request. Please ask a colleague to handle it."))


def finish_line(work: Work, line: RequestLine) -> None:
    """Close a line once its viewing, loan or copy job is over (Q14); done by the system."""
    move_state(work.as_system(), LINE, line, "finish")


def approval_subject(request: AccessRequest, *, checked_by: int | None = None) -> Subject:
    """The request as the approvals engine sees it; who entered it counts as applicant."""
    about = [line.about for line in request.lines]
    first = name_for_all(about[0])
    title = first if len(about) == 1 else f"{first} +{len(about) - 1}"
    return Subject(
        Kind.REQUEST,
        request.id,
        f"{request.number} {title}",
        request.owner_id,
        request.department_id,
        owners=[row.department_id for row in about if row.department_id is not None],
        excluded=[request.entered_by] if request.entered_by else [],
        checked_by=checked_by,
        summary={"action": request.action, "number": request.number, "purpose": request.purpose},
    )


def name_for_all(row: Any) -> str:
    """What a file or a card is called where its grade cannot be asked for each reader."""
    if row.highest in PLAIN:
        return str(row.title if isinstance(row, CustomerFile) else row.name)
    return row.number or ""


def close_request(work: Work, request: AccessRequest, action: str, reason: str) -> AccessRequest:
    """End a request and its running approval, by the applicant (Q12) or the system (Q13).

    What is out stays out: then only the lines not yet handed out end, and the state follows.
    """
    if handed_out(request):
        for line in still_open(request):
            drop_line(work, line, action, reason)
        return request
    move_state(work, REQUEST, request, action, reason=reason)
    if approval := running_approval(work, Kind.REQUEST, request.id, lock=True):
        withdraw_approval(work, approval, reason=reason)
    for line in still_open(request):
        drop_line(work, line, action, reason)
    return request


def handed_out(request: AccessRequest) -> list[RequestLine]:
    """The lines whose file went out, whether or not it is back."""
    return [line for line in request.lines if line.state in (LineState.FULFILLED, LineState.DONE)]


def still_open(request: AccessRequest) -> list[RequestLine]:
    """The lines whose file may still go out."""
    return [line for line in request.lines if line.state in OPEN_LINES]


def last_day_to_collect(work: Work) -> date:
    """The last day to collect a file set aside today; no other clock runs (Q11)."""
    return add_workdays(work, work.today, settings.get(work.session, "pick_up_days"))


def update_header(work: Work, request: AccessRequest) -> None:
    """Move a request to the state its lines imply; not while a line waits for its decision."""
    states = [line.state for line in request.lines]
    action = request_rules.derive_header(states)
    if action is None or request.state in (RequestState.SUBMITTED, RequestState.PRECHECK):
        return
    if (
        request.state is RequestState.IN_APPROVAL
        and request.approved_at is None
        and any(state is LineState.WAITING for state in states)
    ):
        return  # what waits for its file still waits for its decision too
    derived = next(each for each in REQUEST.moves if each.action == action)
    if derived.target is not request.state and request.state in derived.sources:
        move_state(work.as_system(), REQUEST, request, action)
        if action == "closed":  # Q14: the applicant is told and asked for results
            outbox.tell(
                work,
                [request.owner_id],
                "request.closed",
                Kind.REQUEST,
                request.id,
                number=request.number,
            )


def put_in_queue(work: Work, line: RequestLine, *, priority: int = 0, reason: str = "") -> None:
    """Put a line in the queue for its file (Q4, C10); higher ``priority`` goes first.

    Whoever waited already keeps their place; those overtaken read the reason.
    """
    since = line.waiting_since or work.now
    move_state(work, LINE, line, "wait", reason=reason, priority=priority)
    line.waiting_since, line.priority, line.pick_up_until = since, priority, None
    if priority:
        behind = limits.list_behind(work, line)
        holds.note_overtaking(work, line, behind, reason)


def drop_line(work: Work, line: RequestLine, action: str, reason: str = "") -> None:
    """Withdraw, cancel or lapse a line; its reservation is released first (Q11-Q13).

    What had been taken off its shelf for it has to be put back: the desk is told.
    """
    off_shelf = line.state is LineState.READY
    holds.release_hold(work, line, reason)
    move_state(work, LINE, line, action, reason=reason)
    if off_shelf:
        outbox.tell(
            work,
            desk_staff(work),
            "file.shelf_check",
            Kind.FILE,
            line.file_id,
            stage=str(line.id),
            number=line.request.number,
            file=line.file.number,
        )


def replace_lines(
    work: Work, request: AccessRequest, file_ids: Sequence[int], term_days: int | None
) -> None:
    """Change the files of a request; what is kept for one that stays is kept on (C10)."""
    for line in list(request.lines):
        if line.file_id in file_ids:
            line.term_days, line.granted, line.comment = term_days, False, ""
            continue
        holds.release_hold(work, line, request.number)
        request.lines.remove(line)
        work.session.delete(line)
    kept = {line.file_id for line in request.lines}
    request.lines.extend(
        RequestLine(file_id=id, term_days=term_days) for id in file_ids if id not in kept
    )
    work.session.flush()  # the new lines need their ids


def desk_staff(work: Work) -> list[int]:
    """The ids of those who work at the custodians' desk and get its notices."""
    return holders_of(work.session, P.REQUEST_HANDLE)
