"""Files that are not in their place: reported, searched for and found (Q9, I-10, I-14)."""

from models.files.records import CustomerFile
from models.people import User
from models.words.files import Custody
from models.words.kinds import Kind
from models.words.lending import LineState
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.access.holders import holders_of
from portal.errors import IllegalMove, Invalid
from portal.files import custody
from portal.lending import holds, limits, lines, locks
from portal.lending.request_rules import LINE
from portal.people import recipients
from portal.platform.notices import outbox
from portal.platform.workflow.states import move_state
from portal.work import Work

ON_SHELF = (Custody.IN_PLACE, Custody.RESERVED)
PROMISED = (LineState.APPROVED, LineState.READY)


def report_misplaced(work: Work, file: CustomerFile, *, reason: str) -> None:
    """Report that a file is not on its shelf; lines it was promised to wait (Q9).

    Raises ``IllegalMove`` for a file that should not be there: one lent out belongs to its loan.
    """
    work.require(P.LOAN_HANDLE, file)
    if not reason.strip():
        raise Invalid(N_("Please write where you looked."), field="reason")
    if file.custody not in ON_SHELF:
        raise IllegalMove(N_("Only a file that should lie on its shelf can be missing there."))
    near = locks.lock_lines_of(work, file, (*PROMISED, LineState.OPEN))
    waiting = [line for line in near if line.state in PROMISED or line.held_at is not None]
    for line in waiting:
        ready = line.state is LineState.READY
        holds.release_hold(work, line, line.request.number)
        if ready:
            move_state(work, LINE, line, "put_back")
    custody.report_missing(work, file, reason=reason.strip())
    for line in waiting:
        lines.put_in_queue(work, line, reason=reason)
    _tell(work, file, "file.missing", [line.request.owner_id for line in waiting], reason=reason)


def end_search(
    work: Work, file: CustomerFile, *, where: str, witness_id: int, place_id: int | None = None
) -> None:
    """Record that the file was found, with a witness; it is shelved and its queue served (F17).

    Raises ``IllegalMove`` if the file is on loan: that search ends on the page of the loan.
    """
    work.require(P.LOAN_HANDLE, file)
    if not is_misplaced(work, file):
        raise IllegalMove(
            N_("This file is not being searched for, or only under its loan: see there.")
        )
    witness = work.get(User, witness_id, P.USER_SEE)
    if witness.id == work.actor.id or not witness.active:
        raise Invalid(N_("Please name a second person who saw it."), field="witness_id")
    if not where.strip():
        raise Invalid(N_("Please write where it was found."), field="where")
    custody.recover_paper(work, file, place_id, reason=f"{where.strip()} ({witness.name})")
    _tell(work, file, "file.found", [], where=where.strip())


def is_misplaced(work: Work, file: CustomerFile) -> bool:
    """Whether the file is missing without being on loan."""
    return file.custody is Custody.MISSING and limits.find_open_loan(work, file.id) is None


def _tell(work: Work, file: CustomerFile, topic: str, people: list[int], **values: str) -> None:
    people = [*people, file.owner_id, *recipients.head_of(work, file.department_id)]
    outbox.tell(
        work,
        [*people, *holders_of(work.session, P.LOAN_ASSESS)],
        topic,
        Kind.FILE,
        file.id,
        stage=work.now.isoformat(),
        number=file.number or "",
        title=file.title,
        **values,
    )
