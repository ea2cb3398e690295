"""Describes the columns of a mapped class: kind of value, enum, length, whether required."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, inspect
from sqlalchemy.orm import RelationshipProperty, aliased

from models.words.values import ValueKind as V
from portal.platform.fields.kinds import KINDS
from portal.platform.fields.mapped import column_kind, words_of

CALLED = ("label", "name", "number", "title", "code")  # columns that name a record, best first


@dataclass(frozen=True, eq=False)
class Attribute:
    """A column of the table, or a column of a record it refers to, joined as ``relation``.

    ``own`` is the column in the table itself; for a reference, the one with the id. ``kind`` is
    None if a column does not hold a single value.
    """

    name: str
    value: Any
    kind: V | None
    own: Any = None
    words: type[StrEnum] | None = None
    target: Any = None
    relation: Any = None

    @property
    def key(self) -> str:
        """Its name in URLs, sheets and forms."""
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
        """Whether it may be left empty; a default counts as a value."""
        column = self.column
        return bool(column.nullable) or column.default is not None

    @property
    def default(self) -> Any:
        found: Any = self.column.default
        return found.arg if found is not None and found.is_scalar else None

    @property
    def most(self) -> int | None:
        """The length limit of the column in characters, or None."""
        length = getattr(self.column.type, "length", None)
        return length if isinstance(length, int) else None


def attributes(model: Any) -> Mapping[str, Any]:
    """Everything an option may name: columns, synonyms, expressions, relations."""
    return dict(inspect(model).all_orm_descriptors.items())


def attribute(model: Any, name: str) -> Attribute | None:
    """The attribute called ``name`` («head», «head.name», «code»), or None."""
    stem, _, rest = name.partition(".")
    mapper = inspect(model)
    if stem in mapper.relationships:
        return _across(model, name, mapper.relationships[stem], rest)
    if rest or stem not in attributes(model):
        return None
    value = getattr(model, name)
    if name not in mapper.column_attrs or not isinstance(_column(model, name), Column):
        return Attribute(name, value, V.TEXT)  # an expression, read-only
    column = _column(model, name)
    return Attribute(name, value, _kind(column), value, words_of(column), reference(model, name))


def _across(model: Any, name: str, relation: RelationshipProperty[Any], rest: str) -> Any:
    """A column of the record a relation refers to; None if it may refer to many."""
    target = relation.mapper.class_
    known = inspect(target).column_attrs
    called = rest or next((each for each in CALLED if each in known), "")
    if relation.uselist or called not in known:
        return None
    alias = aliased(target)
    joined, far = getattr(model, relation.key).of_type(alias), _column(target, called)
    value = getattr(alias, called)
    if rest:
        return Attribute(name, value, _kind(far), words=words_of(far), relation=joined)
    (pointer,) = relation.local_columns
    own = getattr(model, inspect(model).get_property_by_column(pointer).key)
    return Attribute(name, value, _kind(own.property.columns[0]), own, None, target, joined)


def reference(model: Any, name: str) -> Any:
    """The class a foreign key of ``model`` refers to, or None."""
    for key in _column(model, name).foreign_keys:
        for mapper in model.registry.mappers:
            if mapper.local_table is key.column.table:
                return mapper.class_
    return None


def _column(model: Any, name: str) -> Any:
    return inspect(model).column_attrs[name].columns[0]


def _kind(column: Any) -> V | None:
    try:
        return column_kind(column)
    except TypeError:
        return None


TEXTS = frozenset(kind for kind, known in KINDS.items() if known.filter.look == "text")
RECORDS = frozenset(kind for kind, known in KINDS.items() if known.filter.look == "lookup")


def spoken(name: str) -> str:
    """A label derived from a name as in Flask-Admin: «head_id» → «Head»."""
    words = name.replace(".", " ").removesuffix("_id").replace("_", " ")
    return words[:1].upper() + words[1:]
