"""The archive adds notes to a loan; the statement is the borrower's alone (L6, L9)."""

from models.lending.loans import Loan, LoanNote
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.errors import Invalid
from portal.events import Done
from portal.work import Work


def add_note(work: Work, loan: Loan, *, note: str) -> LoanNote:
    """Add what the archive has to say; what was said before stays. Raises ``Invalid`` for none."""
    work.require_reach(P.LOAN_HANDLE, loan)
    if not note.strip():
        raise Invalid(N_("Please write a note."), field="note")
    row: LoanNote = work.add(
        LoanNote(loan_id=loan.id, at=work.now, by=work.actor.id, text=note.strip())
    )
    work.record(Done(kind=Kind.LOAN, id=loan.id, action="add_note", facts={"note": row.text}))
    return row


def keep_claim(work: Work, loan: Loan, statement: str) -> None:
    """What was said with a claim: the borrower's words, or what the desk wrote down for them."""
    if work.actor.id == loan.owner_id:
        loan.statement = statement.strip()
    else:
        add_note(work, loan, note=statement)
