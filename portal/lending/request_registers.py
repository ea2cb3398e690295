"""利用申请登记簿 and 查阅登记簿: requests and readings (QJ-14, QJ-15)."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import and_, func, or_, select

from models.customers import Customer
from models.files.records import CustomerFile
from models.lending.requests import AccessRequest, RequestLine, Viewing, Visitor
from models.lending.signatures import Signature
from models.people import Department
from models.words.access import Secrecy
from models.words.labels import label
from models.words.lending import Action, RequestState
from models.words.permissions import Permission as P
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.files.registers import graded_above
from portal.lending.registers import (
    Borrower,
    Custodian,
    last_approver,
    last_decider,
    signature_join,
)
from portal.platform.sheets.readers import register_rows
from portal.platform.sheets.register import PERIOD, Col, Params, Report, moments_within
from portal.platform.sheets.sheet import Tally
from portal.work import Work


def _drafts(work: Work, params: Params) -> list[tuple[str, int]]:
    """Requests of the period that have a number and were never submitted, by their state."""
    mine = register_rows(work, P.REQUEST_SEE, P.REQUEST_EXPORT, AccessRequest)
    begun = func.coalesce(AccessRequest.submitted_at, AccessRequest.created_at)
    counted = (
        select(AccessRequest.state, func.count())
        .where(mine, ~_submitted(), *moments_within(begun, params))
        .group_by(AccessRequest.state)
    )
    counts = dict(work.session.execute(counted).all())
    return [(label(state), counts[state]) for state in RequestState if state in counts]


def _submitted() -> Any:
    handed_in = AccessRequest.submitted_at.is_not(None)
    return and_(handed_in, AccessRequest.state != RequestState.DRAFT)


def _requests(work: Work, params: Params) -> Any:
    return (
        select(
            AccessRequest.number,
            AccessRequest.submitted_at,
            Borrower.name,
            AccessRequest.action,
            func.coalesce(CustomerFile.number, Customer.number),
            func.coalesce(CustomerFile.title, Customer.name),
            AccessRequest.purpose,
            last_decider(AccessRequest.id),
            AccessRequest.state,
            RequestLine.state,
            AccessRequest.answer,
            Borrower.name,
            Department.name,
            Visitor.name,
            AccessRequest.use_result,
        )
        .join(RequestLine, RequestLine.request_id == AccessRequest.id)
        .outerjoin(CustomerFile, CustomerFile.id == RequestLine.file_id)
        .outerjoin(Customer, Customer.id == RequestLine.customer_id)
        .join(Borrower, Borrower.id == AccessRequest.owner_id)
        .outerjoin(Department, Department.id == AccessRequest.department_id)
        .outerjoin(Visitor, Visitor.id == AccessRequest.visitor_id)
        .where(register_rows(work, P.REQUEST_SEE, P.REQUEST_EXPORT, AccessRequest))
        .where(_submitted())
        .where(*moments_within(AccessRequest.submitted_at, params))
        .order_by(AccessRequest.id, RequestLine.id)
    )


def _graded_above(grades: Sequence[Secrecy]) -> Any:
    """The lines about a file, or a card, with one of these grades."""
    card = and_(Customer.id.is_not(None), Customer.secrecy.in_(grades))
    return func.coalesce(or_(and_(CustomerFile.id.is_not(None), graded_above(grades)), card), False)


def _with_whose(place: int, *others: int) -> Any:
    """A shape that lays department and visitor under the name of the person."""

    def shape(
        _work: Work, rows: Iterable[Sequence[Any]], _params: Params
    ) -> Iterator[Sequence[Any]]:
        for row in rows:
            yield [*row[:place], tuple(row[i] for i in (place, *others)), *row[place + 1 :]]

    return shape


REQUEST_REGISTER = Report(
    name="request_register",
    title=N_("Register of requests"),
    about=N_("Who asked to view, borrow or copy which file, and the decision on each file."),
    code="QJ-14",
    permission=P.REQUEST_EXPORT,
    see=P.REQUEST_SEE,
    basis="R-21",
    above=_graded_above,
    columns=(
        Col(N_("Request"), V.CODE, 14),
        Col(N_("Submitted at"), V.MOMENT, 15),
        Col(N_("Applicant and department"), width=11),
        Col(N_("Use"), width=6),
        Col(N_("File number"), V.CODE, 13),
        Col(N_("File title"), width=20),
        Col(N_("Purpose"), width=14),
        Col(N_("Approved or refused by"), width=8),
        Col(N_("State"), width=8),
        Col(N_("State of the requested file"), width=8),
        Col(N_("Answer"), width=10),
        Col(N_("Applicant"), width=12, paper=False),
        Col(N_("Department"), width=14, paper=False),
        Col(N_("Visitor"), width=12, paper=False),
        Col(N_("Results of the use"), width=24, paper=False),
    ),
    select=_requests,
    shape=_with_whose(2, 12, 13),
    params=PERIOD,
    unit=N_("Number of files asked for"),
    tallies=(
        Tally(N_("By month"), 1, months=True),
        Tally(N_("By department"), 12),
        Tally(N_("By use"), 3, "pie", order=tuple(map(label, Action))),
        Tally(N_("By state"), 8, "bar", order=tuple(map(label, RequestState))),
    ),
    left_out=_drafts,
)


def _viewings(work: Work, params: Params) -> Any:
    return (
        select(
            Viewing.started_at,
            Borrower.name,
            CustomerFile.number,
            Viewing.items_seen,
            AccessRequest.purpose,
            last_approver(AccessRequest.id),
            Viewing.started_at,
            Viewing.ended_at,
            Viewing.pages_before,
            Viewing.pages_after,
            Viewing.cabinet_closed,
            Signature.name,
            Custodian.name,
            Borrower.name,
            Department.name,
            Visitor.name,
            Signature.way,
        )
        .join(RequestLine, RequestLine.id == Viewing.line_id)
        .join(AccessRequest, AccessRequest.id == RequestLine.request_id)
        .join(CustomerFile, CustomerFile.id == Viewing.file_id)
        .join(Borrower, Borrower.id == Viewing.owner_id)
        .join(Custodian, Custodian.id == Viewing.custodian_id)
        .outerjoin(Signature, signature_join(Viewing))
        .outerjoin(Department, Department.id == Viewing.department_id)
        .outerjoin(Visitor, Visitor.id == AccessRequest.visitor_id)
        .where(register_rows(work, P.REQUEST_SEE, P.REQUEST_EXPORT, Viewing))
        .where(*moments_within(Viewing.started_at, params))
        .order_by(Viewing.id)
    )


VIEWING_REGISTER = Report(
    name="viewing_register",
    title=N_("Register of reading sessions"),
    about=N_("Who read what on site, from when to when, and whether it was put back."),
    code="QJ-15",
    permission=P.REQUEST_EXPORT,
    see=P.REQUEST_SEE,
    basis="R-22",
    above=graded_above,
    numbered=2,
    columns=(
        Col(N_("Day"), V.DATE, 10),
        Col(N_("Reader and department"), width=12),
        Col(N_("File number"), V.CODE, 13),
        Col(N_("What was read"), width=17),
        Col(N_("Purpose"), width=14),
        Col(N_("Approved by"), width=8),
        Col(N_("Arrived at"), V.MOMENT, 8, format="hh:mm"),
        Col(N_("Left at"), V.MOMENT, 8, format="hh:mm"),
        Col(N_("Pages before"), V.INTEGER, 6),
        Col(N_("Pages after"), V.INTEGER, 6),
        Col(N_("Cabinet closed"), width=7),
        Col(N_("Signed for"), width=8),
        Col(N_("Custodian"), width=8),
        Col(N_("Reader"), width=12, paper=False),
        Col(N_("Department"), width=14, paper=False),
        Col(N_("Visitor"), width=12, paper=False),
        Col(N_("Signing method"), width=12, paper=False),
    ),
    select=_viewings,
    shape=_with_whose(1, 14, 15),
    params=PERIOD,
    unit=N_("Number of sessions"),
    tallies=(
        Tally(N_("By month"), 0, months=True),
        Tally(N_("By department"), 14),
        Tally(N_("By reader"), 13, "bar"),
    ),
)
