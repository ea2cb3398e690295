"""Columns of a sheet that Excel does not show: people do not know that they are in the file."""

import re
import zipfile
from pathlib import Path

from portal.platform.imports.reader.month_cells import part_of_sheet
from portal.platform.imports.reader.packages import chunks_of

COLUMN = re.compile(rb"<(?:\w+:)?col\s([^>]*)>")
FIRST, LAST = re.compile(rb'\bmin="([0-9]{1,5})"'), re.compile(rb'\bmax="([0-9]{1,5})"')
HIDDEN = re.compile(rb'\b(?:hidden="(?:1|true)"|width="0(?:\.0*)?")')
WIDEST = 200


def hidden_columns(path: Path, sheet: str) -> list[int]:
    """The columns of a sheet that are hidden, from 0."""
    with zipfile.ZipFile(path) as archive:
        found = part_of_sheet(archive, sheet)
        head = next(chunks_of(archive, found), b"") if found else b""
    result: list[int] = []
    for tag in COLUMN.findall(head.partition(b"sheetData")[0]):
        first, last = FIRST.search(tag), LAST.search(tag)
        if first and last and HIDDEN.search(tag):
            result += range(int(first[1]) - 1, min(int(last[1]), WIDEST))
    return result
