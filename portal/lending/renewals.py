"""Renews and recalls loans (L2, L3)."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from models.lending.loans import Loan, Renewal
from models.people import User
from models.words.approvals import Verdict
from models.words.kinds import Kind
from models.words.lending import Action
from models.words.permissions import Permission as P
from models.words.platform import DueMode
from models.words.text import N_
from portal.approvals.chains import open_routed_approval
from portal.approvals.engine import Subject
from portal.approvals.routing_rules import Want
from portal.errors import Conflict, IllegalMove, Invalid
from portal.events import ApprovalSettled, Done
from portal.files.rules import check_other_person
from portal.lending import limits, request_rules, rules
from portal.lending.rules import LOAN
from portal.people import recipients
from portal.platform.calendar.workdays import calendar_around, due_date
from portal.platform.notices import outbox
from portal.platform.workflow.states import check_move, move_state, open_moves
from portal.work import Work


def renew_loan(work: Work, loan: Loan, *, seen: bool = False) -> Renewal | None:
    """Extend a loan by its term, from the old due day; None when an approver decides first.

    ``seen``: the custodian who renews has seen the file. Raises ``IllegalMove`` when the
    loan is overdue, recalled, renewed often enough, or must be seen; ``Conflict`` when a renewal
    waits already (L2, C12).
    """
    work.require_reach(P.LOAN_RENEW, loan)
    if seen:
        work.require(P.LOAN_HANDLE, loan)
        check_other_person(
            work.actor.id,
            (loan.owner_id,),
            N_("Please let a colleague confirm that the file was shown."),
        )
    _check(loan, seen)
    check_move(work, LOAN, loan, "renew")
    file = loan.file
    askers = limits.list_askers(work, file, loan.owner_id)
    if not rules.needs_approver(len(askers), file.secrecy):
        return _extend(work, loan, seen=seen)
    open_routed_approval(
        work,
        _subject(work, loan, askers),
        [_want(loan)],
        external=request_rules.goes_outside(loan.request),
    )
    loan.renewal_asked_at = work.now
    loan.renewal_seen = seen
    work.record(Done(kind=Kind.LOAN, id=loan.id, action="ask_renewal", facts={"seen": seen}))
    return None


def settle_renewal(work: Work, event: ApprovalSettled) -> None:
    """Reaction: carry out a renewal that was decided on, or tell the borrower why not."""
    loan = work.get(Loan, event.id, P.LOAN_RENEW, lock=True)
    if loan.renewal_asked_at is None:
        return
    if event.verdict is Verdict.APPROVE and _may_renew(work, loan):
        _extend(work, loan, seen=loan.renewal_seen)
    else:
        _tell_borrower(work, loan, "loan.renewal_refused", comment=event.comment)
    loan.renewal_asked_at = None


def recall_loan(work: Work, loan: Loan, *, by: date, reason: str) -> Loan:
    """Recall a file: due on ``by`` or the next working day, but never later than before and never
    on a closed day (L3).

    The borrower and the head of their department are told. Raises ``Invalid`` for a day that is
    over, naming the earliest one.
    """
    work.require_reach(P.LOAN_RECALL, loan)
    old = loan.due_on
    calendar = calendar_around(work, work.today)
    tomorrow = calendar.add_workdays(work.today, 1)
    if by < work.today:
        raise Invalid(
            N_("This day is over. The earliest day is the next working day, %(day)s."),
            field="by",
            day=tomorrow.isoformat(),
        )
    wanted = calendar.due(by, 0, DueMode.SKIP_TO_NEXT_WORKDAY).on
    day = rules.recalled_due_day(old, wanted, tomorrow)
    loan.due_on = rules.last_open_day(day, tomorrow, calendar)
    loan.recalled_at, loan.recall_reason = work.now, reason.strip()
    move_state(work, LOAN, loan, "recall", reason=reason, old_due=old, new_due=loan.due_on)
    people = recipients.active_or_head(work, loan.owner_id, loan.department_id)
    people += recipients.head_of(work, loan.department_id)
    outbox.tell(
        work,
        people,
        "loan.recalled",
        Kind.LOAN,
        loan.id,
        stage=loan.due_on.isoformat(),
        number=loan.file.number,
        due_on=loan.due_on.isoformat(),
        reason=reason,
    )
    return loan


def _may_renew(work: Work, loan: Loan) -> bool:
    return any(each.action == "renew" for each in open_moves(work, LOAN, loan))


def _check(loan: Loan, seen: bool) -> None:
    if loan.renewal_asked_at is not None:
        raise Conflict(N_("A renewal has been requested and is waiting for approval."))
    most = loan.file.file_class.renewals
    if loan.renewals >= most:
        raise IllegalMove(
            N_("This loan has been renewed %(count)s times; files of this class allow %(most)s."),
            count=loan.renewals,
            most=most,
        )
    if rules.must_be_seen(loan.renewals) and not seen:
        raise IllegalMove(
            N_("Please bring the file to the archive: it must be seen for this renewal.")
        )


def _extend(work: Work, loan: Loan, *, seen: bool) -> Renewal:
    old = loan.due_on
    due = due_date(work, old, loan.term_days, loan.due_mode)
    move_state(work, LOAN, loan, "renew", old_due=old, new_due=due.on, seen=seen)
    loan.due_on, loan.due_provisional = due.on, due.provisional
    loan.renewals += 1
    loan.unseen_renewals += not seen
    row: Renewal = work.add(
        Renewal(
            loan_id=loan.id,
            at=work.now,
            by=work.actor.id,
            old_due_on=old,
            new_due_on=due.on,
            seen=seen,
        )
    )
    _tell_borrower(work, loan, "loan.renewed", due_on=due.on.isoformat())
    outbox.tell(
        work,
        limits.list_askers(work, loan.file, loan.owner_id),
        "loan.wait_longer",
        Kind.LOAN,
        loan.id,
        stage=due.on.isoformat(),
        number=loan.file.number,
        due_on=due.on.isoformat(),
    )
    return row


def _tell_borrower(work: Work, loan: Loan, topic: str, **values: str) -> None:
    people = recipients.active_or_head(work, loan.owner_id, loan.department_id)
    outbox.tell(
        work,
        people,
        topic,
        Kind.LOAN,
        loan.id,
        stage=work.now.isoformat(),
        number=loan.file.number,
        **values,
    )


def _subject(work: Work, loan: Loan, askers: Sequence[int]) -> Subject:
    """What an approver reads: what is renewed, from when to when, and who waits for it."""
    owner, file = loan.file.department_id, loan.file
    new = due_date(work, loan.due_on, loan.term_days, loan.due_mode)
    names = select(User.name).where(User.id.in_(askers)).order_by(User.id)
    return Subject(
        kind=Kind.LOAN,
        id=loan.id,
        title=f"{loan.number} {file.number} {file.title}",
        applicant_id=loan.owner_id,
        department_id=loan.department_id,
        owners=[owner] if owner else [],
        summary={
            "file": file.title,
            "due_on": loan.due_on.isoformat(),
            "new_due_on": new.on.isoformat(),
            "waiting": list(work.session.scalars(names)),
        },
    )


def _want(loan: Loan) -> Want:
    file = loan.file
    return Want(
        file.class_id, file.secrecy, Action.BORROW, file.department_id == loan.department_id
    )
