"""Claimed returns, searches, losses and files found again: people decide them (L9–L15, C14)."""

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import func, select

from models.files.records import CustomerFile
from models.lending.loans import Loan, SearchLog
from models.people import User
from models.words.kinds import Kind
from models.words.lending import LoanState
from models.words.permissions import Permission as P
from models.words.text import N_
from portal import settings
from portal.access.holders import holders_of
from portal.errors import IllegalMove, Invalid, NotAllowed
from portal.events import Done, Moved
from portal.files import custody
from portal.files.rules import check_other_person
from portal.lending import issue, rules, statements
from portal.lending.rules import LOAN
from portal.people import officers, recipients
from portal.platform.calendar.workdays import add_workdays
from portal.platform.notices import outbox
from portal.platform.workflow.states import move_state
from portal.work import Work

LOOKED_FOR = (LoanState.CLAIMED_RETURNED, LoanState.SEARCHING)
YOURS = N_("You borrowed this file, so somebody else decides here.")


def claim_returned(work: Work, loan: Loan, *, statement: str) -> Loan:
    """The borrower says the file was returned; the loan stays open, reminders pause (L9)."""
    work.require_reach(P.LOAN_REPORT, loan)
    move_state(work, LOAN, loan, "claim", reason=statement)
    loan.claimed_at = work.now
    statements.keep_claim(work, loan, statement)
    _tell(work, loan, holders_of(work.session, P.LOAN_ASSESS), "loan.claimed")
    return loan


def log_search(work: Work, loan: Loan, *, where: str, result: str) -> SearchLog:
    """Log a search for the file: where, and with what result (L12)."""
    work.require_reach(P.LOAN_HANDLE, loan)
    if loan.state not in LOOKED_FOR:
        raise IllegalMove(N_("Nobody is searching for this file at the moment."))
    for name, text in (("where", where), ("result", result)):
        if not text.strip():
            raise Invalid(N_("Please write where you looked and what you found."), field=name)
    row: SearchLog = work.add(
        SearchLog(
            loan_id=loan.id,
            at=work.now,
            by=work.actor.id,
            where=where.strip(),
            result=result.strip(),
        )
    )
    work.record(
        Done(
            kind=Kind.LOAN,
            id=loan.id,
            action="log_search",
            facts={"where": row.where, "result": row.result},
        )
    )
    return row


def deny_claim(work: Work, loan: Loan, *, reason: str) -> Loan:
    """Deny a claimed return after two people have searched: the loan runs on (L10)."""
    work.require_reach(P.LOAN_HANDLE, loan)
    issue.require_second_search(work, loan)
    move_state(work, LOAN, loan, "deny_claim", reason=reason)
    loan.claimed_at = None
    _tell(work, loan, [loan.owner_id], "loan.claim_denied", reason=reason)
    return loan


def report_loss(work: Work, loan: Loan, *, reason: str) -> Loan:
    """Report a file lost: a search begins, which lasts ``search_days`` working days (L11)."""
    work.require_reach(P.LOAN_REPORT, loan)
    days = settings.get(work.session, "search_days")
    until = add_workdays(work, work.today, days)
    move_state(work, LOAN, loan, "search", reason=reason, until=until)
    loan.search_until, loan.claimed_at = until, None
    people = [loan.file.owner_id, *recipients.head_of(work, loan.department_id)]
    people += holders_of(work.session, P.LOAN_ASSESS)
    _tell(work, loan, people, "loan.searching", until=until.isoformat())
    return loan


def follow_loss_report(work: Work, event: Moved) -> None:
    """Reaction: the file of a loan reported lost becomes missing (I-10)."""
    loan = work.get(Loan, event.id, P.LOAN_HANDLE, lock=True)
    custody.report_missing(work, work.lock(loan.file), reason=loan.number)


def confirm_loss(work: Work, loan: Loan, *, reason: str) -> Loan:
    """An approver declares the file lost, after two people have searched in vain (L12, F16).

    Raises ``IllegalMove`` before the search period ends or with too few searches.
    """
    work.require_reach(P.LOAN_DECIDE, loan)
    check_other_person(work.actor.id, (loan.owner_id,), YOURS)
    if not rules.searched_enough(issue.list_searchers(work, loan)):
        raise IllegalMove(
            N_("Two different people must search first and record where they looked.")
        )
    move_state(work, LOAN, loan, "confirm_loss", reason=reason)
    custody.mark_paper_lost(work, loan.file, reason=loan.number)
    people = [loan.owner_id, loan.file.owner_id, *recipients.head_of(work, loan.department_id)]
    _tell(work, loan, [*people, *holders_of(work.session, P.LOAN_DECIDE)], "loan.lost")
    return loan


def decide_compensation(work: Work, loan: Loan, *, amount: Decimal, reason: str) -> Loan:
    """An approver who was not involved decides what the borrower pays (L13).

    From the second case of a person in a calendar month on, ``amount`` (CNY) doubles (SC-08).
    """
    work.require_reach(P.LOAN_DECIDE, loan)
    check_other_person(work.actor.id, (loan.owner_id,), YOURS)
    check_other_person(
        work.actor.id,
        (loan.issued_by, loan.checked_by, loan.assessed_by),
        N_("You handled this file, so somebody else decides on the compensation."),
    )
    rules.check_amount(amount)
    loan.factor = rules.compensation_factor(_cases_this_month(work, loan))
    loan.compensation = amount * loan.factor
    loan.decided_by, loan.decided_on, loan.decision = work.actor.id, work.today, reason.strip()
    days = settings.get(work.session, "appeal_days")
    final = loan.appealed_at is not None
    loan.appeal_until = None if final else add_workdays(work, work.today, days)
    facts = {"amount": loan.compensation, "factor": loan.factor, "appeal_until": loan.appeal_until}
    move_state(work, LOAN, loan, "decide", reason=reason, **facts)
    topic = "loan.appeal_decided" if final else "loan.decided"
    until = loan.appeal_until.isoformat() if loan.appeal_until else ""
    _tell(work, loan, [loan.owner_id], topic, amount=str(loan.compensation), appeal_until=until)
    return loan


def appeal_compensation(work: Work, loan: Loan, *, statement: str) -> Loan:
    """The borrower appeals against the decision, once and in time (L13).

    Nothing is paid until an approver has decided again.
    """
    work.require_reach(P.LOAN_REPORT, loan)
    if work.actor.id != loan.owner_id:
        raise NotAllowed(N_("Only the person concerned can appeal."))
    move_state(work, LOAN, loan, "appeal", reason=statement)
    loan.appeal, loan.appealed_at = statement.strip(), work.now
    _tell(
        work,
        loan,
        holders_of(work.session, P.LOAN_DECIDE),
        "loan.appealed",
        name=work.actor.name,
        reason=loan.appeal,
    )
    return loan


def settle_compensation(work: Work, loan: Loan, *, voucher: str) -> Loan:
    """Record the payment by the number of its voucher (L14)."""
    work.require_reach(P.LOAN_ASSESS, loan)
    check_other_person(work.actor.id, (loan.owner_id,), YOURS)
    move_state(work, LOAN, loan, "settle", reason=voucher)
    loan.settlement = voucher.strip()
    _tell(work, loan, [loan.owner_id], "loan.settled")
    return loan


def waive_compensation(work: Work, loan: Loan, *, reason: str) -> Loan:
    """Waive the payment, for a reason (L14)."""
    work.require_reach(P.LOAN_DECIDE, loan)
    check_other_person(work.actor.id, (loan.owner_id,), YOURS)
    move_state(work, LOAN, loan, "waive", reason=reason)
    loan.settlement = reason.strip()
    _tell(work, loan, [loan.owner_id], "loan.settled")
    return loan


def report_found(
    work: Work, loan: Loan, *, where: str, witness_id: int, place_id: int | None = None
) -> Loan:
    """Record that a lost file was found, with a witness; it is shelved again (L15, F17).

    Whether a payment is refunded is a separate decision. Raises ``Invalid`` if the witness is the
    actor or the borrower.
    """
    work.require_reach(P.LOAN_HANDLE, loan)
    witness = work.get(User, witness_id, P.USER_SEE)
    if witness.id in (work.actor.id, loan.owner_id) or not witness.active:
        raise Invalid(
            N_("Please name a witness who is neither you nor the borrower."), field="witness_id"
        )
    if officers.is_officer(work.session, witness.id):
        raise Invalid(officers.NO_BUSINESS, field="witness_id")
    move_state(work, LOAN, loan, "found", reason=where, witness=witness.name)
    loan.witness_id = witness.id
    custody.recover_paper(work, loan.file, place_id, reason=loan.number)
    people = [loan.owner_id, loan.file.owner_id, witness.id]
    people += recipients.head_of(work, loan.department_id)
    _tell(work, loan, [*people, *holders_of(work.session, P.LOAN_DECIDE)], "loan.found")
    return loan


def decide_refund(work: Work, loan: Loan, *, reason: str) -> Loan:
    """Decide whether the payment for a file found again is refunded (L15)."""
    work.require_reach(P.LOAN_DECIDE, loan)
    check_other_person(work.actor.id, (loan.owner_id,), YOURS)
    move_state(work, LOAN, loan, "conclude", reason=reason)
    loan.settlement, loan.closed_at = reason.strip(), work.now
    _tell(work, loan, [loan.owner_id], "loan.concluded")
    return loan


def _cases_this_month(work: Work, loan: Loan) -> int:
    first = work.today.replace(day=1)
    next_month = (first + timedelta(days=31)).replace(day=1)
    statement = select(func.count()).where(
        Loan.owner_id == loan.owner_id,
        Loan.id != loan.id,
        Loan.decided_on >= first,
        Loan.decided_on < next_month,
    )
    return work.session.scalar(statement) or 0


def _tell(work: Work, loan: Loan, people: list[int], topic: str, **values: str) -> None:
    """Tell ``people`` once a day for each topic; values include the file's number and title."""
    file: CustomerFile = loan.file
    outbox.tell(
        work,
        people,
        topic,
        Kind.LOAN,
        loan.id,
        stage=work.today.isoformat(),
        number=file.number,
        title=file.title,
        **values,
    )
