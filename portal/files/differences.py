"""Cases of counts that differ from a file's list: opened at the desk, settled by others (C18)."""

from dataclasses import dataclass

from sqlalchemy import select

from models.files.differences import Difference
from models.files.records import CustomerFile
from models.words.files import DifferenceSource, DifferenceState
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.access.holders import holders_of
from portal.errors import Invalid
from portal.events import Saved
from portal.files.difference_rules import DIFFERENCE, Count, expected_count
from portal.files.rules import check_other_person
from portal.people.recipients import head_of
from portal.platform.notices import outbox
from portal.platform.workflow.states import move_state
from portal.work import Work


@dataclass(frozen=True)
class Finding:
    """What was counted, on which line and when in its way, and why it may differ."""

    line_id: int
    source: DifferenceSource
    number: str
    found: Count
    reason: str = ""


def open_cases(work: Work, file_id: int) -> list[Difference]:
    """The differences of a file that nobody has settled yet, oldest first."""
    statement = select(Difference).where(
        Difference.file_id == file_id, Difference.state == DifferenceState.OPEN
    )
    return list(work.session.scalars(statement.order_by(Difference.id)))


def find_case(work: Work, line_id: int, source: DifferenceSource) -> Difference | None:
    """The case that was opened for a line of a request at this moment of its way, if any."""
    statement = select(Difference).where(Difference.line_id == line_id, Difference.source == source)
    row: Difference | None = work.session.scalars(statement.order_by(Difference.id)).first()
    return row


def due_count(work: Work, file: CustomerFile) -> Count:
    """What should be counted now: the file's list, less what is known to be missing."""
    return expected_count(file, open_cases(work, file.id))


def note_difference(
    work: Work, file: CustomerFile, finding: Finding, *, field: str = "reason"
) -> Difference | None:
    """Open a case when what was found is not what the locked file should hold; None when it is.

    Raises ``Invalid`` at ``field`` without a reason.
    """
    due, found = due_count(work, file), finding.found
    if found == due or not file.items_count:  # no list, nothing to compare with
        return None
    if not finding.reason.strip():
        raise Invalid(
            N_(
                "The file should hold %(items)s items and %(pages)s pages. Count again; if it "
                "differs, write what is missing or too much: a case is opened for it."
            ),
            field=field,
            items=due.items,
            pages=due.pages,
        )
    return _open_case(work, file, finding, due)


def _open_case(work: Work, file: CustomerFile, finding: Finding, due: Count) -> Difference:
    found, reason = finding.found, finding.reason.strip()
    row: Difference = work.add(
        Difference(
            file_id=file.id,
            line_id=finding.line_id,
            source=finding.source,
            number=finding.number,
            found_at=work.now,
            found_on=work.today,
            found_by=work.actor.id,
            items_due=due.items,
            items_found=found.items,
            pages_due=due.pages,
            pages_found=found.pages,
            reason=reason,
            owner_id=file.owner_id,
            department_id=file.department_id,
        )
    )
    changes = {
        "items": [due.items, found.items],
        "pages": [due.pages, found.pages],
        "reason": [None, reason],
    }
    work.record(Saved(kind=Kind.DIFFERENCE, id=row.id, changes=changes, created=True))
    _tell(work, row)
    return row


def explain_difference(work: Work, row: Difference, *, reason: str) -> Difference:
    """Settle a case whose papers turned out complete: the count of the file stays."""
    return _settle(work, row, "explain", reason)


def correct_count(work: Work, row: Difference, *, reason: str) -> Difference:
    """Settle a case by correcting the count of the file to what was found."""
    file = work.lock(row.file)
    settled = _settle(work, row, "correct_count", reason)
    old = Count(file.items_count, file.pages_count)
    file.items_count -= row.items_due - row.items_found
    file.pages_count -= row.pages_due - row.pages_found
    changes = {
        "items_count": [old.items, file.items_count],
        "pages_count": [old.pages, file.pages_count],
    }
    work.record(Saved(kind=Kind.FILE, id=file.id, changes=changes))
    return settled


def corrections(work: Work, file_id: int) -> Count:
    """What settled cases took off the list of a file."""
    rows = work.session.scalars(
        select(Difference).where(
            Difference.file_id == file_id, Difference.state == DifferenceState.CORRECTED
        )
    ).all()
    return Count(
        sum(row.items_due - row.items_found for row in rows),
        sum(row.pages_due - row.pages_found for row in rows),
    )


def _settle(work: Work, row: Difference, action: str, reason: str) -> Difference:
    check_other_person(
        work.actor.id,
        (row.found_by,),
        N_("You counted this file, so somebody else settles the difference."),
    )
    move_state(work, DIFFERENCE, row, action, reason=reason)
    row.settlement, row.settled_at = reason.strip(), work.now
    row.settled_by = work.actor.id or None  # nobody: it followed from a payment
    return row


def _tell(work: Work, row: Difference) -> None:
    people = [row.owner_id, *head_of(work, row.department_id)]
    outbox.tell(
        work,
        [*people, *holders_of(work.session, P.LOAN_ASSESS)],
        "file.differs",
        Kind.DIFFERENCE,
        row.id,
        number=row.file.number or "",
        items_due=row.items_due,
        items_found=row.items_found,
        pages_due=row.pages_due,
        pages_found=row.pages_found,
    )
