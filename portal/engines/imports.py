"""Brings a foreign sheet in: receive, match the columns, say what each row would do (D7).

What a row means is the business of a ``Target``; this machinery knows no feature.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from sqlalchemy import func, select, update

from models.imports import ImportBatch, ImportMapping, ImportRow
from models.words.kinds import Kind, Outcome
from models.words.permissions import Permission as P
from models.words.states import ImportState
from models.words.text import N_
from portal import settings
from portal.engines import jobs, reading, workflow
from portal.engines.audit import plain
from portal.engines.language import catalogue
from portal.engines.storage import Storage, Stored
from portal.errors import Conflict, Invalid, PortalError, TooLarge
from portal.events import Saved
from portal.rules import imports as rules
from portal.work import Work

MAY = P.CUSTOMER_IMPORT
SAMPLES = 3
FORMULAS = N_("%(count)s formulas: the last results Excel saved are taken.")
REPEATED = N_("The heading «%(heading)s» stands twice; only the first column is matched.")
MERGED = N_("Rows %(first)s to %(last)s have merged cells. Unmerge them, so each row stands alone.")
Seen = dict[str, Any]


@dataclass
class Line:
    """One row of the sheet on its way in; a target fills in what it will do."""

    number: int
    cells: dict[str, str]
    outcome: Outcome = Outcome.NEW
    changes: dict[str, Any] = field(default_factory=dict)
    problems: dict[str, Any] = field(default_factory=dict)
    record_id: int | None = None
    record_revision: int | None = None

    def fault(
        self, name: str, error: PortalError, suggest: str = "", *, outcome: Outcome = Outcome.ERROR
    ) -> None:
        """Say why a cell cannot be taken, and the nearest choice that could."""
        reason = {"text": error.text, "values": plain(error.values)}
        self.problems[name] = reason | ({"suggest": suggest} if suggest else {})
        self.outcome = outcome

    def refuse(self, error: PortalError) -> None:
        """Say why the row cannot be written after all; it is written by none."""
        outcome = Outcome.CONFLICT if isinstance(error, Conflict) else Outcome.ERROR
        several = getattr(error, "problems", None) or {error.field: error}
        for name, fault in several.items():
            self.fault(name, fault, outcome=outcome)


@dataclass(frozen=True)
class Target:
    """What can be imported. ``check`` works on many lines at once and keeps its memory in Seen;
    ``ready`` asks once what writing a chunk needs and refuses the lines it cannot be done for;
    ``write`` gets it with the others and returns the record of each, or raises and has done
    nothing; ``undo`` says whether it could take a line back.
    """

    kind: Kind
    title: str
    fields: Sequence[rules.Field]
    check: Callable[[Work, list[Line], Seen], None]
    ready: Callable[[Work, list[Line]], Any]
    write: Callable[[Work, list[Line], Any], Sequence[Any]]
    undo: Callable[[Work, Line], bool]

    def field(self, name: str) -> rules.Field | None:
        return next((f for f in self.fields if f.name == name), None)


@dataclass(frozen=True)
class Received:
    """A stored upload and what its first rows say."""

    stored: Stored
    name: str
    sheet: str
    head_line: int
    headers: list[list[str]]
    notes: list[list[Any]]


def receive(work: Work, target: Target, name: str, stream: BinaryIO) -> Received:
    """Store an upload and look at its head; opens no transaction of its own.

    Raises ``TooLarge`` (setting ``upload_megabytes``) and ``Invalid`` for what is no table.
    """
    work.require(MAY)
    storage = Storage(work.config.storage)
    most = int(settings.get(work.session, "upload_megabytes"))
    stored = storage.put(stream)
    try:
        if stored.size > most * 1024 * 1024:
            raise TooLarge(N_("A file may have %(most)s MB at most. Split it."), most=most)
        with reading.opened(storage.path(stored.key)) as found:
            return _head(target, stored, name, found)
    except PortalError:
        storage.drop(stored.key)
        raise


def _head(target: Target, stored: Stored, name: str, found: reading.Reading) -> Received:
    rows = [row for row, _ in zip(found.rows, range(rules.HEAD_WITHIN + SAMPLES), strict=False)]
    head = rules.find_head(rows, headings_of(target))
    if head is None or len(rows) < 2:
        raise Invalid(reading.REFUSALS["empty"])
    line, cells = head
    for start, end in found.merged:
        if start[0] >= line:
            raise Invalid(MERGED, first=start[0] + 1, last=end[0] + 1)
    below = [row for number, row in rows if number > line][:SAMPLES]
    headers = [[text, *(r[i] if i < len(r) else "" for r in below)] for i, text in enumerate(cells)]
    notes: list[list[Any]] = [[FORMULAS, {"count": found.formulas}]] if found.formulas else []
    notes += [[REPEATED, {"heading": text}] for text in rules.repeated(cells)]
    return Received(stored, name, found.sheet, line, headers, notes)


def headings_of(target: Target) -> dict[str, str]:
    return rules.known_headings(target.fields, catalogue("zh_CN"))


def start(work: Work, target: Target, received: Received) -> ImportBatch:
    """Write the batch down with the mapping this person used last, else the one that fits."""
    work.require(MAY)
    texts = [header[0] for header in received.headers]
    remembered = work.session.scalar(
        select(ImportMapping.mapping).where(
            ImportMapping.user_id == work.actor.id,
            ImportMapping.subject == target.kind,
            ImportMapping.header_hash == rules.header_hash(texts),
        )
    )
    mapping = {i: name for i, name in (remembered or {}).items() if target.field(name)}
    batch: ImportBatch = work.add(
        ImportBatch(
            subject=target.kind, name=received.name, storage_key=received.stored.key,
            sha256=received.stored.sha256, sheet=received.sheet, head_line=received.head_line,
            headers=received.headers, notes=received.notes, owner_id=work.actor.id,
            department_id=work.actor.department_id,
            mapping=mapping or rules.propose(texts, headings_of(target)),
        )
    )  # fmt: skip
    facts = {"name": received.name, "sha256": received.stored.sha256}
    changes = {key: [None, value] for key, value in facts.items()}
    work.record(Saved(kind=Kind.IMPORT, id=batch.id, changes=changes, created=True))
    return batch


def match(work: Work, target: Target, batch: ImportBatch, mapping: Mapping[str, str]) -> None:
    """Take the columns as matched, remember them, and check the rows as a job.

    Raises ``Invalid`` when a field is filled by two columns, or the needed ones by none.
    """
    chosen = {index: name for index, name in mapping.items() if target.field(name)}
    for name in chosen.values():
        if list(chosen.values()).count(name) > 1:
            raise Invalid(N_("Two columns are matched to one field. Keep one."), field=name)
    needed = [f for f in target.fields if f.required and f.name not in chosen.values()]
    if needed and rules.ID not in chosen.values():
        raise Invalid(N_("Match a column to every field marked *."), field=needed[0].name)
    workflow.move(work, rules.IMPORT, batch, "map")
    batch.mapping, batch.problem, batch.counts = chosen, "", {}
    _remember(work, target, batch)
    workflow.move(work, rules.IMPORT, batch, "check")
    _job(work, batch, "check_import", batch.name)


def _remember(work: Work, target: Target, batch: ImportBatch) -> None:
    key = rules.header_hash([header[0] for header in batch.headers])
    known = work.session.scalar(
        select(ImportMapping).where(
            ImportMapping.user_id == work.actor.id, ImportMapping.subject == target.kind,
            ImportMapping.header_hash == key,
        )
    )  # fmt: skip
    if known:
        known.mapping = batch.mapping
    else:
        work.add(
            ImportMapping(
                user_id=work.actor.id, subject=target.kind, header_hash=key, mapping=batch.mapping
            )
        )


def write(work: Work, batch: ImportBatch, *, skip_errors: bool = True) -> None:
    """Start writing as a job. Raises ``Conflict`` when rows have errors and may not be skipped."""
    bad = sum(int(batch.counts.get(o, 0)) for o in (Outcome.ERROR, Outcome.CONFLICT))
    if bad and not skip_errors:
        raise Conflict(N_("%(count)s rows cannot be written. Mend them or skip them."), count=bad)
    workflow.move(work, rules.IMPORT, batch, "write", rows=to_write(batch), skipped=bad)
    _job(work, batch, "write_import", batch.name)


def to_write(batch: ImportBatch) -> int:
    """How many rows a write would touch."""
    return sum(int(batch.counts.get(o, 0)) for o in (Outcome.NEW, Outcome.UPDATE))


def undo(work: Work, batch: ImportBatch) -> None:
    """Take the whole batch back as a job, while its time runs (setting ``undo_hours``).

    Records touched since are left as they are and listed. Raises ``Conflict`` afterwards.
    """
    hours = int(settings.get(work.session, "undo_hours"))
    if not rules.may_undo(batch.written_at, work.now, hours):
        raise Conflict(N_("An import can be undone for %(hours)s hours only."), hours=hours)
    workflow.move(work, rules.IMPORT, batch, "undo")
    batch.undone_at = work.now
    _job(work, batch, "undo_import", batch.name)


def _job(work: Work, batch: ImportBatch, name: str, title: str) -> None:
    link = f"/imports/{batch.id}"
    job = jobs.enqueue(work, name, title=title, link=link, batch_id=batch.id)
    batch.job_id = job.id if job else None


def count(work: Work, batch: ImportBatch) -> None:
    """Count the rows by what they do; the tabs of the review show it."""
    found = work.session.execute(
        select(ImportRow.outcome, func.count())
        .where(ImportRow.batch_id == batch.id)
        .group_by(ImportRow.outcome)
    )
    batch.counts = {outcome.value: number for outcome, number in found}
    batch.rows = sum(batch.counts.values())


def rows_of(
    work: Work, batch: ImportBatch, outcome: Outcome | None, after: int = 0, limit: int = 50
) -> list[Any]:
    """One page of rows for the review, after a line number."""
    query = select(ImportRow).where(ImportRow.batch_id == batch.id, ImportRow.line > after)
    if outcome:
        query = query.where(ImportRow.outcome == outcome)
    return list(work.session.scalars(query.order_by(ImportRow.line).limit(limit)))


def adopt(work: Work, target: Target, batch: ImportBatch, line: int, name: str) -> None:
    """Take the suggestion for one cell and check its row again («采用»)."""
    if batch.state is not ImportState.CHECKED:
        raise Conflict(N_("The rows have been written already."))
    row = work.session.scalar(
        select(ImportRow).where(ImportRow.batch_id == batch.id, ImportRow.line == line)
    )
    suggested = (row.problems.get(name) or {}).get("suggest") if row else None
    if row is None or not suggested:
        raise Conflict(N_("There is no suggestion for this cell any more."))
    checked = Line(row.line, {**row.cells, name: suggested})
    target.check(work, [checked], {})
    table: Any = ImportRow.__table__
    work.session.execute(update(table).where(table.c.id == row.id).values(**stored(checked)))
    work.session.expire(row)
    count(work, batch)
    changes = {f"line {line}, {name}": [row.cells.get(name), suggested]}
    work.record(Saved(kind=Kind.IMPORT, id=batch.id, changes=changes))


def stored(line: Line) -> dict[str, Any]:
    """A line as ``ImportRow`` keeps it."""
    return {
        "line": line.number, "outcome": line.outcome, "cells": line.cells,
        "changes": plain(line.changes), "problems": plain(line.problems),
        "record_id": line.record_id, "record_revision": line.record_revision,
    }  # fmt: skip
