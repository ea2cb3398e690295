"""What a sheet is: title, columns, rows, notes, signatures; counted and hashed as it is written."""

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any

from models.words.plurals import agree, fill
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.errors import TooLarge
from portal.platform.fields.kind import SheetColumn
from portal.platform.fields.kinds import KINDS
from portal.platform.sheets.chart import Chart
from portal.work import HERE

Say = Callable[[str], str]

LONGEST_TEXT = 32_767  # characters in one cell, Excel's own limit
LAST_ROW = 1_048_576 - 20  # what Excel takes, less room for the closing lines
DASH = "—"  # of a share of nothing
CLOSING = N_("%(rows)s rows. SHA-256 of the data: %(sha256)s")
NUMBERED = N_("%(rows)s rows. SHA-256 of the data: %(sha256)s. Export no. %(number)s")


class Total(StrEnum):
    """How the foot of a column is reckoned: added up, added up and said in words as vouchers have
    it, or how many are above nought.
    """

    SUM = "sum"
    WORDED = "worded"
    LATE = "late"


@dataclass(frozen=True)
class Share:
    """The foot of a column of shares: the total of one column divided by that of another."""

    part: str
    whole: str


@dataclass(frozen=True)
class Phrase:
    """A number in words (msgids): ``above`` nought with «%(count)s» in it, and what nought is.

    Nought is that word in its cell, and no section of the format: LibreOffice draws a section with
    a condition otherwise than Excel, and a count of numbers is one of those above nought.
    """

    above: str
    nought: str = ""

    def pattern(self, say: Say) -> str:
        """Its number format, so that a cell above nought stays a number."""
        one, many = (self._format(agree(say(self.above), ones)) for ones in (("count",), ()))
        return many if one == many else f"[=1]{one};{many}"

    def _format(self, text: str) -> str:
        before, _, after = text.partition("%(count)s")
        return "".join((quoted(before), "0", quoted(after)))

    def text(self, value: Any, say: Say) -> str:
        """What that format shows of a value."""
        if value > 0 or not self.nought:
            return fill(say(self.above), {"count": f"{value:,}"})
        return say(self.nought)


LATE = Phrase(N_("overdue %(count)s"))  # how many there are


def quoted(text: str) -> str:
    """Words within a number format."""
    return f'"{text}"' if text else ""


@dataclass(frozen=True)
class Column:
    """One column of a sheet; ``width`` in Latin characters, more where its heading needs more.

    What is not for ``paper`` stands right of all that is. ``alarms`` are words to be struck by;
    of a number, whatever is above nought is one. ``choices`` are offered where it is filled in.
    """

    title: str
    kind: V = V.TEXT
    width: float = 14
    paper: bool = True
    total: Total | Share | None = None
    format: str | Phrase = ""  # instead of that of its kind
    foot: Phrase = LATE  # how many are above nought, where that is its total
    alarms: Sequence[str] = ()
    choices: Sequence[str] = ()

    @property
    def look(self) -> SheetColumn:
        return KINDS[self.kind].sheet

    def look_in(self, say: Say) -> SheetColumn:
        """Its look in the reader's language."""
        if isinstance(self.format, Phrase):
            return replace(self.look, format=self.format.pattern(say), centred=True)
        return replace(self.look, format=self.format) if self.format else self.look


@dataclass(frozen=True)
class Tally:
    """Counts rows by one column; ``chart`` is «column», «bar», «pie» or «line».

    ``weight`` names a column that is added up instead. ``order`` are the words of the column in
    their own order; without it the most frequent lead, or the words stand ``alphabetical``.
    ``months``: a column of days, by month. ``unit`` says what it counts, where its sheet does not.
    """

    title: str
    column: int
    chart: str = "column"
    weight: int | None = None
    order: Sequence[str] = ()
    months: bool = False
    alphabetical: bool = False
    unit: str = ""


@dataclass(frozen=True)
class Sheet:
    """What goes on one sheet; every text is a msgid or already in the reader's language."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]
    code: str = ""  # form number
    version: str = ""
    notes: Sequence[tuple[str, str]] = ()  # (label, text) under the title
    block: Sequence[Sequence[tuple[str, str]]] = ()  # lines of (label, text) in boxes over the head
    signatures: Sequence[str] = ()
    tallies: Sequence[Tally] = ()
    unit: str = N_("Number of rows")  # what its tallies count, where they say nothing else
    summary: str = N_("Summary")  # what the sheet with the charts is called
    bare: bool = False  # headings in the first row and nothing but rows: to be filled in
    portrait: bool = False
    frozen: int = 1  # columns that stay on the screen
    by: int | None = None  # rows are in groups by this column: each is added up
    table: bool = False  # plain rows: they may be a table of Excel
    tab: str = ""  # the name of its tab, where that is not its title
    formats: Sequence[str | Phrase] = ()  # of the numbers of each row, where rows differ
    changes: Sequence[str | Phrase] = ()  # of each row in the column of ``change``
    change: int | None = None
    trend: tuple[int, int, int] | None = None  # a small line in a column, of the columns from – to
    chart: Chart | None = None
    office: str = ""
    maker: str = ""  # who had it made, and when
    made_at: datetime | None = None
    number: int = 0  # of its export


@dataclass(frozen=True)
class Written:
    """How many rows were written, and the SHA-256 of headings and rows (R-65); ``sheets`` are
    their seals (D10), each a ``Sealed``.
    """

    rows: int
    sha256: str
    sheets: Sequence[Any] = ()


@dataclass
class Account:
    """Counts rows as they go by; keeps the tallies."""

    tallies: Sequence[Tally] = ()
    rows: int = 0

    def __post_init__(self) -> None:
        self.counts: list[Counter[str]] = [Counter() for _ in self.tallies]

    def take(self, rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
        for row in rows:
            self.rows += 1
            if self.rows > LAST_ROW:
                raise TooLarge(N_("A sheet can have at most 1,048,576 rows. Narrow the filters."))
            for tally, counter in zip(self.tallies, self.counts, strict=True):
                counter[_key(tally, row)] += _weight(tally, row)
            yield row


class Stub(list[Any]):
    """A row of which a reader gets the number alone: in every count it stands under ``word``."""

    def __init__(self, values: Iterable[Any], word: str) -> None:
        super().__init__(values)
        self.word = word

    def numbered(self, number: int, values: Sequence[Any]) -> "Stub":
        return Stub([number, *values], self.word)


def _key(tally: Tally, row: Sequence[Any]) -> str:
    if isinstance(row, Stub):
        return row.word
    value = row[tally.column]
    if tally.months and isinstance(value, date):
        return f"{wall_clock(value, day=True):%Y-%m}"
    return str(value or "—")


def _weight(tally: Tally, row: Sequence[Any]) -> Any:
    value = 1 if tally.weight is None else row[tally.weight]
    return value if isinstance(value, int | Decimal) else 0


def share_of(part: Any, whole: Any) -> Decimal | str:
    """A share as a number of six places; a dash where there is nothing to have a share of."""
    return round(Decimal(part) / Decimal(whole), 6) if whole else DASH


def untranslated(text: str) -> str:
    """Say a text as it is."""
    return text


def text_of(value: Any) -> str:
    """What a text cell shows; what does not fit Excel's cell ends with an ellipsis."""
    text = value if type(value) is str else "" if value is None else str(value)
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"


@lru_cache(1000)  # a cell is asked for twice: to be written, and to be sealed
def wall_clock(value: date, *, day: bool) -> date:
    """Excel knows no time zone: the wall clock of Asia/Shanghai, to the second; in a column of
    days, the day.
    """
    if not isinstance(value, datetime):
        return value
    here = value.astimezone(HERE).replace(tzinfo=None) if value.tzinfo else value
    here = here.replace(microsecond=0)
    return here.date() if day else here


def screen_width(text: str) -> int:
    """Width in Latin characters: Chinese ones count twice."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


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


def closing_line(sheet: Sheet, say: Say, rows: int, sha256: str) -> str:
    """What stands under the rows: how many, their SHA-256, and the number of the export (D10)."""
    text = say(NUMBERED) if sheet.number else say(CLOSING)
    return fill(text, {"rows": rows, "sha256": sha256, "number": sheet.number})


def together(parts: Sequence[Written]) -> Written:
    """The account of a file of several sheets: all rows, and the hash of their hashes."""
    sheets = [sheet for part in parts for sheet in part.sheets]
    return Written(sum(part.rows for part in parts), hash_of([p.sha256 for p in parts]), sheets)


def hash_of(hashes: Sequence[str]) -> str:
    """The SHA-256 of a file of several sheets, over theirs; of one it is its own."""
    return hashes[0] if len(hashes) == 1 else hashlib.sha256("".join(hashes).encode()).hexdigest()
