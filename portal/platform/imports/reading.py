"""Reads uploaded sheets in a process with limits; every refusal is one sentence (SEC-9)."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from models.words.text import N_
from portal.errors import Invalid

READER = Path(__file__).with_name("reader")
REFUSALS: Mapping[str, str] = {
    "empty": N_("This file is empty. Put the headings in one row and the records below it."),
    "pdf": N_("This is a PDF. Upload the table as .xlsx, .xls or .csv."),
    "image": N_("This is a picture. Upload the table as .xlsx, .xls or .csv."),
    "archive": N_("This is an archive, not a table. Unpack it and upload the .xlsx, .xls or .csv."),
    "word": N_("This is a Word document. Copy the table into Excel and save it as .xlsx."),
    "opendocument": N_("This is an OpenDocument table. Save it as .xlsx and upload it again."),
    "web": N_("This is a web page under another name. Open it in Excel and save it as .xlsx."),
    "binary": N_("This is an .xlsb workbook. Save it as .xlsx in Excel and upload it again."),
    "macro": N_("This workbook contains macros. Save it as .xlsx (without macros) and upload it."),
    "external": N_(
        "This workbook points to other files. Break the links (Data › Edit Links) and save it."
    ),
    "password": N_("This workbook has a password. Remove it in Excel and upload it again."),
    "doctype": N_("This workbook contains a document type definition and was not opened."),
    "bomb": N_("This file unpacks to far more than it should and was not opened."),
    "too_big": N_("This file is too big to be read. Split it into smaller files."),
    "columns": N_("This sheet has %(count)s columns; the limit is %(most)s. Delete unused ones."),
    "encoding": N_(
        "The text is neither UTF-8 nor GBK: row %(line)s has a character that cannot be read. "
        "Save it as «CSV UTF-8» in Excel."
    ),
    "quote": N_(
        "The quotation mark that opens in row %(line)s is never closed. Close it or delete it, "
        "and upload the file again."
    ),
    "long_cell": N_(
        "A cell in row %(line)s has more than %(most)s characters. Perhaps a quotation mark is "
        "not closed there."
    ),
    "old": N_(
        "This workbook was saved for Excel 95 or older and its characters cannot be told. Save it "
        "as .xlsx in Excel or WPS and upload it."
    ),
    "no_package": N_("This is no .xlsx workbook. Only those can be checked."),
    "unknown": N_("This is not a table. Upload .xlsx, .xls or .csv."),
    "damaged": N_("This file is damaged. Open it in Excel, save it again and upload it."),
    "died": N_("This file could not be read within the limits. Split it, or save it again."),
}


Span = tuple[tuple[int, int], tuple[int, int]]  # (row, column) from, to; counted from 0


@dataclass
class Reading:
    """An open sheet: its name, what was noticed in it, and its rows (line number, cells)."""

    sheet: str
    sheets: list[str]  # visible ones
    hidden: list[str]
    told: Mapping[str, int]  # counts of formulas, errors and hidden rows
    merged: list[Span]
    rows: Iterator[tuple[int, list[str]]] = field(repr=False)
    hidden_columns: list[int] = field(default_factory=list)  # counted from 0


@dataclass
class Tab:
    """A tab of a workbook: the lines of it that say something, counted from 0; once they were read,
    what of it is hidden, and the number formats of its cells (``reader.looks``).
    """

    name: str
    rows: Iterator[tuple[int, list[str]]] = field(repr=False)
    hidden: bool = False
    looks: dict[str, Any] = field(default_factory=dict)


@contextmanager
def read_table(path: Path, sheet: str = "", known: Iterable[str] = ()) -> Iterator[Reading]:
    """The rows of one sheet as text, read by a process with limits of memory and time.

    Line numbers are the sheet's own, from 1; empty rows are left out. Dates come as ISO text. The
    separator of a text file is the one that yields most ``known`` headings (as compared).
    Raises ``Invalid`` for a file that cannot be read (SEC-9).
    """
    command = [sys.executable, "-I", str(READER), str(path), sheet, " ".join(known)]
    with subprocess.Popen(  # noqa: S603  (our own program on a path of our own making)
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}
    ) as child:
        try:
            assert child.stdout is not None  # noqa: S101  (asked for one line above)
            head = _line(child.stdout.readline())
            yield Reading(
                head["sheet"],
                head["sheets"],
                head["hidden"],
                head["told"],
                _ranges(head["merged"]),
                _rows(child.stdout),
                head.get("hidden_columns", []),
            )
        finally:
            child.kill()


def fill_merged(
    rows: Iterable[tuple[int, list[str]]], merged: Iterable[Span], after: int
) -> Iterator[tuple[int, list[str]]]:
    """The rows below line ``after``, each with the text of the cells merged downwards over it.

    As Excel shows it: what stands once for two rows is said of both. A row that holds nothing of
    its own is no row.
    """
    starts: dict[int, list[Span]] = {}
    for span in merged:
        if after <= span[0][0] < span[1][0]:
            starts.setdefault(span[0][0] + 1, []).append(span)
    held: dict[int, tuple[int, str]] = {}  # column → last line, text
    for number, cells in rows:
        if number > after:
            held = {column: kept for column, kept in held.items() if number <= kept[0]}
            row = _filled(cells, held)
            for (_top, left), (bottom, _right) in starts.get(number, ()):
                held[left] = (bottom + 1, row[left] if left < len(row) else "")
            yield number, row


def _filled(cells: list[str], held: Mapping[int, tuple[int, str]]) -> list[str]:
    """Cells with the held texts where they are blank."""
    wide = max(held, default=-1) + 1
    row = cells + [""] * (wide - len(cells))
    for column, (_last, text) in held.items():
        row[column] = row[column] or text
    return row


def count_merged(merged: Iterable[Span], after: int) -> int:
    """How many cells below line ``after`` are merged over several rows."""
    return sum(after <= top < bottom for (top, _left), (bottom, _right) in merged)


@contextmanager
def read_cells(path: Path) -> Iterator[Callable[[], Iterator[Tab]]]:
    """All tabs of an .xlsx with what their cells say (``sheets.tokens``): a function, since they
    can be gone through again. The same limits, the same refusals.
    """
    command = [sys.executable, "-I", str(READER), "--cells", str(path)]
    with TemporaryFile() as kept:
        subprocess.run(  # noqa: S603  (our own program on a path of our own making)
            command, stdout=kept, stderr=subprocess.DEVNULL, env={}, check=False
        )

        def tabs() -> Iterator[Tab]:
            kept.seek(0)
            return _tabs(kept)

        yield tabs


def _tabs(stream: Any) -> Iterator[Tab]:
    """A tab after the other; its rows are read before the next tab is asked for."""
    line: Any = _line(stream.readline())

    def rows(looks: dict[str, Any]) -> Iterator[tuple[int, list[str]]]:
        for raw in stream:
            read = _line(raw)
            if isinstance(read, dict):
                looks.update(read["looks"])
                return
            yield read[0], read[1]
        raise Invalid(REFUSALS["died"])

    while "tab" in line:
        looks: dict[str, Any] = {}
        found = rows(looks)
        yield Tab(line["tab"], found, line["hidden"], looks)
        for _rest in found:
            pass
        line = _line(stream.readline())


def _rows(stream: Any) -> Iterator[tuple[int, list[str]]]:
    for raw in stream:
        line = _line(raw)
        if isinstance(line, dict):
            return
        number, row = line
        yield number, row
    raise Invalid(REFUSALS["died"])


def _line(raw: bytes) -> Any:
    """Parse one line of the reader. Raises its refusal, or ``Invalid`` if the reader died."""
    try:
        line = json.loads(raw)
    except ValueError as error:
        raise Invalid(REFUSALS["died"]) from error
    if isinstance(line, dict) and "refused" in line:
        raise Invalid(REFUSALS[line["refused"]], **line["values"])
    return line


def _ranges(pairs: list[Any]) -> list[Span]:
    return [((a[0], a[1]), (b[0], b[1])) for a, b in pairs]
