"""What of a tab is out of sight, and in which number formats its cells stand (D10)."""

import zipfile
from typing import Any

from portal.platform.imports.reader.month_cells import STYLED, TAG, attributes_of, text_of_part

# Number formats that a workbook names by their number alone.
BUILT_IN = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "yyyy/m/d",
    22: "yyyy/m/d h:mm",
    49: "@",
}
NAMED = 50  # hidden lines, and kinds of cells, that are told of a tab
Parts = dict[str, zipfile.ZipInfo]
Range = tuple[int, int]


def formats_of(archive: zipfile.ZipFile, parts: Parts, name: str) -> list[str]:
    """The number format of each style of cells."""
    text = text_of_part(archive, parts, name)
    styled = STYLED.search(text)
    if not styled:
        return []
    own = {}
    for tag in TAG.finditer(text):
        said = attributes_of(tag[2])
        if tag[1] == "numFmt":
            own[int(said.get("numFmtId") or 0)] = said.get("formatCode", "")
    tags = (tag for tag in TAG.finditer(styled[0]) if tag[1] == "xf")
    ids = (int(attributes_of(tag[2]).get("numFmtId") or 0) for tag in tags)
    return [own.get(id) or BUILT_IN.get(id, f"({id})") for id in ids]


class Looks:
    """The looks of a tab while its cells are read; lines and columns count from 0."""

    def __init__(self, formats: list[str]) -> None:
        self.formats = formats
        self.rows: list[Range] = []  # hidden ones, first and last
        self.columns: list[Range] = []
        self.shown: dict[tuple[int, str, bool], list[int]] = {}  # the first cell, and how many

    def see(self, name: str, said: dict[str, str]) -> None:
        """What stands before the rows: widths of columns."""
        if name == "col" and _is_hidden(said, "width"):
            self._hide(self.columns, int(said["min"]) - 1, int(said["max"]) - 1)

    def see_row(self, line: int, said: dict[str, str]) -> None:
        if _is_hidden(said, "ht"):
            self._hide(self.rows, line, line)

    @staticmethod
    def _hide(ranges: list[Range], first: int, last: int) -> None:
        if ranges and ranges[-1][1] == first - 1:
            ranges[-1] = (ranges[-1][0], last)
        elif len(ranges) < NAMED:
            ranges.append((first, last))

    def see_cell(self, line: int, column: int, style: str, *, text: bool) -> None:
        key = (column, style, text)
        found = self.shown.get(key)
        if found:
            found[1] += 1
        elif len(self.shown) < 100 * NAMED:
            self.shown[key] = [line, 1]

    def told(self) -> dict[str, Any]:
        """Hidden rows and columns; of each column the formats in it, with the first such cell, and
        how many there are.
        """
        shown = [
            [column, self._format(style), text, line, count]
            for (column, style, text), (line, count) in self.shown.items()
        ]
        return {"rows": self.rows, "columns": self.columns, "shown": shown}

    def _format(self, style: str) -> str:
        place = int(style or 0)
        return self.formats[place] if place < len(self.formats) else BUILT_IN[0]


def _is_hidden(said: dict[str, str], size: str) -> bool:
    """Hidden, or so narrow that it cannot be seen."""
    return said.get("hidden", "").strip() in ("1", "true") or float(said.get(size) or 1) == 0
