"""The three long jobs of an import: check, write, undo. Each is cut into chunks that commit alone,
so a worker that is killed goes on where it was, and no row is written twice (D7).
"""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from itertools import islice
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from models.imports import ImportBatch, ImportRow
from models.words.kinds import Outcome
from models.words.states import ImportState as S
from models.words.text import N_
from portal import settings
from portal.engines import imports, reading, workflow
from portal.engines.imports import MAY, Line, Target
from portal.engines.jobs import Run
from portal.engines.storage import Storage
from portal.errors import Conflict, Invalid, NotFound, PortalError
from portal.rules.imports import IMPORT, is_closing
from portal.work import Work

CHECKED_AT_ONCE = 500
WRITTEN_AT_ONCE = 100
ROWS: Any = ImportRow.__table__
TAKEN = N_("This already exists.")
KEPT = N_("Changed since the import; left as it is.")


def check(run: Run, target: Target, batch_id: int) -> None:
    """Say for every row what it would do; starts over when it was broken off."""
    with run.work() as work:
        batch = work.get(ImportBatch, batch_id, MAY, lock=True)
        if batch.state is not S.CHECKING:
            return
        work.session.execute(delete(ROWS).where(ROWS.c.batch_id == batch_id))
        path = Storage(work.config.storage).path(batch.storage_key)
        most = int(settings.get(work.session, "import_rows"))
        work.session.expunge(batch)
    try:
        with reading.opened(path, batch.sheet) as found:
            _check_rows(run, target, batch_id, _lines(batch, found.rows), most)
    except (Invalid, NotFound) as error:
        with run.work() as work:
            batch = work.get(ImportBatch, batch_id, MAY, lock=True)
            batch.problem = str(error)
            workflow.move(work, IMPORT, batch, "fail")
        return
    with run.work() as work:
        batch = work.get(ImportBatch, batch_id, MAY, lock=True)
        imports.count(work, batch)
        workflow.move(work, IMPORT, batch, "found", **batch.counts)


def _check_rows(run: Run, target: Target, batch_id: int, lines: Iterator[Line], most: int) -> None:
    seen: imports.Seen = {}
    done = 0
    while chunk := list(islice(lines, CHECKED_AT_ONCE)):
        done += len(chunk)
        if done > most:
            raise Invalid(N_("An import takes %(most)s rows at most. Split the file."), most=most)
        with run.work() as work:
            target.check(work, chunk, seen)
            work.session.execute(
                insert(ROWS),
                [{"batch_id": batch_id, "written": False, **imports.stored(x)} for x in chunk],
            )
        run.progress(done, 0)
    if not done:
        raise Invalid(reading.REFUSALS["empty"])


def _lines(batch: ImportBatch, rows: Iterator[tuple[int, list[str]]]) -> Iterator[Line]:
    """The rows below the head as lines: mapped cells only, none that are blank there."""
    columns = [
        (int(i), name, _factor(batch.headers[int(i)][0])) for i, name in batch.mapping.items()
    ]
    for number, cells in rows:
        if number <= batch.head_line:
            continue
        if is_closing(cells):
            return
        taken = {
            name: _scaled(cells[i], factor) if i < len(cells) else ""
            for i, name, factor in columns
        }  # fmt: skip
        if any(taken.values()):
            yield Line(number, taken)


def _factor(heading: str) -> int:
    """Amounts under a heading that says 万元 are meant in ten thousands."""
    return 10_000 if "万元" in heading else 1


def _scaled(text: str, factor: int) -> str:
    if factor == 1 or not text:
        return text
    try:
        return str(Decimal(text.replace(",", "")) * factor)
    except InvalidOperation:
        return text  # the field's own check says what is wrong with it


def write(run: Run, target: Target, batch_id: int) -> None:
    """Write what is new or changed, a chunk per commit, each row once."""
    open_rows = (
        ROWS.c.batch_id == batch_id,
        ROWS.c.written.is_(False),
        ROWS.c.outcome.in_((Outcome.NEW, Outcome.UPDATE)),
    )
    total = _total(run, batch_id)
    done, going = 0, True
    while going:
        with run.work() as work:
            batch = work.get(ImportBatch, batch_id, MAY, lock=True)
            if batch.state is not S.WRITING:
                return
            query = select(ROWS).where(*open_rows).order_by(ROWS.c.line).limit(WRITTEN_AT_ONCE)
            rows = work.session.execute(query).all()
            lines = [_line(row) for row in rows]
            at_hand = target.ready(work, lines) if lines else None
            for row, line in zip(rows, lines, strict=True):
                _write_one(work, target, row.id, line, at_hand)
            if going := bool(rows):
                done += len(rows)
            else:
                _finish(work, batch)
        run.progress(min(done, total), total)


def _total(run: Run, batch_id: int) -> int:
    with run.work() as work:
        return imports.to_write(work.get(ImportBatch, batch_id, MAY))


def _write_one(work: Work, target: Target, row_id: int, line: Line, at_hand: Any) -> None:
    """One row in a savepoint: what it cannot do now becomes its reason, not the batch's end."""
    happened = len(work.events)
    try:
        with work.session.begin_nested():
            record = target.write(work, line, at_hand)
            work.session.flush()  # the revision that an undo will look for
            values = {"written": True, "record_id": record.id, "record_revision": record.revision}
    except (PortalError, IntegrityError) as problem:
        del work.events[happened:]
        error = problem if isinstance(problem, PortalError) else Conflict(TAKEN)
        outcome = Outcome.CONFLICT if isinstance(error, Conflict) else Outcome.ERROR
        for name, fault in _faults(error):
            line.fault(name, fault, outcome=outcome)
        values = {"outcome": outcome, "problems": imports.stored(line)["problems"]}
    work.session.execute(update(ROWS).where(ROWS.c.id == row_id).values(**values))


def _faults(error: PortalError) -> Iterator[tuple[str, PortalError]]:
    several = getattr(error, "problems", None)
    if several:
        yield from several.items()
    else:
        yield error.field, error


def _finish(work: Work, batch: ImportBatch) -> None:
    written = work.session.scalar(
        select(func.count()).where(ROWS.c.batch_id == batch.id, ROWS.c.written.is_(True))
    )
    imports.count(work, batch)
    batch.counts = {**batch.counts, "written": written}
    batch.written_at = work.now
    workflow.move(work, IMPORT, batch, "finish", written=written)


def undo(run: Run, target: Target, batch_id: int) -> None:
    """Take every written row back whose record nobody has touched since; list the others."""
    after = 0
    while True:
        with run.work() as work:
            batch = work.get(ImportBatch, batch_id, MAY, lock=True)
            if batch.state is not S.UNDONE:
                return
            query = select(ROWS).where(
                ROWS.c.batch_id == batch_id, ROWS.c.written.is_(True), ROWS.c.line > after
            )
            rows = work.session.execute(query.order_by(ROWS.c.line).limit(WRITTEN_AT_ONCE)).all()
            for row in rows:
                _undo_one(work, target, row)
            if not rows:
                _count_undone(work, batch)
                return
            after = rows[-1].line
        run.progress(after, 0)


def _undo_one(work: Work, target: Target, row: Any) -> None:
    happened = len(work.events)
    line = _line(row)
    try:
        with work.session.begin_nested():
            taken_back = target.undo(work, line)
            work.session.flush()  # constraints speak before the row is marked
        values: dict[str, Any] = {"written": not taken_back}
        if not taken_back:
            line.fault("", Conflict(KEPT), outcome=row.outcome)
    except PortalError as error:
        del work.events[happened:]
        line.fault("", error, outcome=row.outcome)
        values = {}
    values["problems"] = imports.stored(line)["problems"]
    work.session.execute(update(ROWS).where(ROWS.c.id == row.id).values(**values))


def _count_undone(work: Work, batch: ImportBatch) -> None:
    kept = work.session.scalar(
        select(func.count()).where(ROWS.c.batch_id == batch.id, ROWS.c.written.is_(True))
    )
    batch.counts = {**batch.counts, "kept": kept}


def _line(row: Any) -> Line:
    return Line(
        row.line, dict(row.cells), row.outcome, dict(row.changes), {}, row.record_id,
        row.record_revision,
    )  # fmt: skip
