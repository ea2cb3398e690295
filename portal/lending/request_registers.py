"""利用申请登记簿 and 查阅登记簿: requests and readings (QJ-14, QJ-15)."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from models.files.records import CustomerFile
from models.lending.requests import AccessRequest, RequestLine, Viewing, Visitor
from models.lending.signatures import Signature
from models.people import Department
from models.words.permissions import Permission as P
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.lending.registers import Borrower, Custodian, approver_names, exportable, signature_join
from portal.platform.sheets.register import PERIOD, Col, Params, Report, day_param
from portal.work import Work, midnight


def _moments(column: Any, params: Params) -> list[Any]:
    """Clauses that keep a column of moments within a period of days in Asia/Shanghai."""
    start, end = day_param(params, "from"), day_param(params, "to")
    return [
        *([column >= midnight(start)] if start else []),
        *([column < midnight(end + timedelta(days=1))] if end else []),
    ]


def _requests(work: Work, params: Params) -> Any:
    return (
        select(
            AccessRequest.number,
            AccessRequest.submitted_at,
            Borrower.name,
            Department.name,
            Visitor.name,
            AccessRequest.action,
            CustomerFile.number,
            CustomerFile.title,
            AccessRequest.purpose,
            approver_names(AccessRequest.id),
            AccessRequest.state,
            RequestLine.state,
            AccessRequest.answer,
            AccessRequest.use_result,
        )
        .join(RequestLine, RequestLine.request_id == AccessRequest.id)
        .join(CustomerFile, CustomerFile.id == RequestLine.file_id)
        .join(Borrower, Borrower.id == AccessRequest.owner_id)
        .outerjoin(Department, Department.id == AccessRequest.department_id)
        .outerjoin(Visitor, Visitor.id == AccessRequest.visitor_id)
        .where(*exportable(work, P.REQUEST_SEE, P.REQUEST_EXPORT, AccessRequest))
        .where(*_moments(AccessRequest.submitted_at, params))
        .order_by(AccessRequest.id, RequestLine.id)
    )


REQUEST_REGISTER = Report(
    name="request_register",
    title=N_("Register of requests"),
    about=N_("Who asked to view, borrow or copy which file, and the decision on each file."),
    code="QJ-14",
    permission=P.REQUEST_EXPORT,
    columns=(
        Col(N_("Request"), V.CODE, width=18),
        Col(N_("Submitted at"), V.MOMENT, 17),
        Col(N_("Applicant"), width=12),
        Col(N_("Department"), width=14),
        Col(N_("Visitor"), width=12),
        Col(N_("Use"), width=8),
        Col(N_("File number"), V.CODE, width=18),
        Col(N_("File title"), width=26),
        Col(N_("Purpose"), width=30),
        Col(N_("Approved by"), width=18),
        Col(N_("State"), width=12),
        Col(N_("State of the requested file"), width=12),
        Col(N_("Answer"), width=20),
        Col(N_("Results of the use"), width=24),
    ),
    select=_requests,
    params=PERIOD,
    tallies=((N_("By department"), 3, "column"), (N_("By use"), 5, "pie")),
)


def _viewings(work: Work, params: Params) -> Any:
    return (
        select(
            Viewing.started_at,
            Borrower.name,
            Department.name,
            Visitor.name,
            CustomerFile.number,
            Viewing.items_seen,
            AccessRequest.purpose,
            approver_names(AccessRequest.id),
            Viewing.started_at,
            Viewing.ended_at,
            Viewing.pages_before,
            Viewing.pages_after,
            Viewing.cabinet_closed,
            Signature.name,
            Signature.way,
            Custodian.name,
        )
        .join(RequestLine, RequestLine.id == Viewing.line_id)
        .join(AccessRequest, AccessRequest.id == RequestLine.request_id)
        .join(CustomerFile, CustomerFile.id == Viewing.file_id)
        .join(Borrower, Borrower.id == Viewing.owner_id)
        .join(Custodian, Custodian.id == Viewing.custodian_id)
        .outerjoin(Signature, signature_join(Viewing))
        .outerjoin(Department, Department.id == Viewing.department_id)
        .outerjoin(Visitor, Visitor.id == AccessRequest.visitor_id)
        .where(*exportable(work, P.REQUEST_SEE, P.REQUEST_EXPORT, Viewing))
        .where(*_moments(Viewing.started_at, params))
        .order_by(Viewing.id)
    )


VIEWING_REGISTER = Report(
    name="viewing_register",
    title=N_("Register of reading sessions"),
    about=N_("Who read what on site, from when to when, and whether it was put back."),
    code="QJ-15",
    permission=P.REQUEST_EXPORT,
    columns=(
        Col(N_("Day"), V.DATE, 12),
        Col(N_("Reader"), width=12),
        Col(N_("Department"), width=14),
        Col(N_("Visitor"), width=12),
        Col(N_("File number"), V.CODE, width=18),
        Col(N_("What was read"), width=26),
        Col(N_("Purpose"), width=26),
        Col(N_("Approved by"), width=16),
        Col(N_("Arrived at"), V.MOMENT, 17),
        Col(N_("Left at"), V.MOMENT, 17),
        Col(N_("Pages before"), V.INTEGER, 10),
        Col(N_("Pages after"), V.INTEGER, 10),
        Col(N_("Cabinet closed"), width=10),
        Col(N_("Signed for by"), width=12),
        Col(N_("Signing method"), width=12),
        Col(N_("Custodian"), width=12),
    ),
    select=_viewings,
    params=PERIOD,
    tallies=((N_("By department"), 2, "column"), (N_("By reader"), 1, "bar")),
)
