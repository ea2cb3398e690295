"""Attachments of a record of any kind: lists them, moves them, and says who may change them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Select, bindparam, select

from models.base import Record
from models.people import User
from models.platform.storage import Attachment
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.errors import IllegalMove, NotAllowed, PortalError
from portal.fast.kept import kept
from portal.platform.ahead import Question, ask
from portal.work import Work


@dataclass(frozen=True)
class Carrier:
    """A table whose rows may have attachments; the permissions to see a row and to read them.

    ``add`` and ``withdraw`` follow the record's own rule of editing and its state: they raise
    ``NotAllowed`` for whom it does not concern, ``IllegalMove`` or ``Conflict`` for what the state
    forbids. ``withdraw`` is also given who attached the paper.
    """

    table: type[Record]
    see: P
    read: P
    add: Callable[[Work, Any], None]
    withdraw: Callable[[Work, Any, int], None]


def require_own(work: Work, uploader_id: int) -> None:
    """Nobody withdraws what another person attached. Raises ``NotAllowed``."""
    if uploader_id != work.actor.id:
        raise NotAllowed(N_("Only the person who attached it may withdraw it."))


def adding(work: Work, carrier: Carrier, row: Any) -> tuple[bool, PortalError | None]:
    """Whether the actor may add papers now, and the sentence if only the state forbids it."""
    try:
        carrier.add(work, row)
    except IllegalMove as error:
        return False, error
    except PortalError:
        return False, None
    return True, None


def withdrawable(work: Work, carrier: Carrier, row: Any, papers: Sequence[Any]) -> set[int]:
    """The ids of those ``papers`` that the actor may withdraw now."""
    people = {paper.uploaded_by for paper in papers}
    may = {person for person in people if _may_withdraw(work, carrier, row, person)}
    return {paper.id for paper in papers if paper.uploaded_by in may}


def _may_withdraw(work: Work, carrier: Carrier, row: Any, uploader_id: int) -> bool:
    try:
        carrier.withdraw(work, row, uploader_id)
    except PortalError:
        return False
    return True


def move_attachments(work: Work, kind: Kind, old_id: int, new_id: int) -> int:
    """Move the attachments of one record to another of its kind; returns how many."""
    held = select(Attachment).where(Attachment.subject == kind, Attachment.subject_id == old_id)
    papers = work.session.scalars(held.order_by(Attachment.id)).all()
    for paper in papers:
        paper.subject_id = new_id
    return len(papers)


def list_attachments(work: Work, kind: Kind, subject_id: int) -> Sequence[Any]:
    """The attachments of a record the caller has loaded, without those withdrawn, oldest first.

    Rows of (id, item_id, name, media_type, size, created_at, uploaded_by, secrecy, uploader).
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
        Attachment.uploaded_by,
        Attachment.secrecy,
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
