"""Writes cells through private methods of XlsxWriter, without the checks of its public ones.

Those test every call for an address like «A1», a tenth of the total time, and search every text
six times for characters to escape.
"""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import CellStringTuple, Worksheet

from portal.fast.switch import plain

# Text that needs escaping or preserved white space is left to XlsxWriter.
SPECIAL = re.compile(r"[\x00-\x1f&<>\ufffe\uffff]|_x[0-9a-fA-F]{4}_|\A\s|\s\Z")
LETTERS = [xl_col_to_name(index) for index in range(500)]


class Page(Worksheet):  # type: ignore[misc]
    """A worksheet that writes a plain text cell with one formatted string."""

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
    """Methods that write one cell; each takes row, column, value and format."""

    string: Callable[..., Any]
    number: Callable[..., Any]
    blank: Callable[..., Any]
    datetime: Callable[..., Any]


def page_class() -> type[Worksheet]:
    """The class of worksheets to create."""
    return Worksheet if plain() else Page


def writers(page: Any) -> Writers:
    """The cell writers of a worksheet."""
    if plain():
        return Writers(page.write_string, page.write_number, page.write_blank, page.write_datetime)
    return Writers(
        page._write_string,  # noqa: SLF001
        page._write_number,  # noqa: SLF001
        page._write_blank,  # noqa: SLF001
        page._write_datetime,  # noqa: SLF001
    )


def forget_height(page: Any, row: int) -> None:
    """Drop a row's stored height, kept to place images: 60 MiB for 100,000 rows."""
    if not plain():
        page.row_info.pop(row)
        page.row_sizes.pop(row)
