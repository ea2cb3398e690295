"""Access requests: drafted, revised, submitted and withdrawn by their applicants (Q1, Q12)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.files.records import CustomerFile
from models.lending.requests import AccessRequest, RequestLine
from models.words.kinds import Kind
from models.words.lending import Action, LoanMode, RequestState
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.approvals import chains
from portal.approvals.engine import Plan
from portal.approvals.routing_rules import Want
from portal.errors import IllegalMove, NotAllowed
from portal.events import Done, Saved
from portal.lending import limits, lines, request_rules, visitors
from portal.lending.request_checks import check_request
from portal.lending.request_rules import REQUEST
from portal.lending.visitors import Stranger
from portal.platform.notices import outbox
from portal.platform.numbering import ledger
from portal.platform.workflow.states import move_state
from portal.work import Work

NUMBERS = "{class}-{year}{month}-{seq:4}"
FIELDS = (
    "action",
    "purpose",
    "purpose_category",
    "accepted_terms",
    "mode",
    "term_days",
    "place",
    "planned_on",
    "pages",
    "copies",
    "external",
    "return_by",
)

USED = (RequestState.FULFILLED, RequestState.CLOSED)


@dataclass(frozen=True, kw_only=True)
class Ask:
    """The fields of a request; those of other uses stay empty (FM-20, FM-21, FM-22)."""

    action: Action
    file_ids: Sequence[int]
    purpose: str = ""
    purpose_category: str = ""
    accepted_terms: bool = False
    mode: LoanMode | None = None
    term_days: int | None = None
    place: str = ""
    planned_on: date | None = None
    pages: str = ""
    copies: int | None = None
    external: bool = False
    return_by: date | None = None
    visitor: Stranger | None = None


def draft_request(work: Work, ask: Ask) -> AccessRequest:
    """Save a request without submitting it. Raises ``NotFound`` for files that are neither in the
    actor's reach nor listed.
    """
    work.require(P.REQUEST_MAKE)
    files = load_files(work, ask.file_ids)
    number = ledger.draw_number(work, NUMBERS, Kind.REQUEST, None, **{"class": "LY"})
    request: AccessRequest = work.add(
        AccessRequest(
            number=number,
            owner_id=work.actor.id,
            department_id=work.actor.department_id,
            entered_by=work.actor.id,
            visitor_id=visitors.record_visitor(work, ask.visitor),
            **{name: getattr(ask, name) for name in FIELDS},
        )
    )
    for file in files:
        request.lines.append(RequestLine(file_id=file.id, term_days=ask.term_days))
    work.session.flush()  # the lines need their ids for what follows
    changes = {name: [None, getattr(ask, name)] for name in FIELDS}
    changes["files"] = [None, [file.number for file in files]]
    work.record(Saved(kind=Kind.REQUEST, id=request.id, created=True, changes=changes))
    return request


def revise_request(
    work: Work, request: AccessRequest, *, ask: Ask, revision: int | None = None
) -> AccessRequest:
    """Change a draft or a returned request; what is kept for a file that stays is kept on.

    Raises ``Conflict`` when ``revision`` is given and old, ``IllegalMove`` once submitted.
    """
    _check_own(work, request)
    work.unchanged(request, revision)
    if request.state not in (RequestState.DRAFT, RequestState.RETURNED):
        raise IllegalMove(N_("Only a draft or a returned request can be changed."))
    if asks_for_cards(request):
        raise IllegalMove(N_("Withdraw this request, and ask again on the customer's page."))
    files = load_files(work, ask.file_ids)
    changes: dict[str, Any] = {}
    for name in FIELDS:
        old, new = getattr(request, name), getattr(ask, name)
        if old != new:
            changes[name] = [old, new]
            setattr(request, name, new)
    before = [line.file.number for line in request.lines]
    lines.replace_lines(work, request, [file.id for file in files], ask.term_days)
    changes["files"] = [before, [file.number for file in files]]
    if ask.visitor:
        request.visitor_id = visitors.record_visitor(work, ask.visitor)
    work.record(Saved(kind=Kind.REQUEST, id=request.id, changes=changes))
    return request


def submit_request(work: Work, request: AccessRequest) -> AccessRequest:
    """Submit a request to the custodians (Q1).

    Raises ``Problems`` by field, ``IllegalMove`` when overdue loans block the applicant (C13).
    """
    _check_own(work, request)
    if late := limits.count_blocking_loans(work, request.owner_id):
        raise IllegalMove(
            N_("%(count)s files are long overdue. Return them first, then ask for others."),
            count=late,
        )
    if not asks_for_cards(request):
        check_request(work, request, [line.file for line in request.lines], but=request.id)
    plan = plan_route(work, request)
    request.route = {
        "chain": plan.code,
        "version": plan.version,
        "steps": [dict(s) for s in plan.steps],
        "preview": chains.preview_approvers(work, lines.approval_subject(request), plan),
    }
    move_state(work, REQUEST, request, "submit", chain=plan.code, version=plan.version)
    request.submitted_at, request.answer, request.approved_at = work.now, "", None
    request.resend_by = None
    outbox.tell(
        work,
        lines.desk_staff(work),
        "request.submitted",
        Kind.REQUEST,
        request.id,
        stage=work.now.isoformat(),
        number=request.number,
        name=work.actor.name,
    )
    return request


def plan_route(work: Work, request: Any) -> Plan:
    """The approval route of a request by today's routing table.

    Raises ``IllegalMove`` when no route fits.
    """
    rows = [line.about for line in request.lines]
    wants = [
        Want(
            getattr(row, "class_id", None),
            row.highest,
            request.action,
            row.department_id == request.department_id,
        )
        for row in rows
    ]
    return chains.plan_approval(work, wants, external=request_rules.goes_outside(request))


def asks_for_cards(request: AccessRequest) -> bool:
    """Whether it asks to read customers' cards, not files."""
    return any(line.customer_id for line in request.lines)


def withdraw_request(work: Work, request: AccessRequest, *, reason: str = "") -> AccessRequest:
    """The applicant withdraws a request, held with its files, before they are handed out (Q12).

    Raises ``IllegalMove`` once one of them is out: what is left is given up by ``give_up_rest``.
    """
    _check_applicant(work, request)
    if lines.handed_out(request):
        raise IllegalMove(
            N_("Some of these files were handed out already. Give up those not collected instead.")
        )
    return lines.close_request(work, request, "withdraw", reason)


def may_give_up(request: AccessRequest) -> bool:
    """Whether some of its files are out, and others are still to come."""
    return bool(lines.handed_out(request) and lines.still_open(request))


def give_up_rest(work: Work, request: AccessRequest, *, reason: str = "") -> AccessRequest:
    """The applicant gives up what was not collected; what is out stays as it is (Q12).

    Raises ``IllegalMove`` when nothing is out, or nothing is left.
    """
    _check_applicant(work, request)
    if not may_give_up(request):
        raise IllegalMove(N_("There is nothing left to give up on this request."))
    return lines.close_request(work, request, "withdraw", reason)


def _check_applicant(work: Work, request: AccessRequest) -> None:
    if work.actor.id not in (request.owner_id, request.entered_by):
        raise NotAllowed(N_("Only the applicant can withdraw this."))


def report_use(work: Work, request: AccessRequest, *, use_result: str) -> AccessRequest:
    """Record the results of the use (利用效果) in the applicant's words (Q14).

    Optional, and may be changed: the audit keeps earlier versions. Raises ``IllegalMove`` before
    the files were handed out.
    """
    _check_own(work, request)
    if request.state not in USED:
        raise IllegalMove(
            N_("The files have not been handed out yet, so there are no results to report.")
        )
    old, request.use_result = request.use_result, use_result.strip()
    changes = {"use_result": [old, request.use_result]}
    work.record(Saved(kind=Kind.REQUEST, id=request.id, changes=changes))
    return request


def is_told_on_paper(request: AccessRequest) -> bool:
    """Whether the applicant has no account and is notified on paper (D8, C5)."""
    sent = request.state is not RequestState.DRAFT
    return sent and (request.visitor_id is not None or not request.applicant.active)


def print_notice(work: Work, request: AccessRequest) -> AccessRequest:
    """Record that the notice of a request was printed.

    Raises ``IllegalMove`` for applicants who have an account.
    """
    work.require(P.REQUEST_SEE, request)
    if not is_told_on_paper(request):
        raise IllegalMove(N_("Only people without an account are notified on paper."))
    facts = {"state": request.state, "lines": [line.state for line in request.lines]}
    work.record(Done(kind=Kind.REQUEST, id=request.id, action="print_notice", facts=facts))
    return request


def _check_own(work: Work, request: AccessRequest) -> None:
    work.require(P.REQUEST_SEE, request)
    if work.actor.id not in (request.owner_id, request.entered_by):
        raise NotAllowed(N_("Only the applicant can change this request."))


def load_files(work: Work, ids: Sequence[int]) -> list[CustomerFile]:
    """The files asked for. Raises ``NotFound`` for those neither in reach nor listed."""
    return [work.get_listed(CustomerFile, id, P.FILE_SEE) for id in dict.fromkeys(ids)]


def check_ask(work: Work, ask: Ask, *, but: int = 0) -> None:
    """All faults of what is asked for, before anything is written. Raises ``Problems`` (Q1)."""
    check_request(work, ask, load_files(work, ask.file_ids), visitor=ask.visitor, but=but)


def sketch_request(work: Work, action: Action, files: Sequence[CustomerFile]) -> AccessRequest:
    """A request that is not saved: to tell beforehand who would decide it (C2)."""
    return AccessRequest(
        number="",
        purpose="",
        action=action,
        external=False,
        owner_id=work.actor.id,
        department_id=work.actor.department_id,
        lines=[RequestLine(file=file) for file in files],
    )


def preview_route(work: Work, request: AccessRequest) -> list[dict[str, Any]]:
    """Who would approve this draft if it were submitted now; empty where no route fits."""
    try:
        return chains.preview_approvers(
            work, lines.approval_subject(request), plan_route(work, request)
        )
    except IllegalMove:
        return []
