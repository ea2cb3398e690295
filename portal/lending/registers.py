"""借阅登记簿 and 逾期催还清单 (QJ-17, QJ-19)."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import and_, func, select

from models.approvals import Approval, ApprovalTask
from models.base import named_alias
from models.customers import Customer
from models.files.records import CustomerFile
from models.lending.loans import Loan, Reminder
from models.lending.requests import AccessRequest
from models.lending.signatures import Signature
from models.people import Department, User
from models.words.approvals import Verdict
from models.words.kinds import Kind
from models.words.lending import ReminderStage
from models.words.permissions import Permission as P
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.access.policy import visible
from portal.lending import rules
from portal.platform.sheets.register import PERIOD, Col, Params, Report, within
from portal.work import Work

SUPERIOR = tuple(ReminderStage)[2:]  # stages at which the superior is told as well
Borrower, Custodian, Checker, Head = (
    named_alias(User, name=n) for n in ("who", "by", "check", "head")
)


def approver_names(request_id: Any) -> Any:
    """SQL: the names of those who approved a request, in one text."""
    deciders = (
        select(User.name)
        .join(ApprovalTask, ApprovalTask.decided_by == User.id)
        .join(Approval, Approval.id == ApprovalTask.approval_id)
        .where(
            Approval.subject == Kind.REQUEST,
            Approval.subject_id == request_id,
            ApprovalTask.verdict == Verdict.APPROVE,
        )
        .correlate(AccessRequest)
        .subquery()
    )
    return select(func.aggregate_strings(deciders.c.name, "、")).scalar_subquery()


def signature_join(table: Any) -> Any:
    """SQL: the join from a signed record to its signature (Q10)."""
    return and_(Signature.subject == table.kind, Signature.subject_id == table.id)


def _reminded(what: Any, stages: Sequence[ReminderStage] = tuple(ReminderStage)) -> Any:
    """SQL: ``what`` over the reminders of a loan sent at ``stages`` (C13)."""
    sent = select(what).where(Reminder.loan_id == Loan.id, Reminder.stage.in_(stages))
    return sent.correlate(Loan).scalar_subquery()


def exportable(work: Work, see: P, export: P, table: Any) -> tuple[Any, Any]:
    """SQL: the clauses for rows the actor may see and may export."""
    return visible(work.actor, see, table), visible(work.actor, export, table)


def _loans(work: Work, params: Params) -> Any:
    return (
        select(
            Loan.number,
            Loan.issued_on,
            Borrower.name,
            Department.name,
            CustomerFile.number,
            CustomerFile.title,
            Loan.items_out,
            Loan.pages_out,
            AccessRequest.purpose,
            approver_names(AccessRequest.id),
            Loan.due_on,
            Signature.name,
            Signature.way,
            Loan.renewals,
            Loan.received_at,
            Loan.received_from,
            Loan.condition_in,
            Checker.name,
            _reminded(func.count(Reminder.id)),
            _reminded(func.max(Reminder.at)),
            Loan.state,
            Loan.difference,
        )
        .join(CustomerFile, CustomerFile.id == Loan.file_id)
        .join(AccessRequest, AccessRequest.id == Loan.request_id)
        .join(Borrower, Borrower.id == Loan.owner_id)
        .outerjoin(Department, Department.id == Loan.department_id)
        .outerjoin(Checker, Checker.id == Loan.checked_by)
        .outerjoin(Signature, signature_join(Loan))
        .where(*exportable(work, P.LOAN_SEE, P.LOAN_EXPORT, Loan), *within(Loan.issued_on, params))
        .order_by(Loan.id)
    )


LOAN_REGISTER = Report(
    name="loan_register",
    title=N_("Register of loans"),
    about=N_("Every loan from issue to return: who, what, until when, in what condition."),
    code="QJ-17",
    permission=P.LOAN_EXPORT,
    columns=(
        Col(N_("Loan number"), V.CODE, width=16),
        Col(N_("Lent on"), V.DATE, 12),
        Col(N_("Borrower"), width=12),
        Col(N_("Department"), width=14),
        Col(N_("File number"), V.CODE, width=18),
        Col(N_("File title"), width=24),
        Col(N_("Items"), V.INTEGER, 8),
        Col(N_("Page count"), V.INTEGER, 8),
        Col(N_("Purpose"), width=26),
        Col(N_("Approved by"), width=16),
        Col(N_("Due back"), V.DATE, 12),
        Col(N_("Signed for by"), width=12),
        Col(N_("Signing method"), width=12),
        Col(N_("Times renewed"), V.INTEGER, 8),
        Col(N_("Returned at"), V.MOMENT, 17),
        Col(N_("Returned by"), width=12),
        Col(N_("Condition"), width=10),
        Col(N_("Checked by"), width=12),
        Col(N_("Times reminded"), V.INTEGER, 8),
        Col(N_("Last reminded"), V.MOMENT, 17),
        Col(N_("State"), width=12),
        Col(N_("Note"), width=20),
    ),
    select=_loans,
    params=PERIOD,
    tallies=((N_("By department"), 3, "column"), (N_("By state"), 20, "pie")),
)


def _overdue(work: Work, _params: Params) -> Any:
    return (
        select(
            Loan.number,
            CustomerFile.number,
            CustomerFile.title,
            Customer.name,
            Borrower.name,
            Borrower.employee_number,
            Department.name,
            Head.name,
            Loan.issued_on,
            Loan.due_on,
            Loan.due_on,
            Loan.renewals,
            _reminded(func.count(Reminder.id)),
            _reminded(func.max(Reminder.at)),
            _reminded(func.max(Reminder.at), SUPERIOR),
            Loan.state,
        )
        .join(CustomerFile, CustomerFile.id == Loan.file_id)
        .join(Customer, Customer.id == CustomerFile.customer_id)
        .join(Borrower, Borrower.id == Loan.owner_id)
        .outerjoin(Department, Department.id == Loan.department_id)
        .outerjoin(Head, Head.id == Department.head_id)
        .where(
            Loan.state.in_(rules.RUNNING),
            Loan.received_at.is_(None),
            Loan.due_on <= rules.latest_due(1, work.today),
            *exportable(work, P.LOAN_SEE, P.LOAN_EXPORT, Loan),
        )
        .order_by(Loan.due_on, Loan.id)
    )


def _days(work: Work, rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    for row in rows:
        yield [*row[:10], rules.lateness(row[10], work.today), *row[11:]]


OVERDUE_REGISTER = Report(
    name="overdue_register",
    title=N_("Overdue loans"),
    about=N_(
        "Files still out after their due date, longest overdue first, with the person to contact."
    ),
    code="QJ-19",
    permission=P.LOAN_EXPORT,
    columns=(
        Col(N_("Loan number"), V.CODE, width=16),
        Col(N_("File number"), V.CODE, width=18),
        Col(N_("File title"), width=24),
        Col(N_("Customer"), width=26),
        Col(N_("Borrower"), width=12),
        Col(N_("Employee number"), width=12),
        Col(N_("Department"), width=14),
        Col(N_("Head of department"), width=14),
        Col(N_("Lent on"), V.DATE, 12),
        Col(N_("Due back"), V.DATE, 12),
        Col(N_("Days overdue"), V.INTEGER, 10),
        Col(N_("Times renewed"), V.INTEGER, 8),
        Col(N_("Times reminded"), V.INTEGER, 8),
        Col(N_("Last reminded"), V.MOMENT, 17),
        Col(N_("Superior informed"), V.MOMENT, 17),
        Col(N_("State"), width=12),
    ),
    select=_overdue,
    shape=_days,
    tallies=((N_("By department"), 6, "bar"),),
)
