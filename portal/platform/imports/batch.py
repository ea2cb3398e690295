"""An import batch: matches columns, takes decisions, enqueues its check, write and undo (D7).

What a row means is the business of a ``Target``; this machinery knows no feature.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, select

from models.platform.imports import ImportBatch, ImportMapping, ImportRow, ImportWord
from models.words.kinds import Kind
from models.words.platform import Outcome
from models.words.text import N_
from portal import settings
from portal.errors import Conflict, Invalid
from portal.events import Saved
from portal.platform.audit.chain import to_json
from portal.platform.imports import rules
from portal.platform.imports.heading_keys import plain_heading
from portal.platform.imports.headings import Look, Received, headings_of, hidden_of
from portal.platform.imports.row_rules import NOT_TAKEN, columns_not_taken
from portal.platform.imports.target import MAY, Line, Setup, Target
from portal.platform.jobs import queue
from portal.platform.language import catalogue
from portal.platform.workflow import states
from portal.work import Work

WRITABLE = (Outcome.NEW, Outcome.UPDATE, Outcome.JOIN)
REFUSED = (Outcome.ERROR, Outcome.CONFLICT)


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
            mapping=_mapping(work, target, received.look),
        )
    )
    facts = {"name": received.name, "sha256": received.stored.sha256}
    changes = {key: [None, value] for key, value in facts.items()}
    work.record(Saved(kind=Kind.IMPORT, id=batch.id, changes=changes, created=True))
    return batch


def _mapping(work: Work, target: Target, look: Look) -> dict[str, str]:
    texts = [header[0] for header in look.headers]
    remembered = work.session.scalar(
        select(ImportMapping.mapping).where(*_remembered(work, target.kind, texts))
    )
    mapping = {
        i: name for i, name in (remembered or {}).items() if target.field(name) or name == NOT_TAKEN
    }
    if mapping:
        return mapping
    mapping = rules.propose_columns(texts, headings_of(target), target.fields)
    comes_back = rules.ID in mapping.values()
    unseen = {i: NOT_TAKEN for i in sorted(hidden_of(look.notes)) if i not in mapping}
    return (
        mapping
        | unseen
        | columns_not_taken(texts, mapping, _plain(target.derived) if comes_back else ())
    )


def _plain(labels: Collection[str]) -> set[str]:
    """Headings as they are compared, in either language."""
    said = catalogue("zh_CN")
    return {plain_heading(text) for x in labels for text in (x, said.get(x, x))}


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
    batch.mapping = _mapping(work, target, look)
    batch.problem, batch.counts, batch.rows = "", {}, 0
    batch.choices, batch.faults = {}, []
    table: Any = ImportRow.__table__
    work.session.execute(delete(table).where(table.c.batch_id == batch.id))
    changes = {"sheet": [before, look.sheet]}
    work.record(Saved(kind=Kind.IMPORT, id=batch.id, changes=changes))


def match_columns(
    work: Work,
    target: Target,
    batch: ImportBatch,
    mapping: Mapping[str, str],
    *,
    remarks: bool = True,
) -> None:
    """Take the columns as matched, remember them, and check the rows as a job.

    With ``remarks``, what fills no field goes to the remarks. Raises ``Invalid`` when a field is
    filled by two columns, or the needed ones by none.
    """
    chosen = {i: name for i, name in mapping.items() if target.field(name) or name == NOT_TAKEN}
    filled = [name for name in chosen.values() if name != NOT_TAKEN]
    for name in filled:
        if filled.count(name) > 1 and not target.gathers(name):
            raise Invalid(N_("Two columns are matched to the same field. Keep one."), field=name)
    needed = [f for f in target.fields if f.required and f.name not in filled]
    if needed and not target.found_by & set(filled):
        raise Invalid(N_("Match a column to every field marked *."), field=needed[0].name)
    states.move_state(work, rules.IMPORT, batch, "map")
    batch.mapping, batch.problem, batch.counts = chosen, "", {}
    known = _known_words(work, target.kind, filled)
    batch.choices = {"rest": "remark" if remarks else "drop", "words": known, "known": known}
    remember_columns(work, target.kind, [header[0] for header in batch.headers], chosen)
    states.move_state(work, rules.IMPORT, batch, "check")
    enqueue_step(work, batch, "check_import")


def _known_words(work: Work, kind: Kind, fields: Sequence[str]) -> dict[str, dict[str, str]]:
    """What this person said before that words of these fields mean."""
    rows = work.session.execute(
        select(ImportWord.field, ImportWord.typed, ImportWord.means).where(
            ImportWord.user_id == work.actor.id,
            ImportWord.subject == kind,
            ImportWord.field.in_(fields),
        )
    )
    known: dict[str, dict[str, str]] = {}
    for field, typed, means in rows:
        known.setdefault(field, {})[typed] = means
    return known


def setup_of(batch: ImportBatch) -> Setup:
    """What was decided about the file, as a target reads it."""
    choices = batch.choices
    return Setup(
        headings={str(i): header[0] for i, header in enumerate(batch.headers)},
        not_taken=frozenset(batch.mapping),
        remarks=choices.get("rest") != "drop",
        words=choices.get("words", {}),
        twins=choices.get("twins", {}),
        alike=choices.get("alike", ""),
        options=choices.get("options", {}),
    )


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


def enqueue_write(work: Work, batch: ImportBatch) -> None:
    """Start writing as a job; what cannot be written, or is not decided, is left out."""
    bad = sum(int(batch.counts.get(o, 0)) for o in REFUSED)
    states.move_state(work, rules.IMPORT, batch, "write", rows=count_writable(batch), skipped=bad)
    enqueue_step(work, batch, "write_import")


def count_writable(batch: ImportBatch) -> int:
    """How many rows a write would touch."""
    return sum(int(batch.counts.get(o, 0)) for o in WRITABLE)


def enqueue_undo(work: Work, batch: ImportBatch) -> None:
    """Take the whole batch back as a job, while its time runs (setting ``undo_hours``).

    Records touched since are left as they are and listed. Raises ``Conflict`` afterwards.
    """
    hours = int(settings.get(work.session, "undo_hours"))
    if not rules.may_undo(batch.written_at, work.now, hours):
        raise Conflict(N_("An import can only be undone within %(hours)s hours."), hours=hours)
    states.move_state(work, rules.IMPORT, batch, "undo")
    batch.undone_at = work.now
    enqueue_step(work, batch, "undo_import")


def enqueue_step(work: Work, batch: ImportBatch, name: str) -> None:
    """The next long step of a batch, as a job."""
    link = f"/imports/{batch.id}"
    job = queue.enqueue(work, name, title=batch.name, link=link, batch_id=batch.id)
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
    work: Work,
    batch: ImportBatch,
    outcomes: Sequence[Outcome] = (),
    after: int = 0,
    limit: int = 50,
) -> list[Any]:
    """One page of rows for the review, after a line number."""
    query = select(ImportRow).where(ImportRow.batch_id == batch.id, ImportRow.line > after)
    if outcomes:
        query = query.where(ImportRow.outcome.in_(outcomes))
    return list(work.session.scalars(query.order_by(ImportRow.line).limit(limit)))


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
        "left_out": to_json(line.left),
        "joins": line.joins,
    }
