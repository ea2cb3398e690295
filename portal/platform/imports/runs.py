"""The three long jobs of an import: check, write, undo. Each is cut into chunks that commit alone,
so a killed worker resumes where it stopped, and no row is written twice (D7).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from models.platform.imports import ImportBatch, ImportRow
from models.words.platform import ImportState as S
from models.words.platform import Outcome
from models.words.text import N_
from portal import settings
from portal.errors import Conflict, Invalid, NotFound, PortalError
from portal.platform.imports import reading
from portal.platform.imports.batch import count_outcomes, count_writable, stored_upload
from portal.platform.imports.headings import headings_of
from portal.platform.imports.rules import IMPORT, is_closing
from portal.platform.imports.target import MAY, Line, Seen, Target
from portal.platform.jobs.queue import Run
from portal.platform.search.names import parse_amount
from portal.platform.storage.bytes import Storage
from portal.platform.workflow import states
from portal.work import Work

CHECKED_AT_ONCE = 500
WRITTEN_AT_ONCE = 200
ROWS: Any = ImportRow.__table__
TAKEN = N_("This already exists.")
Act = Callable[[list[Line]], list[Any]]
KEPT = N_("Changed since the import; left as it is.")


def check_batch(run: Run, target: Target, batch_id: int) -> None:
    """Determine what every row would do; starts over if interrupted."""
    with run.work() as work:
        batch = work.get(ImportBatch, batch_id, MAY, lock=True)
        if batch.state is not S.CHECKING:
            return
        work.session.execute(delete(ROWS).where(ROWS.c.batch_id == batch_id))
        path = Storage(work.config.storage).path(batch.storage_key)
        most = int(settings.get(work.session, "import_rows"))
        work.session.expunge(batch)
    try:
        with reading.read_table(path, batch.sheet, headings_of(target)) as found:
            _check_rows(run, target, batch_id, _lines(batch, found.rows), most)
    except (Invalid, NotFound) as error:
        with run.work() as work:
            batch = work.get(ImportBatch, batch_id, MAY, lock=True)
            batch.problem = str(error)
            states.move_state(work, IMPORT, batch, "fail")
        return
    with run.work() as work:
        batch = work.get(ImportBatch, batch_id, MAY, lock=True)
        count_outcomes(work, batch)
        states.move_state(work, IMPORT, batch, "found", **batch.counts)


def _check_rows(run: Run, target: Target, batch_id: int, lines: Iterator[Line], most: int) -> None:
    seen: Seen = {}
    done = 0
    while chunk := list(islice(lines, CHECKED_AT_ONCE)):
        done += len(chunk)
        if done > most:
            raise Invalid(
                N_("An import can have at most %(most)s rows. Split the file."), most=most
            )
        with run.work() as work:
            target.check(work, chunk, seen)
            work.session.execute(
                insert(ROWS),
                [{"batch_id": batch_id, "written": False, **stored_upload(x)} for x in chunk],
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
            name: _scaled(cells[i], factor) if i < len(cells) else "" for i, name, factor in columns
        }
        if any(taken.values()):
            yield Line(number, taken, rest=_rest(batch, cells))


def _rest(batch: ImportBatch, cells: Sequence[str]) -> dict[str, str]:
    """What stands in columns that are not brought in, for the sheet of rows to mend."""
    named = zip(range(len(batch.headers)), cells, strict=False)
    return {str(i): text for i, text in named if text and str(i) not in batch.mapping}


def _factor(heading: str) -> int:
    """Amounts under a heading that says 万元 are meant in ten thousands."""
    return 10_000 if "万元" in heading else 1


def _scaled(text: str, factor: int) -> str:
    found = None if factor == 1 else parse_amount(text, factor)
    return text if found is None else f"{found:f}"  # its own check says what is wrong with text


def write_batch(run: Run, target: Target, batch_id: int) -> None:
    """Write what is new or changed, a chunk per commit, each row once."""
    total = _total(run, batch_id)
    done, after, going = 0, 0, True
    while going:
        with run.work() as work:
            batch = work.get(ImportBatch, batch_id, MAY, lock=True)
            if batch.state is not S.WRITING:
                return
            rows = _to_write(work, batch_id, after)
            if going := bool(rows):
                done, after = done + len(rows), rows[-1].line
                _write_chunk(work, target, rows)
            else:
                _finish(work, batch)
        run.progress(min(done, total), total)


def _to_write(work: Work, batch_id: int, after: int) -> Sequence[Any]:
    query = (
        select(ROWS)
        .where(
            ROWS.c.batch_id == batch_id,
            ROWS.c.line > after,
            ROWS.c.written.is_(False),
            ROWS.c.outcome.in_((Outcome.NEW, Outcome.UPDATE)),
        )
        .order_by(ROWS.c.line)
        .limit(WRITTEN_AT_ONCE)
    )
    return work.session.execute(query).all()


def _total(run: Run, batch_id: int) -> int:
    with run.work() as work:
        return count_writable(work.get(ImportBatch, batch_id, MAY))


def _write_chunk(work: Work, target: Target, rows: Sequence[Any]) -> None:
    lines = [_line(row) for row in rows]
    ids = {line.number: row.id for row, line in zip(rows, lines, strict=True)}
    at_hand = target.ready(work, lines)
    written = _write_lines(work, target, [x for x in lines if not x.problems], at_hand)
    done = [
        {
            "key": ids[line.number],
            "written": True,
            "record_id": record.id,
            "record_revision": record.revision,
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


def _finish(work: Work, batch: ImportBatch) -> None:
    written = work.session.scalar(
        select(func.count()).where(ROWS.c.batch_id == batch.id, ROWS.c.written.is_(True))
    )
    count_outcomes(work, batch)
    batch.counts = {**batch.counts, "written": written}
    batch.written_at = work.now
    states.move_state(work, IMPORT, batch, "finish", written=written)


def undo_batch(run: Run, target: Target, batch_id: int) -> None:
    """Take every written row back whose record nobody has touched since; list the others."""
    done, after, going = 0, 0, True
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
    line.fault("", error, outcome=line.outcome)


def _count_undone(work: Work, batch: ImportBatch) -> None:
    kept = work.session.scalar(
        select(func.count()).where(ROWS.c.batch_id == batch.id, ROWS.c.written.is_(True))
    )
    batch.counts = {**batch.counts, "kept": kept}


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
    )
