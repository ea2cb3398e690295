"""What a list is made of: columns and filters by name, one truth for page, search and export."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from sqlalchemy import Alias, ColumnElement, FromClause, Select, Table, select
from sqlalchemy.sql import visitors

from models.words.access import FieldRule
from models.words.kinds import Kind
from models.words.permissions import Permission
from models.words.values import ValueKind as V
from portal.platform.fields.kinds import KINDS
from portal.work import Work


@dataclass(frozen=True, eq=False)  # one is only itself: what is drawn of it is kept by it
class Column:
    """One column, named in URLs, saved views and sheets by ``name``.

    ``cell`` is the kind of its values: how they look, sort, are masked, and stand in Excel.
    ``guard`` is the field whose rule applies.
    ``value`` is a column, an expression, or a function of ``work`` that gives one.
    """

    name: str
    label: str
    value: Any
    cell: V = V.TEXT
    words: type[StrEnum] | None = None
    sort: bool = False
    shown: bool = True
    width: int = 14  # characters, for sheets
    guard: tuple[Kind, str] | None = None
    sheet: bool = True  # False: another column of its sheet says the same
    added: bool = False  # its sheet adds it up
    phone: bool = False  # stays on a telephone's card; none marked: the first four
    hint: str = ""  # a tip over its heading (a msgid)
    called: Mapping[Any, str] | None = None  # what values are called (msgids); words have labels
    parts: Callable[[Any], Sequence[str]] | None = None  # what a value says, one by one (msgids)
    # makes what says a value, for a reader, where that takes more than its kind
    spell: Callable[[Work, Callable[[str], str]], Callable[[Any], str]] | None = None
    paper: bool = True  # stands on the print of its sheet; else only in the file


@dataclass(frozen=True, eq=False)
class Filter:
    """One filter, by a value of its ``kind``. ``options`` lists (value, label) of a choice."""

    name: str
    label: str
    kind: V
    value: Any = None
    words: type[StrEnum] | None = None
    pinned: bool = False
    apply: Callable[[Work, str], ColumnElement[bool]] | None = None
    guard: tuple[Kind, str] | None = None
    options: Callable[[Work], Sequence[tuple[str, str]]] | None = None
    spell: Callable[[Any, Callable[[str], str]], str] | None = None  # what an option is called

    def option_name(self, text: str, say: Callable[[str], str]) -> str:
        return self.spell(text, say) if self.spell else say(text)


@dataclass(frozen=True)
class Listing:
    """A list of one table; rows are cut by ``visible(actor, see, table)``, or shown as stubs."""

    name: str
    kind: Kind
    table: type[Any]
    see: Permission
    title: str
    columns: Sequence[Column]
    filters: Sequence[Filter] = ()
    order: str = "-id"
    link: str = "number"  # the column that opens the record
    joins: Callable[[Select[Any]], Select[Any]] | None = None
    search: Callable[[Work, str], ColumnElement[bool]] | None = None
    search_hint: str | Sequence[str] = ""  # what the search box finds: a msgid, or labels
    # (filter, clause): only rows of this clause are listed until that filter says otherwise
    unless_asked: tuple[str, ColumnElement[bool]] | None = None
    views: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # built-in: label → query
    size: int = 50  # rows of a page, unless the reader chooses
    # what is shown, filtered and sorted by of a row whose grade is above the reader's clearance;
    # nothing: such rows are not listed
    stub_shows: frozenset[str] = frozenset()
    sheet_title: str = ""  # what its sheet is called, where a register has the name of the list
    sheet_columns: Sequence[Column] = ()  # what its sheet holds beside the columns shown

    def column(self, name: str) -> Column | None:
        return next((c for c in self.columns if c.name == name), None)

    def filter(self, name: str) -> Filter | None:
        return next((f for f in self.filters if f.name == name), None)

    @cached_property
    def joined_tables(self) -> frozenset[FromClause]:
        """The tables and aliases that ``joins`` adds to the list's own table."""
        if self.joins is None:
            return frozenset()
        statement = self.joins(select(self.table.id).select_from(self.table))
        parts = (part for each in statement.get_final_froms() for part in visitors.iterate(each))
        tables = (part for part in parts if isinstance(part, Table | Alias))
        return frozenset(tables) - {self.table.__table__}


def field_rule(work: Work, part: Column | Filter) -> FieldRule:
    """What this actor may do with the field behind a column or filter (D4)."""
    return work.actor.rule(*part.guard) if part.guard else FieldRule.OPEN


def columns_open_to(work: Work, listing: Listing) -> Sequence[Column]:
    """The columns that exist for this actor: hidden ones are absent."""
    if not work.actor.field_rules:
        return listing.columns
    return [c for c in listing.columns if field_rule(work, c) is not FieldRule.HIDDEN]


def filters_open_to(work: Work, listing: Listing) -> Sequence[Filter]:
    """The filters open to this actor: a masked field must not become an oracle (trap 10)."""
    if not work.actor.field_rules:
        return listing.filters
    shut = (FieldRule.HIDDEN, FieldRule.MASKED)
    return [f for f in listing.filters if field_rule(work, f) not in shut]


def is_sortable(work: Work, column: Column) -> bool:
    """Has the column an order, and is it open to this actor?"""
    shut = (FieldRule.HIDDEN, FieldRule.MASKED)
    return column.sort and bool(KINDS[column.cell].sort) and field_rule(work, column) not in shut
