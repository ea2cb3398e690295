"""The custodians' desk: fetch a file, set it aside, hand it out (Q9, Q10)."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from models.lending.loans import Loan
from models.lending.requests import Copying, RequestLine, Viewing
from models.people import User
from models.words.files import Custody
from models.words.kinds import Kind
from models.words.lending import Action, Condition, LineState, LoanMode
from models.words.text import N_
from portal.errors import Conflict, IllegalMove
from portal.events import Saved
from portal.files import custody, differences
from portal.lending import confirming, entitlement, holds, issue, lines, signatures
from portal.lending.request_rules import LINE
from portal.lending.signatures import Signed
from portal.platform.notices import outbox
from portal.platform.workflow import submissions
from portal.platform.workflow.states import move_state
from portal.work import HERE, Work

HANDED_OUT = N_("%(name)s handed «%(file)s» out to %(person)s at %(at)s, under %(number)s.")
TOO_LATE = N_(
    "%(name)s handed «%(file)s» out to %(person)s at %(at)s already, under %(number)s. "
    "Nothing on this page was recorded."
)
HANDED = (LineState.FULFILLED, LineState.DONE)


def set_aside_file(
    work: Work, line: RequestLine, *, reason: str = "", submission: str | None = None
) -> RequestLine:
    """Fetch the file and set it aside for the applicant (Q9).

    The same person with the same ``submission`` gets the same answer. Raises ``Conflict`` with who
    did it and when for everybody else; when the file is not in its place; and when somebody else is
    first in line, unless ``reason`` says why this one goes first (C10).
    """
    lines.check_handler(work, line.request)
    if line.state is LineState.READY:
        if _is_same_act(work, line, submission):
            return line
        raise _set_aside(work, line)
    confirming.require_fresh(work, line.request)
    if line.held_at is None:
        _require_near(work, line)
        holds.overtake(work, line, reason)
        custody.reserve_paper(work, line.file, reason=line.request.number)
    move_state(work, LINE, line, "ready")
    line.held_at, line.held_until = line.held_at or work.now, None
    line.reserved_at, line.reserved_by = work.now, work.actor.id
    line.pick_up_until = lines.last_day_to_collect(work)
    submissions.keep_submission(work, submission or "", line.kind, line.id)
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


def _require_near(work: Work, line: RequestLine) -> None:
    """The file is in its place, or kept for somebody who could be overtaken."""
    kept = line.file.custody is Custody.RESERVED and holds.find_holder(work, line.file_id)
    if line.file.custody is not Custody.IN_PLACE and not kept:
        raise Conflict(
            N_("«%(number)s» is not in its place now. Put this line in the queue."),
            number=line.file.number,
        )


def _is_same_act(work: Work, line: RequestLine, submission: str | None) -> bool:
    if submission is None:
        return line.reserved_by in (None, work.actor.id)
    return submissions.find_submission(work, submission) == (line.kind, line.id)


def _set_aside(work: Work, line: RequestLine) -> Conflict:
    at = line.reserved_at or work.now
    return Conflict(
        N_("%(name)s set «%(file)s» aside for %(number)s at %(at)s already."),
        name=_name(work, line.reserved_by),
        file=line.file.number,
        number=line.request.number,
        at=f"{at.astimezone(HERE):%Y-%m-%d %H:%M}",
    )


def _name(work: Work, user_id: int | None) -> str:
    return work.session.scalar(select(User.name).where(User.id == user_id)) or "—"


def queue_line(
    work: Work, line: RequestLine, *, priority: int = 0, reason: str = ""
) -> RequestLine:
    """Let an approved line wait for a file that somebody else has (C10).

    Raises ``IllegalMove`` when the file is free.
    """
    lines.check_handler(work, line.request)
    if line.held_at is not None or line.file.custody is Custody.IN_PLACE:
        raise IllegalMove(N_("The file is in its place, so nothing has to wait."))
    lines.put_in_queue(work, line, priority=priority, reason=reason)
    return line


def put_back_file(work: Work, line: RequestLine) -> RequestLine:
    """Undo setting a file aside: it goes back to its shelf, the approval stays valid."""
    lines.check_handler(work, line.request)
    move_state(work, LINE, line, "put_back")
    holds.release_hold(work, line, line.request.number)
    line.pick_up_until = None
    return line


def hand_out_file(
    work: Work,
    line: RequestLine,
    *,
    signed: Signed | None = None,
    submission: str | None = None,
    **counted: Any,
) -> Any:
    """Hand a READY file to its applicant; returns the viewing, loan or copy job this opens.

    ``signed`` is the recipient's signature; copies are signed for when they are handed over.
    ``counted`` is items, pages, condition and reason for a loan, place for a viewing. The same
    person with the same ``submission`` gets the first result again (C9). Raises ``Conflict`` with
    who handed it out and when for everybody else (I-1), ``NotAllowed``, ``IllegalMove``, and
    ``Invalid`` without a signature.
    """
    lines.check_handler(work, line.request)
    if line.state in HANDED:
        opened = find_opened(work, line)
        if _is_same_click(work, line, opened, submission):
            return opened
        raise _handed_out(work, line, opened, TOO_LATE)
    check_ready(work, line)
    _check_valid(work, line)
    confirming.require_fresh(work, line.request)
    entitlement.check_entitled(work, line)
    request = line.request
    signature = None if request.action is Action.COPY else signatures.require_signature(signed)
    opened = OPENERS[request.action](work, line, counted)
    if signature is not None:
        signatures.record_signature(work, opened.kind, opened.id, request, signature)
    move_state(work, LINE, line, "hand_out")
    line.held_at = None
    submissions.keep_submission(work, submission or "", opened.kind, opened.id)
    return opened


def _is_same_click(work: Work, line: RequestLine, opened: Any, submission: str | None) -> bool:
    if submission is None:  # no form: whoever did it calls again
        return line.state is LineState.FULFILLED and handler_of(opened)[0] == work.actor.id
    return submissions.find_submission(work, submission) == (opened.kind, opened.id)


def handler_of(opened: Any) -> tuple[int | None, datetime]:
    """Who handed out what was opened, and when."""
    if isinstance(opened, Loan):
        return opened.issued_by, opened.issued_at
    return opened.custodian_id, opened.created_at


def _handed_out(work: Work, line: RequestLine, opened: Any, sentence: str = HANDED_OUT) -> Conflict:
    by, at = handler_of(opened)
    return Conflict(
        sentence,
        name=_name(work, by),
        file=line.file.number,
        person=line.request.applicant.name,
        at=f"{at.astimezone(HERE):%Y-%m-%d %H:%M}",
        number=getattr(opened, "number", None) or line.request.number,
    )


def check_ready(work: Work, line: RequestLine) -> None:
    """Raise ``Conflict`` or ``IllegalMove`` unless the file is set aside for this line (Q10)."""
    names: dict[str, Any] = {"file": line.file.number, "number": line.request.number}
    if line.state in HANDED:
        raise _handed_out(work, line, find_opened(work, line))
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
            pages_before=differences.due_count(work, file).pages,
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
    items, pages = int(counted.get("items") or 0), int(counted.get("pages") or 0)
    condition = counted.get("condition") or Condition.INTACT
    issue.check_counts(line.file, items, pages, condition)
    issue.note_count(work, line, items, pages, str(counted.get("reason") or ""))
    return issue.issue_loan(work, line, items=items, pages=pages, condition=condition, mode=mode)


OPENERS = {Action.VIEW: _open_viewing, Action.COPY: _open_copying, Action.BORROW: _open_loan}


def _check_valid(work: Work, line: RequestLine) -> None:
    """Raise ``IllegalMove`` once the approval has expired (Q10)."""
    if line.pick_up_until is not None and line.pick_up_until < work.today:
        raise IllegalMove(
            N_("The approval of %(number)s ended on %(day)s. Please ask again."),
            number=line.request.number,
            day=line.pick_up_until.isoformat(),
        )
