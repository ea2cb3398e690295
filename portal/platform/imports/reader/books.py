"""Reads the cells of a workbook, new or old, as their owner would type them."""

import datetime
import math
import re
import zipfile
from collections.abc import Callable, Iterator, Set
from contextlib import contextmanager, suppress
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any

import python_calamine as calamine

from portal.platform.imports.heading_keys import count_known
from portal.platform.imports.reader.hidden_columns import hidden_columns
from portal.platform.imports.reader.month_cells import Cell, month_cells
from portal.platform.imports.reader.old_books import OTHERS, decode_old, prepare_old
from portal.platform.imports.reader.refusals import Head, Refused, Rows, Told

COLUMNS = 200
LOOKED_AT = 20  # rows, for headings
MERGES = 200_000
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FORBIDDEN = {"EncryptedPackage": "password", "_VBA_PROJECT": "macro", "WordDocument": "word"}
WRAPPED = re.compile(r'="([^"]*(?:""[^"]*)*)"')
# A mark before a number or code that keeps a program from reckoning with it.
MARKED = re.compile(r"['‘’`´]\s*((?=(?:[^0-9]*[0-9]){4})[0-9A-Z+(][0-9A-Z\s().+-]*[0-9A-Zx])")

Say = Callable[[str], str]


def no_months(_sheet: str) -> Set[Cell]:
    return frozenset()


def check_container(content: bytes) -> None:
    """The old format and encrypted workbooks share one container."""
    for word, code in FORBIDDEN.items():
        if word.encode("utf-16-le") in content:
            raise Refused(code)


def read_package(path: Path, name: str, told: Told) -> tuple[Head, Rows]:
    """The named sheet of an .xlsx, hidden ones too, else the first visible one with content."""
    with refusing():
        book = calamine.CalamineWorkbook.from_path(path)
        head, rows = read_sheet(book, name, told, str, lambda sheet: month_cells(path, sheet))
        return {**head, "hidden_columns": hidden_columns(path, str(head["sheet"]))}, rows


def read_container(content: bytes, name: str, known: Set[str]) -> tuple[Head, Rows]:
    """The same of an .xls."""
    check_container(content)
    with refusing():
        old = prepare_old(content)
        book = calamine.CalamineWorkbook.from_filelike(BytesIO(old.content if old else content))
        if old is None:
            return read_sheet(book, name, Told(), str)
        encoding = meant_encoding(book, old.encoding, known)
        return read_sheet(book, name, Told(), lambda text: decode_old(text, encoding))


@contextmanager
def refusing() -> Iterator[None]:
    try:
        yield
    except calamine.PasswordError as error:
        raise Refused("password") from error
    except (calamine.CalamineError, zipfile.BadZipFile, OSError, ValueError) as error:
        raise Refused("damaged") from error


def meant_encoding(book: Any, encoding: str, known: Set[str]) -> str:
    """The code page of the file, unless only another one makes headings of its first rows."""
    sheets = (book.get_sheet_by_name(name) for name in book.sheet_names)
    rows = next((list(islice(s.iter_rows(), LOOKED_AT)) for s in sheets if s.end), [])

    def headings(in_encoding: str) -> int:
        with suppress(Refused):
            said = [[decode_old(c, in_encoding) for c in r if isinstance(c, str)] for r in rows]
            return max((count_known(row, known) for row in said), default=0)
        return 0

    return max((encoding, *OTHERS), key=headings)


def read_sheet(
    book: Any, name: str, told: Told, say: Say, months_of: Callable[[str], Set[Cell]] = no_months
) -> tuple[Head, Rows]:
    """The head and the rows of a sheet; ``say`` turns what the parser gives into texts, and
    ``months_of`` tells which cells of it show no day.
    """
    sheets = [m for m in book.sheets_metadata if m.typ == calamine.SheetTypeEnum.WorkSheet]
    shown = calamine.SheetVisibleEnum.Visible
    visible = {say(m.name): m.name for m in sheets if m.visible == shown}
    hidden = {say(m.name): m.name for m in sheets if m.visible != shown}
    named = visible | hidden
    wanted = [named[name]] if name in named else visible.values()
    sheet = next((s for n in wanted if (s := book.get_sheet_by_name(n)).end), None)
    if sheet is None:
        raise Refused("empty")
    wide = sheet.end[1] + 1 if sheet.end else 0
    if wide > COLUMNS:
        raise Refused("columns", count=wide, most=COLUMNS)
    head = {
        "sheet": say(sheet.name),
        "sheets": list(visible),
        "hidden": list(hidden),
        "told": told,
        "merged": (sheet.merged_cell_ranges or [])[:MERGES],
    }
    before = [""] * sheet.start[1] if sheet.start else []
    return head, sheet_rows(before, sheet, say, months_of(sheet.name))


def sheet_rows(before: list[str], sheet: Any, say: Say, months: Set[Cell]) -> Iterator[list[str]]:
    """Rows as the sheet numbers them, the empty columns before them kept."""
    for line, row in enumerate(sheet.iter_rows()):
        cells = [cell_text(say(v) if isinstance(v, str) else v) for v in row]
        for column, value in enumerate(row) if months else ():
            if (line, column + len(before)) in months and isinstance(value, datetime.date):
                cells[column] = f"{value:%Y-%m}"
        yield before + cells if any(cells) else []


def cell_text(value: Any) -> str:
    """A cell as its owner would type it; a number Excel has rounded stays visibly so."""
    if isinstance(value, str):
        return plain_text(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return number_text(value)
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return value.date().isoformat() if midnight else value.isoformat(" ", "seconds")
    return str(value)


def plain_text(text: str) -> str:
    """A text without the wrapping that other programs write around it: ="007", '007."""
    bare = text.replace("\0", "").strip()
    if wrapped := WRAPPED.fullmatch(bare):
        return wrapped[1].replace('""', '"').strip()
    marked = MARKED.fullmatch(bare)
    return marked[1] if marked else bare


def number_text(value: float) -> str:
    if not math.isfinite(value):
        return ""
    if abs(value) >= 1e15:
        return f"{value:.14E}"
    return str(int(value)) if value == int(value) else repr(round(value, 10))
