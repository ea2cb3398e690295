"""Whether a request can be sent: all faults at once, by field (Q1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from models.files.records import CustomerFile
from models.lending.requests import AccessRequest, RequestLine
from models.words.customers import Moment
from models.words.lending import Action, LoanMode, RequestState
from models.words.permissions import Permission as P
from models.words.text import N_
from portal import settings
from portal.access.policy import can
from portal.errors import Invalid, PortalError, Problems
from portal.files.customer_gaps import check_customers
from portal.files.proposals import class_bars
from portal.files.rules import ModeBar
from portal.lending import offers, request_rules
from portal.lending.request_rules import BARRED, OPEN_LINES
from portal.lending.visitors import Stranger, check_visitor
from portal.work import Work


@dataclass(frozen=True)
class Uncounted:
    """A file whose pages the asker may not know: a refusal must not tell how many there are."""

    number: str | None
    pages_count: int = 0


def check_request(
    work: Work,
    request: Any,
    files: Sequence[CustomerFile],
    *,
    visitor: Stranger | None = None,
    but: int = 0,
) -> None:
    """All checks of Q1 at once: purpose, fields, modes, terms, open requests, the visitor.

    ``request`` is one, or an ``Ask``; ``but`` the id of the one that is changed. Raises
    ``Problems``: by field, and as ``file-<id>`` for what is wrong with a file.
    """
    shortest = settings.get(work.session, "purpose_length")
    problems = request_rules.check_purpose(request.purpose, request.purpose_category, shortest)
    problems |= request_rules.check_fields(request, work.today)
    problems |= _file_problems(work, request, files, but)
    if lack := check_customers(work, [file.customer for file in files], Moment.USE):
        problems["file_ids"] = lack
    problems |= check_visitor(visitor) if visitor else {}
    if problems:
        raise Problems(problems)


def asked_already(work: Work, action: Action, file_id: int, but: int = 0) -> str | None:
    """The number of the actor's own sent request for the same use of a file, if there is one."""
    statement = (
        select(AccessRequest.number)
        .join(RequestLine, RequestLine.request_id == AccessRequest.id)
        .where(
            AccessRequest.owner_id == work.actor.id,
            AccessRequest.id != but,
            AccessRequest.action == action,
            AccessRequest.state.notin_((RequestState.DRAFT, RequestState.RETURNED)),
            RequestLine.file_id == file_id,
            RequestLine.state.in_(OPEN_LINES),
        )
    )
    return work.session.scalar(statement.limit(1))


def _file_problems(
    work: Work, request: Any, files: Sequence[CustomerFile], but: int
) -> dict[str, PortalError]:
    if not files:
        return {"file_ids": Invalid(N_("Please choose at least one file."))}
    problems: dict[str, PortalError] = {}
    for file in files:
        if shut := offers.why_shut(file):
            problems[f"file-{file.id}"] = shut
        elif twice := asked_already(work, request.action, file.id, but):
            problems[f"file-{file.id}"] = Invalid(
                N_("You already asked for one of these files: %(number)s."), number=twice
            )
    shown = [f if can(work.actor, P.FILE_SEE, f) else Uncounted(f.number) for f in files]
    problems |= request_rules.page_problems(request, shown)
    if request.action is Action.BORROW:
        problems |= _loan_problems(request, files)
    return problems


def _loan_problems(request: Any, files: Sequence[CustomerFile]) -> dict[str, PortalError]:
    """The way of lending and the term: every file must allow them (R-28)."""
    problems: dict[str, PortalError] = {}
    mode: LoanMode | None = request.mode
    bars = [(file, class_bars(file.file_class, file.secrecy)) for file in files]
    for why in ModeBar:
        numbers = [file.number or file.title for file, bar in bars if mode and bar[mode] is why]
        if numbers and "mode" not in problems:
            problems["mode"] = Invalid(BARRED[why], number="、".join(numbers))
    longest = min(file.file_class.term_days for file in files)
    if fault := request_rules.check_term(request.term_days, longest):
        problems["term_days"] = fault
    return problems
