"""Records of filings sent back, answered when they are submitted again (F3, R-69)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from models.files.deficiencies import FileReturn
from models.files.records import CustomerFile, Item
from portal import settings
from portal.platform.calendar.workdays import add_workdays
from portal.work import Work


def proposed_cure_day(work: Work) -> date:
    """The day a filing is to be corrected by, unless the reviewer chooses another."""
    return add_workdays(work, work.today, settings.get(work.session, "cure_days"))


def list_papers(work: Work, file_id: int) -> dict[int, str]:
    """The papers of a file by id, e.g. «2 licence», in the order of its list."""
    rows = work.session.execute(
        select(Item.id, Item.sequence, Item.title)
        .where(Item.file_id == file_id, Item.superseded_by_id.is_(None))
        .order_by(Item.sequence)
    )
    return {id: f"{sequence} {title}" for id, sequence, title in rows}


def record_return(
    work: Work, file: CustomerFile, reason: str, faults: Sequence[dict[str, Any]], cure_by: date
) -> None:
    """Record a return for the file's owner; the move itself is audited already."""
    work.add(
        FileReturn(
            file_id=file.id,
            owner_id=file.owner_id,
            department_id=file.department_id,
            reason=reason.strip(),
            faults=list(faults),
            cure_by=cure_by,
            returned_at=work.now,
            returned_on=work.today,
            returned_by=work.actor.id,
        )
    )


def answer_returns(work: Work, file: CustomerFile) -> int:
    """Mark the open returns of a file as answered; returns how many there were."""
    statement = select(FileReturn).where(
        FileReturn.file_id == file.id, FileReturn.answered_on.is_(None)
    )
    rows = work.session.scalars(statement).all()
    for row in rows:
        row.answered_on = work.today
    return len(rows)


def list_returns(work: Work, file: CustomerFile) -> Sequence[FileReturn]:
    """The returns of a file, newest first; the caller has loaded it by permission."""
    statement = select(FileReturn).where(FileReturn.file_id == file.id)
    return work.session.scalars(statement.order_by(FileReturn.id.desc())).all()
