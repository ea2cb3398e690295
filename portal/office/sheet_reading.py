"""Reads a sheet of a workbook as its seal was made: line by line, keyed (D10)."""

import hashlib
import re
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from portal.errors import Invalid
from portal.platform.imports.reading import REFUSALS, Tab
from portal.platform.sheets import tokens
from portal.platform.sheets.foot import TO_SIGN
from portal.platform.sheets.marks import NOTHING, cell_marks, row_marker
from portal.platform.sheets.seal import Sealed
from portal.platform.sheets.sheet import LAST_ROW
from portal.platform.sheets.tokens import join_tokens

Rows = Iterable[tuple[int, list[str]]]
CLOSING = re.compile(r"SHA-256\D{1,40}?([0-9a-f]{64})(?:\D+([0-9]{1,18}))?")
ROOM = 20  # lines below the last that Excel takes of us


@dataclass(frozen=True)
class Closing:
    """The line under the rows: where it stands, its SHA-256 and the number of the export."""

    line: int
    sha256: str
    number: int


@dataclass
class ReadSheet:
    """The sealed lines of a sheet: their digests, and those of their cells."""

    wide: int
    sha256: str = ""  # of headings and rows
    closing: Closing | None = None
    heads: list[str] = field(default_factory=list)
    marks: list[bytes] = field(default_factory=list)
    beyond: dict[int, list[int]] = field(default_factory=dict)  # cells right of the last column
    places: list[int] = field(default_factory=list)  # of a line's cells; -1: there are none
    cells: "array[int]" = field(default_factory=lambda: array("I"))
    outside: list[tuple[int, int]] = field(default_factory=list)  # cells below that say something
    looks: Mapping[str, Any] = field(default_factory=dict)  # ``reader.looks``
    hidden: bool = False

    def line(self, number: int) -> Sequence[int]:
        place = self.places[number]
        if place < 0:
            return [NOTHING] * self.wide
        return self.cells[place : place + self.wide]


def find_closings(rows: Rows) -> Closing | None:
    """The last line that has a SHA-256 in one of its first cells."""
    found = None
    for line, cells in rows:
        for said in islice(cells, 3):
            if "SHA-256" in said and (match := CLOSING.search(said)):
                found = Closing(line, match[1], int(match[2] or 0))
    return found


def read_sheet(
    key: bytes, sealed: Sealed, known: Sequence[bytes], tab: Tab, closing: Closing | None
) -> ReadSheet:
    """Every sealed line, in the spelling of the seal: days are days in columns of dates; and which
    cells stand below.
    """
    end = LAST_ROW + ROOM
    if sealed.closing is not None:  # without its line the sheet ends where it did
        end = closing.line - sealed.closing + 1 if closing else sealed.lines
    foot = sealed.lines - sealed.head - sealed.hashed
    taking, alone = Taking(key, sealed, end - foot), _left_alone(sealed, end)
    for line, cells in tab.rows:
        if line < end:
            taking.skip_to(line)
            taking.take(_dated(cells, sealed.days))
        elif line not in alone:
            taking.result.outside += [(line, place) for place, said in enumerate(cells) if said]
    taking.end(known, end if closing and sealed.closing is not None else 0)
    taking.result.closing = closing
    taking.result.looks, taking.result.hidden = tab.looks, tab.hidden
    return taking.result


def _left_alone(sealed: Sealed, end: int) -> range:
    """The lines below in which people sign; by rule 1 what the portal wrote there as well."""
    if sealed.closing:
        return range(end, end + sealed.closing + TO_SIGN)
    return range(end - 1 + sealed.signed, end + sealed.signed) if sealed.signed else range(0)


def _dated(cells: list[str], days: Sequence[int]) -> list[str]:
    """A date is kept as a number, whatever format it is shown in."""
    for day in days:
        if day < len(cells) and cells[day].startswith(tokens.NUMBER):
            cells[day] = tokens.serial_token(float(cells[day][1:]))
    return cells


class Taking:
    """A sheet while its lines are read; those from the headings to ``foot`` are hashed."""

    def __init__(self, key: bytes, sealed: Sealed, foot: int) -> None:
        self.mark, self.sealed = row_marker(key), sealed
        self.result = ReadSheet(sealed.columns)
        self.digest, self.hashed = (
            hashlib.sha256(),
            range(sealed.head, foot if sealed.hashed else 0),
        )
        self.nothing = join_tokens([])
        self.empty = self.mark(self.nothing)

    def skip_to(self, line: int) -> None:
        """Lines that say nothing."""
        if line > LAST_ROW + ROOM:
            raise Invalid(REFUSALS["damaged"])
        while len(self.result.marks) < line:
            self._add(self.nothing, self.empty, -1)

    def take(self, said: list[str]) -> None:
        result, wide = self.result, self.sealed.columns
        line = len(result.marks)
        if line == self.sealed.head:
            result.heads = said
        if len(said) > wide:
            result.beyond[line] = [wide + n for n, cell in enumerate(said[wide:]) if cell]
        own = [*said[:wide], *[""] * (wide - len(said))]
        packed = join_tokens(said)
        self._add(packed, self.mark(packed), len(result.cells))
        result.cells.extend(cell_marks(map(str.encode, own)))

    def _add(self, packed: bytes, mark: bytes, place: int) -> None:
        if len(self.result.marks) in self.hashed:
            self.digest.update(packed)
        self.result.marks.append(mark)
        self.result.places.append(place)

    def end(self, known: Sequence[bytes], end: int) -> None:
        """Empty lines at the end, which no file says, are there as far as they were."""
        self.skip_to(max(end, len(self.result.marks)))
        while known[len(self.result.marks) : len(self.result.marks) + 1] == [self.empty]:
            self._add(self.nothing, self.empty, -1)
        self.result.sha256 = self.digest.hexdigest()
