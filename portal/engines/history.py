"""What happened to one record, read from the audit: the timeline and the conflict page."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from models.system import AuditEntry
from models.words.kinds import Kind
from portal.work import Work


def since(work: Work, kind: Kind, id: int, opened: str) -> Sequence[Any]:
    """The entries about a record after the moment a form was opened, newest first."""
    try:
        moment = datetime.fromisoformat(opened)
    except ValueError:
        return []
    if moment.tzinfo is None:
        return []
    return entries(work, kind, id, after=moment, limit=20)


def entries(
    work: Work, kind: Kind, id: int, *, after: datetime | None = None, limit: int = 50
) -> Sequence[Any]:
    """Entries about one record, newest first; the caller has loaded the record (``work.get``)."""
    query = select(
        AuditEntry.seq, AuditEntry.at, AuditEntry.actor_id, AuditEntry.actor, AuditEntry.happened,
        AuditEntry.details,
    ).where(
        AuditEntry.subject == kind, AuditEntry.subject_id == id, AuditEntry.refused.is_(False)
    )  # fmt: skip
    if after is not None:
        query = query.where(AuditEntry.at > after)
    return work.session.execute(query.order_by(AuditEntry.seq.desc()).limit(limit)).all()
