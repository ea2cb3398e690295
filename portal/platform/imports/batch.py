"""An import batch: matches columns, enqueues its check, write and undo, adopts suggestions (D7).

What a row means is the business of a ``Target``; this machinery knows no feature.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, select, update

from models.platform.imports import ImportBatch, ImportMapping, ImportRow
from models.words.kinds import Kind
from models.words.platform import ImportState, Outcome
from models.words.text import N_
from portal import settings
from portal.errors import Conflict, Invalid
from portal.events import Saved
from portal.platform.audit.chain import to_json
from portal.platform.imports import rules
from portal.platform.imports.headings import Look, Received, headings_of
from portal.platform.imports.target import MAY, Line, Target
from portal.platform.jobs import queue
from portal.platform.workflow import states
from portal.work import Work


def start_batch(work: Work, target: Target, received: Received) -> ImportBatch:
    """Create the batch with the mapping this person used last, else a proposed one."""
    work.require(MAY)
    batch: ImportBatch = work.add(
        ImportBatch(
            subject=target.kind,
            name=received.name,
            storage_key=received.stored.key,
            sha256=received.stored.sha256,
            owner_id=work.actor.id,
            department_id=work.actor.department_id,
            **vars(received.look),
            mapping=_mapping(work, target, received.look.headers),
        )
    )
    facts = {"name": received.name, "sha256": received.stored.sha256}
    changes = {key: [None, value] for key, value in facts.items()}
    work.record(Saved(kind=Kind.IMPORT, id=batch.id, changes=changes, created=True))
    return batch


def _mapping(work: Work, target: Target, headers: Sequence[Sequence[str]]) -> dict[str, str]:
    texts = [header[0] for header in headers]
    remembered = work.session.scalar(
        select(ImportMapping.mapping).where(*_remembered(work, target.kind, texts))
    )
    mapping = {i: name for i, name in (remembered or {}).items() if target.field(name)}
    return mapping or rules.propose_columns(texts, headings_of(target), target.fields)


def _remembered(work: Work, kind: Kind, texts: Sequence[str]) -> tuple[Any, ...]:
    return (
        ImportMapping.user_id == work.actor.id,
        ImportMapping.subject == kind,
        ImportMapping.header_hash == rules.header_hash(texts),
    )


def take_sheet(work: Work, target: Target, batch: ImportBatch, look: Look) -> None:
    """Take another sheet of the same workbook; what was checked in the last one is forgotten."""
    before = batch.sheet
    states.move_state(work, rules.IMPORT, batch, "map")
    for name, value in vars(look).items():
        setattr(batch, name, value)
    batch.mapping = _mapping(work, target, look.headers)
    batch.problem, batch.counts, batch.rows = "", {}, 0
    table: Any = ImportRow.__table__
    work.session.execute(delete(table).where(table.c.batch_id == batch.id))
    changes = {"sheet": [before, look.sheet]}
    work.record(Saved(kind=Kind.IMPORT, id=batch.id, changes=changes))


def match_columns(
    work: Work, target: Target, batch: ImportBatch, mapping: Mapping[str, str]
) -> None:
    """Take the columns as matched, remember them, and check the rows as a job.

    Raises ``Invalid`` when a field is filled by two columns, or the needed ones by none.
    """
    chosen = {index: name for index, name in mapping.items() if target.field(name)}
    for name in chosen.values():
        if list(chosen.values()).count(name) > 1:
            raise Invalid(N_("Two columns are matched to the same field. Keep one."), field=name)
    needed = [f for f in target.fields if f.required and f.name not in chosen.values()]
    if needed and not target.found_by & set(chosen.values()):
        raise Invalid(N_("Match a column to every field marked *."), field=needed[0].name)
    states.move_state(work, rules.IMPORT, batch, "map")
    batch.mapping, batch.problem, batch.counts = chosen, "", {}
    remember_columns(work, target.kind, [header[0] for header in batch.headers], chosen)
    states.move_state(work, rules.IMPORT, batch, "check")
    _job(work, batch, "check_import", batch.name)


def remember_columns(
    work: Work, kind: Kind, texts: Sequence[str], mapping: Mapping[str, str]
) -> None:
    """Remember this mapping for the next file of this person with the same headings."""
    known = work.session.scalar(select(ImportMapping).where(*_remembered(work, kind, texts)))
    if known:
        known.mapping = dict(mapping)
    else:
        work.add(
            ImportMapping(
                user_id=work.actor.id,
                subject=kind,
                header_hash=rules.header_hash(texts),
                mapping=dict(mapping),
            )
        )


def enqueue_write(work: Work, batch: ImportBatch, *, skip_errors: bool = True) -> None:
    """Start writing as a job. Raises ``Conflict`` when rows have errors and may not be skipped."""
    bad = sum(int(batch.counts.get(o, 0)) for o in (Outcome.ERROR, Outcome.CONFLICT))
    if bad and not skip_errors:
        raise Conflict(N_("%(count)s rows cannot be written. Correct or skip them."), count=bad)
    states.move_state(work, rules.IMPORT, batch, "write", rows=count_writable(batch), skipped=bad)
    _job(work, batch, "write_import", batch.name)


def count_writable(batch: ImportBatch) -> int:
    """How many rows a write would touch."""
    return sum(int(batch.counts.get(o, 0)) for o in (Outcome.NEW, Outcome.UPDATE))


def enqueue_undo(work: Work, batch: ImportBatch) -> None:
    """Take the whole batch back as a job, while its time runs (setting ``undo_hours``).

    Records touched since are left as they are and listed. Raises ``Conflict`` afterwards.
    """
    hours = int(settings.get(work.session, "undo_hours"))
    if not rules.may_undo(batch.written_at, work.now, hours):
        raise Conflict(N_("An import can only be undone within %(hours)s hours."), hours=hours)
    states.move_state(work, rules.IMPORT, batch, "undo")
    batch.undone_at = work.now
    _job(work, batch, "undo_import", batch.name)


def _job(work: Work, batch: ImportBatch, name: str, title: str) -> None:
    link = f"/imports/{batch.id}"
    job = queue.enqueue(work, name, title=title, link=link, batch_id=batch.id)
    batch.job_id = job.id if job else None


def count_outcomes(work: Work, batch: ImportBatch) -> None:
    """Count the rows by what they do; the tabs of the review show it."""
    found = work.session.execute(
        select(ImportRow.outcome, func.count())
        .where(ImportRow.batch_id == batch.id)
        .group_by(ImportRow.outcome)
    )
    batch.counts = {outcome.value: number for outcome, number in found}
    batch.rows = sum(batch.counts.values())


def batch_rows(
    work: Work, batch: ImportBatch, outcome: Outcome | None, after: int = 0, limit: int = 50
) -> list[Any]:
    """One page of rows for the review, after a line number."""
    query = select(ImportRow).where(ImportRow.batch_id == batch.id, ImportRow.line > after)
    if outcome:
        query = query.where(ImportRow.outcome == outcome)
    return list(work.session.scalars(query.order_by(ImportRow.line).limit(limit)))


def adopt_match(work: Work, target: Target, batch: ImportBatch, line: int, name: str) -> None:
    """Take the suggestion for one cell and check its row again («采用»)."""
    if batch.state is not ImportState.CHECKED:
        raise Conflict(N_("The rows have already been written."))
    row = work.session.scalar(
        select(ImportRow).where(ImportRow.batch_id == batch.id, ImportRow.line == line)
    )
    suggested = (row.problems.get(name) or {}).get("suggest") if row else None
    if row is None or not suggested:
        raise Conflict(N_("There is no longer a suggestion for this cell."))
    checked = Line(row.line, {**row.cells, name: suggested}, rest=row.rest)
    target.check(work, [checked], {})
    table: Any = ImportRow.__table__
    work.session.execute(update(table).where(table.c.id == row.id).values(**stored_upload(checked)))
    work.session.expire(row)
    count_outcomes(work, batch)
    changes = {f"line {line}, {name}": [row.cells.get(name), suggested]}
    work.record(Saved(kind=Kind.IMPORT, id=batch.id, changes=changes))


def stored_upload(line: Line) -> dict[str, Any]:
    """A line as ``ImportRow`` keeps it."""
    return {
        "line": line.number,
        "outcome": line.outcome,
        "cells": line.cells,
        "changes": to_json(line.changes),
        "problems": to_json(line.problems),
        "record_id": line.record_id,
        "record_revision": line.record_revision,
        "rest": line.rest,
    }
