"""Looks at what is graded or marked: an entry each, once in some minutes (R-22)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.dialects import sqlite

from models.base import Graded
from models.platform.looks import AuditCase, Look
from models.words.access import Way
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from portal import settings
from portal.access.actor import Actor
from portal.events import Done, Refused
from portal.platform.search.query import postgresql
from portal.work import Work

WINDOW = timedelta(minutes=10)  # one entry for a person, a thing and a way of reading
HOUR = timedelta(hours=1)
KEYS = ("user_id", "subject", "subject_id", "way", "part", "case_id")
MOST_NAMED = 2000  # ids in one entry; the rest is counted
NOT_READ = (Way.REFUSED, Way.ALARM, Way.SEARCH, Way.STUB)


@dataclass(frozen=True)
class Thing:
    """What is read: a record, and of its papers which, and which page."""

    kind: Kind
    id: int
    part: str = ""


def is_watched(actor: Actor, row: Any) -> bool:
    """Whether a look of this actor at ``row`` is an entry: by its grade, or because all are."""
    grade = getattr(row, "highest", None)
    return grade in actor.logged or bool(getattr(row, "logs_looks", False))


def watched_ids(work: Work, table: Any, ids: Collection[int]) -> list[int]:
    """Those of ``ids`` of which a look is an entry, in order."""
    if not ids or not issubclass(table, Graded):
        return []
    marked = or_(table.of_grades(work.actor.logged), table.always_logged())
    return list(work.session.scalars(select(table.id).where(table.id.in_(ids), marked))) or []


def case_of(work: Work) -> int:
    """The open case of an auditor, of which their looks are part; 0 for none."""
    if work.actor.reach(P.AUDIT_SEE) is None:
        return 0
    mine = (AuditCase.opened_by == work.actor.id, AuditCase.closed_at.is_(None))
    return work.session.scalar(select(AuditCase.id).where(*mine).limit(1)) or 0


def is_noted(work: Work, way: Way, thing: Thing) -> bool:
    """Whether this look is part of one that has its entry already."""
    same = _is(work, way, thing, case_of(work))
    known = select(Look.user_id).where(same, Look.at > work.now - WINDOW)
    return work.session.scalar(known) is not None


def note_look(
    work: Work,
    way: Way,
    thing: Thing,
    *,
    action: str = "read",
    anew: bool = False,
    **facts: Any,
) -> bool:
    """The entry of one look, unless it has one; committed with ``work``, before anything is shown.

    ``anew``: an entry in any case, for a reason was given. Returns whether one was written.
    """
    case_id = case_of(work)
    if not _put(work, way, thing, WINDOW, case_id) and not anew:
        return False
    kept = {"way": way, **facts, **({"case": case_id} if case_id else {})}
    work.record(Done(kind=thing.kind, id=thing.id, action=action, facts=kept))
    watch_rate(work)
    return True


def note_refusal(work: Work, thing: Thing, action: str, reason: str) -> bool:
    """The entry of a look that was refused, once in some minutes too."""
    if not _put(work, Way.REFUSED, thing, WINDOW):
        return False
    work.record(Refused(kind=thing.kind, id=thing.id, action=action, reason=reason))
    return True


def remember(work: Work, way: Way, things: Sequence[Thing]) -> dict[str, Any]:
    """Keep many looks of one act, a sheet or a print, whose entry names them.

    Returns the facts for that entry: ids by kind, or how many where they are too many to name.
    """
    if not things:
        return {}
    case_id = case_of(work)
    rows = [_row(work, way, thing, case_id) for thing in dict.fromkeys(things)]
    for start in range(0, len(rows), 500):
        _upsert(work, rows[start : start + 500], work.now)
    named: dict[str, Any] = {}
    for thing in dict.fromkeys(things):
        named.setdefault(thing.kind, []).append(thing.id)
    watch_rate(work)
    return {
        f"read_{kind}": ids if len(ids) <= MOST_NAMED else [*ids[:MOST_NAMED], len(ids)]
        for kind, ids in named.items()
    }


def watch_rate(work: Work) -> None:
    """Alarm the auditors, once an hour, when one person reads more than the setting says."""
    most = int(settings.get(work.session, "reads_alarm"))
    lately = (Look.user_id == work.actor.id, Look.at > work.now - HOUR, Look.way.not_in(NOT_READ))
    read = work.session.scalar(select(func.count()).select_from(Look).where(*lately)) or 0
    if read < most or not _put(work, Way.ALARM, Thing(Kind.USER, work.actor.id), HOUR):
        return
    facts = {"count": read, "most": most}
    work.record(Done(kind=Kind.USER, id=work.actor.id, action="reading_alarm", facts=facts))


def _put(work: Work, way: Way, thing: Thing, window: timedelta, case_id: int = 0) -> bool:
    """Whether this is the first such look in ``window``; of two at once only one is."""
    return _upsert(work, [_row(work, way, thing, case_id)], work.now - window) > 0


def _row(work: Work, way: Way, thing: Thing, case_id: int) -> dict[str, Any]:
    key = {"subject": thing.kind, "subject_id": thing.id, "part": thing.part, "case_id": case_id}
    return {"user_id": work.actor.id, "way": way, "at": work.now, "times": 1, **key}


def _upsert(work: Work, rows: Sequence[dict[str, Any]], until: Any) -> int:
    dialect: Any = pg if postgresql(work.session) else sqlite
    step = dialect.insert(Look.__table__).values(rows)
    again = {"at": step.excluded.at, "times": Look.times + 1}
    step = step.on_conflict_do_update(index_elements=KEYS, set_=again, where=Look.at <= until)
    kept = {"preserve_rowcount": True}
    done = work.session.connection().execute(step, execution_options=kept)
    return int(done.rowcount)


def _is(work: Work, way: Way, thing: Thing, case_id: int) -> ColumnElement[bool]:
    return and_(
        Look.user_id == work.actor.id,
        Look.subject == thing.kind,
        Look.subject_id == thing.id,
        Look.way == way,
        Look.part == thing.part,
        Look.case_id == case_id,
    )
