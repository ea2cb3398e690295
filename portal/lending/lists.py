"""The loan register (借阅登记簿) and the overdue list (逾期台账)."""

from typing import Any

from sqlalchemy import ColumnElement, Select, func, not_, or_, select

from models.base import named_alias
from models.files.records import CustomerFile
from models.lending.loans import Loan, Reminder
from models.lending.requests import AccessRequest
from models.people import Department, User
from models.words.kinds import Kind
from models.words.lending import Condition, LoanMode, LoanState
from models.words.permissions import Permission as P
from models.words.shown import ShownLoanState
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.lending import flags, rules
from portal.platform.lists.listing import Column, Filter, Listing
from portal.work import Work

borrower, issuer, checker = named_alias(User), named_alias(User), named_alias(User)
REMINDERS = select(func.count(Reminder.id)).where(Reminder.loan_id == Loan.id).scalar_subquery()


def _joins(statement: Select[Any]) -> Select[Any]:
    return (
        statement.outerjoin(CustomerFile, CustomerFile.id == Loan.file_id)
        .outerjoin(borrower, borrower.id == Loan.owner_id)
        .outerjoin(Department, Department.id == Loan.department_id)
        .outerjoin(AccessRequest, AccessRequest.id == Loan.request_id)
        .outerjoin(checker, checker.id == Loan.checked_by)
    )


def _search(_work: Work, text: str) -> ColumnElement[bool]:
    files = select(CustomerFile.id).where(
        or_(
            CustomerFile.number.contains(text, autoescape=True),
            CustomerFile.title.contains(text, autoescape=True),
        )
    )
    people = select(User.id).where(User.name.contains(text, autoescape=True))
    return or_(
        Loan.number.contains(text, autoescape=True),
        Loan.file_id.in_(files),
        Loan.owner_id.in_(people),
    )


def _flag(clause: Any) -> Any:
    """A yes-no filter from a clause of ``work``."""
    return lambda work, value: clause(work) if value == "1" else not_(clause(work))


LOANS = Listing(
    name="loans",
    kind=Kind.LOAN,
    table=Loan,
    see=P.LOAN_SEE,
    title=N_("Loan register"),
    sheet_title=N_("List of loans"),
    columns=(
        Column("number", N_("Loan number"), Loan.number, V.CODE, sort=True, phone=True),
        Column("issued_on", N_("Lent on"), Loan.issued_on, V.DATE, sort=True, width=12),
        Column("borrower", N_("Borrower"), borrower.name, V.USER, phone=True, width=12),
        Column("department", N_("Department"), Department.name, width=14),
        Column("file", N_("File number"), CustomerFile.number, V.CODE, phone=True, width=16),
        Column("title", N_("Title"), CustomerFile.title, width=30, phone=True),
        Column(
            "items", N_("Item count"), Loan.items_out, V.INTEGER, shown=False, width=8, added=True
        ),
        Column(
            "pages", N_("Page count"), Loan.pages_out, V.INTEGER, shown=False, width=8, added=True
        ),
        Column("purpose", N_("Purpose"), AccessRequest.purpose, shown=False, width=30),
        Column("mode", N_("Mode"), Loan.mode, V.WORD, words=LoanMode, shown=False, width=10),
        Column("due_on", N_("Due on"), Loan.due_on, V.DATE, sort=True, width=12),
        Column(
            "left",
            N_("To return"),
            lambda _work: flags.outstanding_due_day(),
            V.DUE,
            sheet=False,
            phone=True,
            width=12,
        ),
        Column(
            "provisional", N_("Provisional"), Loan.due_provisional, V.YESNO, shown=False, width=8
        ),
        Column("renewals", N_("Times renewed"), Loan.renewals, V.INTEGER, shown=False, width=8),
        Column("reminders", N_("Reminders sent"), REMINDERS, V.INTEGER, shown=False, width=8),
        Column(
            "shown_state",
            N_("State"),
            lambda work: flags.shown_state(work.today),
            V.WORD,
            words=ShownLoanState,
            phone=True,
            width=12,
        ),
        Column("received_at", N_("Returned at"), Loan.received_at, V.MOMENT, sort=True, width=18),
        Column(
            "late",
            N_("Days overdue"),
            lambda work: flags.days_late(work.today),
            V.INTEGER,
            width=10,
        ),
        Column(
            "state",
            N_("Progress"),
            Loan.state,
            V.WORD,
            words=LoanState,
            sort=True,
            shown=False,
            width=12,
        ),
        Column("received_from", N_("Returned by"), Loan.received_from, shown=False, width=12),
        Column(
            "condition",
            N_("Condition"),
            Loan.condition_in,
            V.WORD,
            words=Condition,
            shown=False,
            width=10,
        ),
        Column("checker", N_("Return checked by"), checker.name, V.USER, shown=False, width=12),
        Column("remark", N_("Remark"), Loan.difference, shown=False, width=24),
    ),
    filters=(
        Filter("state", N_("State"), V.WORD, Loan.state, words=LoanState, pinned=True),
        Filter("borrower", N_("Borrower"), V.USER, Loan.owner_id, pinned=True),
        Filter("department", N_("Department"), V.DEPARTMENT, Loan.department_id),
        Filter("due_on", N_("Due on"), V.DATE, Loan.due_on, pinned=True),
        Filter("issued_on", N_("Lent on"), V.DATE, Loan.issued_on),
        Filter("received_at", N_("Returned at"), V.MOMENT, Loan.received_at),
        Filter("out", N_("Out"), V.YESNO, apply=_flag(lambda _work: flags.is_out())),
        Filter(
            "overdue",
            N_("Overdue"),
            V.YESNO,
            apply=_flag(lambda work: flags.is_overdue(work.today)),
        ),
        Filter(
            "soon",
            N_("Due soon"),
            V.YESNO,
            apply=_flag(lambda work: flags.is_due_soon(work.today)),
        ),
        Filter(
            "due_today",
            N_("Due today"),
            V.YESNO,
            apply=_flag(lambda work: flags.is_out() & (Loan.due_on == work.today)),
        ),
        Filter(
            "recalled",
            N_("Called back"),
            V.YESNO,
            apply=_flag(lambda _work: Loan.recalled_at.is_not(None)),
        ),
        Filter(
            "mine",
            N_("My loans"),
            V.YESNO,
            apply=_flag(lambda work: Loan.owner_id == work.actor.id),
        ),
        Filter(
            "week",
            N_("Due within 7 days"),
            V.YESNO,
            apply=_flag(
                lambda work: (
                    flags.is_out()
                    & Loan.due_on.between(work.today, rules.latest_due(-7, work.today))
                )
            ),
        ),
    ),
    order="-id",
    link="number",
    joins=_joins,
    search=_search,
    search_hint=N_("Loan number, file number, title or borrower"),
    views={
        N_("My loans"): {"mine": "1", "out": "1"},
        N_("Out now"): {"out": "1"},
        N_("Due today"): {"due_today": "1"},
        N_("Overdue"): {"overdue": "1", "sort": "due_on"},
        N_("To be checked"): {"state": LoanState.RETURN_CHECK.value},
    },
)
