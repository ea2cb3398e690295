"""What a person has done today: the other half of what waits, from the audit trail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, select

from models.platform.audit import AuditEntry
from models.platform.search import SearchEntry
from models.words.kinds import Kind
from portal.platform.search.query import KINDS, SEARCHED
from portal.work import Work, midnight

SHOWN = {*SEARCHED, Kind.COPYING, Kind.DEFICIENCY, Kind.PENALTY, Kind.VIEWING}
NOES = frozenset({"reject", "return", "refuse", "deny", "send_back", "deny_claim"})
LOOKED_AT = 200  # the newest entries of today; enough for a busy desk


@dataclass(frozen=True)
class Deed:
    """One step of today: what the audit calls it, and the record, by its name if it has one."""

    at: datetime
    happened: str
    kind: Kind
    id: int
    name: str

    @property
    def refuses(self) -> bool:
        """Whether it was a no: a rejection, a return, a denial."""
        return self.happened.rpartition(".")[2] in NOES


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
    steps = {e.at: (e, about) for e in entries if (about := _about(e)) is not None}
    names = _names(work, [about for _entry, about in steps.values()])
    return [Deed(e.at, e.happened, *about, names.get(about, "")) for e, about in steps.values()]


def _about(entry: Any) -> tuple[Kind, int] | None:
    """The record a step is shown with; a decision with what it decides on; None for no step."""
    if "target" not in entry.details:
        return None
    facts = entry.details.get("facts") or {}
    if entry.subject is Kind.APPROVAL_TASK and facts.get("subject") in set(Kind):
        return Kind(facts["subject"]), int(facts["subject_id"])
    return (entry.subject, entry.subject_id) if entry.subject in SHOWN else None


def _names(work: Work, records: Sequence[tuple[Kind, int]]) -> dict[tuple[Kind, int], str]:
    keys = {id * KINDS + SEARCHED[kind].number for kind, id in records if kind in SEARCHED}
    if not keys:
        return {}
    entry = SearchEntry  # a request is found by its purpose, and called by its number
    called = case((entry.kind == Kind.REQUEST, entry.hint), else_=entry.label)
    rows = select(entry.kind, entry.subject_id, called).where(entry.id.in_(keys))
    return {(kind, id): name for kind, id, name in work.session.execute(rows)}
