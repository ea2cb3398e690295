"""Builds the list of a view from Flask-Admin's ``column_*`` options and the mapped class."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, false, or_
from sqlalchemy.orm import InstrumentedAttribute

from models.words.access import FieldRule
from models.words.kinds import Kind
from models.words.values import ValueKind as V
from portal.platform.lists.listing import Column, Filter, Listing
from portal.platform.lists.query import SIZES
from portal.work import Work
from views.shell.dialect.attributes import (
    TEXTS,
    Attribute,
    attribute,
    attributes,
    spoken,
)
from views.shell.dialect.faults import Faults
from views.shell.kinds import SHOWN

SHUT = (FieldRule.HIDDEN, FieldRule.MASKED)
Search = Callable[[Work, str], ColumnElement[bool]]


class Reader:
    """Resolves the options of one view against its table and collects their faults."""

    def __init__(self, view: Any, model: Any, faults: Faults) -> None:
        self.view, self.model, self.faults = view, model, faults
        self.own = hasattr(view, "listing")  # the view defines its ``Listing`` itself
        self.known: dict[str, Attribute] = {}

    def named(self, option: str, given: Any) -> Attribute | None:
        """The attribute an option names, as a string or as ``Model.name``; None for a fault."""
        name = given.key if isinstance(given, InstrumentedAttribute) else given
        if not isinstance(name, str):
            self.faults.add(option, f"{given!r} is no name of a column")
            return None
        if name not in self.known:
            attr = attribute(self.model, name)
            if attr is None:
                self.faults.unknown(option, name, attributes(self.model))
                return None
            self.known[name] = attr
        return self.known[name]

    def label(self, name: str) -> str:
        """The label from ``column_labels``, else from the list, else derived from the name."""
        given: Mapping[str, str] = self.view.column_labels or {}
        column = self.view.listing.column(name) if self.own else None
        return given.get(name) or (column.label if column else spoken(name))

    def column(self, option: str, given: Any) -> Column | None:
        """One column of a list or one fact of a page; None for a fault."""
        if isinstance(given, Column):
            return given
        attr = self.named(option, given)
        if attr is None:
            return None
        view, name = self.view, attr.name
        choices = dict((view.column_choices or {}).get(name, ()))
        return Column(
            attr.key,
            self.label(name),
            attr.value,
            self.cell(attr),
            attr.words,
            sort=name in named(view.column_sortable_list),
            shown=name not in view.more_columns,
            guard=(self.model.kind, attr.field) if attr.own is not None else None,
            phone=name in view.phone_columns,
            hint=(view.column_descriptions or {}).get(name, ""),
            called=choices or None,
        )

    def cell(self, attr: Attribute) -> V:
        """The kind of value, from ``column_formatters``, ``value_kinds`` or the column."""
        given = (self.view.column_formatters or {}).get(attr.name)
        if given is None:
            return self.view.value_kinds.get(attr.name) or attr.kind or V.TEXT
        if given not in SHOWN:
            self.faults.add(
                "column_formatters",
                f"«{attr.name}» must name a cell of views/shell/kinds.py ({', '.join(SHOWN)}); "
                "rows are drawn from values, there is no object to format",
            )
            return V.TEXT
        return V(given)

    def filter(self, given: Any) -> Filter | None:
        """One filter of the list; None for a fault."""
        if isinstance(given, Filter):
            return given
        attr = self.named("column_filters", given)
        if attr is None:
            return None
        choices = (self.view.column_choices or {}).get(attr.name)
        kind = V.CHOICE if choices else attr.kind
        value = attr.own if attr.target else attr.value
        if (
            not kind
            or (kind is V.CHOICE and not choices)
            or (attr.relation is not None and attr.own is None)
        ):
            self.faults.add(
                "column_filters",
                f"«{attr.name}» has no filter of its kind; give a Filter with `apply`",
            )
            return None
        return Filter(
            attr.key,
            self.label(attr.name),
            kind,
            value,
            attr.words,
            pinned=attr.name not in self.view.resting_filters,
            guard=(self.model.kind, attr.field),
            options=(lambda _work: choices) if choices else None,
        )


def named(given: Any) -> frozenset[str]:
    """The names in an option, given as strings or as ``Model.name``."""
    return frozenset(getattr(each, "key", each) for each in given or ())


def listing_of(reader: Reader) -> Listing | None:
    """The ``Listing`` of a view that defines none itself; None if it has faults."""
    view, model, faults = reader.view, reader.model, reader.faults
    if getattr(view, "see", None) is None:
        faults.add("see", "say who may see it: `see = Permission.X`")
    if not view.column_list:
        faults.add("column_list", "name the columns: nothing shows itself")
    columns = [reader.column("column_list", given) for given in view.column_list or ()]
    columns += [reader.column("more_columns", name) for name in view.more_columns]
    filters = [reader.filter(given) for given in view.column_filters or ()]
    search = _search(reader)
    order = _order(reader, [c.name for c in columns if c])
    if view.page_size not in SIZES:
        faults.add("page_size", f"one of {', '.join(map(str, SIZES))}")
    link = view.link or next((c.name for c in columns if c), "id")
    if faults.found or not isinstance(getattr(model, "kind", None), Kind):
        return None
    return Listing(
        name=view.endpoint or model.__tablename__,
        kind=model.kind,
        table=model,
        see=view.see,
        title=view.name,
        columns=tuple(c for c in columns if c),
        filters=tuple(f for f in filters if f),
        order=order,
        link=link,
        joins=joins_of(reader.known.values()),
        search=search,
        search_hint=tuple(reader.label(name) for name in sorted_names(view)) if search else "",
        views=view.built_in_views,
        size=view.page_size,
    )


def sorted_names(view: Any) -> Sequence[str]:
    """The names in ``column_searchable_list``, in its order."""
    return [getattr(each, "key", each) for each in view.column_searchable_list or ()]


def joins_of(attrs: Any) -> Callable[[Select[Any]], Select[Any]] | None:
    """A function that adds outer joins for columns of other tables; None if there are none."""
    relations = [attr.relation for attr in attrs if attr.relation is not None]

    def joined(statement: Select[Any]) -> Select[Any]:
        for relation in relations:
            statement = statement.outerjoin(relation)
        return statement

    return joined if relations else None


def _order(reader: Reader, names: Sequence[str]) -> str:
    given = reader.view.column_default_sort
    if not given:
        return "-id"
    name, down = given if isinstance(given, tuple) and len(given) == 2 else (given, False)
    name = getattr(name, "key", name)
    if not isinstance(name, str) or not isinstance(down, bool):
        reader.faults.add("column_default_sort", "one column, or (column, descending)")
        return "-id"
    if name != "id" and name not in names:
        reader.faults.add("column_default_sort", f"«{name}» is no column of this list")
    return f"-{name}" if down else name


def _search(reader: Reader) -> Search | None:
    """Search by substring, only in columns whose field rule is open for the actor (trap 10)."""
    searched = []
    for given in reader.view.column_searchable_list or ():
        each = reader.named("column_searchable_list", given)
        if each is None:
            continue
        if each.kind not in TEXTS or each.own is None:
            reader.faults.add(
                "column_searchable_list", f"«{each.name}» is no text of this table: filter by it"
            )
            continue
        searched.append(each)
    kind: Any = getattr(reader.model, "kind", None)

    def search(work: Work, text: str) -> ColumnElement[bool]:
        open_ = [each for each in searched if work.actor.rule(kind, each.field) not in SHUT]
        return or_(false(), *(each.value.icontains(text, autoescape=True) for each in open_))

    return search if searched else None
