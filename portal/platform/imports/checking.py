"""The job that says what every row of an import would do: in chunks, each committed alone (D7)."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import delete, insert

from models.platform.imports import ImportBatch, ImportRow
from models.words.platform import ImportState as S
from models.words.platform import Outcome
from models.words.text import N_
from models.words.values import ValueKind as V
from portal import settings
from portal.errors import Invalid, NotFound
from portal.platform.imports import reading
from portal.platform.imports.batch import (
    count_outcomes,
    enqueue_write,
    setup_of,
    stored_upload,
)
from portal.platform.imports.heading_keys import plain_heading
from portal.platform.imports.headings import headings_of
from portal.platform.imports.row_rules import NOT_TAKEN, is_aside
from portal.platform.imports.rules import ID, IMPORT, REVISION, Field, is_closing
from portal.platform.imports.tally import Tally
from portal.platform.imports.target import MAY, Line, Seen, Target, is_beside
from portal.platform.jobs.queue import Run
from portal.platform.search.names import parse_amount
from portal.platform.storage.bytes import Storage
from portal.platform.texts import fold_code
from portal.platform.workflow import states

CHECKED_AT_ONCE = 500
ROWS: Any = ImportRow.__table__


def check_batch(run: Run, target: Target, batch_id: int) -> None:
    """Determine what every row would do; starts over if interrupted.

    Goes on to write when that was asked for together with the decisions that it follows.
    """
    with run.work() as work:
        batch = work.get(ImportBatch, batch_id, MAY, lock=True)
        if batch.state is not S.CHECKING:
            return
        work.session.execute(delete(ROWS).where(ROWS.c.batch_id == batch_id))
        path = Storage(work.config.storage).path(batch.storage_key)
        most = int(settings.get(work.session, "import_rows"))
        work.session.expunge(batch)
    tally = Tally()
    try:
        with reading.read_table(path, batch.sheet, headings_of(target)) as found:
            rows = reading.fill_merged(found.rows, found.merged, batch.head_line)
            _check_rows(run, target, batch, _lines(target, batch, rows), most, tally)
    except (Invalid, NotFound) as error:
        with run.work() as work:
            batch = work.get(ImportBatch, batch_id, MAY, lock=True)
            batch.problem = str(error)
            states.move_state(work, IMPORT, batch, "fail")
        return
    with run.work() as work:
        batch = work.get(ImportBatch, batch_id, MAY, lock=True)
        count_outcomes(work, batch)
        batch.faults = tally.kinds()
        states.move_state(work, IMPORT, batch, "found", **batch.counts)
        if batch.choices.get("then_write"):
            batch.choices = {k: v for k, v in batch.choices.items() if k != "then_write"}
            enqueue_write(work, batch)


def _check_rows(
    run: Run,
    target: Target,
    batch: ImportBatch,
    lines: Iterator[Line],
    most: int,
    tally: Tally,
) -> None:
    seen: Seen = {"setup": setup_of(batch)}
    skipped = frozenset(batch.choices.get("skip", ()))
    done = 0
    while chunk := list(islice(lines, CHECKED_AT_ONCE)):
        done += len(chunk)
        if done > most:
            raise Invalid(
                N_("An import can have at most %(most)s rows. Split the file."), most=most
            )
        with run.work() as work:
            target.check(work, [x for x in chunk if x.outcome is not Outcome.SKIPPED], seen)
            for line in chunk:
                tally.take(line)
                if kinds_of(line) & skipped:
                    line.outcome = Outcome.SKIPPED
            work.session.execute(
                insert(ROWS),
                [{"batch_id": batch.id, "written": False, **stored_upload(x)} for x in chunk],
            )
            run.progress(done, 0)
    if not done:
        raise Invalid(reading.REFUSALS["empty"])


def kinds_of(line: Line) -> set[str]:
    """The kinds of fault of a row, as a choice to leave them out names them."""
    found = [*line.left.items(), *line.problems.items()]
    return {f"{name}|{reason['text']}" for name, reason in found}


def _lines(
    target: Target, batch: ImportBatch, rows: Iterator[tuple[int, list[str]]]
) -> Iterator[Line]:
    """The rows below the head as lines; totals and signatures are set aside, if that is chosen."""
    columns = [
        (int(i), name, _factor(batch.headers[int(i)][0]))
        for i, name in batch.mapping.items()
        if name != NOT_TAKEN and not target.gathers(name)
    ]
    gathering = [f for f in target.fields if f.gathers and f.name in batch.mapping.values()]
    codes = [n for _i, n, _f in columns if n in (ID, REVISION) or _kind(target, n) is V.CODE]
    kept = batch.choices.get("asides") == "write"
    for number, cells in rows:
        if number <= batch.head_line:
            continue
        if is_closing(cells):
            return
        taken = {
            name: _scaled(cells[i], factor) if i < len(cells) else "" for i, name, factor in columns
        }
        taken |= {name: fold_code(taken[name]) for name in codes}
        taken |= {field.name: _gathered(batch, field, cells) for field in gathering}
        line = Line(number, taken, rest=_rest(target, batch, cells))
        aside = not kept and is_aside(taken.get("name", ""), cells)
        if aside:
            line.outcome = Outcome.SKIPPED
        if aside or any(taken.values()) or any(i not in batch.mapping for i in line.rest):
            yield line


def _kind(target: Target, name: str) -> V | None:
    found = target.field(name)
    return found.kind if found else None


def _gathered(batch: ImportBatch, field: Field, cells: Sequence[str]) -> str:
    """What the columns of one field say, each with its heading unless that names the field."""
    said = []
    for index in sorted(int(i) for i, name in batch.mapping.items() if name == field.name):
        heading, text = batch.headers[index][0], cells[index] if index < len(cells) else ""
        own = plain_heading(heading) in field.gathers
        said += [text if own else f"{' '.join(heading.split())}：{text}"] if text else []
    return "\n".join(said)


def _rest(target: Target, batch: ImportBatch, cells: Sequence[str]) -> dict[str, str]:
    """What stands in columns that fill no field of their own: for the remarks, and for the rows
    to mend.
    """
    return {
        str(i): text
        for i, text in enumerate(cells)
        if text and is_beside(target, batch.mapping.get(str(i)))
    }


def _factor(heading: str) -> int:
    """Amounts under a heading that says 万元 are meant in ten thousands."""
    return 10_000 if "万元" in heading else 1


def _scaled(text: str, factor: int) -> str:
    found = None if factor == 1 else parse_amount(text, factor)
    return text if found is None else f"{found:f}"  # its own check says what is wrong with text
