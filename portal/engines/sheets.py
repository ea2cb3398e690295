"""Turns a Sheet (title, columns, rows) into an Excel workbook. Only this file knows XlsxWriter."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import xlsxwriter


@dataclass(frozen=True)
class Column:
    """``kind``: text, date, moment, number, money; ``width`` in Latin characters."""

    title: str
    kind: str = "text"
    width: int = 14


@dataclass(frozen=True)
class Sheet:
    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]
    code: str = ""  # form number
    version: str = ""
    notes: Sequence[tuple[str, str]] = ()  # (label, text) lines under the title
    signatures: Sequence[str] = field(default_factory=tuple)


def write(sheets: Iterable[Sheet], stream: BinaryIO) -> None:
    """Write row by row in constant memory; text is never a formula nor a link."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
               "remove_timezone": True}  # fmt: skip
    with xlsxwriter.Workbook(stream, options) as book:
        for sheet in sheets:
            page = book.add_worksheet(sheet.title[:31])
            for index, column in enumerate(sheet.columns):
                page.set_column(index, index, column.width)
                page.write_string(0, index, column.title)
            for number, row in enumerate(sheet.rows, start=1):
                page.write_row(number, 0, row)
