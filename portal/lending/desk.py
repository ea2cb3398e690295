"""The custodians' desk: fetch a file, set it aside, hand it out (Q9, Q10)."""

from typing import Any

from sqlalchemy import select

from models.lending.loans import Loan
from models.lending.requests import AccessRequest, Copying, RequestLine, Viewing
from models.words.files import Custody
from models.words.kinds import Kind
from models.words.lending import Action, Condition, LineState, LoanMode
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.access.load import actor_for
from portal.access.policy import can
from portal.errors import Conflict, IllegalMove, NotAllowed
from portal.events import Saved
from portal.files import custody
from portal.lending import issue, lines, signatures
from portal.lending.request_rules import LINE
from portal.lending.signatures import Signed
from portal.platform.notices import outbox
from portal.platform.workflow.states import move_state
from portal.work import Work


def set_aside_file(work: Work, line: RequestLine) -> RequestLine:
    """Fetch the file and set it aside for the applicant (Q9); repeatable.

    Raises ``Conflict`` when the file is not in its place: it can be queued instead.
    """
    lines.check_handler(work, line.request)
    if line.state is LineState.READY:
        return line
    if line.file.custody is not Custody.IN_PLACE:
        raise Conflict(
            N_("«%(number)s» is not in its place now. Put this line in the queue."),
            number=line.file.number,
        )
    _check_valid(work, line)
    move_state(work, LINE, line, "ready")
    custody.reserve_paper(work, line.file, reason=line.request.number)
    line.reserved_at, line.reserved_by = work.now, work.actor.id
    line.pick_up_until = lines.last_day_to_collect(work, line)
    outbox.tell(
        work,
        [line.request.owner_id],
        "request.ready",
        Kind.REQUEST,
        line.request_id,
        stage=f"{line.id}.{work.now.isoformat()}",
        number=line.request.number,
        file=line.file.number,
        until=line.pick_up_until.isoformat(),
    )
    return line


def queue_line(
    work: Work, line: RequestLine, *, priority: int = 0, reason: str = ""
) -> RequestLine:
    """Let an approved line wait for a file that somebody else has (C10).

    Raises ``IllegalMove`` when the file is free.
    """
    lines.check_handler(work, line.request)
    if line.file.custody is Custody.IN_PLACE and lines.is_free(work, line.file):
        raise IllegalMove(N_("The file is in its place, so nothing has to wait."))
    lines.put_in_queue(work, line, priority=priority, reason=reason)
    return line


def put_back_file(work: Work, line: RequestLine) -> RequestLine:
    """Undo setting a file aside: it goes back to its shelf, the approval stays valid."""
    lines.check_handler(work, line.request)
    move_state(work, LINE, line, "put_back")
    custody.release_paper(work, line.file, reason=line.request.number)
    return line


def hand_out_file(
    work: Work, line: RequestLine, *, signed: Signed | None = None, **counted: Any
) -> Any:
    """Hand a READY file to its applicant; returns the viewing, loan or copy job this opens.

    ``signed`` is the recipient's signature; copies are signed for when they are handed over.
    ``counted`` is items, pages and condition for a loan, place for a viewing. Called again for
    the same line it returns the first result (C9). Raises ``NotAllowed``, ``IllegalMove``,
    ``Conflict`` (I-1), and ``Invalid`` without a signature.
    """
    lines.check_handler(work, line.request)
    if line.state is LineState.FULFILLED:
        return find_opened(work, line)
    check_ready(line)
    _check_valid(work, line)
    _check_entitled(work, line.request)
    request = line.request
    signature = None if request.action is Action.COPY else signatures.require_signature(signed)
    opened = OPENERS[request.action](work, line, counted)
    if signature is not None:
        signatures.record_signature(work, opened.kind, opened.id, request, signature)
    move_state(work, LINE, line, "hand_out")
    return opened


def check_ready(line: RequestLine) -> None:
    """Raise ``IllegalMove`` unless the file of ``line`` is set aside for it (Q10)."""
    names: dict[str, Any] = {"file": line.file.number, "number": line.request.number}
    if line.state in (LineState.FULFILLED, LineState.DONE):
        raise IllegalMove(
            N_("«%(file)s» has already been handed out under request %(number)s."),
            **names,
        )
    if line.state is not LineState.READY:
        raise IllegalMove(N_("«%(file)s» is not set aside under request %(number)s."), **names)


def find_opened(work: Work, line: RequestLine) -> Any:
    """The viewing, copy job or loan that handing out this line has opened."""
    action = line.request.action
    if action is Action.VIEW:
        return work.session.scalars(select(Viewing).where(Viewing.line_id == line.id)).one()
    if action is Action.COPY:
        return work.session.scalars(select(Copying).where(Copying.line_id == line.id)).one()
    return work.session.scalars(select(Loan).where(Loan.line_id == line.id)).one()


def _open_viewing(work: Work, line: RequestLine, counted: dict[str, Any]) -> Viewing:
    request, file = line.request, line.file
    viewing: Viewing = work.add(
        Viewing(
            line_id=line.id,
            file_id=file.id,
            owner_id=request.owner_id,
            department_id=request.department_id,
            custodian_id=work.actor.id,
            place=counted.get("place") or request.place,
            started_at=work.now,
            pages_before=file.pages_count,
        )
    )
    custody.open_reading(work, file, request.owner_id, reason=request.number)
    work.record(
        Saved(
            kind=Kind.VIEWING,
            id=viewing.id,
            created=True,
            changes={"file": [None, file.number], "reader": [None, request.applicant.name]},
        )
    )
    return viewing


def _open_copying(work: Work, line: RequestLine, _counted: dict[str, Any]) -> Copying:
    request = line.request
    job: Copying = work.add(
        Copying(
            line_id=line.id,
            file_id=line.file_id,
            owner_id=request.owner_id,
            department_id=request.department_id,
            custodian_id=work.actor.id,
            pages=request.pages,
            copies=request.copies or 1,
            return_by=request.return_by,
            watermark=f"{request.number}-{line.id}",
        )
    )
    work.record(
        Saved(
            kind=Kind.COPYING,
            id=job.id,
            created=True,
            changes={
                "file": [None, line.file.number],
                "pages": [None, request.pages],
                "copies": [None, request.copies],
            },
        )
    )
    return job


def _open_loan(work: Work, line: RequestLine, counted: dict[str, Any]) -> Any:
    mode = LoanMode(str(counted.get("mode") or line.request.mode))
    return issue.issue_loan(
        work,
        line,
        items=int(counted.get("items") or 0),
        pages=int(counted.get("pages") or 0),
        condition=counted.get("condition") or Condition.INTACT,
        mode=mode,
    )


OPENERS = {Action.VIEW: _open_viewing, Action.COPY: _open_copying, Action.BORROW: _open_loan}


def _check_valid(work: Work, line: RequestLine) -> None:
    """Raise ``IllegalMove`` once the approval has expired (Q10)."""
    if line.pick_up_until is not None and line.pick_up_until < work.today:
        raise IllegalMove(
            N_("The approval of %(number)s ended on %(day)s. Please ask again."),
            number=line.request.number,
            day=line.pick_up_until.isoformat(),
        )


def _check_entitled(work: Work, request: AccessRequest) -> None:
    """Raise ``NotAllowed`` unless the applicant is active and may still use files (Q10)."""
    actor = actor_for(work.session, request.owner_id, work.now)
    if actor is None or not can(actor, P.REQUEST_MAKE):
        raise NotAllowed(N_("The applicant may no longer use files. Nothing was handed out."))
