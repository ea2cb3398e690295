"""What columns add up to: sums of a sheet and of its groups, and the formulas that agree."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from models.words.plurals import agree
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.platform.sheets.amounts import amount_in_words
from portal.platform.sheets.sheet import DASH, Column, Say, Share, Total, share_of

SUBTOTAL = N_("Subtotal of %(group)s")  # a row of the sheet and of the printed list
COUNT, COUNT_ALL, ADD = 2, 3, 9  # what SUBTOTAL does with the rows that a filter leaves


class Sums:
    """The totals of the columns that have one, over the rows it was given."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = columns
        self.places = [i for i, c in enumerate(columns) if isinstance(c.total, Total)]
        self.values: dict[int, Any] = dict.fromkeys(self.places, 0)
        self.rows = 0
        self.headed = True  # whether every row has something in the first column

    def add(self, row: Sequence[Any]) -> None:
        self.rows += 1
        self.headed = self.headed and row[0] not in (None, "")
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

        Totals of groups within are not counted twice, and rows that are filtered out not at all.
        What is late is a number, and what is not a word or nothing (``Phrase``).
        """
        total = self.columns[index].total
        if isinstance(total, Share):
            part, whole = (
                f"{column_name(self._place(t))}{foot + 1}" for t in (total.part, total.whole)
            )
            return f'=IF({whole}=0,"{DASH}",{part}/{whole})'
        return f"=SUBTOTAL({COUNT if total is Total.LATE else ADD},{_cells(index, first, last)})"

    def _place(self, title: str) -> int:
        return next(i for i in self.places if self.columns[i].title == title)


def amounts_in_words(columns: Sequence[Column], sums: Sums) -> Iterator[tuple[Column, str]]:
    """Each total of an amount in capital numerals, as vouchers have it."""
    for index, column in enumerate(columns):
        if column.total is Total.WORDED:
            yield column, amount_in_words(sums.value(index) or 0)


def counting_formula(columns: Sequence[Column], text: str, say: Say, span: tuple[int, int]) -> str:
    """``text`` about «%(count)s» rows as a formula: a filter changes how many there are."""
    numbered = columns[0].kind is V.INTEGER
    count = f"SUBTOTAL({COUNT if numbered else COUNT_ALL},{_cells(0, *span)})"
    one, many = (agree(say(text), ones).split("%(count)s") for ones in (("count",), ()))
    parts = [
        f'"{more}"' if more == only else f'IF({count}=1,"{only}","{more}")'
        for only, more in zip(one, many, strict=True)
    ]
    return "=" + f"&{count}&".join(parts)


def _cells(index: int, first: int, last: int) -> str:
    name = column_name(index)
    return f"{name}{first + 1}:{name}{last + 1}"


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
