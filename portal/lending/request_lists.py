"""Lists of access requests, reading sessions and copy jobs."""

from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select

from models.base import named_alias
from models.customers import Customer
from models.files.records import CustomerFile
from models.lending.requests import AccessRequest, Copying, RequestLine, Viewing
from models.people import Department, User
from models.words.kinds import Kind
from models.words.lending import Action, CopyState, RequestState, ViewingState
from models.words.permissions import Permission as P
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.access.policy import shut
from portal.platform.lists.listing import Column, Filter, Listing
from portal.work import Work

_applicant, _reader, _recipient = named_alias(User), named_alias(User), named_alias(User)
_viewing_custodian = named_alias(User)
_lines = (
    select(func.count())
    .select_from(RequestLine)
    .where(RequestLine.request_id == AccessRequest.id)
    .scalar_subquery()
)


def _first_file(work: Work) -> Any:
    """The first file or card asked for, by its name where that is not above the reader's
    clearance; the column «Files» says how many there are.
    """
    closed, shut_card = shut(work.actor, CustomerFile), shut(work.actor, Customer)
    title: Any = CustomerFile.title if closed is None else case((~closed, CustomerFile.title))
    card: Any = Customer.name if shut_card is None else case((~shut_card, Customer.name))
    number = func.coalesce(CustomerFile.number, Customer.number, "")
    return (
        select(number.concat(" ").concat(func.coalesce(title, card, "")))
        .select_from(RequestLine)
        .outerjoin(CustomerFile, CustomerFile.id == RequestLine.file_id)
        .outerjoin(Customer, Customer.id == RequestLine.customer_id)
        .where(RequestLine.request_id == AccessRequest.id)
        .order_by(RequestLine.id)
        .limit(1)
        .correlate(AccessRequest)
        .scalar_subquery()
    )


def _request_joins(statement: Select[Any]) -> Select[Any]:
    return statement.outerjoin(_applicant, _applicant.id == AccessRequest.owner_id).outerjoin(
        Department, Department.id == AccessRequest.department_id
    )


def _request_search(work: Work, text: str) -> Any:
    """By number, purpose, or the number or title of a requested file."""
    closed = shut(work.actor, CustomerFile)
    titled = CustomerFile.title.contains(text, autoescape=True)
    titled = titled if closed is None else and_(titled, ~closed)
    files = (
        select(RequestLine.request_id)
        .join(CustomerFile, CustomerFile.id == RequestLine.file_id)
        .where(or_(CustomerFile.number == text, titled))
    )
    return or_(
        AccessRequest.number.contains(text, autoescape=True),
        AccessRequest.purpose.contains(text, autoescape=True),
        AccessRequest.id.in_(files),
    )


REQUESTS = Listing(
    name="requests",
    kind=Kind.REQUEST,
    table=AccessRequest,
    see=P.REQUEST_SEE,
    title=N_("Access requests"),
    columns=(
        Column("number", N_("Number"), AccessRequest.number, V.CODE, sort=True, phone=True),
        Column("action", N_("Use"), AccessRequest.action, V.WORD, words=Action, phone=True),
        Column(
            "state",
            N_("State"),
            AccessRequest.state,
            V.WORD,
            words=RequestState,
            sort=True,
            phone=True,
        ),
        Column("applicant", N_("Applicant"), _applicant.name, V.USER, phone=True),
        Column("department", N_("Department"), Department.name),
        Column("lines", N_("Number of files"), _lines, V.INTEGER, width=8, added=True),
        Column("file", N_("File"), _first_file, width=30, guard=(Kind.FILE, "title"), phone=True),
        Column("purpose", N_("Purpose"), AccessRequest.purpose, width=30, phone=True),
        Column(
            "submitted_at",
            N_("Submitted at"),
            AccessRequest.submitted_at,
            V.MOMENT,
            sort=True,
            phone=True,
        ),
        Column("approved_at", N_("Approved at"), AccessRequest.approved_at, V.MOMENT, shown=False),
        Column("updated_at", N_("Changed"), AccessRequest.updated_at, V.MOMENT, sort=True),
    ),
    filters=(
        Filter("state", N_("State"), V.WORD, AccessRequest.state, words=RequestState, pinned=True),
        Filter("action", N_("Use"), V.WORD, AccessRequest.action, words=Action, pinned=True),
        Filter("applicant", N_("Applicant"), V.USER, AccessRequest.owner_id, pinned=True),
        Filter("department", N_("Department"), V.DEPARTMENT, AccessRequest.department_id),
        Filter("submitted", N_("Submitted at"), V.MOMENT, AccessRequest.submitted_at),
    ),
    joins=_request_joins,
    search=_request_search,
    search_hint=N_("Number, purpose or file"),
    views={
        N_("To check"): {"state": "submitted,precheck"},
        N_("In approval"): {"state": "in_approval"},
        N_("To hand out"): {"state": "approved,ready"},
        N_("Waiting for the file"): {"state": "waitlisted"},
        N_("Handed out"): {"state": "fulfilled"},
    },
)


def _viewing_joins(statement: Select[Any]) -> Select[Any]:
    return (
        statement.outerjoin(_reader, _reader.id == Viewing.owner_id)
        .outerjoin(_viewing_custodian, _viewing_custodian.id == Viewing.custodian_id)
        .outerjoin(CustomerFile, CustomerFile.id == Viewing.file_id)
    )


VIEWINGS = Listing(
    name="viewings",
    kind=Kind.VIEWING,
    table=Viewing,
    see=P.REQUEST_HANDLE,
    title=N_("Reading register"),
    sheet_title=N_("List of reading sessions"),
    columns=(
        Column("file", N_("File number"), CustomerFile.number, V.CODE, phone=True),
        Column("title", N_("Title"), CustomerFile.title, width=24, phone=True),
        Column("reader", N_("Reader"), _reader.name, V.USER, phone=True),
        Column("place", N_("Reading place"), Viewing.place),
        Column("state", N_("State"), Viewing.state, V.WORD, words=ViewingState, phone=True),
        Column("started_at", N_("Time in"), Viewing.started_at, V.MOMENT, sort=True, phone=True),
        Column("ended_at", N_("Time out"), Viewing.ended_at, V.MOMENT, sort=True),
        Column("pages_before", N_("Pages before"), Viewing.pages_before, V.INTEGER),
        Column("pages_after", N_("Pages after"), Viewing.pages_after, V.INTEGER),
        Column("items_seen", N_("Items seen"), Viewing.items_seen, width=20),
        Column("custodian", N_("Custodian"), _viewing_custodian.name, V.USER),
    ),
    filters=(
        Filter("state", N_("State"), V.WORD, Viewing.state, words=ViewingState, pinned=True),
        Filter("reader", N_("Reader"), V.USER, Viewing.owner_id, pinned=True),
        Filter("started", N_("Time in"), V.MOMENT, Viewing.started_at, pinned=True),
    ),
    link="file",
    joins=_viewing_joins,
    views={N_("Reading now"): {"state": "open"}},
)


def _copying_joins(statement: Select[Any]) -> Select[Any]:
    return statement.outerjoin(_recipient, _recipient.id == Copying.owner_id).outerjoin(
        CustomerFile, CustomerFile.id == Copying.file_id
    )


COPYINGS = Listing(
    name="copyings",
    kind=Kind.COPYING,
    table=Copying,
    see=P.REQUEST_HANDLE,
    title=N_("Copy register"),
    columns=(
        Column("file", N_("File number"), CustomerFile.number, V.CODE, phone=True),
        Column("title", N_("Title"), CustomerFile.title, width=24, phone=True),
        Column("recipient", N_("Recipient"), _recipient.name, V.USER, phone=True),
        Column("state", N_("State"), Copying.state, V.WORD, words=CopyState, phone=True),
        Column("pages", N_("Pages to copy"), Copying.pages),
        Column("copies", N_("Copies"), Copying.copies, V.INTEGER),
        Column("watermark", N_("Copy number"), Copying.watermark, width=20),
        Column("stamp", N_("Stamp"), Copying.stamp),
        Column("return_by", N_("Return or destroy by"), Copying.return_by, V.DUE, sort=True),
        Column("made_at", N_("Made at"), Copying.made_at, V.MOMENT),
        Column("settled_at", N_("Settled"), Copying.settled_at, V.MOMENT),
    ),
    filters=(
        Filter("state", N_("State"), V.WORD, Copying.state, words=CopyState, pinned=True),
        Filter("recipient", N_("Recipient"), V.USER, Copying.owner_id, pinned=True),
        Filter("return_by", N_("Return or destroy by"), V.DATE, Copying.return_by),
    ),
    link="file",
    joins=_copying_joins,
    views={N_("To make"): {"state": "pending"}, N_("Copies handed over"): {"state": "handed"}},
)
