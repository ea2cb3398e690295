"""First inspection of an upload: which sheet, where its headings are, what to warn about."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import select

from models.platform.imports import ImportBatch
from models.words.platform import ImportState
from models.words.text import N_
from portal import settings
from portal.errors import Invalid, PortalError, TooLarge
from portal.platform.imports import reading, rules
from portal.platform.imports.head_rows import whole_head
from portal.platform.imports.heading_keys import find_field
from portal.platform.imports.target import MAY, Target
from portal.platform.language import catalogue
from portal.platform.storage.bytes import Storage, Stored
from portal.platform.storage.uploads import shown_name
from portal.work import Work

SAMPLES = 3
SHEETS_TRIED = 10
BATCHES_ASKED = 20  # of this person, for the sheet they took last
TOLD = {
    "formulas": N_("%(count)s formulas: the results last saved by Excel are used."),
    "errors": N_("%(count)s cells contain an error such as #N/A: they are treated as empty."),
    "hidden_rows": N_("%(count)s rows are hidden, perhaps by a filter: they are imported too."),
}
NO_HEAD = N_(
    "None of these headings is known. If row %(line)s is a record, add a row of headings above it."
)
REPEATED = N_("The heading «%(heading)s» appears twice; only the first column is matched.")
HIDDEN = N_(
    "The column «%(heading)s» is hidden in Excel. Choose below whether it is imported; as long as "
    "nobody does, it is only where it fills a field."
)
MERGED = N_("%(count)s cells are merged over several rows: each of the rows is given the text.")
GONE = N_("There is no such sheet in this file. Choose one from the list.")


@dataclass(frozen=True)
class Look:
    """What the first rows of one sheet say, and which sheets there are: [name, hidden]."""

    sheet: str
    sheets: list[list[Any]]
    head_line: int
    headers: list[list[str]]
    notes: list[list[Any]]


@dataclass(frozen=True)
class Received:
    """A stored upload and the first look at it."""

    stored: Stored
    name: str
    look: Look


def receive_upload(work: Work, target: Target, name: str, stream: BinaryIO) -> Received:
    """Store an upload and look at its head; opens no transaction of its own.

    Raises ``TooLarge`` (setting ``upload_megabytes``) and ``Invalid`` for what is no table.
    """
    work.require(MAY)
    storage = Storage(work.config.storage)
    most = int(settings.get(work.session, "upload_megabytes"))
    stored = storage.put(stream)
    try:
        if stored.size > most * 1024 * 1024:
            raise TooLarge(N_("A file can be at most %(most)s MB. Split it."), most=most)
        return Received(
            stored, shown_name(name) or "—", _first(work, target, storage.path(stored.key))
        )
    except PortalError:
        storage.drop(stored.key)
        raise


def another_sheet(work: Work, target: Target, batch: ImportBatch, sheet: str) -> Look:
    """A look at another sheet of a stored upload. Raises ``Invalid``."""
    if sheet not in [name for name, _ in batch.sheets]:
        raise Invalid(GONE, field="sheet")
    return _look(target, Storage(work.config.storage).path(batch.storage_key), sheet)


def headings_of(target: Target) -> dict[str, str]:
    return rules.known_headings(target.fields, catalogue("zh_CN"))


def _first(work: Work, target: Target, path: Path) -> Look:
    """The sheet this person took last from such a workbook, else the first with a table in it."""
    with reading.read_table(path, known=headings_of(target)) as found:
        sheets, visible, default = _sheets(found), found.sheets, found.sheet
    tried = [default, *(name for name in visible if name != default)]
    last = _last(work, target, sheets)
    refusals: list[Invalid] = []
    for name in ([last] if last else []) + tried[:SHEETS_TRIED]:
        try:
            return _look(target, path, name)
        except Invalid as refusal:
            refusals.append(refusal)
    raise refusals[1 if last else 0]


def _last(work: Work, target: Target, sheets: list[list[Any]]) -> str:
    rows = work.session.execute(
        select(ImportBatch.sheet, ImportBatch.sheets)
        .where(
            ImportBatch.owner_id == work.actor.id,
            ImportBatch.subject == target.kind,
            ImportBatch.state.not_in((ImportState.UPLOADED, ImportState.FAILED)),
        )
        .order_by(ImportBatch.id.desc())
        .limit(BATCHES_ASKED)
    )
    return next((row.sheet for row in rows if len(sheets) > 1 and row.sheets == sheets), "")


def _sheets(found: reading.Reading) -> list[list[Any]]:
    return [[name, False] for name in found.sheets] + [[name, True] for name in found.hidden]


def _look(target: Target, path: Path, sheet: str) -> Look:
    with reading.read_table(path, sheet, headings_of(target)) as found:
        rows = list(_top(found))
        return _head(target, found, rows)


def _top(found: reading.Reading) -> Iterator[tuple[int, list[str]]]:
    for row, _ in zip(found.rows, range(rules.HEAD_WITHIN + SAMPLES), strict=False):
        yield row


def _head(target: Target, found: reading.Reading, rows: list[tuple[int, list[str]]]) -> Look:
    known = headings_of(target)
    head = rules.find_head(rows, known)
    if head is None or len(rows) < 2:
        raise Invalid(reading.REFUSALS["empty"])
    line, cells = whole_head(rows, head[0], found.merged, known)
    filled = reading.fill_merged(rows, found.merged, line)
    below = [row for _number, row in filled][:SAMPLES]
    headers = [[text, *(r[i] if i < len(r) else "" for r in below)] for i, text in enumerate(cells)]
    notes: list[list[Any]] = [
        [text, {"count": found.told[what]}] for what, text in TOLD.items() if found.told.get(what)
    ]
    if merged := reading.count_merged(found.merged, line):
        notes.append([MERGED, {"count": merged}])
    if not rules.propose_columns(cells, known):
        notes.append([NO_HEAD, {"line": line}])
    notes += [[REPEATED, {"heading": text}] for text in rules.repeated_headings(cells)]
    notes += _hidden(found.hidden_columns, headers, known)
    return Look(found.sheet, _sheets(found), line, headers, notes)


def _hidden(columns: list[int], headers: list[list[str]], known: dict[str, str]) -> list[list[Any]]:
    """A note of each hidden column that says something, but for the keys of our own sheets."""
    return [
        [HIDDEN, {"heading": headers[i][0] or i + 1, "column": i}]
        for i in columns
        if i < len(headers)
        and any(headers[i])
        and find_field(headers[i][0], known) not in (rules.ID, rules.REVISION)
    ]


def hidden_of(notes: list[list[Any]]) -> set[str]:
    """The indexes of the hidden columns that the notes of a batch name."""
    return {str(values["column"]) for text, values in notes if text == HIDDEN}
