"""What happened to one record, read from the audit: the timeline and the conflict page."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from models.system import AuditEntry, Comment
from models.words.kinds import FieldRule, Kind
from portal.access.actor import Actor
from portal.work import Work

# Changes nobody can read: derived values and the lock.
SILENT = frozenset({"name_key", "revision", "path", "search"})
STARS = "***"


@dataclass(frozen=True)
class Item:
    """One line of a timeline. ``what``: comment, edit, create, or the word of what happened."""

    at: datetime
    who: str
    what: str
    text: str = ""  # a comment, or the reason given
    changes: Sequence[tuple[str, Any, Any]] = field(default_factory=tuple)
    target: str = ""  # the state a move led to

    @property
    def is_comment(self) -> bool:
        return self.what == "comment"


def timeline(work: Work, row: Any, show: str = "all", limit: int = 50) -> list[Item]:
    """Comments and changes of a record the caller has loaded, newest first.

    ``show``: all, comments or changes. Fields hidden from this actor are left out, masked ones
    are starred (D4): history must not tell what the record does not.
    """
    items: list[Item] = []
    if show != "changes":
        items += _comments(work, row, limit)
    if show != "comments":
        items += [_item(work.actor, row.kind, e) for e in entries(work, row.kind, row.id)]
    return sorted(items, key=lambda item: item.at, reverse=True)[:limit]


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


def _comments(work: Work, row: Any, limit: int) -> list[Item]:
    said = work.session.scalars(
        select(Comment)
        .where(Comment.subject == row.kind, Comment.subject_id == row.id)
        .order_by(Comment.id.desc())
        .limit(limit)
    )
    return [Item(c.created_at, c.author.name, "comment", c.text) for c in said]


def _item(actor: Actor, kind: Kind, entry: Any) -> Item:
    details = entry.details
    return Item(
        at=entry.at,
        who=str(entry.actor.get("name", "")),
        what=entry.happened,
        text=str(details.get("reason") or ""),
        changes=_diffs(actor, kind, details.get("changes") or {}),
        target=str(details.get("target") or ""),
    )


def _diffs(actor: Actor, kind: Kind, changes: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    found = []
    for name, pair in changes.items():
        rule = actor.rule(kind, name)
        if name in SILENT or rule is FieldRule.HIDDEN or not _plain_pair(pair):
            continue
        old, new = pair
        if rule is FieldRule.MASKED:
            old, new = STARS if old else old, STARS if new else new
        found.append((name, old, new))
    return found


def _plain_pair(pair: Any) -> bool:
    """Rows and documents are not spelt out: the page shows them as they are."""
    return (
        isinstance(pair, list)
        and len(pair) == 2
        and not any(isinstance(value, dict | list) for value in pair)
    )
