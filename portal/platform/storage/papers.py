"""Attachments of a record of any kind: lists them and moves them to another record."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Select, bindparam, select

from models.base import Record
from models.people import User
from models.platform.storage import Attachment
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from portal.fast.kept import kept
from portal.platform.ahead import Question, ask
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


def list_attachments(work: Work, kind: Kind, subject_id: int) -> Sequence[Any]:
    """The attachments of a record the caller has loaded, without those withdrawn, oldest first.

    Rows of (id, item_id, name, media_type, size, created_at, uploader).
    """
    return ask(work, papers_question(kind, subject_id))


def papers_question(kind: Kind, subject_id: int) -> Question:
    """What ``list_attachments`` asks, for a page that asks it together with more."""
    return Question("papers", _papers(kind), {"of": subject_id})


@kept(20)
def _papers(kind: Kind) -> Select[Any]:
    columns: tuple[Any, ...] = (
        Attachment.id,
        Attachment.item_id,
        Attachment.name,
        Attachment.media_type,
        Attachment.size,
        Attachment.created_at,
        User.name.label("uploader"),
    )
    return (
        select(*columns)
        .join(Attachment.uploader)
        .where(
            Attachment.subject == kind,
            Attachment.subject_id == bindparam("of", type_=BigInteger),
            Attachment.withdrawn_at.is_(None),
        )
        .order_by(Attachment.id)
    )
