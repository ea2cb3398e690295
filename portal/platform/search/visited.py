"""Records opened last and records pinned: a person's own, cut to what they may open today (UX-14).

Only kind and id are kept. A name is read from the search index when it is shown, through policy,
so that what somebody may no longer see is not called by its name either. Opening a record asks for
none of this: its page marks it afterwards, by a request of its own.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, select
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.dialects import sqlite

from models.platform.search import SearchEntry
from models.platform.visited import Visited
from models.words.kinds import Kind
from models.words.text import N_
from portal.access.policy import visible
from portal.errors import NotFound, TooLarge
from portal.platform.search.query import KINDS, SEARCHED, postgresql, table_of
from portal.work import Work

MOST = 20  # opened last; and as many pinned


@dataclass(frozen=True)
class Visit:
    """A record as the palette offers it."""

    kind: Kind
    id: int
    label: str
    hint: str
    pinned: bool


def mark_opened(work: Work, kind: Kind, id: int) -> bool:
    """Put a record first among those opened last; returns whether it is pinned.

    Raises ``NotFound`` for what the actor may not see and for kinds the palette does not know.
    """
    _require_seen(work, kind, id)
    _put(work, kind, id, opened_at=work.now)
    own = Visited.user_id == work.actor.id
    loose = and_(own, Visited.pinned_at.is_(None))
    newest = select(Visited.opened_at).where(loose).order_by(Visited.opened_at.desc())
    oldest = work.session.scalar(newest.offset(MOST - 1).limit(1))
    if oldest is not None:
        work.session.execute(delete(Visited).where(loose, Visited.opened_at < oldest))
    return work.session.scalar(select(Visited.pinned_at).where(_is(work, kind, id))) is not None


def pin_record(work: Work, kind: Kind, id: int) -> None:
    """Keep a record at the top of the palette. Raises ``TooLarge`` beyond twenty."""
    _require_seen(work, kind, id)
    others = [v for v in visits_of(work) if v.pinned and (v.kind, v.id) != (kind, id)]
    _forget_unseen(work, {(v.kind, v.id) for v in others})
    if len(others) >= MOST:
        raise TooLarge(N_("You have pinned %(most)s records. Unpin one first."), most=MOST)
    _put(work, kind, id, opened_at=work.now, pinned_at=work.now)


def unpin_record(work: Work, kind: Kind, id: int) -> None:
    """Take a record off the top; it stays among those opened last. Nothing else changes."""
    row = work.session.scalar(select(Visited).where(_is(work, kind, id)))
    if row is not None:
        row.pinned_at = None


def visits_of(work: Work) -> list[Visit]:
    """What the actor pinned, in that order, then what they opened, last first."""
    kept = select(Visited).where(Visited.user_id == work.actor.id)
    newest = kept.order_by(Visited.pinned_at.is_(None), Visited.opened_at.desc())
    rows = work.session.scalars(newest.limit(4 * MOST)).all()
    named = _names(work, rows)
    seen = [row for row in rows if (row.subject, row.subject_id) in named]
    pinned = sorted((row for row in seen if row.pinned_at), key=lambda row: str(row.pinned_at))
    loose = [row for row in seen if not row.pinned_at]
    return [
        Visit(row.subject, row.subject_id, *named[row.subject, row.subject_id], bool(row.pinned_at))
        for row in (*pinned[:MOST], *loose[:MOST])
    ]


def pinned_keys(work: Work) -> set[tuple[Kind, int]]:
    """The actor's pins, whether they may still see them or not."""
    mine = (Visited.user_id == work.actor.id, Visited.pinned_at.is_not(None))
    rows = work.session.execute(select(Visited.subject, Visited.subject_id).where(*mine))
    return {(kind, id) for kind, id in rows}


def _forget_unseen(work: Work, seen: Collection[tuple[Kind, int]]) -> None:
    """Pins that their owner can no longer see do not take up room for ever."""
    mine = select(Visited).where(Visited.user_id == work.actor.id, Visited.pinned_at.is_not(None))
    rows = work.session.scalars(mine).all()
    for row in rows if len(rows) >= 2 * MOST else ():
        if (row.subject, row.subject_id) not in seen:
            work.session.delete(row)


def _names(work: Work, rows: Sequence[Visited]) -> dict[tuple[Kind, int], tuple[str, str]]:
    """Label and hint of those among ``rows`` that the actor may see: a question for each kind."""
    found: dict[tuple[Kind, int], tuple[str, str]] = {}
    for kind in {row.subject for row in rows} & SEARCHED.keys():
        table, ids = table_of(kind), [row.subject_id for row in rows if row.subject is kind]
        asked = (
            select(table.id, SearchEntry.label, SearchEntry.hint)
            .join(SearchEntry, SearchEntry.id == table.id * KINDS + SEARCHED[kind].number)
            .where(table.id.in_(ids), visible(work.actor, SEARCHED[kind].see, table))
        )
        found |= {(kind, id): (label, hint) for id, label, hint in work.session.execute(asked)}
    return found


def _require_seen(work: Work, kind: Kind, id: int) -> None:
    table = table_of(kind) if kind in SEARCHED else None
    if table is None or not work.session.scalar(
        select(table.id).where(table.id == id, visible(work.actor, SEARCHED[kind].see, table))
    ):
        raise NotFound


def _is(work: Work, kind: Kind, id: int) -> ColumnElement[bool]:
    return and_(Visited.user_id == work.actor.id, Visited.subject == kind, Visited.subject_id == id)


def _put(work: Work, kind: Kind, id: int, **values: Any) -> None:
    """One row a record and person, whoever of two pages comes first."""
    dialect: Any = pg if postgresql(work.session) else sqlite
    row = {"user_id": work.actor.id, "subject": kind, "subject_id": id, **values}
    step = dialect.insert(Visited).values(row)
    keys = ["user_id", "subject", "subject_id"]
    work.session.execute(step.on_conflict_do_update(index_elements=keys, set_=values))
