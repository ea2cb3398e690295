"""What an answer is: a question to the records, by month or by word, as data a sheet is made of.

An answer names a query that groups in SQL, the keys of its rows and its measures; how it becomes
columns and rows is decided here, alike for all. Nothing here knows a subject.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from models.words.access import FieldRule, Reach
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.access.policy import can
from portal.platform.sheets.span import Span
from portal.work import Work

OTHERS = "…"  # how a query names what it folded together
TENTHS = "#,##0.0"


class Shape(StrEnum):
    """Months as rows, months (or words) as columns, or words as rows with a column a measure."""

    SERIES = "series"
    CROSS = "cross"
    TABLE = "table"


class Stock(StrEnum):
    """A measure that is no flow: what there is at the start or at the end of a month."""

    OPENING = "opening"
    CLOSING = "closing"


@dataclass(frozen=True)
class Measure:
    """A number: a column of the query, or one measure divided by another.

    ``lead`` names it on the first page, ``unit`` says there what it counts. A measure that is not
    ``added`` has no total over its rows (a median). ``of_all``: divided by its own total. A
    ``stock`` adds up its ``source``, all that came before too. ``per`` divides for showing.
    """

    name: str
    title: str
    kind: V = V.INTEGER
    part: str = ""
    whole: str = ""
    of_all: bool = False
    stock: Stock | None = None
    source: str = ""
    per: int = 1
    added: bool = True
    format: str = ""
    paper: bool = True
    lead: str = ""
    unit: str = ""

    @property
    def is_ratio(self) -> bool:
        return bool(self.part)


@dataclass(frozen=True)
class Key:
    """What rows are grouped by: a column of the query and its heading."""

    name: str
    title: str
    width: float = 16


@dataclass(frozen=True)
class Answer:
    """One question with its answer, a tab of its own. ``about`` says how it is counted.

    ``query`` gives a row a group: the keys, ``month`` or what ``across`` names, and the numbers of
    the measures by name. With ``every`` rows stand though nothing was counted in them: their id
    (column ``id`` of the query) and keys. ``guards`` are the fields whose rule applies (D4);
    ``since`` gives the first day anything of it was recorded.
    """

    name: str
    title: str
    about: str
    unit: str
    permission: P
    shape: Shape
    query: Callable[[Work, Span], Any]
    measures: Sequence[Measure]
    keys: Sequence[Key] = ()
    across: str = "month"
    along: str = N_("Month")  # what the words across are
    every: Callable[[Work], Sequence[tuple[Any, str]]] | None = None
    guards: Sequence[tuple[Kind, str]] = ()
    since: Callable[[], Any] | None = None
    chart: str = ""  # its kind, where it has one
    drawn: Sequence[str] = ()  # the measures in it; all of a cross table

    def measure(self, name: str) -> Measure:
        return next(m for m in self.measures if m.name == name)

    @property
    def drawn_unit(self) -> str:
        """What the values of its chart count: measures of two units share no axis."""
        first = self.measure(self.drawn[0]) if self.drawn else self.measures[0]
        return "%" if first.kind is V.PERCENT else first.unit or self.unit


@dataclass(frozen=True)
class Book:
    """A report for a head: which answers, in their order, under which title and form number."""

    name: str
    title: str
    about: str
    code: str
    answers: Sequence[Answer]
    version: str = "A/1"
    signatures: Sequence[str] = (N_("Prepared by"), N_("Checked by"), N_("Responsible"))


def open_answers(work: Work, book: Book) -> list[Answer]:
    """The answers this actor may have: of records they may take out as sheets, or all of them
    where they read all registers, auditors among them (D7): figures of groups name no record.
    """
    rule, all_registers = work.actor.rule, work.actor.reach(P.REGISTER_READ) is Reach.ALL
    return [
        answer
        for answer in book.answers
        if all_registers or can(work.actor, answer.permission)
        if all(rule(*guard) in (FieldRule.OPEN, FieldRule.READ_ONLY) for guard in answer.guards)
    ]
