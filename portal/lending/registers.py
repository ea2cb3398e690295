"""借阅登记簿 and 逾期催还清单 (QJ-17, QJ-19)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import and_, func, literal, or_, select

from models.approvals import Approval, ApprovalTask
from models.base import named_alias
from models.customers import Customer
from models.days import DayHere
from models.files.records import CustomerFile
from models.lending.loans import Loan, Reminder
from models.lending.requests import AccessRequest
from models.lending.signatures import Signature
from models.people import Department, User
from models.words.approvals import ApprovalState, Verdict
from models.words.kinds import Kind
from models.words.labels import label
from models.words.lending import RUNNING, ReminderStage
from models.words.permissions import Permission as P
from models.words.plurals import fill
from models.words.shown import ShownLoanState
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.files.registers import graded_above
from portal.lending import flags, rules
from portal.platform.sheets.readers import register_rows
from portal.platform.sheets.register import PERIOD, Col, Params, Report, within
from portal.platform.sheets.sheet import Phrase, Say, Tally, Total
from portal.work import Work

SUPERIOR = tuple(ReminderStage)[2:]  # from this rung on their superior is told as well
DAYS_LATE = Phrase(N_("overdue %(count)s d"), N_("in time"))
LOANS_LATE = Phrase(N_("%(count)s overdue loans"))
Borrower, Custodian, Checker, Head = (
    named_alias(User, name=n) for n in ("who", "by", "check", "head")
)


def last_approver(request_id: Any) -> Any:
    """SQL: how the last to approve a granted request signed then, as JSON; NULL for any other."""
    return _last_signed(request_id, {ApprovalState.GRANTED: Verdict.APPROVE})


def last_decider(request_id: Any) -> Any:
    """SQL: the same of a request that was refused as well: by whom."""
    ends = {ApprovalState.GRANTED: Verdict.APPROVE, ApprovalState.REFUSED: Verdict.REJECT}
    return _last_signed(request_id, ends)


def _last_signed(request_id: Any, ends: Mapping[ApprovalState, Verdict]) -> Any:
    decided = (
        and_(Approval.state == state, ApprovalTask.verdict == verdict)
        for state, verdict in ends.items()
    )
    return (
        select(ApprovalTask.decided_as)
        .join(Approval, Approval.id == ApprovalTask.approval_id)
        .where(
            Approval.subject == Kind.REQUEST,
            Approval.subject_id == request_id,
            or_(*decided),
        )
        .order_by(ApprovalTask.decided_at.desc(), ApprovalTask.id.desc())
        .limit(1)
        .correlate(AccessRequest)
        .scalar_subquery()
    )


def signature_join(table: Any) -> Any:
    """SQL: the join from a signed record to its signature (Q10)."""
    return and_(Signature.subject == table.kind, Signature.subject_id == table.id)


def _reminded(what: Any, stages: Sequence[ReminderStage] = tuple(ReminderStage)) -> Any:
    """SQL: ``what`` over the reminders of a loan sent at ``stages`` (C13)."""
    sent = select(what).where(Reminder.loan_id == Loan.id, Reminder.stage.in_(stages))
    return sent.correlate(Loan).scalar_subquery()


def folded(*places: tuple[int, int]) -> Any:
    """A shape that lays the fact of another column under that of a column: (the column, the other);
    not where it says it already, as titles often name the customer.
    """

    def shape(
        _work: Work, rows: Iterable[Sequence[Any]], _params: Params
    ) -> Iterator[Sequence[Any]]:
        for row in rows:
            values = list(row)
            for first, second in places:
                told = str(row[second] or "") in str(row[first] or "")
                values[first] = row[first] if told else (row[first], row[second])
            yield values

    return shape


def _loan_facts(work: Work) -> list[Any]:
    """What is on paper, then what is on the screen and in the file."""
    return [
        Loan.number,
        CustomerFile.number,
        CustomerFile.title,
        Borrower.name,
        AccessRequest.purpose,
        Loan.issued_on,
        Loan.due_on,
        DayHere(Loan.received_at),
        flags.days_late(work.today),
        last_approver(AccessRequest.id),
        Signature.name,
        Loan.difference,
        flags.shown_state(work.today),
        CustomerFile.title,
        Customer.name,
        Borrower.name,
        Department.name,
        Loan.items_out,
        Loan.pages_out,
        Signature.way,
        Loan.renewals,
        Loan.received_at,
        Loan.received_from,
        Loan.condition_in,
        Checker.name,
        _reminded(func.count(Reminder.id)),
        _reminded(func.max(Reminder.at)),
    ]


def _loans(work: Work, params: Params) -> Any:
    return (
        select(*_loan_facts(work))
        .join(CustomerFile, CustomerFile.id == Loan.file_id)
        .join(Customer, Customer.id == CustomerFile.customer_id)
        .join(AccessRequest, AccessRequest.id == Loan.request_id)
        .join(Borrower, Borrower.id == Loan.owner_id)
        .outerjoin(Department, Department.id == Loan.department_id)
        .outerjoin(Checker, Checker.id == Loan.checked_by)
        .outerjoin(Signature, signature_join(Loan))
        .where(
            register_rows(work, P.LOAN_SEE, P.LOAN_EXPORT, Loan), *within(Loan.issued_on, params)
        )
        .order_by(Loan.id)
    )


def _still_out(work: Work, params: Params, say: Say) -> str:
    """The total has those that came back late as well; the list of overdue loans has not."""
    loans = _loans(work, params).where(flags.is_overdue(work.today)).order_by(None).subquery()
    count = work.session.scalar(select(func.count()).select_from(loans)) or 0
    text = N_("late ones are those back late as well; %(count)s still out and overdue")
    return fill(say(text), {"count": f"{count:,}"})


LOAN_REGISTER = Report(
    name="loan_register",
    title=N_("Register of loans"),
    about=N_("Every loan from issue to return: who, what, until when, in what condition."),
    code="QJ-17",
    permission=P.LOAN_EXPORT,
    see=P.LOAN_SEE,
    basis="SC-07",
    above=graded_above,
    columns=(
        Col(N_("Loan number"), V.CODE, 14),
        Col(N_("File number"), V.CODE, 13),
        Col(N_("Title and customer"), width=18),
        Col(N_("Borrower and department"), width=10),
        Col(N_("Purpose"), width=10),
        Col(N_("Lent on"), V.DATE, 10),
        Col(N_("Due back"), V.DATE, 10),
        Col(N_("Returned on"), V.DATE, 10),
        Col(N_("Days overdue"), V.INTEGER, 9, total=Total.LATE, format=DAYS_LATE, foot=LOANS_LATE),
        Col(N_("Approved by"), width=8),
        Col(N_("Signed for"), width=7),
        Col(N_("Note"), width=8),
        Col(N_("State"), width=12, paper=False, alarms=(ShownLoanState.OVERDUE,)),
        Col(N_("File title"), width=24, paper=False),
        Col(N_("Customer"), width=26, paper=False),
        Col(N_("Borrower"), width=12, paper=False),
        Col(N_("Department"), width=14, paper=False),
        Col(N_("Items"), V.INTEGER, 8, paper=False, total=Total.SUM),
        Col(N_("Page count"), V.INTEGER, 8, paper=False, total=Total.SUM),
        Col(N_("Signing method"), width=12, paper=False),
        Col(N_("Times renewed"), V.INTEGER, 8, paper=False),
        Col(N_("Returned at"), V.MOMENT, 17, paper=False),
        Col(N_("Returned by"), width=12, paper=False),
        Col(N_("Condition"), width=10, paper=False),
        Col(N_("Checked by"), width=12, paper=False),
        Col(N_("Times reminded"), V.INTEGER, 8, paper=False),
        Col(N_("Last reminded"), V.MOMENT, 17, paper=False),
    ),
    select=_loans,
    shape=folded((2, 14), (3, 16)),
    params=PERIOD,
    unit=N_("Number of loans"),
    tallies=(
        Tally(N_("By month"), 5, months=True),
        Tally(N_("By department"), 16),
        Tally(N_("By state"), 12, "pie", order=tuple(map(label, ShownLoanState))),
    ),
    remarks=_still_out,
)


def _overdue(work: Work, _params: Params) -> Any:
    return (
        select(
            Loan.number,
            CustomerFile.number,
            CustomerFile.title,
            Borrower.name,
            Head.name,
            Loan.issued_on,
            Loan.due_on,
            flags.days_late(work.today),
            Loan.renewals,
            _reminded(func.count(Reminder.id)),
            literal(""),
            literal(""),
            CustomerFile.title,
            Customer.name,
            Borrower.name,
            Borrower.employee_number,
            Department.name,
            _reminded(func.max(Reminder.at)),
            _reminded(func.max(Reminder.at), SUPERIOR),
            flags.shown_state(work.today),
        )
        .join(CustomerFile, CustomerFile.id == Loan.file_id)
        .join(Customer, Customer.id == CustomerFile.customer_id)
        .join(Borrower, Borrower.id == Loan.owner_id)
        .outerjoin(Department, Department.id == Loan.department_id)
        .outerjoin(Head, Head.id == Department.head_id)
        .where(
            Loan.state.in_(RUNNING),
            Loan.received_at.is_(None),
            Loan.due_on <= rules.latest_due(1, work.today),
            register_rows(work, P.LOAN_SEE, P.LOAN_EXPORT, Loan),
        )
        .order_by(Loan.due_on, Loan.id)
    )


OVERDUE_REGISTER = Report(
    name="overdue_register",
    title=N_("Overdue loans"),
    about=N_(
        "Files still out after their due date, longest overdue first, with the person to contact."
    ),
    code="QJ-19",
    permission=P.LOAN_EXPORT,
    see=P.LOAN_SEE,
    basis="C13",
    above=graded_above,
    columns=(
        Col(N_("Loan number"), V.CODE, 14),
        Col(N_("File number"), V.CODE, 13),
        Col(N_("Title and customer"), width=22),
        Col(N_("Borrower and department"), width=12),
        Col(N_("Head of department"), width=9),
        Col(N_("Lent on"), V.DATE, 10),
        Col(N_("Due back"), V.DATE, 10),
        Col(N_("Days overdue"), V.INTEGER, 9, total=Total.LATE, format=DAYS_LATE, foot=LOANS_LATE),
        Col(N_("Times renewed"), V.INTEGER, 6),
        Col(N_("Times reminded"), V.INTEGER, 6),
        Col(N_("Signed for"), width=8),
        Col(N_("Note"), width=8),
        Col(N_("File title"), width=24, paper=False),
        Col(N_("Customer"), width=26, paper=False),
        Col(N_("Borrower"), width=12, paper=False),
        Col(N_("Employee number"), V.CODE, 12, paper=False),
        Col(N_("Department"), width=14, paper=False),
        Col(N_("Last reminded"), V.MOMENT, 17, paper=False),
        Col(N_("Superior informed"), V.MOMENT, 17, paper=False),
        Col(N_("State"), width=12, paper=False, alarms=(ShownLoanState.OVERDUE,)),
    ),
    select=_overdue,
    shape=folded((2, 13), (3, 16)),
    unit=N_("Number of loans"),
    tallies=(Tally(N_("By department"), 16, "bar"), Tally(N_("By due month"), 6, months=True)),
)
