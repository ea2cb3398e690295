"""Issues loans for approved lines, one open loan per file (L1, I-1); lists the searchers."""

from typing import Any

from sqlalchemy import select

from models.files.records import CustomerFile
from models.lending.loans import Loan, SearchLog
from models.lending.requests import AccessRequest, RequestLine
from models.people import User
from models.words.files import DifferenceSource
from models.words.kinds import Kind
from models.words.lending import Action, Condition, LineState, LoanMode
from models.words.permissions import Permission as P
from models.words.text import N_
from portal import settings
from portal.access.holders import holders_of
from portal.errors import Conflict, IllegalMove, Invalid
from portal.events import Saved
from portal.files import custody, differences
from portal.files.difference_rules import Count
from portal.files.differences import Finding
from portal.files.rules import check_other_person
from portal.lending import limits
from portal.platform.calendar.rules import Due
from portal.platform.calendar.workdays import due_date
from portal.platform.notices import outbox
from portal.platform.numbering import ledger
from portal.work import Work

NUMBERS = "JY-{year}-{seq:5}"


def issue_loan(
    work: Work,
    line: RequestLine,
    *,
    items: int,
    pages: int,
    condition: Condition = Condition.INTACT,
    mode: LoanMode,
) -> Loan:
    """Lend the file of a READY line to its applicant; called again it returns the same loan.

    ``items`` and ``pages`` were counted at the desk: what the file should hold (C18). The caller
    moves the line. Raises ``Conflict`` when the file is out (I-1), ``NotAllowed`` when custodian
    and borrower are one person, ``IllegalMove`` for a line, mode, borrower or limit that forbids
    it, ``Invalid`` for the counts.
    """
    work.require(P.LOAN_HANDLE)
    file = line.file
    taken = limits.find_open_loan(work, file.id)
    if taken is not None:
        if taken.line_id == line.id:
            return taken  # a double click returns the first result (C9)
        raise _is_out(work, taken, line)
    _check_line(line, line.request, mode)
    _check_borrower(work, line.request.applicant)
    check_counts(file, items, pages, condition)
    note_count(work, line, items, pages)
    loan = _add_loan(
        work, line, {"items_out": items, "pages_out": pages, "condition_out": condition}
    )
    custody.hand_out_paper(work, file, loan.owner_id, reason=loan.number)
    _announce(work, loan, file)
    if loan.due_provisional:
        year = loan.due_on.year
        people = holders_of(work.session, P.CALENDAR_EDIT)
        outbox.tell(
            work, people, "calendar.missing", Kind.CALENDAR, year, stage=str(year), year=year
        )
    return loan


def _announce(work: Work, loan: Loan, file: CustomerFile) -> None:
    work.record(
        Saved(
            kind=Kind.LOAN,
            id=loan.id,
            created=True,
            changes={
                "number": [None, loan.number],
                "file": [None, file.number],
                "borrower": [None, loan.borrower.name],
                "due_on": [None, loan.due_on],
                "items": [None, loan.items_out],
                "pages": [None, loan.pages_out],
            },
        )
    )
    outbox.tell(
        work,
        [loan.owner_id],
        "loan.issued",
        Kind.LOAN,
        loan.id,
        number=file.number,
        title=file.title,
        due_on=loan.due_on.isoformat(),
    )


def list_searchers(work: Work, loan: Loan) -> list[int]:
    """Who has searched for the file, one id for each search on record."""
    statement = select(SearchLog.by).where(SearchLog.loan_id == loan.id)
    if loan.claimed_at is not None:
        statement = statement.where(SearchLog.at >= loan.claimed_at)
    return list(work.session.scalars(statement))


def require_second_search(work: Work, loan: Loan) -> None:
    """Raise ``IllegalMove`` unless somebody else has searched the shelf as well (L10)."""
    if not set(list_searchers(work, loan)) - {work.actor.id}:
        raise IllegalMove(N_("A second person must search first and record where they looked."))


def _is_out(work: Work, taken: Loan, line: RequestLine) -> Conflict:
    return Conflict(
        N_("%(name)s has borrowed this file, due %(due)s. You are number %(place)s in line."),
        name=taken.borrower.name,
        due=taken.due_on.isoformat(),
        place=limits.place_in_line(work, line),
    )


def _check_line(line: RequestLine, request: AccessRequest, mode: LoanMode) -> None:
    """An approval covers this use and this way of lending only (SC-02)."""
    if request.action is not Action.BORROW:
        raise IllegalMove(
            N_("Request %(number)s was approved for another use, not for lending."),
            number=request.number,
        )
    if line.state is not LineState.READY:
        raise IllegalMove(N_("This file is not ready to be handed out: please prepare it first."))
    if mode is not request.mode:
        raise IllegalMove(
            N_("Request %(number)s was approved for another way of lending."),
            number=request.number,
        )


def _check_borrower(work: Work, borrower: User) -> None:
    check_other_person(
        work.actor.id,
        (borrower.id,),
        N_("You cannot hand a file out to yourself. Please ask a colleague."),
    )
    if not borrower.active:
        raise IllegalMove(N_("The account of the borrower is disabled."))
    limit = settings.get(work.session, "loans_per_person")
    if limits.count_open_loans(work, borrower.id) >= limit:
        raise IllegalMove(
            N_("%(name)s already has %(limit)s files out, the maximum per person."),
            name=borrower.name,
            limit=limit,
        )


def check_counts(file: CustomerFile, items: int, pages: int, condition: Condition) -> None:
    if condition is Condition.LOST:
        raise Invalid(
            N_("What is lost cannot be handed out: report the file as not in its place."),
            field="condition",
        )
    for name, count, most in (
        ("items", items, file.items_count),
        ("pages", pages, file.pages_count),
    ):
        if not 1 <= count <= max(most, 1):
            raise Invalid(
                N_("Please enter 1 to %(most)s; the file has no more than that."),
                field=name,
                most=max(most, 1),
            )


def note_count(work: Work, line: RequestLine, items: int, pages: int, reason: str = "") -> None:
    """Open a case where the count at the desk is not what the file should hold (C18).

    Raises ``Invalid`` for such a count without a reason.
    """
    found, source = Count(items, pages), DifferenceSource.HAND_OUT
    finding = Finding(line.id, source, line.request.number, found, reason)
    differences.note_difference(work, line.file, finding)


def find_term(line: RequestLine) -> int:
    """For how many days its file is lent: as approved, as asked for, or as its class says."""
    return line.term_days or line.request.term_days or line.file.file_class.term_days


def find_due(work: Work, line: RequestLine) -> Due:
    """When the file would be due if it were lent today."""
    return due_date(work, work.today, find_term(line), line.file.file_class.due_mode)


def _add_loan(work: Work, line: RequestLine, counted: dict[str, Any]) -> Loan:
    request, file = line.request, line.file
    kind, term, due = file.file_class, find_term(line), find_due(work, line)
    loan: Loan = work.add(
        Loan(
            number=ledger.draw_number(work, NUMBERS, Kind.LOAN, None),
            file_id=file.id,
            request_id=request.id,
            line_id=line.id,
            owner_id=request.owner_id,
            department_id=request.department_id,
            issued_by=work.actor.id,
            issued_at=work.now,
            issued_on=work.today,
            mode=request.mode,
            term_days=term,
            due_mode=kind.due_mode,
            due_on=due.on,
            due_provisional=due.provisional,
            snapshot=_snapshot(file),
            **counted,
        )
    )
    return loan


def _snapshot(file: CustomerFile) -> dict[str, Any]:
    """The items and their pages as they are lent (C8)."""
    items = [
        {"sequence": item.sequence, "title": item.title, "pages": item.pages}
        for item in file.items
        if item.superseded_by_id is None
    ]
    return {"number": file.number, "title": file.title, "items": items}
