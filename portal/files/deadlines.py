"""Filing deadlines: drafts follow the work calendar; late days are counted (A1, R-36)."""

from sqlalchemy import select

from models.files.records import CustomerFile, FileClass
from models.words.files import DeadlineUnit, FileLife
from models.words.kinds import Kind
from portal.events import Saved
from portal.files import rules
from portal.files.rules import HERE
from portal.platform.calendar.workdays import add_workdays, workdays_between
from portal.platform.notices import outbox
from portal.work import Work


def recount_deadlines(work: Work) -> None:
    """Recount deadlines in working days; tell the owners of drafts whose deadline moved.

    What was submitted keeps its deadline.
    """
    drafts = (
        select(CustomerFile, FileClass.deadline_amount)
        .join(FileClass, FileClass.id == CustomerFile.class_id)
        .where(CustomerFile.life == FileLife.DRAFT, CustomerFile.submitted_at.is_(None))
        .where(FileClass.deadline_unit == DeadlineUnit.WORKDAYS)
        .order_by(CustomerFile.id)
    )
    for file, amount in work.session.execute(drafts).all():
        due = rules.due_on(
            file.opened_on,
            amount,
            DeadlineUnit.WORKDAYS,
            lambda day, n: add_workdays(work, day, n),
        )
        if due == file.due_on:
            continue
        changes = {"due_on": [file.due_on, due]}
        file.due_on = due
        work.record(Saved(kind=Kind.FILE, id=file.id, changes=changes))
        outbox.tell(
            work,
            [file.owner_id],
            "file.due_changed",
            Kind.FILE,
            file.id,
            stage=due.isoformat(),
            title=file.title,
            due_on=due.isoformat(),
        )


def late_workdays(work: Work, file: CustomerFile) -> int:
    """Working days from the deadline to the submission; 0 if in time (A1, R-40)."""
    if file.due_on is None or file.submitted_at is None:
        return 0
    handed_over = file.submitted_at.astimezone(HERE).date()
    return workdays_between(work, file.due_on, handed_over)


def is_late(work: Work, file: CustomerFile) -> bool:
    """Whether a file was submitted late, or is a draft past its deadline (A1)."""
    cls = file.file_class
    moment = file.submitted_at or work.now
    return rules.is_late(moment, file.due_on, cls.deadline_amount, cls.deadline_unit)
