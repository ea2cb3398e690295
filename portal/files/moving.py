"""Moves of files from one place to another, and back within the day (B2)."""

from sqlalchemy import select

from models.files.records import CustomerFile, Placement
from models.words.files import Custody
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.errors import IllegalMove
from portal.events import Saved
from portal.files import custody
from portal.work import Work, midnight

ON_SHELF = (Custody.IN_PLACE, Custody.RESERVED)


def move_file(
    work: Work, file: CustomerFile, *, place_id: int, position: int | None = None, reason: str = ""
) -> None:
    """Move a file to another place (B2). Raises ``IllegalMove`` unless it is on a shelf."""
    work.require(P.FILE_MOVE, file)
    if file.custody not in ON_SHELF:
        raise IllegalMove(N_("Only a file that is in its place can be moved."))
    old = custody.place_label(work, file.place_id)
    custody.relocate_paper(work, file, place_id, position, reason=reason)
    changes = {"place_id": [old, custody.place_label(work, place_id)], "position": [None, position]}
    work.record(Saved(kind=Kind.FILE, id=file.id, changes=changes))


def move_file_back(work: Work, file: CustomerFile) -> None:
    """Undo today's move, if nothing has happened to the paper since.

    Raises ``IllegalMove`` otherwise, ``Invalid`` when its old place is full by now.
    """
    before = find_origin(work, file)
    if before is None or before.place_id is None:
        raise IllegalMove(N_("It was not moved today, or something has happened to it since."))
    move_file(work, file, place_id=before.place_id, position=before.position)


def find_origin(work: Work, file: CustomerFile) -> Placement | None:
    """Where a file was before today's move; None unless that move is the last thing recorded."""
    rows = work.session.scalars(
        select(Placement).where(Placement.file_id == file.id).order_by(Placement.id.desc()).limit(3)
    ).all()
    if len(rows) < 2 or file.custody not in ON_SHELF:
        return None
    last, before = rows[:2]
    if len(rows) == 3 and rows[2].place_id == last.place_id:
        return None  # already back: a second click must not move it again
    moved = (last.place_id, last.position) != (before.place_id, before.position)
    same = last.custody == before.custody == file.custody and last.place_id == file.place_id
    return before if moved and same and last.since >= midnight(work.today) else None
