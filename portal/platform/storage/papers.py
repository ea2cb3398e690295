"""Attachments of a record of any kind: lists them and moves them to another record."""

from dataclasses import dataclass

from sqlalchemy import select

from models.base import Record
from models.platform.storage import Attachment
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from portal.work import Work


@dataclass(frozen=True)
class Carrier:
    """A table whose rows may have attachments; the permissions to see a row, read and add them."""

    table: type[Record]
    see: P
    read: P
    write: P


def move_attachments(work: Work, kind: Kind, old_id: int, new_id: int) -> int:
    """Move the attachments of one record to another of its kind; returns how many."""
    held = select(Attachment).where(Attachment.subject == kind, Attachment.subject_id == old_id)
    papers = work.session.scalars(held.order_by(Attachment.id)).all()
    for paper in papers:
        paper.subject_id = new_id
    return len(papers)


def list_attachments(work: Work, kind: Kind, subject_id: int) -> list[Attachment]:
    """The attachments of a record the caller has loaded, without those withdrawn."""
    query = (
        select(Attachment)
        .where(
            Attachment.subject == kind,
            Attachment.subject_id == subject_id,
            Attachment.withdrawn_at.is_(None),
        )
        .order_by(Attachment.id)
    )
    return list(work.session.scalars(query))
