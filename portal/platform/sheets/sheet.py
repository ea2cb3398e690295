"""What a sheet is: title, columns, rows, notes, signatures; counted and hashed as it is written."""

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from models.words.text import N_
from models.words.values import ValueKind as V
from portal.errors import TooLarge
from portal.platform.fields.kind import SheetColumn
from portal.platform.fields.kinds import KINDS
from portal.work import HERE

Say = Callable[[str], str]

LONGEST_TEXT = 32_767  # characters in one cell, Excel's own limit
LAST_ROW = 1_048_576 - 20  # what Excel takes, less room for the closing lines
WIDEST = 150  # Latin characters that A4 landscape takes in a size people can read
BEFORE_CHINESE = "\u2e7f"  # what comes after it is as wide as it is high
PAGE = N_("Page &P of &N")
CLOSING = N_("%(rows)s rows. SHA-256 of the data: %(sha256)s")


@dataclass(frozen=True)
class Column:
    """One column of a sheet; ``width`` in Latin characters, more where its heading needs more."""

    title: str
    kind: V = V.TEXT
    width: int = 14

    @property
    def look(self) -> SheetColumn:
        return KINDS[self.kind].sheet


@dataclass(frozen=True)
class Tally:
    """Counts rows by one column; ``chart`` is «column», «bar» or «pie»."""

    title: str
    column: int
    chart: str = "column"


@dataclass(frozen=True)
class Sheet:
    """What goes on one sheet; every text is a msgid or already in the reader's language."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]
    code: str = ""  # form number
    version: str = ""
    notes: Sequence[tuple[str, str]] = ()  # (label, text) under the title
    signatures: Sequence[str] = ()
    tallies: Sequence[Tally] = ()
    summary: str = N_("Summary")  # what the sheet with the charts is called
    bare: bool = False  # headings in the first row and nothing but rows: to be filled in


@dataclass(frozen=True)
class Written:
    """How many rows were written, and the SHA-256 of their values (R-65)."""

    rows: int
    sha256: str


SEPARATOR, END = "\x1f", b"\x1e"  # of values and of rows in what is hashed


@dataclass
class Account:
    """Counts and hashes rows as they go by; keeps the tallies."""

    tallies: Sequence[Tally] = ()
    rows: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    def __post_init__(self) -> None:
        self.counts: list[Counter[str]] = [Counter() for _ in self.tallies]

    def take(self, rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
        update = self.digest.update
        for row in rows:
            self.rows += 1
            if self.rows > LAST_ROW:
                raise TooLarge(N_("A sheet can have at most 1,048,576 rows. Narrow the filters."))
            update(SEPARATOR.join(map(str, row)).encode("utf-8", "surrogatepass") + END)
            for tally, counter in zip(self.tallies, self.counts, strict=True):
                counter[str(row[tally.column] or "—")] += 1
            yield row

    def written(self) -> Written:
        return Written(self.rows, self.digest.hexdigest())


def untranslated(text: str) -> str:
    """Say a text as it is."""
    return text


def text_of(value: Any) -> str:
    """What a text cell shows; what does not fit Excel's cell ends with an ellipsis."""
    text = value if type(value) is str else "" if value is None else str(value)
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"


def wall_clock(value: date, *, day: bool) -> date:
    """Excel knows no time zone: the wall clock of Asia/Shanghai; in a column of days, the day."""
    if not isinstance(value, datetime):
        return value
    here = value.astimezone(HERE).replace(tzinfo=None) if value.tzinfo else value
    return here.date() if day else here


def screen_width(text: str) -> int:
    """Width in Latin characters: Chinese ones count twice."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def widths(columns: Sequence[Column], say: Say) -> list[int]:
    """Wide enough for heading and filter arrow; a sheet too wide for A4 folds its text columns."""
    wide = [max(c.width, screen_width(say(c.title)) + 4) for c in columns]
    if sum(wide) <= WIDEST:
        return wide
    heads = [screen_width(say(c.title)) // 2 + 3 for c in columns]  # headings fold once
    folded = [
        max(head, c.width * 3 // 5, 7) if c.look.wraps else max(head, c.look.narrowest)
        for c, head in zip(columns, heads, strict=True)
    ]
    return [min(before, after) for before, after in zip(wide, folded, strict=True)]


def lines_of(text: str, width: int) -> int:
    """How many lines a text takes in a column of that width; Chinese counts twice.

    Widths are in digits of 11 points, texts stand in 9: what breaks a line early fits the rest.
    """
    if "\n" in text:
        return sum(lines_of(line, width) for line in text.split("\n"))
    long = len(text) if text.isascii() else len(text) + sum(map(BEFORE_CHINESE.__lt__, text))
    return max(-(-long // max(width, 1)), 1)


def tab_name(title: str, taken: set[str]) -> str:
    """A name Excel accepts for a tab: ≤ 31 characters, none of []:*?/\\, unique."""
    clean = "".join("·" if c in "[]:*?/\\" else c for c in title).strip("'")[:31] or "Sheet"
    name, number = clean, 2
    while name.lower() in taken:
        name, number = f"{clean[:27]} {number}", number + 1
    taken.add(name.lower())
    return name


def head_lines(sheet: Sheet, say: Say) -> list[str]:
    """The lines under the title: form and version, then the labelled notes, two to a line."""
    notes = [(N_("Form number"), f"{sheet.code} {sheet.version}".strip())] if sheet.code else []
    told = [f"{say(label)}：{text}" for label, text in [*notes, *sheet.notes] if text]
    return ["　　".join(told[i : i + 3]) for i in range(0, len(told), 3)]


def footer(sheet: Sheet, say: Say) -> str:
    """Title, page x of y, day of printing, in Excel's codes; a real «&» is doubled."""
    title = say(sheet.title)[:60].replace("&", "&&")
    return f"&L{title}&C{say(PAGE)}&R&D"
