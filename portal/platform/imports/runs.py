"""The long jobs that write an import and take it back. Each is cut into chunks that commit alone,
so a killed worker resumes where it stopped, and no row is written twice (D7).
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.exc import IntegrityError

from models.platform.imports import ImportBatch, ImportRow
from models.words.platform import ImportState as S
from models.words.platform import Outcome
from models.words.text import N_
from portal.errors import Conflict, PortalError
from portal.platform.audit.chain import to_json
from portal.platform.imports.batch import count_outcomes, count_writable, setup_of, stored_upload
from portal.platform.imports.rules import IMPORT
from portal.platform.imports.target import MAY, Line, Target
from portal.platform.jobs.queue import Run
from portal.platform.workflow import states
from portal.work import Work

WRITTEN_AT_ONCE = 200
ROWS: Any = ImportRow.__table__
TAKEN = N_("This already exists.")
Act = Callable[[list[Line]], list[Any]]
KEPT = N_("Changed since the import; left as it is.")
ALONE = N_("Row %(line)s was not written, so this one could not join it.")
# Rows that join another are written when that one is.
PHASES = ((Outcome.NEW, Outcome.UPDATE), (Outcome.JOIN,))


def write_batch(run: Run, target: Target, batch_id: int) -> None:
    """Write what is new or changed, a chunk per commit, each row once."""
    total, done = _progress(run, batch_id)
    for phase in PHASES:
        after, going = 0, True
        while going:
            with run.work() as work:
                batch = work.get(ImportBatch, batch_id, MAY, lock=True)
                if batch.state is not S.WRITING:
                    return
                rows = _to_write(work, batch_id, phase, after)
                if going := bool(rows):
                    done, after = done + len(rows), rows[-1].line
                    _write_chunk(work, target, batch, rows)
                elif phase is PHASES[-1]:
                    _finish(work, target, batch)
                run.progress(min(done, total), total)


def _to_write(work: Work, batch_id: int, phase: tuple[Outcome, ...], after: int) -> Sequence[Any]:
    query = (
        select(ROWS)
        .where(
            ROWS.c.batch_id == batch_id,
            ROWS.c.line > after,
            ROWS.c.written.is_(False),
            ROWS.c.outcome.in_(phase),
        )
        .order_by(ROWS.c.line)
        .limit(WRITTEN_AT_ONCE)
    )
    rows = work.session.execute(query).all()
    joined: set[int] = set()
    for place, row in enumerate(rows):  # two that join one row are written one after the other
        if row.joins and row.joins in joined:
            return rows[:place]
        joined.add(row.joins)
    return rows


def _progress(run: Run, batch_id: int) -> tuple[int, int]:
    """How many rows there are to write, and how many a run before this one was through with."""
    with run.work() as work:
        total = count_writable(work.get(ImportBatch, batch_id, MAY))
        left = select(func.count()).where(
            ROWS.c.batch_id == batch_id,
            ROWS.c.written.is_(False),
            ROWS.c.outcome.in_([outcome for phase in PHASES for outcome in phase]),
        )
        return total, max(0, total - (work.session.scalar(left) or 0))


def _write_chunk(work: Work, target: Target, batch: ImportBatch, rows: Sequence[Any]) -> None:
    lines = [_line(row) for row in rows]
    ids = {line.number: row.id for row, line in zip(rows, lines, strict=True)}
    _find_joined(work, batch.id, lines)
    ready = [line for line in lines if not line.problems]
    at_hand = target.ready(work, ready, setup_of(batch))
    written = _write_lines(work, target, [x for x in ready if not x.problems], at_hand)
    done = [
        {
            "key": ids[line.number],
            "written": True,
            "record_id": record.id,
            "record_revision": record.revision,
            "changes": {} if line.joins else to_json(line.changes),
        }
        for line, record in written
    ]
    refused = [
        {
            "key": ids[x.number],
            "outcome": x.outcome,
            "problems": stored_upload(x)["problems"],
        }
        for x in lines
        if x.problems
    ]
    for values in (done, refused):
        if values:
            work.session.connection().execute(_by_key(values[0]), values)
    _tell_joined(work, batch.id, written)


def _find_joined(work: Work, batch_id: int, lines: list[Line]) -> None:
    """The records of the rows that lines join; one whose row was not written is refused."""
    wanted = {line.joins for line in lines if line.joins}
    if not wanted:
        return
    query = select(ROWS.c.line, ROWS.c.record_id).where(
        ROWS.c.batch_id == batch_id, ROWS.c.line.in_(wanted), ROWS.c.record_id.is_not(None)
    )
    records = {row.line: row.record_id for row in work.session.execute(query)}
    for line in (line for line in lines if line.joins):
        line.record_id = records.get(line.joins)
        if line.record_id is None:
            line.refuse(Conflict(ALONE, line=line.joins))


def _tell_joined(work: Work, batch_id: int, written: list[tuple[Line, Any]]) -> None:
    """What a row has changed in the record of another is undone with that one."""
    for line, record in written:
        if not line.joins:
            continue
        own = (ROWS.c.batch_id == batch_id, ROWS.c.line == line.joins)
        first = work.session.execute(select(ROWS).where(*own)).one()
        changes = dict(first.changes)
        for name, (old, new) in to_json(line.changes).items():
            changes[name] = [changes[name][0] if name in changes else old, new]
        values: dict[str, Any] = {"record_revision": record.revision}
        if first.outcome is not Outcome.NEW:
            values["changes"] = changes
            if first.outcome is Outcome.UNCHANGED and changes:
                values |= {"outcome": Outcome.UPDATE, "written": True}
        work.session.execute(update(ROWS).where(*own).values(**values))


def _by_key(values: Mapping[str, Any]) -> Any:
    named: dict[str, Any] = {name: bindparam(name) for name in values if name != "key"}
    return update(ROWS).where(ROWS.c.id == bindparam("key")).values(named)


def _write_lines(
    work: Work, target: Target, lines: list[Line], at_hand: Any
) -> list[tuple[Line, Any]]:
    """What was written of the lines; one that cannot be after all bears the reason."""

    def write(some: list[Line]) -> list[tuple[Line, Any]]:
        return list(zip(some, target.write(work, some, at_hand), strict=True))

    return _halving(work, lines, write, Line.refuse) if lines else []


def _halving(
    work: Work, lines: list[Line], act: Act, refuse: Callable[[Line, PortalError], None]
) -> list[Any]:
    """All lines in one savepoint; when one of them cannot be done after all, each half in its
    own, until it stands alone: then that becomes its reason, not the batch's end.
    """
    happened = len(work.events)
    try:
        with work.session.begin_nested():
            done = act(lines)
            work.session.flush()  # constraints speak; the revision that an undo will look for
            return done
    except (PortalError, IntegrityError) as problem:
        del work.events[happened:]
        if len(lines) == 1:
            refuse(lines[0], problem if isinstance(problem, PortalError) else Conflict(TAKEN))
            return []
    half = len(lines) // 2
    first = _halving(work, lines[:half], act, refuse)
    return first + _halving(work, lines[half:], act, refuse)


def _finish(work: Work, target: Target, batch: ImportBatch) -> None:
    written = work.session.scalar(
        select(func.count()).where(ROWS.c.batch_id == batch.id, ROWS.c.written.is_(True))
    )
    count_outcomes(work, batch)
    batch.counts = {**batch.counts, "written": written}
    batch.written_at = work.now
    states.move_state(work, IMPORT, batch, "finish", written=written)
    if target.tell:
        target.tell(work, batch)


def undo_batch(run: Run, target: Target, batch_id: int) -> None:
    """Take every written row back whose record nobody has touched since; list the others."""
    done, after, going = _undone(run, batch_id), 0, True
    while going:
        with run.work() as work:
            batch = work.get(ImportBatch, batch_id, MAY, lock=True)
            if batch.state is not S.UNDONE:
                return
            total = int(batch.counts.get("written", 0))
            rows = _to_undo(work, batch_id, after)
            if going := bool(rows):
                done, after = done + len(rows), rows[-1].line
                _undo_chunk(work, target, rows)
            else:
                _count_undone(work, batch)
            run.progress(min(done, total), total)


def _undone(run: Run, batch_id: int) -> int:
    """How many rows a run before this one has taken back."""
    with run.work() as work:
        batch = work.get(ImportBatch, batch_id, MAY)
        left = select(func.count()).where(ROWS.c.batch_id == batch_id, ROWS.c.written.is_(True))
        return max(0, int(batch.counts.get("written", 0)) - (work.session.scalar(left) or 0))


def _to_undo(work: Work, batch_id: int, after: int) -> Sequence[Any]:
    written = (ROWS.c.batch_id == batch_id, ROWS.c.written.is_(True), ROWS.c.line > after)
    query = select(ROWS).where(*written).order_by(ROWS.c.line).limit(WRITTEN_AT_ONCE)
    return work.session.execute(query).all()


def _undo_chunk(work: Work, target: Target, rows: Sequence[Any]) -> None:
    lines = [_line(row) for row in rows]

    def take_back(some: list[Line]) -> list[int]:
        return [line.number for line in target.undo(work, some)]

    back = set(_halving(work, lines, take_back, _keep))
    for line in lines:
        if line.number not in back and not line.problems:
            _keep(line, Conflict(KEPT))
    values = [
        {
            "key": row.id,
            "written": line.number not in back,
            "problems": stored_upload(line)["problems"],
        }
        for row, line in zip(rows, lines, strict=True)
    ]
    work.session.connection().execute(_by_key(values[0]), values)


def _keep(line: Line, error: PortalError) -> None:
    """Say why a row is left as it is; what the import did to it stays told."""
    several = getattr(error, "problems", None) or {"": error}
    for name, reason in several.items():
        line.fault(name, reason, outcome=line.outcome)


def _count_undone(work: Work, batch: ImportBatch) -> None:
    """How many rows stay as they are: touched since, or refused for a reason of their own."""
    kept = (ROWS.c.batch_id == batch.id, ROWS.c.written.is_(True))
    reasons = work.session.scalars(select(ROWS.c.problems).where(*kept)).all()
    touched = sum(reason.get("", {}).get("text") == KEPT for reason in reasons)
    numbers = {"kept": len(reasons), "touched": touched}
    batch.counts = {**batch.counts, **numbers}


def _line(row: Any) -> Line:
    return Line(
        row.line,
        dict(row.cells),
        row.outcome,
        dict(row.changes),
        {},
        row.record_id,
        row.record_revision,
        dict(row.rest),
        dict(row.left_out),
        row.joins,
    )
