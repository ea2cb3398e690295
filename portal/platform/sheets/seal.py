"""Seals a book as it is written: SHA-256 of the heads and rows of each sheet, keyed digests of all
lines but those to sign (D10).
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from portal.platform.sheets import tokens
from portal.platform.sheets.marks import SideFile, row_marker
from portal.platform.sheets.sheet import LONGEST_TEXT, Say, Sheet, Total, text_of, wall_clock
from portal.platform.sheets.tokens import BETWEEN, SEPARATOR, end_line

NUMBERS = (int, float, Decimal)


RULE = 2  # by which a book is sealed: 1 left out summaries, amounts in words and the closing line


@dataclass(frozen=True)
class Sealed:
    """A tab as its entry knows it. ``lines`` from the first of the tab on are sealed; from
    ``head``, the headings, on ``hashed`` of them are in the SHA-256. ``days`` are the columns of
    dates; ``closing`` is how far below the last sealed line the SHA-256 stands, None if it stands
    on a tab of its own; ``signed`` how far below it people sign, 0 if nowhere. ``formats`` are the
    number formats of each column. Lines and columns count from 0.
    """

    tab: str
    lines: int
    columns: int
    head: int
    hashed: int
    days: Sequence[int]
    closing: int | None
    sha256: str
    signed: int = 0
    formats: Sequence[Sequence[str]] = ()


@dataclass
class Seal:
    """The seal of a file. Without a key there is the SHA-256 alone: it proves nothing later."""

    key: bytes = b""
    side: SideFile | None = None
    marks: bytearray = field(default_factory=bytearray)  # of all lines of all sheets
    tabs: list[str] = field(default_factory=list)  # all of the file, those of no rows too

    def open_sheet(self, tab: str, sheet: Sheet, say: Say) -> "SheetSeal":
        return SheetSeal(self, tab, sheet, say)


class SheetSeal:
    """The seal of one sheet: takes its lines from the top, in their order; one sheet at a time."""

    def __init__(self, seal: Seal, tab: str, sheet: Sheet, say: Say) -> None:
        self.seal, self.tab, self.formats = seal, tab, formats_in(sheet, say)
        looks = [column.look_in(say) for column in sheet.columns]
        self.wide = max(len(looks), 2)  # a label and its text stand in two cells
        self.beyond = [""] * (self.wide - len(looks))
        self.days = [i for i, k in enumerate(looks) if not k.text and is_dated(k.format)]
        spell = [
            _speller(text=k.text, day=k.day, dated=i in self.days) for i, k in enumerate(looks)
        ]
        if sheet.formats:  # rows of different measures: what is no number is text
            spell, self.days = [_spell_mixed] * len(looks), []
        self.spellers: Sequence[Callable[[Any], str]] = spell
        self.digest = hashlib.sha256()
        self.lines = self.head = self.hashed = 0
        self.mark = row_marker(seal.key) if seal.key else None

    def add_texts(self, said: Mapping[int, str], *, hashed: bool = False) -> None:
        """A line of texts and formulas, by column; only what is ``hashed`` is in the SHA-256."""
        self._add([[said.get(place, "") for place in range(self.wide)]], hashed=hashed)

    def add_heading(self, titles: Sequence[str]) -> None:
        self.head = self.lines
        self.add_texts(dict(enumerate(map(tokens.text_token, titles))), hashed=True)

    def add_row(self, row: Sequence[Any]) -> None:
        """A row of values; most cells are short plain texts, which are their own spelling."""
        said = [
            value
            if type(value) is str and len(value) <= LONGEST_TEXT and value.isprintable()
            else spell(value)
            for value, spell in zip(row, self.spellers, strict=True)
        ]
        self._add([said + self.beyond if self.beyond else said], hashed=True)

    def add_spelt(self, said: Sequence[Sequence[str]]) -> None:
        """Rows whose cells are spelt already, column by column."""
        beyond = [[text] * len(said[0]) for text in self.beyond]
        self._add(zip(*said, *beyond, strict=True), hashed=True)

    def _add(self, rows: Iterable[Sequence[str]], *, hashed: bool) -> None:
        cells = [SEPARATOR.join(row).encode() for row in rows]
        lines = list(map(end_line, cells))
        self.lines += len(lines)
        if hashed:
            self.hashed += len(lines)
            self.digest.update(b"".join(lines))
        if self.mark:
            self.seal.marks += b"".join(map(self.mark, lines))
        if self.seal.side:
            self.seal.side.add(BETWEEN.join(cells).split(BETWEEN))

    @property
    def sha256(self) -> str:
        return self.digest.hexdigest()

    def close(self, *, closing: int | None = None, signed: int = 0, sha256: str = "") -> Sealed:
        """What the entry keeps; ``sha256`` is that of another tab, where this one only says it."""
        return Sealed(
            self.tab,
            self.lines,
            self.wide,
            self.head,
            self.hashed,
            self.days,
            closing,
            sha256 or self.sha256,
            signed,
            self.formats,
        )


def formats_in(sheet: Sheet, say: Say) -> list[list[str]]:
    """The number formats that the cells of each column have, those of its totals too."""
    found = []
    for index, column in enumerate(sheet.columns):
        own = {column.look_in(say).format}
        if not index:
            own.add("General")  # the label of a total is a formula: it counts rows
        if column.total is Total.LATE:
            own.add(column.foot.pattern(say))
        for form in sheet.changes if index == sheet.change else sheet.formats:
            own.add(replace(column, format=form).look_in(say).format)
        found.append(sorted(own))
    return found


def is_dated(shown: str) -> bool:
    """Whether a number format of ours shows a day or an hour."""
    return "yy" in shown or "hh" in shown


def _spell_mixed(value: Any) -> str:
    if isinstance(value, NUMBERS):
        return tokens.number_token(value)
    return tokens.text_token(text_of(value))


def _speller(*, text: bool, day: bool, dated: bool) -> Callable[[Any], str]:
    """Spells the values of a column as its cells keep them."""

    def spell(value: Any) -> str:
        if value is None or value == "":
            return ""
        if not text and isinstance(value, NUMBERS):
            return tokens.serial_token(float(value)) if dated else tokens.number_token(value)
        if not text and isinstance(value, date):
            here = wall_clock(value, day=day)
            if dated:
                return tokens.date_token(here)
            return tokens.number_token(tokens.serial_of(here))
        return tokens.text_token(text_of(value))

    return spell
