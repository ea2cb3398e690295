"""Where the paper is: every change of custody locks the file and leaves a placement row (B2, I-10).

``place_id`` stays a file's home while it is out, so its gap on the shelf stays its own; ``custody``
and ``holder_id`` say where the paper is now. Callers lock in the order file, request, loan.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from models.files.places import Place
from models.files.records import CustomerFile, Placement
from models.people import User
from models.words.files import Custody, FileLife
from models.words.text import N_
from portal.errors import Invalid
from portal.files.rules import CUSTODY, FILE_LIFE
from portal.platform.workflow.states import move_state
from portal.work import Work

ANSWERS: Mapping[Custody, str] = {
    Custody.NONE: N_("Not on a shelf: not filed yet, electronic or void."),
    Custody.IN_PLACE: N_("In its place: %(place)s"),
    Custody.RESERVED: N_("Set aside at %(place)s"),
    Custody.ON_SITE: N_("Being read by %(holder)s"),
    Custody.OUT: N_("Lent out to %(holder)s"),
    Custody.IN_TRANSIT: N_("Came back, with %(holder)s, waiting to be shelved at %(place)s"),
    Custody.MISSING: N_("Missing, being searched for. Its place is %(place)s"),
}


@dataclass(frozen=True)
class Whereabouts:
    """The one answer to «where is it» (I-10): the msgid ``text``, filled by the others."""

    custody: Custody
    text: str
    place: str
    holder: str
    since: datetime | None


def locate_file(work: Work, file: CustomerFile) -> Whereabouts:
    """Where the paper is now and since when: a place, a named person or an open case."""
    place = place_label(work, file.place_id) or "—"
    holder = work.session.scalar(select(User.name).where(User.id == file.holder_id)) or "—"
    since = work.session.scalar(
        select(func.max(Placement.since)).where(Placement.file_id == file.id)
    )
    return Whereabouts(file.custody, ANSWERS[file.custody], place, holder, since)


def lock_file(work: Work, file: CustomerFile) -> CustomerFile:
    """The file, locked until the commit and read afresh; the caller has loaded it by ``get``."""
    work.session.flush()  # a refresh drops what has not been written yet
    work.session.refresh(file, with_for_update={"key_share": True})
    return file


def reserve_paper(work: Work, file: CustomerFile, *, reason: str = "") -> None:
    """Set the paper aside for a request (Q9). Raises ``IllegalMove`` unless it is in place."""
    _move(work, lock_file(work, file), "reserve", None, reason)


def release_paper(work: Work, file: CustomerFile, *, reason: str = "") -> None:
    """Let a reservation go: lapsed, withdrawn, cancelled (Q11–Q13)."""
    _move(work, lock_file(work, file), "release", None, reason)


def open_reading(work: Work, file: CustomerFile, reader_id: int, *, reason: str = "") -> None:
    """The reader has the reserved paper on site (C6). ``reader_id`` is answerable for it."""
    _move(work, lock_file(work, file), "open_reading", reader_id, reason)


def close_reading(work: Work, file: CustomerFile, *, reason: str = "") -> None:
    """The paper is back where it lay (R-27)."""
    _move(work, lock_file(work, file), "close_reading", None, reason)


def hand_out_paper(work: Work, file: CustomerFile, person_id: int, *, reason: str = "") -> None:
    """The borrower carries the reserved paper (L1)."""
    _move(work, lock_file(work, file), "hand_out", person_id, reason)


def receive_paper(work: Work, file: CustomerFile, *, reason: str = "") -> None:
    """The paper came back over the counter and is with whoever took it, until shelved (L4)."""
    _move(work, lock_file(work, file), "receive", work.actor.id or None, reason)


def shelve_paper(
    work: Work, file: CustomerFile, place_id: int | None = None, *, reason: str = ""
) -> None:
    """Checked paper goes home, or to another place with room (L7)."""
    lock_file(work, file)
    _settle(work, file, place_id)
    _move(work, file, "shelve", None, reason)


def report_missing(work: Work, file: CustomerFile, *, reason: str = "") -> None:
    """Nobody knows where it is: a search begins (L11). Its home place is kept for it."""
    _move(work, lock_file(work, file), "report_missing", None, reason)


def mark_paper_lost(work: Work, file: CustomerFile, *, reason: str = "") -> None:
    """The loss is confirmed by an approver (F16); the paper stays missing."""
    lock_file(work, file)
    move_state(work, FILE_LIFE, file, "lose", reason=reason)


def recover_paper(
    work: Work, file: CustomerFile, place_id: int | None = None, *, reason: str = ""
) -> None:
    """Found again (F17, L15): back in place, and alive again if the loss had been confirmed."""
    lock_file(work, file)
    if file.life is FileLife.LOST:
        move_state(work, FILE_LIFE, file, "find", reason=reason)
    _settle(work, file, place_id)
    _move(work, file, "find", None, reason)


def place_paper(work: Work, file: CustomerFile, place_id: int, position: int | None = None) -> None:
    """First placing, at acceptance (F4). Raises ``Invalid`` when there is no room."""
    require_room(work, place_id)
    file.place_id, file.position = place_id, position
    _move(work, file, "place", None, "")


def retire_paper(work: Work, file: CustomerFile, *, reason: str) -> None:
    """A void file gives its place back (F9)."""
    move_state(work, CUSTODY, file, "retire", reason=reason)
    file.place_id = file.position = file.holder_id = None
    record_placement(work, file, reason)


def relocate_paper(
    work: Work, file: CustomerFile, place_id: int, position: int | None = None, *, reason: str = ""
) -> None:
    """From one place to another while on the shelf (B2); the caller checks the right to move."""
    if place_id != file.place_id:
        require_room(work, place_id)
    file.place_id, file.position = place_id, position
    record_placement(work, file, reason)


def require_room(work: Work, place_id: int) -> Place:
    """The place, locked, with room for one more file; counting and placing cannot be overtaken.

    Raises ``Invalid`` for a place that takes no files, is closed, or is full.
    """
    found = lock_place(work, place_id)
    if found is None or not found.active or found.capacity is None:
        raise Invalid(
            N_("Files cannot lie there. Please choose a shelf or a box."), field="place_id"
        )
    taken = occupancy(work, place_id)
    if taken >= found.capacity:
        raise Invalid(
            N_("«%(place)s» is full: %(taken)s of %(capacity)s. Please choose another place."),
            field="place_id",
            place=found.label,
            taken=taken,
            capacity=found.capacity,
        )
    return found


def place_label(work: Work, place_id: int | None) -> str:
    """«A库 / 03柜 / 5盒», or nothing."""
    return work.session.scalar(select(Place.label).where(Place.id == place_id)) or ""


def lock_place(work: Work, place_id: int) -> Place | None:
    """The row of a place, locked until the commit, or None."""
    query = select(Place).where(Place.id == place_id).with_for_update(of=Place)
    found: Place | None = work.session.scalar(query.execution_options(populate_existing=True))
    return found


def occupancy(work: Work, place_id: int) -> int:
    """How many files have their home there, those lent out included; a draft only proposes one."""
    count = select(func.count()).select_from(CustomerFile).where(CustomerFile.place_id == place_id)
    return work.session.scalar(count.where(CustomerFile.custody != Custody.NONE)) or 0


def record_placement(work: Work, file: CustomerFile, reason: str) -> Placement:
    """Append where the file is from now on, and who put it there."""
    row = Placement(
        file_id=file.id,
        place_id=file.place_id,
        position=file.position,
        custody=file.custody,
        holder_id=file.holder_id,
        since=work.now,
        actor_id=work.actor.id,
        reason=reason,
    )
    work.session.add(row)
    return row


def _settle(work: Work, file: CustomerFile, place_id: int | None) -> None:
    """Choose the place it comes back to: its home, unless another with room is named."""
    if place_id is not None and place_id != file.place_id:
        require_room(work, place_id)
        file.place_id, file.position = place_id, None
    if file.place_id is None:
        raise Invalid(N_("Please choose a place."), field="place_id")


def _move(work: Work, file: CustomerFile, action: str, holder: int | None, reason: str) -> None:
    # The move first: its policy check may query, and a half-set row must not be flushed (I-10).
    move_state(work, CUSTODY, file, action, reason=reason)
    file.holder_id = holder
    record_placement(work, file, reason)
