"""How a person stands with the archive: what they have out, what is overdue, what was lost (Q5)."""

from dataclasses import dataclass, field

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from models.lending.loans import Loan
from models.words.lending import OPEN_LOANS, LoanState
from portal import settings
from portal.lending import limits, rules
from portal.work import Work

SHOWN = 20
CASES = (
    LoanState.RETURNED_DAMAGED,
    LoanState.LOST_CONFIRMED,
    LoanState.COMPENSATING,
    LoanState.SETTLED,
    LoanState.WAIVED,
)


@dataclass(frozen=True)
class Standing:
    """Loans out now, and the cases there were; ``blocked`` counts what forbids new requests."""

    out: int
    limit: int
    blocked: int
    block_after: int  # days overdue from which new requests are refused (C13)
    overdue: list[tuple[Loan, int]] = field(default_factory=list)  # with days, the longest first
    cases: list[Loan] = field(default_factory=list)  # losses and damage, newest first

    @property
    def is_full(self) -> bool:
        """No more files can be handed out to them."""
        return self.out >= self.limit

    @property
    def blocking(self) -> list[tuple[Loan, int]]:
        """The overdue loans that forbid new requests."""
        return [(loan, days) for loan, days in self.overdue if days >= self.block_after]


def find_standing(work: Work, user_id: int) -> Standing:
    """The loans, overdue files and losses of one person, at most ``SHOWN`` of each."""
    loans = select(Loan).where(Loan.owner_id == user_id).options(joinedload(Loan.file)).limit(SHOWN)
    late = loans.where(Loan.state.in_(OPEN_LOANS), Loan.due_on < work.today).order_by(Loan.due_on)
    cases = loans.where(or_(Loan.state.in_(CASES), Loan.search_until.is_not(None)))
    counted = [
        (loan, rules.overdue_days(loan.state, loan.due_on, loan.received_at, work.today))
        for loan in work.session.scalars(late)
    ]
    return Standing(
        out=limits.count_open_loans(work, user_id),
        limit=settings.get(work.session, "loans_per_person"),
        blocked=limits.count_blocking_loans(work, user_id),
        block_after=settings.get(work.session, "block_after_days"),
        overdue=[(loan, days) for loan, days in counted if days],
        cases=list(work.session.scalars(cases.order_by(Loan.id.desc()))),
    )
