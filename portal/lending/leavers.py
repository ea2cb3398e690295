"""Who leaves while files are out: what they hold, and who sees to it (SC-06, D8)."""

from dataclasses import dataclass

from sqlalchemy import select

from models.approvals import Approval, ApprovalTask
from models.lending.loans import Loan
from models.lending.requests import Copying
from models.people import Department, User
from models.words.approvals import TaskState
from models.words.kinds import Kind
from models.words.lending import OPEN_LOANS, CopyState
from models.words.permissions import Permission as P
from portal.access.holders import holders_of
from portal.approvals.engine import RUNNING
from portal.events import Done
from portal.files import custody
from portal.lending import lines, locks, rules
from portal.lending.request_rules import COPYING
from portal.people import recipients
from portal.platform.notices import outbox
from portal.platform.workflow.states import move_state
from portal.work import Work

UNMADE = (CopyState.PENDING, CopyState.MADE)


@dataclass(frozen=True)
class Held:
    """What a person would leave behind; numbers and names only, for who may see no records."""

    loans: list[Loan]
    copies: int
    approvals: int
    departments: list[str]

    def __bool__(self) -> bool:
        return bool(self.loans or self.copies or self.approvals or self.departments)


def find_held(work: Work, person: User) -> Held:
    """What a person has out, has to decide and heads, for the page that disables the account."""
    work.require(P.USER_EDIT, person)
    loans = select(Loan).where(Loan.owner_id == person.id, Loan.state.in_(OPEN_LOANS))
    copies = select(Copying.id).where(
        Copying.owner_id == person.id, Copying.state.in_((*UNMADE, CopyState.HANDED))
    )
    turns = (
        select(ApprovalTask.id)
        .join(Approval, Approval.id == ApprovalTask.approval_id)
        .where(
            ApprovalTask.assignee_id == person.id,
            ApprovalTask.state == TaskState.OPEN,
            Approval.state.in_(RUNNING),
        )
    )
    heads = select(Department.name).where(Department.head_id == person.id, Department.active)
    return Held(
        list(work.session.scalars(loans.order_by(Loan.due_on, Loan.id))),
        len(work.session.scalars(copies).all()),
        len(work.session.scalars(turns).all()),
        list(work.session.scalars(heads.order_by(Department.id))),
    )


def settle_leaver(work: Work, event: Done) -> None:
    """Reaction: custodians and the records manager are told what is still out; copies not handed
    over are made no more.
    """
    person = work.session.scalars(select(User).where(User.id == event.id)).one()
    out = select(Loan).where(Loan.owner_id == person.id, Loan.state.in_(rules.REMINDED))
    for loan in work.session.scalars(out.order_by(Loan.id)):
        _tell_desk(work, loan, person)
    jobs = select(Copying.id).where(Copying.owner_id == person.id, Copying.state.in_(UNMADE))
    for id in work.session.scalars(jobs.order_by(Copying.file_id)).all():
        _drop_copies(work, locks.lock_copying(work, id))


def _tell_desk(work: Work, loan: Loan, person: User) -> None:
    people = [*holders_of(work.session, P.LOAN_HANDLE), *holders_of(work.session, P.CHAIN_EDIT)]
    outbox.tell(
        work,
        [*people, *recipients.head_of(work, loan.department_id)],
        "loan.holder_left",
        Kind.LOAN,
        loan.id,
        stage=work.now.isoformat(),
        number=loan.file.number,
        name=person.name,
        due_on=loan.due_on.isoformat(),
    )


def _drop_copies(work: Work, job: Copying) -> None:
    unmade = job.state is CopyState.PENDING
    move_state(work, COPYING, job, "cancel")
    if unmade:
        custody.release_paper(work, job.file, reason=job.line.request.number)
    job.settled_at = work.now
    lines.finish_line(work, job.line)
