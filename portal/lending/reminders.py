"""Overdue reminders: each stage once, after an outage only the latest (C13, SC-07)."""

from dataclasses import dataclass

from sqlalchemy import or_, select

from models.lending.loans import Loan, Reminder
from models.words.kinds import Kind
from models.words.lending import RUNNING, ReminderStage
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.access.holders import holders_of
from portal.access.policy import visible
from portal.errors import IllegalMove
from portal.events import Done
from portal.lending import rules
from portal.people import recipients
from portal.platform.jobs.queue import Run
from portal.platform.notices import outbox
from portal.work import Work

BATCH = 50


def send_reminders(run: Run) -> None:
    """Remind of every loan that is due soon or overdue, in small transactions. Repeatable."""
    with run.work() as work:
        soon = rules.latest_due(-rules.SOON, work.today)
        statement = select(Loan.id).where(Loan.state.in_(rules.REMINDED), Loan.due_on <= soon)
        ids = list(work.session.scalars(statement.order_by(Loan.id)))
    for start in range(0, len(ids), BATCH):
        with run.work() as work:
            for loan_id in ids[start : start + BATCH]:
                remind_borrower(work, work.get(Loan, loan_id, P.LOAN_SEE, lock=True))
        run.progress(min(start + BATCH, len(ids)), len(ids))


def remind_borrower(work: Work, loan: Loan) -> Reminder | None:
    """Send the latest reminder reached, once for each due day; None if there is none to send."""
    if loan.state not in rules.REMINDED:
        return None
    fired = work.session.scalars(
        select(Reminder.stage).where(Reminder.loan_id == loan.id, Reminder.due_on == loan.due_on)
    ).all()
    rung = rules.next_rung(loan.due_on, work.today, fired)
    if rung is None:
        return None
    people = _people(work, loan, rung.stage)
    row: Reminder = work.add(
        Reminder(
            loan_id=loan.id,
            at=work.now,
            due_on=loan.due_on,
            stage=rung.stage,
            skipped=[str(stage) for stage in rung.skipped],
            told=people,
        )
    )
    outbox.tell(
        work,
        people,
        f"loan.reminder.{rung.stage}",
        Kind.LOAN,
        loan.id,
        stage=loan.due_on.isoformat(),
        number=loan.file.number,
        name=loan.borrower.name,
        due_on=loan.due_on.isoformat(),
        days=rules.lateness(loan.due_on, work.today),
    )
    facts = {"stage": rung.stage, "skipped": row.skipped, "told": people}
    work.record(Done(kind=Kind.LOAN, id=loan.id, action="remind", facts=facts))
    return row


@dataclass(frozen=True)
class Letter:
    """What a printed reminder letter (催还通知单) shows; ``times`` counts earlier reminders."""

    loan: Loan
    days: int
    times: int


def print_letter(work: Work, loan: Loan) -> Letter:
    """The reminder letter (催还通知单) of one loan; printing it is recorded.

    Raises ``IllegalMove`` when the loan is not overdue.
    """
    work.require_reach(P.LOAN_HANDLE, loan)
    days = rules.overdue_days(loan.state, loan.due_on, loan.received_at, work.today)
    if loan.state not in RUNNING or not days:
        raise IllegalMove(N_("This loan is not overdue, so no reminder is needed."))
    loan.letter_on = work.today
    work.record(Done(kind=Kind.LOAN, id=loan.id, action="print_reminder", facts={"days": days}))
    return Letter(loan, days, len(loan.reminders))


def list_letters_due(work: Work) -> list[int]:
    """Ids of overdue loans that have no printed letter for their due day, at most 50 (C13)."""
    work.require(P.LOAN_HANDLE)
    none_yet = or_(Loan.letter_on.is_(None), Loan.letter_on <= Loan.due_on)
    late = Loan.due_on <= rules.latest_due(1, work.today)
    statement = select(Loan.id).where(Loan.state.in_(rules.REMINDED), late, none_yet)
    mine = visible(work.actor, P.LOAN_HANDLE, Loan)
    return list(
        work.session.scalars(statement.where(mine).order_by(Loan.due_on, Loan.id).limit(BATCH))
    )


def print_letters(work: Work) -> list[Letter]:
    """Print every letter that is due. Raises ``IllegalMove`` when there are none.

    When two people print at once, each letter is printed by one of them.
    """
    printed = []
    for id in list_letters_due(work):
        loan = work.get(Loan, id, P.LOAN_HANDLE, lock=True)
        if loan.letter_on is None or loan.letter_on <= loan.due_on:
            printed.append(print_letter(work, loan))
    if not printed:
        raise IllegalMove(N_("There are no reminder letters to print at the moment."))
    return printed


def _people(work: Work, loan: Loan, stage: ReminderStage) -> list[int]:
    """Who is told: each stage adds people (C13); the head for a disabled borrower (SC-06)."""
    order = [step for _, step in rules.LADDER]
    people = recipients.active_or_head(work, loan.owner_id, loan.department_id)
    if order.index(stage) >= order.index(ReminderStage.SUPERIOR):
        people += recipients.superior_of(work, loan.owner_id)
    if order.index(stage) >= order.index(ReminderStage.BLOCKED):
        people += holders_of(work.session, P.LOAN_ASSESS)
    if order.index(stage) >= order.index(ReminderStage.LOSS):
        people += holders_of(work.session, P.LOAN_DECIDE)
    return list(dict.fromkeys(people))
