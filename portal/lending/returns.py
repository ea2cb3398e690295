"""Returns of loans: receipt, count, difference, assessment and shelving (L4–L8)."""

from decimal import Decimal

from models.lending.loans import Loan
from models.words.files import DifferenceSource
from models.words.kinds import Kind
from models.words.lending import Condition, LoanState
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.access.holders import holders_of
from portal.errors import IllegalMove, Invalid, NotAllowed
from portal.events import Done, Saved
from portal.files import custody, differences
from portal.files.difference_rules import Count
from portal.files.differences import Finding
from portal.files.rules import check_other_person
from portal.lending import issue, rules
from portal.lending.rules import LOAN
from portal.people import recipients
from portal.platform.calendar.workdays import add_workdays
from portal.platform.notices import outbox
from portal.platform.workflow.states import move_state
from portal.work import Work

HEARD = (LoanState.RETURN_CHECK, LoanState.RETURNED_DAMAGED, LoanState.COMPENSATING)


def receive_loan(work: Work, loan: Loan, *, brought_by: str = "") -> Loan:
    """Receive a file at the desk, whoever brought it; this stops the overdue clock (L4)."""
    work.require_reach(P.LOAN_HANDLE, loan)
    move_state(work, LOAN, loan, "receive", brought_by=brought_by or loan.borrower.name)
    loan.received_at = work.now
    loan.received_from = brought_by.strip() or loan.borrower.name
    loan.renewal_asked_at = None
    custody.receive_paper(work, loan.file, reason=loan.number)
    outbox.tell(
        work,
        [loan.owner_id],
        "loan.received",
        Kind.LOAN,
        loan.id,
        number=loan.file.number,
        at=work.now.isoformat(),
    )
    return loan


def check_return(
    work: Work, loan: Loan, *, items: int, pages: int, condition: Condition, remark: str = ""
) -> Loan:
    """Count what came back (L5, L6, C8).

    If it is what was lent, the loan is RETURNED; otherwise it stays in RETURN_CHECK with the
    difference on record, and the borrower has one working day to answer. What was lent may still
    not be what the file should hold: that needs a remark and opens a case (C18). Another count
    than the one on record needs a remark too, and both stay in the trail. Raises ``NotAllowed``
    for the borrower, ``Invalid`` for impossible counts and a missing remark.
    """
    work.require_reach(P.LOAN_HANDLE, loan)
    check_other_person(
        work.actor.id,
        (loan.owner_id,),
        N_("You borrowed this file, so a colleague checks what came back."),
    )
    if LOAN.find(loan.state, "pass") is None:
        raise IllegalMove(N_("Please receive the file first."))
    _recount(work, loan, items, pages, condition, remark)
    _count(work, loan, items, pages, condition)
    loan.difference = remark.strip()
    if rules.differs(loan):
        _record_difference(work, loan)
    else:
        _compare_with_file(work, loan, remark)
        move_state(work, LOAN, loan, "pass", items=items, pages=pages)
    return loan


def confirm_claim(work: Work, loan: Loan, *, items: int, pages: int, condition: Condition) -> Loan:
    """Confirm a claimed return: two people have found the file on its shelf (L10).

    It counts as returned when it was claimed, so nothing is overdue after that day. Raises
    ``IllegalMove`` without a search by somebody else, or when the counts differ.
    """
    work.require_reach(P.LOAN_HANDLE, loan)
    issue.require_second_search(work, loan)
    _count(work, loan, items, pages, condition)
    _compare_with_file(work, loan, loan.number)
    move_state(work, LOAN, loan, "confirm_claim", items=items, pages=pages)
    loan.received_at, loan.received_from = loan.claimed_at, loan.borrower.name
    custody.receive_paper(work, loan.file, reason=loan.number)
    outbox.tell(
        work, [loan.owner_id], "loan.claim_confirmed", Kind.LOAN, loan.id, number=loan.file.number
    )
    return loan


def answer_difference(work: Work, loan: Loan, *, statement: str) -> Loan:
    """Record the borrower's statement about a difference or damage, word for word (L6).

    Raises ``NotAllowed`` for everybody else: they add a note of their own.
    """
    work.require_reach(P.LOAN_REPORT, loan)
    if work.actor.id != loan.owner_id:
        raise NotAllowed(N_("Only the borrower makes this statement. Add a note of your own."))
    if loan.state not in HEARD:
        raise IllegalMove(N_("There is nothing to respond to on this loan at the moment."))
    if not statement.strip():
        raise Invalid(N_("Please write what happened."), field="statement")
    changes = {"statement": [loan.statement, statement.strip()]}
    loan.statement = statement.strip()
    work.record(Saved(kind=Kind.LOAN, id=loan.id, changes=changes))
    return loan


def settle_as_damaged(work: Work, loan: Loan) -> Loan:
    """Settle a return as damaged; the file is not lent until the case is closed (L6)."""
    work.require_reach(P.LOAN_HANDLE, loan)
    check_other_person(
        work.actor.id,
        (loan.owner_id,),
        N_("You borrowed this file, so a colleague checks what came back."),
    )
    move_state(
        work,
        LOAN,
        loan,
        "differ",
        items=[loan.items_out, loan.items_in],
        pages=[loan.pages_out, loan.pages_in],
        condition=[loan.condition_out, loan.condition_in],
        remark=loan.difference,
    )
    _compare_with_file(work, loan, loan.difference or loan.number)
    people = [*recipients.head_of(work, loan.department_id), loan.file.owner_id]
    outbox.tell(work, people, "loan.damaged", Kind.LOAN, loan.id, number=loan.file.number)
    return loan


def shelve_loan(work: Work, loan: Loan, *, place_id: int | None = None) -> Loan:
    """Put the checked file back, in its own place or another with room, and close (L7)."""
    work.require_reach(P.LOAN_HANDLE, loan)
    move_state(work, LOAN, loan, "shelve")
    custody.shelve_paper(work, loan.file, place_id, reason=loan.number)
    loan.closed_at = work.now
    return loan


def assess_damage(work: Work, loan: Loan, *, assessment: str, amount: Decimal) -> Loan:
    """Describe the damage and propose an amount in CNY (L8).

    Raises ``NotAllowed`` for the checker and the borrower, ``Invalid`` for the amount.
    """
    work.require_reach(P.LOAN_ASSESS, loan)
    check_other_person(
        work.actor.id,
        (loan.checked_by, loan.owner_id),
        N_("You checked or borrowed this file, so somebody else assesses the damage."),
    )
    rules.check_amount(amount)
    if not assessment.strip():
        raise Invalid(N_("Please describe the damage, e.g. «2 pages torn»."), field="assessment")
    move_state(work, LOAN, loan, "assess", assessment=assessment, amount=amount)
    loan.assessed_by, loan.assessment, loan.compensation = work.actor.id, assessment.strip(), amount
    people = [loan.owner_id, *recipients.head_of(work, loan.department_id)]
    people += holders_of(work.session, P.LOAN_DECIDE)
    outbox.tell(
        work,
        people,
        "loan.assessed",
        Kind.LOAN,
        loan.id,
        number=loan.file.number,
        amount=str(amount),
    )
    return loan


def _count(work: Work, loan: Loan, items: int, pages: int, condition: Condition) -> None:
    for name, count in (("items", items), ("pages", pages)):
        if not 0 <= count <= 100_000:
            raise Invalid(N_("Please enter a count from 0 to 100,000."), field=name)
    loan.items_in, loan.pages_in, loan.condition_in = items, pages, condition
    loan.checked_by = work.actor.id


def _recount(
    work: Work, loan: Loan, items: int, pages: int, condition: Condition, remark: str
) -> None:
    """What somebody counted before is never overwritten without a word (L6)."""
    new = {"items": items, "pages": pages, "condition": condition}
    was = {name: getattr(loan, f"{name}_in") for name in new}
    changes = {name: [was[name], new[name]] for name in new if was[name] != new[name]}
    if loan.items_in is None or loan.pages_in is None or not changes:
        return
    if not remark.strip():
        raise Invalid(
            N_(
                "%(name)s counted %(items)s items and %(pages)s pages. Please write why it is "
                "another count now, e.g. «page 15 was handed in later»."
            ),
            field="remark",
            name=loan.checker.name if loan.checker else "—",
            items=loan.items_in,
            pages=loan.pages_in,
        )
    facts = {"changes": changes, "reason": remark.strip()}
    work.record(Done(kind=Kind.LOAN, id=loan.id, action="recount", facts=facts))


def _compare_with_file(work: Work, loan: Loan, remark: str) -> None:
    """What came back beside what the file should hold; a difference opens a case (C18)."""
    file = work.lock(loan.file)
    found = Count(loan.items_in or 0, loan.pages_in or 0)
    finding = Finding(loan.line_id, DifferenceSource.RETURN, loan.number, found, remark)
    differences.note_difference(work, file, finding, field="remark")


def _record_difference(work: Work, loan: Loan) -> None:
    if loan.answer_by is None:
        loan.answer_by = add_workdays(work, work.today, 1)
    work.record(
        Done(
            kind=Kind.LOAN,
            id=loan.id,
            action="find_difference",
            facts={
                "items": [loan.items_out, loan.items_in],
                "pages": [loan.pages_out, loan.pages_in],
                "condition": [loan.condition_out, loan.condition_in],
                "remark": loan.difference,
            },
        )
    )
    people = recipients.active_or_head(work, loan.owner_id, loan.department_id)
    outbox.tell(
        work,
        people,
        "loan.differs",
        Kind.LOAN,
        loan.id,
        number=loan.file.number,
        pages_out=loan.pages_out,
        pages_in=loan.pages_in,
        items_out=loan.items_out,
        items_in=loan.items_in,
        answer_by=loan.answer_by.isoformat(),
    )
