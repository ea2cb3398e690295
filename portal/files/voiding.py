"""Voiding of files that are a mistake or a duplicate, by two people (F9)."""

from sqlalchemy import select

from models.files.records import CustomerFile
from models.lending.loans import Loan
from models.lending.requests import RequestLine
from models.words.files import Custody, FileLife
from models.words.kinds import Kind
from models.words.lending import OPEN_LOANS, LineState
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.access.policy import can
from portal.errors import Conflict, IllegalMove, Invalid, NotAllowed
from portal.events import Done
from portal.files import custody, rules
from portal.files.rules import FILE_LIFE
from portal.platform.notices import outbox
from portal.platform.numbering import ledger
from portal.platform.workflow.states import move_state
from portal.work import Work

OPEN_LINES = (
    LineState.OPEN,
    LineState.WAITING,
    LineState.APPROVED,
    LineState.READY,
    LineState.FULFILLED,
)


def request_void(
    work: Work, file: CustomerFile, *, reason: str, survivor_id: int | None = None
) -> None:
    """The first of two people asks to void a file, perhaps a duplicate of ``survivor_id`` (F9).

    Raises ``NotAllowed``, ``Invalid`` without a reason, ``Conflict`` while it is requested or lent.
    """
    _require(work, file)
    _check_free(work, file)
    if not reason.strip():
        raise Invalid(N_("Please give a reason."), field="reason")
    if survivor_id is not None:
        survivor = work.get(CustomerFile, survivor_id, P.FILE_SEE)
        if survivor.id == file.id or survivor.life is not FileLife.FILED:
            raise Invalid(N_("Please choose another file that is filed."), field="survivor_id")
    file.void_reason, file.replaced_by_id = reason.strip(), survivor_id
    file.void_asked_by, file.void_asked_at = work.actor.id, work.now
    facts = {"reason": file.void_reason, "survivor": survivor_id}
    work.record(Done(kind=Kind.FILE, id=file.id, action="ask_void", facts=facts))


def drop_void_request(work: Work, file: CustomerFile) -> None:
    """Drop a request to void a file; the file stays as it is."""
    _require(work, file)
    file.void_reason, file.replaced_by_id = "", None
    file.void_asked_by = file.void_asked_at = None
    work.record(Done(kind=Kind.FILE, id=file.id, action="keep"))


def confirm_void(work: Work, file: CustomerFile) -> None:
    """A second person voids the file; its number stays in the ledger with the reason (F9).

    Raises ``IllegalMove`` when nobody has asked, ``NotAllowed`` for the person who did.
    """
    if file.void_asked_by is None:
        raise IllegalMove(N_("Nobody has asked to void this file."))
    rules.check_other_person(
        work.actor.id, (file.void_asked_by,), N_("A second person must confirm the void.")
    )
    _check_free(work, file)
    facts = {"asked_by": file.void_asked_by, "survivor": file.replaced_by_id}
    move_state(work, FILE_LIFE, file, "void", reason=file.void_reason, **facts)
    if file.number:
        ledger.void_number(work, file.number, file.void_reason)
    if file.custody is Custody.IN_PLACE:
        custody.retire_paper(work, file, reason=file.void_reason)
    outbox.tell(
        work,
        [file.owner_id],
        "file_void",
        Kind.FILE,
        file.id,
        number=file.number or "",
        title=file.title,
        reason=file.void_reason,
    )


def _require(work: Work, file: CustomerFile) -> None:
    if not (can(work.actor, P.FILE_VOID, file) or can(work.actor, P.FILE_ACCEPT, file)):
        raise NotAllowed(N_("Only the archive can void a file."))


def _check_free(work: Work, file: CustomerFile) -> None:
    """Raises ``Conflict`` while a loan or a request has this file (F9)."""
    loan = select(Loan.number).where(Loan.file_id == file.id, Loan.state.in_(OPEN_LOANS))
    line = select(RequestLine.id).where(
        RequestLine.file_id == file.id, RequestLine.state.in_(OPEN_LINES)
    )
    if number := work.session.scalar(loan):
        raise Conflict(N_("It is lent out as %(number)s. Take it back first."), number=number)
    if work.session.scalar(line) or file.custody not in (Custody.NONE, Custody.IN_PLACE):
        raise Conflict(N_("This file has been requested. Settle that request first."))
