"""What a list is made of: columns and filters by name, one truth for page, search and export."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select

from models.words.kinds import Kind
from models.words.permissions import Permission
from portal.work import Work


@dataclass(frozen=True)
class Column:
    """One column, named in URLs, saved views and sheets by ``name``.

    ``cell`` says how it looks (views/cells.py) and how Excel formats it: text, link, word, date,
    due, moment, number, money, person, secrecy. ``guard`` is the field whose rule applies.
    """

    name: str
    label: str
    value: Any
    cell: str = "text"
    words: type[StrEnum] | None = None
    sort: bool = False
    shown: bool = True
    width: int = 14  # characters, for sheets
    guard: tuple[Kind, str] | None = None
    mask: str = ""  # how a masked value looks: mobile, id, name, email, address, code


@dataclass(frozen=True)
class Filter:
    """One filter. ``kind``: word, flag, date, number, text, person, department, place, choice."""

    name: str
    label: str
    kind: str
    value: Any = None
    words: type[StrEnum] | None = None
    pinned: bool = False
    apply: Callable[[Work, str], ColumnElement[bool]] | None = None
    guard: tuple[Kind, str] | None = None


@dataclass(frozen=True)
class Listing:
    """A list of one table; rows are always cut by ``visible(actor, see, table)``."""

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
    views: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # built-in: label → query
