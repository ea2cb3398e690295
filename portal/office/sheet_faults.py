"""What was changed in a sheet, in sentences that name the place (D10)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from models.words.text import N_
from portal.office.sheet_reading import ReadSheet
from portal.platform.sheets.compare import compare_lines
from portal.platform.sheets.marks import NOTHING, SideReader
from portal.platform.sheets.seal import Sealed
from portal.platform.sheets.tokens import ERROR, FORMULA, NUMBER
from portal.platform.sheets.totals import column_name

CELL = N_("Cell %(cell)s (row %(row)s) was changed.")
NAMED_CELL = N_("Cell %(cell)s (row %(row)s, column “%(title)s”) was changed.")
HEADING = N_("The heading in %(cell)s (row %(row)s) was changed.")
ROW = N_("Row %(row)s was changed.")
ROW_GONE = N_("The row that stood in row %(row)s was deleted.")
ROW_NEW = N_("Row %(row)s was inserted.")
SWAPPED = N_("Rows changed places: %(row)s and %(other)s.")
MOVED = N_("The row that stood in row %(row)s was moved to row %(other)s.")
TAB_GONE = N_("This sheet was removed.")
TAB_NAMED = N_("This sheet was renamed; it is called “%(now)s” now.")
TAB_NEW = N_("This sheet was added.")
FOOT = N_("The SHA-256 in row %(row)s is not that of the entry.")
NO_FOOT = N_("The line with the SHA-256 was deleted.")
ENTRY = N_("The cells agree, but the SHA-256 of the entry is another: the entry was changed.")
SAID = (NUMBER, FORMULA, ERROR)  # what no title begins with


@dataclass(frozen=True)
class Fault:
    """One sentence (a msgid and what fills it) about one tab."""

    text: str
    tab: str
    values: Mapping[str, Any] = field(default_factory=dict)


def faults_of(
    sealed: Sealed,
    known: Sequence[bytes],
    first_cell: int,
    read: ReadSheet,
    side: SideReader | None,
) -> Iterator[Fault]:
    """All that differs in one sheet, from top to bottom; rows are counted as Excel counts them."""
    cells = Cells(sealed, first_cell, read, side)
    found = compare_lines(known, read.marks, cells.agree)
    foot = list(_foot_faults(sealed, read))
    last = sealed.lines - 1 if foot and not sealed.closing else -1  # told by its own sentence
    told = [
        *((f, fault) for k, f in found.changed if k != last for fault in cells.faults_in(k, f)),
        *((k, Fault(ROW_GONE, sealed.tab, {"row": k + 1})) for k in found.gone if k != last),
        *((f, Fault(ROW_NEW, sealed.tab, {"row": f + 1})) for f in found.new),
        *_moves(sealed.tab, found.moved),
    ]
    yield from (fault for _line, fault in sorted(told, key=lambda each: each[0]))
    yield from foot
    above = [line for line, _fault in told if line <= sealed.head + sealed.hashed]
    if sealed.hashed and not above and read.sha256 != sealed.sha256:
        yield Fault(ENTRY, sealed.tab)


def _foot_faults(sealed: Sealed, read: ReadSheet) -> Iterator[Fault]:
    """The line with the SHA-256, where it stands on this tab."""
    if sealed.closing is None:
        return
    if not read.closing:
        yield Fault(NO_FOOT, sealed.tab)
    elif read.closing.sha256 != sealed.sha256:
        yield Fault(FOOT, sealed.tab, {"row": read.closing.line + 1})


def _moves(tab: str, moved: Sequence[tuple[int, int]]) -> Iterator[tuple[int, Fault]]:
    """Two that stand in each other's place have changed places, and so have neighbours."""
    places = dict(moved)
    for known, found in moved:
        values = {"row": min(known, found) + 1, "other": max(known, found) + 1}
        if places.get(found) == known:
            if known < found:
                yield known, Fault(SWAPPED, tab, values)
        elif abs(known - found) == 1:
            yield min(known, found), Fault(SWAPPED, tab, values)
        else:
            yield found, Fault(MOVED, tab, {"row": known + 1, "other": found + 1})


class Cells:
    """The cells of a sheet on both sides, where the side file is there."""

    def __init__(
        self, sealed: Sealed, first_cell: int, read: ReadSheet, side: SideReader | None
    ) -> None:
        self.sealed, self.first, self.read, self.side = sealed, first_cell, read, side

    def agree(self, known: int, found: int) -> int:
        """How many cells that say something are the same; 1 where nobody can tell."""
        if self.side is None:
            return 1
        pairs = zip(self._known(known), self.read.line(found), strict=False)
        return sum(ours == theirs != NOTHING for ours, theirs in pairs)

    def faults_in(self, known: int, found: int) -> Iterator[Fault]:
        """The cells of a line that differ; the line, where no cell can be named."""
        differing = self.read.beyond.get(found, [])
        if self.side is not None:
            pairs = zip(self._known(known), self.read.line(found), strict=False)
            own = [n for n, (ours, theirs) in enumerate(pairs) if ours != theirs]
            differing = [*own, *differing]
        for column in differing:
            yield self._fault(known, found, column)
        if not differing:
            yield Fault(ROW, self.sealed.tab, {"row": found + 1})

    def _fault(self, known: int, found: int, column: int) -> Fault:
        values: dict[str, Any] = {"cell": f"{column_name(column)}{found + 1}", "row": found + 1}
        head, hashed, heads = self.sealed.head, self.sealed.hashed, self.read.heads
        if hashed and known == head:
            return Fault(HEADING, self.sealed.tab, values)
        listed = hashed and head < known <= head + hashed  # in the rows, or the total
        title = heads[column] if listed and column < len(heads) else ""
        if title and not title.startswith(SAID):
            return Fault(NAMED_CELL, self.sealed.tab, {**values, "title": title.strip()})
        return Fault(CELL, self.sealed.tab, values)

    def _known(self, line: int) -> Sequence[int]:
        assert self.side is not None  # noqa: S101  (asked by both callers)
        return self.side.line(self.first + line * self.sealed.columns, self.sealed.columns)
