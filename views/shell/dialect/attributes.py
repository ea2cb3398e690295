"""What a mapped class says about its columns: kind, words, length, what must be given."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, Enum, String, inspect
from sqlalchemy.orm import RelationshipProperty, aliased

from models.types import UtcDateTime
from models.words.access import Secrecy
from models.words.kinds import Kind

CALLED = ("label", "name", "number", "title", "code")  # what a record of another table is called


@dataclass(frozen=True, eq=False)
class Attribute:
    """A column of the table, or a column of a record it points to (``target``, joined).

    ``own`` is the column of the table itself: of a reference the one that holds the id.
    """

    name: str
    value: Any
    kind: str  # text, word, flag, number, money, date, moment, reference; empty: none of these
    own: Any = None
    words: type[StrEnum] | None = None
    target: Any = None
    alias: Any = None
    relation: Any = None

    @property
    def key(self) -> str:
        """What URLs, sheets and forms call it."""
        return self.name.replace(".", "_")

    @property
    def field(self) -> str:
        """The attribute a form writes."""
        return str(self.own.key) if self.own is not None else self.name

    @property
    def column(self) -> Column[Any]:
        found: Column[Any] = self.own.property.columns[0]
        return found

    @property
    def optional(self) -> bool:
        """Need nothing be given? A default counts as given."""
        column = self.column
        return bool(column.nullable) or column.default is not None

    @property
    def default(self) -> Any:
        found: Any = self.column.default
        return found.arg if found is not None and found.is_scalar else None

    @property
    def most(self) -> int | None:
        """The longest text the column takes, where it says so."""
        length = getattr(self.column.type, "length", None)
        return length if self.kind == "text" and isinstance(length, int) else None


def attributes(model: Any) -> Mapping[str, Any]:
    """Everything of ``model`` that can be named: columns, synonyms, expressions, relations."""
    return dict(inspect(model).all_orm_descriptors.items())


def attribute(model: Any, name: str) -> Attribute | None:
    """The attribute called ``name`` («head», «head.name», «code»), or None."""
    stem, _, rest = name.partition(".")
    if stem not in attributes(model):
        return None
    mapper = inspect(model)
    if stem in mapper.relationships:
        return _across(model, name, mapper.relationships[stem], rest)
    if rest:
        return None
    value = getattr(model, name)
    if reference(model, name) is not None:
        return Attribute(name, value, "reference", value, target=reference(model, name))
    plain = name in mapper.column_attrs and isinstance(mapper.column_attrs[name].columns[0], Column)
    return _valued(name, value, value if plain else None)


def _across(model: Any, name: str, relation: RelationshipProperty[Any], rest: str) -> Any:
    """A column of the one record a relation points to; None for many of them."""
    target = relation.mapper.class_
    known = inspect(target).column_attrs
    called = rest or next((each for each in CALLED if each in known), "")
    if relation.uselist or called not in known:
        return None
    (pointer,) = relation.local_columns
    own = getattr(model, inspect(model).get_property_by_column(pointer).key)
    alias = aliased(target)
    joined = getattr(model, relation.key).of_type(alias)
    if rest:
        far = _valued(name, getattr(alias, called), None)
        return Attribute(
            name, far.value, far.kind, words=far.words, alias=alias, relation=joined, target=None
        )
    value = getattr(alias, called)
    return Attribute(name, value, "reference", own, target=target, alias=alias, relation=joined)


def reference(model: Any, name: str) -> Any:
    """The class a foreign key of ``model`` points to, or None."""
    found = inspect(model).column_attrs
    keys = found[name].columns[0].foreign_keys if name in found else ()
    for key in keys:
        for mapper in model.registry.mappers:
            if mapper.local_table is key.column.table:
                return mapper.class_
    return None


def _valued(name: str, value: Any, own: Any) -> Attribute:
    kind, words = kind_of(value.type)
    return Attribute(name, value, kind, own, words)


def kind_of(type_: Any) -> tuple[str, type[StrEnum] | None]:
    """The kind of a column's type, and its words where it has any."""
    if isinstance(type_, Enum):
        words: Any = type_.enum_class
        return ("word", words) if words and issubclass(words, StrEnum) else ("text", None)
    if isinstance(type_, UtcDateTime):
        return "moment", None
    if isinstance(type_, String):
        return "text", None
    try:
        return KINDS.get(type_.python_type, ""), None
    except NotImplementedError:
        return "", None


KINDS: Mapping[type, str] = {
    bool: "flag",
    date: "date",
    datetime: "moment",
    Decimal: "money",
    int: "number",
    str: "text",
}
CELLS: Mapping[str, str] = {
    "text": "text",
    "word": "word",
    "flag": "flag",
    "number": "number",
    "money": "money",
    "date": "date",
    "moment": "moment",
    "reference": "text",
}
# A clause of portal/platform/lists/query.py for each kind; amounts are numbers there.
FILTERS: Mapping[str, str] = {
    "text": "text",
    "word": "word",
    "flag": "flag",
    "number": "number",
    "money": "number",
    "date": "date",
    "moment": "moment",
}
LOOKED_UP: Mapping[Kind, str] = {
    Kind.DEPARTMENT: "department",
    Kind.PLACE: "place",
    Kind.USER: "person",
}


def cell_of(found: Attribute) -> str:
    """The cell that draws it."""
    if found.words is Secrecy:
        return "secrecy"
    if getattr(found.target, "kind", None) is Kind.USER:
        return "person"
    return CELLS.get(found.kind, "text")


def filter_of(found: Attribute) -> str:
    """The kind of filter that asks for it; empty: there is none."""
    if found.kind == "reference":
        return LOOKED_UP.get(getattr(found.target, "kind", Kind.AUDIT), "")
    return FILTERS.get(found.kind, "")


def spoken(name: str) -> str:
    """A label made of the name, as Flask-Admin makes it: «head_id» → «Head»."""
    words = name.replace(".", " ").removesuffix("_id").replace("_", " ")
    return words[:1].upper() + words[1:]
