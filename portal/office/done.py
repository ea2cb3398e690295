"""What a person has done today: the other half of what waits, from the audit trail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from models.platform.audit import AuditEntry
from models.platform.search import SearchEntry
from models.words.kinds import Kind
from portal.platform.search.query import KINDS, SEARCHED
from portal.work import Work, midnight

LOOKED_AT = 200  # the newest entries of today; enough for a busy desk


@dataclass(frozen=True)
class Deed:
    """One step of today: what the audit calls it, and the record, by its name if it has one."""

    at: datetime
    happened: str
    kind: Kind
    id: int
    name: str


def done_today(work: Work) -> Sequence[Deed]:
    """The actor's own steps of today, newest first; what followed from a step is part of it."""
    entries = work.session.execute(
        select(
            AuditEntry.at, AuditEntry.happened, AuditEntry.subject, AuditEntry.subject_id,
            AuditEntry.details,
        )
        .where(
            AuditEntry.actor_id == work.actor.id,
            AuditEntry.at >= midnight(work.today),
            AuditEntry.refused.is_(False),
        )
        .order_by(AuditEntry.seq.desc())
        .limit(LOOKED_AT)
    ).all()  # fmt: skip
    steps = {e.at: e for e in entries if "target" in e.details and e.subject in SEARCHED}
    names = _names(work, [(e.subject, e.subject_id) for e in steps.values()])
    return [
        Deed(e.at, e.happened, e.subject, e.subject_id, names.get((e.subject, e.subject_id), ""))
        for e in steps.values()
    ]


def _names(work: Work, records: Sequence[tuple[Kind, int]]) -> dict[tuple[Kind, int], str]:
    keys = {id * KINDS + SEARCHED[kind].number for kind, id in records}
    if not keys:
        return {}
    rows = select(SearchEntry.kind, SearchEntry.subject_id, SearchEntry.label)
    found = work.session.execute(rows.where(SearchEntry.id.in_(keys)))
    return {(kind, id): label for kind, id, label in found}
