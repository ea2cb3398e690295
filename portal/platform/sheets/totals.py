"""What columns add up to: sums of a sheet and of its groups, and the formulas that agree."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from models.words.text import N_
from models.words.values import ValueKind as V
from portal.platform.sheets.amounts import amount_in_words
from portal.platform.sheets.sheet import DASH, Column, Phrase, Say, Share, Total, share_of

LATE = Phrase(N_("overdue %(count)s"))  # how many there are


class Sums:
    """The totals of the columns that have one, over the rows it was given."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = columns
        self.places = [i for i, c in enumerate(columns) if isinstance(c.total, Total)]
        self.values: dict[int, Any] = dict.fromkeys(self.places, 0)
        self.rows = 0

    def add(self, row: Sequence[Any]) -> None:
        self.rows += 1
        for place in self.places:
            value = row[place]
            if isinstance(value, int | float | Decimal):
                late = self.columns[place].total is Total.LATE
                self.values[place] += (value > 0) if late else value

    def value(self, index: int) -> Any:
        """The total of a column; None of one that has none, a dash for a share of nothing."""
        total = self.columns[index].total
        if not isinstance(total, Share):
            return self.values.get(index)
        part, whole = (self.values[self._place(t)] for t in (total.part, total.whole))
        return share_of(part, whole)

    def formula(self, index: int, first: int, last: int, foot: int) -> str:
        """The same in Excel, over rows ``first`` to ``last`` for a total in row ``foot`` (from 0).

        Totals of groups within are not counted twice.
        """
        total = self.columns[index].total
        if isinstance(total, Share):
            part, whole = (
                f"{column_name(self._place(t))}{foot + 1}" for t in (total.part, total.whole)
            )
            return f'=IF({whole}=0,"{DASH}",{part}/{whole})'
        name = column_name(index)
        cells = f"{name}{first + 1}:{name}{last + 1}"
        return f'=COUNTIF({cells},">0")' if total is Total.LATE else f"=SUBTOTAL(9,{cells})"

    def _place(self, title: str) -> int:
        return next(i for i in self.places if self.columns[i].title == title)


def amounts_in_words(columns: Sequence[Column], sums: Sums) -> Iterator[tuple[Column, str]]:
    """Each total of an amount in capital numerals, as vouchers have it."""
    for index, column in enumerate(columns):
        if column.kind is V.MONEY and column.total is Total.SUM:
            yield column, amount_in_words(sums.value(index) or 0)


def column_name(index: int) -> str:
    """The letters of a column: 0 is A, 26 is AA."""
    name = ""
    while index >= 0:
        index, letter = index // 26 - 1, index % 26
        name = chr(ord("A") + letter) + name
    return name


def with_totals(columns: Sequence[Column]) -> list[int]:
    """The columns that have a total."""
    return [i for i, c in enumerate(columns) if c.total is not None]


def unlike(titles: Sequence[str]) -> list[str]:
    """Two columns of one name are told apart by trailing spaces: tables and records are keyed
    by it.
    """
    counts = dict.fromkeys(titles, 0)
    told = []
    for title in titles:
        told.append(title + " " * counts[title])
        counts[title] += 1
    return told


def titles_of(columns: Sequence[Column], say: Say) -> list[str]:
    return unlike([say(c.title) for c in columns])
