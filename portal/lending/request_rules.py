"""State machines and checks of requests, lines, viewings and copy jobs (rules/requests.md)."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from models.words.access import Secrecy
from models.words.lending import Action, LoanMode
from models.words.lending import CopyState as C
from models.words.lending import LineState as L
from models.words.lending import RequestState as R
from models.words.lending import ViewingState as V
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.errors import Invalid, PortalError
from portal.files.rules import ModeBar, mode_bar
from portal.platform.workflow.machine import Machine, Move

PAGES = re.compile(r"([0-9]{1,6})(?:-([0-9]{1,6}))?")
DASHES = re.compile(r"[\u2010-\u2015~\u81f3\u5230]")
WHOLE = frozenset({"全部", "全卷", "整卷", "all", "whole file"})
AFTER = (R.IN_APPROVAL, R.APPROVED, R.READY, R.FULFILLED, R.WAITLISTED)
BEFORE = (R.DRAFT, R.SUBMITTED, R.PRECHECK, R.IN_APPROVAL)
OPEN_STATES = (*BEFORE, R.APPROVED, R.READY, R.RETURNED, R.WAITLISTED)
OPEN_LINES = (L.OPEN, L.WAITING, L.APPROVED, L.READY)
BARRED = {
    ModeBar.CLASS: N_("%(number)s belongs to a class that is not lent in this way."),
    ModeBar.GRADE: N_("The grade of %(number)s allows reading on site only."),
}
REASONS = {
    "service": N_("Customer service"),
    "contract": N_("Contract work"),
    "litigation": N_("Litigation"),
    "credit": N_("Credit check"),
    "complaint": N_("Complaint"),
    "audit": N_("Audit and inspection"),
    "other": N_("Other work"),
}


def _derived(action: str, target: R, label: str, rule: str) -> Move[R]:
    """A move that follows from the lines alone (I-11)."""
    return Move(action, [s for s in AFTER if s is not target], target, P.SYSTEM_RUN, label, rule)


REQUEST = Machine(
    "request",
    R,
    start=R.DRAFT,
    moves=[
        Move("submit", [R.DRAFT, R.RETURNED], R.SUBMITTED, P.REQUEST_MAKE, N_("Submit"), "Q1"),
        Move("take_up", [R.SUBMITTED], R.PRECHECK, P.REQUEST_HANDLE, N_("Take up"), "Q2"),
        Move(
            "return",
            [R.PRECHECK],
            R.RETURNED,
            P.REQUEST_HANDLE,
            N_("Return"),
            "Q3",
            needs_reason=True,
        ),
        Move("queue", [R.PRECHECK], R.WAITLISTED, P.REQUEST_HANDLE, N_("Put in the queue"), "Q4"),
        Move("resume", [R.WAITLISTED], R.PRECHECK, P.SYSTEM_RUN, N_("Its turn has come"), "C10"),
        Move("clear", [R.PRECHECK], R.IN_APPROVAL, P.REQUEST_HANDLE, N_("Send to approval"), "Q5"),
        Move("send_back", [R.IN_APPROVAL], R.RETURNED, P.SYSTEM_RUN, N_("Returned"), "Q8"),
        Move("withdraw", [*OPEN_STATES], R.WITHDRAWN, P.REQUEST_MAKE, N_("Withdraw"), "Q12"),
        Move("cancel", [*OPEN_STATES], R.CANCELLED, P.SYSTEM_RUN, N_("Cancelled"), "Q13"),
        _derived("approved", R.APPROVED, N_("Approved"), "Q6"),
        _derived("rejected", R.REJECTED, N_("Rejected"), "Q7"),
        _derived("ready", R.READY, N_("Ready to collect"), "Q9"),
        _derived("fulfilled", R.FULFILLED, N_("Handed out"), "Q10"),
        _derived("lapsed", R.LAPSED, N_("Lapsed"), "Q11"),
        _derived("queued", R.WAITLISTED, N_("Waiting for the file"), "Q4"),
        _derived("closed", R.CLOSED, N_("Closed"), "Q14"),
    ],
)
LINE = Machine(
    "request_line",
    L,
    start=L.OPEN,
    moves=[
        Move("wait", [L.OPEN, L.APPROVED], L.WAITING, P.REQUEST_HANDLE, N_("Wait"), "Q4"),
        Move("resume", [L.WAITING], L.OPEN, P.SYSTEM_RUN, N_("Its turn has come"), "C10"),
        Move("next", [L.WAITING], L.APPROVED, P.SYSTEM_RUN, N_("Its turn has come"), "C10"),
        Move("approve", [L.OPEN], L.APPROVED, P.SYSTEM_RUN, N_("Approve"), "Q6"),
        Move(
            "reject",
            [L.OPEN, L.WAITING],
            L.REJECTED,
            P.APPROVAL_DECIDE,
            N_("Reject"),
            "Q7",
            needs_reason=True,
        ),
        Move("ready", [L.APPROVED], L.READY, P.REQUEST_HANDLE, N_("Picked, set aside"), "Q9"),
        Move("put_back", [L.READY], L.APPROVED, P.REQUEST_HANDLE, N_("Put back"), "Q9"),
        Move("hand_out", [L.READY], L.FULFILLED, P.REQUEST_HANDLE, N_("Hand out"), "Q10"),
        Move("open", [L.APPROVED], L.FULFILLED, P.SYSTEM_RUN, N_("Opened on screen"), "C17"),
        Move("finish", [L.FULFILLED], L.DONE, P.SYSTEM_RUN, N_("Finished"), "Q14"),
        Move("lapse", [L.READY], L.LAPSED, P.SYSTEM_RUN, N_("Lapsed"), "Q11"),
        Move("withdraw", OPEN_LINES, L.WITHDRAWN, P.REQUEST_MAKE, N_("Withdraw"), "Q12"),
        Move("cancel", OPEN_LINES, L.CANCELLED, P.SYSTEM_RUN, N_("Cancelled"), "Q13"),
    ],
)


def check_cabinet(viewing: Any, _now: datetime) -> str | None:
    """Why a session cannot end yet, or None: file in its place, cabinet closed (R-27)."""
    if viewing.cabinet_closed:
        return None
    return N_("Put the file back, close the cabinet and tick it; then the session can end.")


VIEWING = Machine(
    "viewing",
    V,
    start=V.OPEN,
    moves=[
        Move(
            "close",
            [V.OPEN],
            V.CLOSED,
            P.REQUEST_HANDLE,
            N_("End the session"),
            "R-27",
            unless=check_cabinet,
        ),
    ],
)
COPYING = Machine(
    "copying",
    C,
    start=C.PENDING,
    moves=[
        Move("make", [C.PENDING], C.MADE, P.REQUEST_HANDLE, N_("Copies made"), "C15"),
        Move("cancel", [C.PENDING, C.MADE], C.CANCELLED, P.SYSTEM_RUN, N_("Cancelled"), "SC-06"),
        Move("hand", [C.MADE], C.HANDED, P.REQUEST_HANDLE, N_("Hand over the copies"), "C15"),
        Move("return", [C.HANDED], C.RETURNED, P.REQUEST_HANDLE, N_("Copies came back"), "C15"),
        Move("destroy", [C.HANDED], C.DESTROYED, P.REQUEST_HANDLE, N_("Destroyed"), "C15"),
        Move(
            "keep",
            [C.HANDED],
            C.KEPT,
            P.REQUEST_HANDLE,
            N_("Kept by the recipient"),
            "C15",
            needs_reason=True,
        ),
    ],
)

# States of the lines → move of the request; the first entry that applies is used.
HEADER = (
    (L.READY, "ready"),
    (L.APPROVED, "approved"),
    (L.FULFILLED, "fulfilled"),
    (L.WAITING, "queued"),
    (L.DONE, "closed"),
    (L.LAPSED, "lapsed"),
    (L.WITHDRAWN, "withdraw"),
    (L.CANCELLED, "cancel"),
    (L.REJECTED, "rejected"),
)


def derive_header(lines: Collection[L]) -> str | None:
    """The action that brings a request to the state its lines imply.

    None while a line still waits for its decision.
    """
    if not lines or L.OPEN in lines:
        return None
    return next(action for state, action in HEADER if state in lines)


def check_purpose(text: str, category: str, shortest: int) -> dict[str, PortalError]:
    """Problems of the purpose, by field: long enough, and of a known category (AC-13, LN-10)."""
    problems: dict[str, PortalError] = {}
    if len(text.strip()) < shortest:
        problems["purpose"] = Invalid(
            N_("At least %(count)s characters: write clearly what it is for."), count=shortest
        )
    if category not in REASONS:
        problems["purpose_category"] = Invalid(N_("Please choose a category."))
    return problems


def check_fields(ask: Any, today: date) -> dict[str, PortalError]:
    """Problems of the fields of each use: view (FM-20), borrow (FM-21), copy (FM-22)."""
    problems: dict[str, PortalError] = {}
    if not ask.accepted_terms:
        problems["accepted_terms"] = Invalid(N_("Please accept the terms of use first."))
    if ask.action is Action.VIEW:
        if not ask.place.strip():
            problems["place"] = Invalid(N_("Please say where you will read, e.g. reading room."))
        if ask.planned_on is None or ask.planned_on < today:
            problems["planned_on"] = Invalid(N_("Please choose today or a later day."))
        elif ask.planned_on > today + timedelta(days=365):
            problems["planned_on"] = Invalid(N_("Please choose a day within a year."))
    if ask.action is Action.BORROW and ask.mode is None:
        problems["mode"] = Invalid(N_("Please choose: read on site or take out."))
    if ask.action is Action.COPY:
        problems |= _copy_problems(ask, today)
    return problems


def _copy_problems(ask: Any, today: date) -> dict[str, PortalError]:
    problems: dict[str, PortalError] = {}
    if not ask.pages.strip():
        problems["pages"] = Invalid(N_("Please give the pages to copy, e.g. 3-5, 9."))
    if ask.copies is None or not 1 <= ask.copies <= 99:
        problems["copies"] = Invalid(N_("Between 1 and 99 copies."))
    if ask.external and (ask.return_by is None or ask.return_by < today):
        problems["return_by"] = Invalid(
            N_("Copies that leave the premises need a date to be returned or destroyed by.")
        )
    return problems


def parse_pages(text: str) -> list[tuple[int, int]] | None:
    """Ranges of pages, e.g. «3-5, 9»; None for what is none. Wide signs and 、 count as well."""
    plain = unicodedata.normalize("NFKC", text)
    plain = re.sub(r"[第页]|[pP]\.?", "", DASHES.sub("-", plain))
    plain = re.sub(r"\s*-\s*", "-", plain.strip())
    ranges = []
    for part in re.split(r"[,;、。\s]+", plain):
        if not part:
            continue
        found = PAGES.fullmatch(part)
        if found is None:
            return None
        first = int(found[1])
        last = int(found[2] or first)
        if not 1 <= first <= last:
            return None
        ranges.append((first, last))
    return ranges or None


def check_pages(text: str, number: str, most: int) -> PortalError | None:
    """Why these pages cannot be copied from a file of ``most`` pages, or None (FM-22)."""
    if text.strip().casefold() in WHOLE:
        return None
    ranges = parse_pages(text)
    if ranges is None:
        return Invalid(N_("Please give pages as numbers and ranges, e.g. 3-5, 9."), field="pages")
    last = max(end for _, end in ranges)
    if most and last > most:
        return Invalid(
            N_("%(number)s has %(most)s pages; page %(last)s is not in it."),
            field="pages",
            number=number,
            most=most,
            last=last,
        )
    return None


def check_mode(
    action: Action, mode: LoanMode | None, modes: Collection[str], secrecy: Secrecy, up_to: Secrecy
) -> str | None:
    """Why a class does not lend in this way, or None (R-28, Q1)."""
    if action is not Action.BORROW or mode is None:
        return None
    bar = mode_bar(mode, secrecy, modes=modes, up_to=up_to)
    return BARRED[bar] if bar else None


def check_term(days: int | None, longest: int) -> PortalError | None:
    """Why a term is refused, or None; ``longest`` in days."""
    if days is None or not 1 <= days <= longest:
        return Invalid(
            N_("The term is 1 to %(days)s days for these files."), field="term_days", days=longest
        )
    return None


def page_problems(request: Any, files: Iterable[Any]) -> dict[str, PortalError]:
    """What is to be copied must be in every file that is asked for (FM-22)."""
    if request.action is not Action.COPY or not request.pages.strip():
        return {}
    for file in files:
        if fault := check_pages(request.pages, file.number or "", file.pages_count):
            return {"pages": fault}
    return {}


def goes_outside(request: Any) -> bool:
    """Whether copies, or the file itself, leave with somebody from outside (C5, C15)."""
    taken = request.action is Action.BORROW and request.mode is LoanMode.TAKE_OUT
    return bool(request.external) or (request.visitor_id is not None and taken)
