"""Custodians check requests, approvers decide them line by line, and decisions are carried out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from models.approvals import Approval
from models.lending.requests import AccessRequest, RequestLine
from models.words.approvals import Verdict
from models.words.files import Custody
from models.words.kinds import Kind
from models.words.lending import Action, LineState, RequestState
from models.words.permissions import Permission as P
from models.words.text import N_
from portal import settings
from portal.approvals.engine import (
    Plan,
    claim_turn,
    decide_approval,
    open_approval,
)
from portal.approvals.opinions import require_opinion
from portal.errors import IllegalMove, Invalid
from portal.events import ApprovalSettled, Done
from portal.lending import holds, limits, lines, locks, request_rules
from portal.lending.request_rules import LINE, OPEN_STATES, REQUEST
from portal.platform.calendar.workdays import add_workdays
from portal.platform.notices import outbox
from portal.platform.workflow.states import move_state
from portal.work import Work

DECIDABLE = (LineState.OPEN, LineState.WAITING)
LEFT = N_("The account of the applicant was disabled.")


@dataclass(frozen=True)
class LineVerdict:
    """An approver's verdict on one line: approved or not, a shorter term, a comment."""

    approve: bool = True
    term_days: int | None = None
    comment: str = ""


def take_up_request(work: Work, request: AccessRequest) -> AccessRequest:
    """Start checking a request (Q2). Raises ``NotAllowed`` for the actor's own."""
    lines.check_handler(work, request)
    move_state(work, REQUEST, request, "take_up")
    request.prechecked_by = work.actor.id
    return request


def return_request(work: Work, request: AccessRequest, *, reason: str) -> AccessRequest:
    """Return an incomplete request to its applicant, with a reason (Q3)."""
    lines.check_handler(work, request)
    move_state(work, REQUEST, request, "return", reason=reason)
    request.answer = reason.strip()
    _start_resend(work, request)
    _tell_applicant(work, request, "request.returned", reason)
    return request


def unavailable_lines(request: AccessRequest) -> list[RequestLine]:
    """The lines whose file is not in its place; the system proposes to queue them (Q4)."""
    return [
        line
        for line in request.lines
        if line.state is LineState.OPEN
        and line.held_at is None
        and line.file is not None
        and line.file.custody is not Custody.IN_PLACE
    ]


def queue_request(
    work: Work, request: AccessRequest, *, reason: str = "", priority: int = 0
) -> AccessRequest:
    """Queue the lines whose files are out; with none left to decide the request waits too (Q4).

    ``priority`` above 0 goes before the others and needs a reason. Raises ``Invalid`` without
    one, ``IllegalMove`` when every file is in its place.
    """
    lines.check_handler(work, request)
    out = unavailable_lines(request)
    if priority and not reason.strip():
        raise Invalid(N_("Please write why it takes priority."), field="reason")
    if not out:
        raise IllegalMove(N_("All these files are in place, so nothing has to wait."))
    for line in out:
        lines.put_in_queue(work, line, priority=priority, reason=reason)
    if all(line.state is not LineState.OPEN for line in request.lines):
        move_state(work, REQUEST, request, "queue", reason=reason)
    _tell_applicant(work, request, "request.queued", reason, until=_expected(work, out))
    return request


def clear_request(work: Work, request: AccessRequest, *, note: str = "") -> Approval:
    """Confirm that the applicant is eligible and start the approval (Q5)."""
    lines.check_handler(work, request)
    move_state(work, REQUEST, request, "clear", note=note)
    request.precheck_note, request.prechecked_by = note.strip(), work.actor.id
    route = request.route
    return open_approval(
        work,
        lines.approval_subject(request, checked_by=work.actor.id),
        Plan(route["chain"], route["version"], route["steps"]),
    )


def decide_request(
    work: Work,
    approval: Approval,
    *,
    verdict: Verdict,
    comment: str = "",
    step: int | None = None,
    verdicts: Mapping[int, LineVerdict] | None = None,
) -> None:
    """Decide a request, line by line if wanted: some of its files, or a shorter term (Q6-Q8).

    ``verdicts`` maps line ids to verdicts; lines that are not named are approved. Refusing every
    line rejects the request. An approval of anything else has no lines and is decided as it is.
    Raises what ``decide_approval`` raises, and ``Invalid`` for a line refused without a comment.
    """
    if approval.subject is not Kind.REQUEST:
        decide_approval(work, approval, verdict=verdict, comment=comment, step=step)
        return
    request = work.get(AccessRequest, approval.subject_id, P.REQUEST_SEE)
    _task, acting = claim_turn(work, approval, step)
    if verdict is Verdict.APPROVE and verdicts:
        reasons = _apply_verdicts(acting, request, verdicts)
        if not any(line.state in DECIDABLE for line in request.lines):
            verdict, comment = Verdict.REJECT, comment.strip() or "; ".join(reasons)
    elif verdict is Verdict.REJECT and comment.strip():
        for line in request.lines:
            if line.state in DECIDABLE:
                _refuse(acting, line, comment)
    decide_approval(work, approval, verdict=verdict, comment=comment, step=step)


def find_approval_id(work: Work, request_id: int) -> int:
    """The id of the latest approval of a request.

    Raises ``NotFound`` for strangers, ``NotAllowed`` for a stand-in whose delegation has ended.
    """
    newest = select(func.max(Approval.id)).where(
        Approval.subject == Kind.REQUEST, Approval.subject_id == request_id
    )
    return locks.see_approval(work, work.session.scalar(newest) or 0).id


def _apply_verdicts(
    acting: Work, request: AccessRequest, verdicts: Mapping[int, LineVerdict]
) -> list[str]:
    reasons: list[str] = []
    for line in request.lines:
        verdict = verdicts.get(line.id)
        if verdict is None or line.state not in DECIDABLE:
            continue
        if not verdict.approve:
            if not verdict.comment.strip():
                raise Invalid(
                    N_("Please write why %(number)s is refused."),
                    field=f"line-{line.id}-comment",
                    number=line.about.number,
                )
            require_opinion(verdict.comment)
            _refuse(acting, line, verdict.comment)
            reasons.append(verdict.comment.strip())
        elif verdict.term_days is not None:
            _shorten(acting, request, line, verdict.term_days)
    return reasons


def _refuse(acting: Work, line: RequestLine, reason: str) -> None:
    holds.release_hold(acting, line, reason)
    move_state(acting, LINE, line, "reject", reason=reason)
    line.comment = reason.strip()


def _shorten(acting: Work, request: AccessRequest, line: RequestLine, days: int) -> None:
    """Approvers may shorten the term that was asked for, never lengthen it (Q6)."""
    asked = line.term_days or request.term_days
    if request.action is not Action.BORROW or asked is None or days == asked:
        return
    if fault := request_rules.check_term(days, asked):
        raise Invalid(fault.text, field=f"line-{line.id}-term_days", **fault.values)
    line.term_days = days
    acting.record(
        Done(
            kind=Kind.REQUEST_LINE, id=line.id, action="shorten", facts={"term_days": [asked, days]}
        )
    )


def settle_request(work: Work, event: ApprovalSettled) -> None:
    """Reaction: carry out on the request what its approvers decided."""
    request = work.get(AccessRequest, event.id, P.REQUEST_SEE, lock=True)
    if request.state not in (RequestState.IN_APPROVAL, RequestState.REJECTED):
        return
    if event.verdict is Verdict.RETURN:
        move_state(work, REQUEST, request, "send_back", reason=event.comment)
        request.answer = event.comment
        _reopen(work, request)
        _start_resend(work, request)
        _tell_applicant(work, request, "request.returned", event.comment)
        return
    if event.verdict is Verdict.APPROVE:
        _grant(work, request)
        _tell_applicant(work, request, "request.approved", event.comment)
    else:
        request.answer = event.comment
        _tell_applicant(work, request, "request.rejected", event.comment)
    lines.update_header(work, request)


def _grant(work: Work, request: AccessRequest) -> None:
    request.approved_at = work.now
    for line in request.lines:
        if line.state not in (LineState.OPEN, LineState.WAITING):
            continue
        line.granted, line.grade = True, line.about.highest
        if line.state is LineState.WAITING:
            continue
        move_state(work, LINE, line, "approve")
        line.read_until = holds.read_window(work)
        if line.file is None:  # a card has no paper to hand out: it is open from now on
            move_state(work, LINE, line, "open")
            work.record(_opened(request, line))


def _opened(request: AccessRequest, line: RequestLine) -> Done:
    facts = {"request": request.number, "until": line.read_until}
    return Done(kind=Kind.CUSTOMER, id=line.customer_id or 0, action="open_window", facts=facts)


def _start_resend(work: Work, request: AccessRequest) -> None:
    """What is kept for a request sent back is kept for a few days: now its clock runs (C10)."""
    days = settings.get(work.session, "resend_days")
    request.resend_by = add_workdays(work, work.today, days)


def _reopen(work: Work, request: AccessRequest) -> None:
    """Approvals so far are void (Q8): lines that waited for their file are open again."""
    for line in request.lines:
        if line.state is LineState.WAITING:
            move_state(work, LINE, line, "resume")


def _tell_applicant(
    work: Work, request: AccessRequest, topic: str, reason: str, **values: str
) -> None:
    outbox.tell(
        work,
        [request.owner_id],
        topic,
        Kind.REQUEST,
        request.id,
        stage=work.now.isoformat(),
        number=request.number,
        reason=reason.strip(),
        **values,
    )


def _expected(work: Work, out: Sequence[RequestLine]) -> str:
    """The day the last of these files is due back, as far as open loans tell (Q4)."""
    days = [loan.due_on for line in out if (loan := limits.find_open_loan(work, line.file_id))]
    return max(days).isoformat() if days else "—"


def cancel_open_requests(work: Work, event: Done) -> None:
    """Reaction: the open requests of a disabled person end, reservations too (Q13, SC-06)."""
    statement = select(AccessRequest.id).where(
        AccessRequest.owner_id == event.id, AccessRequest.state.in_(OPEN_STATES)
    )
    for id in work.session.scalars(statement.order_by(AccessRequest.id)).all():
        cancel_request(work, locks.lock_request(work, id), reason=LEFT)


def cancel_request(work: Work, request: AccessRequest, *, reason: str) -> None:
    """Cancel a request on behalf of the system; tell the applicant and their head (Q13).

    It is locked with its files.
    """
    lines.close_request(work, request, "cancel", reason)
    head = request.department.head_id if request.department else None
    outbox.tell(
        work,
        [request.owner_id, *([head] if head else [])],
        "request.cancelled",
        Kind.REQUEST,
        request.id,
        number=request.number,
        reason=reason,
    )
