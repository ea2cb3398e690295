"""Asking to read a customer's card that is locked: a request whose one line is the card (C17)."""

from sqlalchemy import select

from models.customers import Customer
from models.lending.requests import AccessRequest, RequestLine
from models.words.kinds import Kind
from models.words.lending import Action, LineState, RequestState
from models.words.permissions import Permission as P
from models.words.text import N_
from portal import settings
from portal.access.policy import is_locked
from portal.errors import IllegalMove, Invalid, Problems
from portal.events import Saved
from portal.lending import lines, locks, request_rules, requests
from portal.lending.request_rules import OPEN_STATES
from portal.platform.numbering import ledger
from portal.work import Work


def ask_for_card(
    work: Work,
    customer: Customer,
    *,
    purpose: str,
    purpose_category: str,
    accepted_terms: bool,
) -> AccessRequest:
    """Ask to read a card and its papers; the same people decide as about a file of its grade.

    Once approved it is open to the asker for the days of the setting ``approval_valid_days``.
    Raises ``Problems`` by field, ``IllegalMove`` for a card that is not locked for the actor, that
    they have asked for already, or whose route is missing.
    """
    work.require(P.REQUEST_MAKE)
    if not is_locked(work.actor, P.CUSTOMER_SEE, customer):
        raise IllegalMove(N_("This card is open to you; there is nothing to ask for."))
    if before := asked_already(work, customer.id):
        raise IllegalMove(N_("You already asked for this card: %(number)s."), number=before)
    _check(work, purpose, purpose_category, accepted_terms=accepted_terms)
    number = ledger.draw_number(work, requests.NUMBERS, Kind.REQUEST, None, **{"class": "LY"})
    request: AccessRequest = work.add(
        AccessRequest(
            number=number,
            action=Action.VIEW,
            purpose=purpose.strip(),
            purpose_category=purpose_category,
            accepted_terms=True,
            owner_id=work.actor.id,
            department_id=work.actor.department_id,
            entered_by=work.actor.id,
            planned_on=work.today,
        )
    )
    request.lines.append(RequestLine(customer_id=customer.id))
    work.session.flush()  # the line needs its id, and what it is about
    changes = {"purpose": [None, request.purpose], "customer": [None, customer.number]}
    work.record(Saved(kind=Kind.REQUEST, id=request.id, created=True, changes=changes))
    return requests.submit_request(work, request)


def _check(work: Work, purpose: str, purpose_category: str, *, accepted_terms: bool) -> None:
    shortest = settings.get(work.session, "purpose_length")
    problems = request_rules.check_purpose(purpose, purpose_category, shortest)
    if not accepted_terms:
        problems["accepted_terms"] = Invalid(N_("Please accept the terms of use first."))
    if problems:
        raise Problems(problems)


def asked_already(work: Work, customer_id: int) -> str | None:
    """The number of the actor's own running request for this card, if there is one."""
    statement = (
        select(AccessRequest.number)
        .join(RequestLine, RequestLine.request_id == AccessRequest.id)
        .where(
            AccessRequest.owner_id == work.actor.id,
            AccessRequest.state.in_(OPEN_STATES),
            RequestLine.customer_id == customer_id,
        )
    )
    return work.session.scalar(statement.order_by(AccessRequest.id).limit(1))


def preview_card(work: Work, customer: Customer) -> list[dict[str, object]]:
    """Who would decide if the actor asked now; empty where no route fits."""
    sketch = AccessRequest(
        number="",
        purpose="",
        action=Action.VIEW,
        external=False,
        owner_id=work.actor.id,
        department_id=work.actor.department_id,
        lines=[RequestLine(customer=customer)],
    )
    return requests.preview_route(work, sketch)


def shut_cards(work: Work) -> None:
    """Finish the lines of cards whose last day is over; the cards are shut by the day itself."""
    over = select(RequestLine.id, RequestLine.request_id).where(
        RequestLine.customer_id.is_not(None),
        RequestLine.state == LineState.FULFILLED,
        RequestLine.read_until < work.today,
    )
    for id, request_id in work.session.execute(over.order_by(RequestLine.id)).all():
        request = locks.lock_request(work, request_id)
        for line in request.lines:
            if line.id == id and line.state is LineState.FULFILLED:
                lines.finish_line(work, line)
        if request.state is not RequestState.CLOSED:
            lines.update_header(work, request)
