"""Custody of paper: each change takes the locked file and adds a placement row (B2, I-10).

``place_id`` is a file's home, also while it is out; ``custody`` and ``holder_id`` say where the
paper is now. Doors lock in the order file, request, loan (K-2).
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
    Custody.NONE: N_("Not on a shelf: not yet filed, electronic or void."),
    Custody.IN_PLACE: N_("In its place: %(place)s"),
    Custody.RESERVED: N_("Set aside at %(place)s"),
    Custody.ON_SITE: N_("Being read by %(holder)s"),
    Custody.OUT: N_("Lent out to %(holder)s"),
    Custody.IN_TRANSIT: N_("Returned, with %(holder)s, waiting to be shelved at %(place)s"),
    Custody.MISSING: N_("Missing; a search is under way. Its place is %(place)s"),
}


@dataclass(frozen=True)
class Whereabouts:
    """The answer to «where is it» (I-10): the msgid ``text``, filled with the other fields."""

    custody: Custody
    text: str
    place: str
    holder: str
    since: datetime | None


def locate_file(work: Work, file: CustomerFile) -> Whereabouts:
    """Where the paper is now and since when: in a place, with a person, or missing."""
    place = place_label(work, file.place_id) or "—"
    holder = work.session.scalar(select(User.name).where(User.id == file.holder_id)) or "—"
    since = work.session.scalar(
        select(func.max(Placement.since)).where(Placement.file_id == file.id)
    )
    return Whereabouts(file.custody, ANSWERS[file.custody], place, holder, since)


def reserve_paper(work: Work, file: CustomerFile, *, reason: str = "") -> None:
    """Set the paper aside for a request (Q9). Raises ``IllegalMove`` unless it is in place."""
    _move(work, file, "reserve", None, reason)


def release_paper(work: Work, file: CustomerFile, *, reason: str = "") -> None:
    """Release a reservation that lapsed or was withdrawn or cancelled (Q11–Q13)."""
    _move(work, file, "release", None, reason)


def open_reading(work: Work, file: CustomerFile, reader_id: int, *, reason: str = "") -> None:
    """Hand the reserved paper to a reader on site, who is responsible for it (C6)."""
    _move(work, file, "open_reading", reader_id, reason)


def close_reading(work: Work, file: CustomerFile, *, reason: str = "") -> None:
    """The reader has given the paper back; it is in its place again (R-27)."""
    _move(work, file, "close_reading", None, reason)


def hand_out_paper(work: Work, file: CustomerFile, person_id: int, *, reason: str = "") -> None:
    """Hand the reserved paper to its borrower (L1)."""
    _move(work, file, "hand_out", person_id, reason)


def receive_paper(work: Work, file: CustomerFile, *, reason: str = "") -> None:
    """Receive the paper at the desk; the actor holds it until it is shelved (L4)."""
    _move(work, file, "receive", work.actor.id or None, reason)


def shelve_paper(
    work: Work, file: CustomerFile, place_id: int | None = None, *, reason: str = ""
) -> None:
    """Put checked paper back into its place, or into another with room (L7)."""
    _settle(work, file, place_id)
    _move(work, file, "shelve", None, reason)


def report_missing(work: Work, file: CustomerFile, *, reason: str = "") -> None:
    """Nobody knows where the paper is: a search begins (L11). Its place stays reserved."""
    _move(work, file, "report_missing", None, reason)


def mark_paper_lost(work: Work, file: CustomerFile, *, reason: str = "") -> None:
    """An approver has confirmed the loss (F16); the paper stays missing."""
    move_state(work, FILE_LIFE, file, "lose", reason=reason)


def recover_paper(
    work: Work, file: CustomerFile, place_id: int | None = None, *, reason: str = ""
) -> None:
    """Put found paper back (F17, L15); a file that was declared lost is filed again."""
    if file.life is FileLife.LOST:
        move_state(work, FILE_LIFE, file, "find", reason=reason)
    _settle(work, file, place_id)
    _move(work, file, "find", None, reason)


def place_paper(work: Work, file: CustomerFile, place_id: int, position: int | None = None) -> None:
    """Put the paper into its first place, at acceptance (F4). Raises ``Invalid`` without room."""
    require_room(work, place_id)
    file.place_id, file.position = place_id, position
    _move(work, file, "place", None, "")


def retire_paper(work: Work, file: CustomerFile, *, reason: str) -> None:
    """Take the paper of a void file out of custody (F9)."""
    move_state(work, CUSTODY, file, "retire", reason=reason)
    file.place_id = file.position = file.holder_id = None
    record_placement(work, file, reason)


def relocate_paper(
    work: Work, file: CustomerFile, place_id: int, position: int | None = None, *, reason: str = ""
) -> None:
    """Move shelved paper to another place (B2); the caller checks the permission."""
    if place_id != file.place_id:
        require_room(work, place_id)
    file.place_id, file.position = place_id, position
    record_placement(work, file, reason)


def require_room(work: Work, place_id: int) -> Place:
    """Lock a place that has room for one more file, so that nobody else can fill it meanwhile.

    Raises ``Invalid`` for a place that takes no files, is closed, or is full.
    """
    place = lock_place(work, place_id)
    if place is None or not place.active or place.capacity is None:
        raise Invalid(
            N_("Files cannot be placed there. Please choose a shelf or a box."), field="place_id"
        )
    taken = occupancy(work, place_id)
    if taken >= place.capacity:
        raise Invalid(
            N_("«%(place)s» is full: %(taken)s of %(capacity)s. Please choose another place."),
            field="place_id",
            place=place.label,
            taken=taken,
            capacity=place.capacity,
        )
    return place


def place_label(work: Work, place_id: int | None) -> str:
    """The label of a place, e.g. «A库 / 03柜 / 5盒»; empty without one."""
    return work.session.scalar(select(Place.label).where(Place.id == place_id)) or ""


def lock_place(work: Work, place_id: int) -> Place | None:
    """The place, locked until the commit; None if there is none."""
    statement = select(Place).where(Place.id == place_id).with_for_update(of=Place)
    place: Place | None = work.session.scalar(statement.execution_options(populate_existing=True))
    return place


def occupancy(work: Work, place_id: int) -> int:
    """How many files have their home in a place, lent ones included, drafts not."""
    count = select(func.count()).select_from(CustomerFile).where(CustomerFile.place_id == place_id)
    return work.session.scalar(count.where(CustomerFile.custody != Custody.NONE)) or 0


def record_placement(work: Work, file: CustomerFile, reason: str) -> Placement:
    """Record where the file is from now on, and who put it there."""
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
    """Set the place it returns to: its home, unless another with room is named."""
    if place_id is not None and place_id != file.place_id:
        require_room(work, place_id)
        file.place_id, file.position = place_id, None
    if file.place_id is None:
        raise Invalid(N_("Please choose a place."), field="place_id")


def _move(work: Work, file: CustomerFile, action: str, holder: int | None, reason: str) -> None:
    # Move first: its policy check may query, and a half-set row must not be flushed (I-10).
    move_state(work, CUSTODY, file, action, reason=reason)
    file.holder_id = holder
    record_placement(work, file, reason)
