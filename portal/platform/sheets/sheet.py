"""A sheet: title, columns, rows, notes, signatures; counted and hashed while it is written."""

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
LAST_ROW = 1_048_576 - 20  # Excel's limit, less room for the closing lines
WIDEST = 150  # Latin characters across A4 landscape that are still readable
BEFORE_CHINESE = "\u2e7f"  # characters after this one are counted as two columns wide
PAGE = N_("Page &P of &N")
CLOSING = N_("%(rows)s rows. SHA-256 of the data: %(sha256)s")


@dataclass(frozen=True)
class Column:
    """One column of a sheet; ``width`` in Latin characters, raised if the heading needs more."""

    title: str
    kind: V = V.TEXT
    width: int = 14

    @property
    def look(self) -> SheetColumn:
        """Number format, alignment and wrapping of this kind of value."""
        return KINDS[self.kind].sheet


@dataclass(frozen=True)
class Tally:
    """Counts rows by one column; ``chart`` is «column», «bar» or «pie»."""

    title: str
    column: int
    chart: str = "column"


@dataclass(frozen=True)
class Sheet:
    """The content of one sheet; texts are msgids or already in the reader's language."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]
    code: str = ""  # form number
    version: str = ""
    notes: Sequence[tuple[str, str]] = ()  # (label, text) under the title
    signatures: Sequence[str] = ()
    tallies: Sequence[Tally] = ()
    summary: str = N_("Summary")  # title of the sheet with the charts
    bare: bool = False  # a template to fill in: headings in the first row, then only rows


@dataclass(frozen=True)
class Written:
    """The number of rows written and the SHA-256 of their values (R-65)."""

    rows: int
    sha256: str


SEPARATOR, END = "\x1f", b"\x1e"  # between values and after each row in the hashed bytes


@dataclass
class Account:
    """Counts, hashes and tallies rows as they are written."""

    tallies: Sequence[Tally] = ()
    rows: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    def __post_init__(self) -> None:
        self.counts: list[Counter[str]] = [Counter() for _ in self.tallies]

    def take(self, rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
        """Pass the rows through. Raises ``TooLarge`` beyond Excel's last row."""
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
        """The account so far."""
        return Written(self.rows, self.digest.hexdigest())


def untranslated(text: str) -> str:
    """Return the text unchanged."""
    return text


def text_of(value: Any) -> str:
    """The text of a cell; one longer than Excel allows is cut and ends with an ellipsis."""
    text = value if type(value) is str else "" if value is None else str(value)
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"


def wall_clock(value: date, *, day: bool) -> date:
    """Local time in Asia/Shanghai, as Excel knows no time zones; with ``day``, the date alone."""
    if not isinstance(value, datetime):
        return value
    here = value.astimezone(HERE).replace(tzinfo=None) if value.tzinfo else value
    return here.date() if day else here


def screen_width(text: str) -> int:
    """Width in Latin characters; a Chinese one counts as two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def widths(columns: Sequence[Column], say: Say) -> list[int]:
    """Column widths that fit heading and filter arrow; text columns wrap if A4 is too narrow."""
    wide = [max(c.width, screen_width(say(c.title)) + 4) for c in columns]
    if sum(wide) <= WIDEST:
        return wide
    heads = [screen_width(say(c.title)) // 2 + 3 for c in columns]  # headings wrap once
    folded = [
        max(head, c.width * 3 // 5, 7) if c.look.wraps else max(head, c.look.narrowest)
        for c, head in zip(columns, heads, strict=True)
    ]
    return [min(before, after) for before, after in zip(wide, folded, strict=True)]


def lines_of(text: str, width: int) -> int:
    """How many lines a text takes in a column of that width; a Chinese character counts twice.

    Excel measures widths in digits of 11 points while cells use 9: the slack absorbs lines that
    break early at a word.
    """
    if "\n" in text:
        return sum(lines_of(line, width) for line in text.split("\n"))
    long = len(text) if text.isascii() else len(text) + sum(map(BEFORE_CHINESE.__lt__, text))
    return max(-(-long // max(width, 1)), 1)


def tab_name(title: str, taken: set[str]) -> str:
    """A tab name Excel accepts: at most 31 characters, none of []:*?/\\, not in ``taken``."""
    clean = "".join("·" if c in "[]:*?/\\" else c for c in title).strip("'")[:31] or "Sheet"
    name, number = clean, 2
    while name.lower() in taken:
        name, number = f"{clean[:27]} {number}", number + 1
    taken.add(name.lower())
    return name


def head_lines(sheet: Sheet, say: Say) -> list[str]:
    """The lines under the title: form and version, then the labelled notes, three to a line."""
    notes = [(N_("Form number"), f"{sheet.code} {sheet.version}".strip())] if sheet.code else []
    texts = [f"{say(label)}：{text}" for label, text in [*notes, *sheet.notes] if text]
    return ["　　".join(texts[i : i + 3]) for i in range(0, len(texts), 3)]


def footer(sheet: Sheet, say: Say) -> str:
    """Title, page x of y and print date in Excel's codes; a literal «&» is doubled."""
    title = say(sheet.title)[:60].replace("&", "&&")
    return f"&L{title}&C{say(PAGE)}&R&D"
