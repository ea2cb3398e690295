"""Cells of XlsxWriter written without what its public names look at before each of them.

They ask at each call whether it speaks of «A1», which is a tenth of all time, and search each text
six times for what needs an escape.
"""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import CellStringTuple, Worksheet

from portal.fast.switch import plain

# Text that needs an escape or a word about its blanks: XlsxWriter writes it.
SPECIAL = re.compile(r"[\x00-\x1f&<>\ufffe\uffff]|_x[0-9a-fA-F]{4}_|\A\s|\s\Z")
LETTERS = [xl_col_to_name(index) for index in range(500)]


class Page(Worksheet):  # type: ignore[misc]
    """A worksheet that writes plain text cells in one go."""

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        text = type(cell) is CellStringTuple and cell.format and type(cell.string) is str
        if text and col < len(LETTERS) and not SPECIAL.search(cell.string):
            style = cell.format._get_xf_index()  # noqa: SLF001
            self.fh.write(
                f'<c r="{LETTERS[col]}{row + 1}" s="{style}" t="inlineStr">'
                f"<is><t>{cell.string}</t></is></c>"
            )
        else:
            super()._write_cell(row, col, cell)


class Writers(NamedTuple):
    """Each takes row, column, value and format."""

    string: Callable[..., Any]
    number: Callable[..., Any]
    blank: Callable[..., Any]
    datetime: Callable[..., Any]


def page_class() -> type[Worksheet]:
    return Worksheet if plain() else Page


def writers(page: Any) -> Writers:
    if plain():
        return Writers(page.write_string, page.write_number, page.write_blank, page.write_datetime)
    return Writers(
        page._write_string,  # noqa: SLF001
        page._write_number,  # noqa: SLF001
        page._write_blank,  # noqa: SLF001
        page._write_datetime,  # noqa: SLF001
    )


def forget_height(page: Any, row: int) -> None:
    """XlsxWriter keeps every height for pictures that we have none of: 60 MiB for 100,000 rows."""
    if not plain():
        page.row_info.pop(row)
        page.row_sizes.pop(row)
