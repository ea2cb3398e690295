"""Builds the facts of a record page from ``column_details_list``: one query, masked like a list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from models.words.access import FieldRule
from models.words.values import ValueKind as V
from portal.platform.lists import page as list_pages
from portal.platform.lists.listing import Column, Listing, field_rule
from portal.work import Work
from views.shell.cells import value_name
from views.shell.dialect.attributes import RECORDS, attribute
from views.shell.dialect.forms import sections_of
from views.shell.dialect.listing import Reader, joins_of
from views.shell.facts import Card, Fact
from views.shell.forms.base import Section

WIDE = 40  # characters; a longer text takes the whole line


@dataclass(frozen=True)
class Page:
    """The sections of a record page; ``links`` are the columns that link to another record."""

    listing: Listing
    sections: Sequence[Section]
    links: Mapping[str, tuple[str, str]]  # column → (address, attribute with the id)

    def cards(self, work: Work, row: Any) -> list[Card]:
        """The cards of ``row``, without the columns hidden from the actor."""
        values = {c.name: (c, v) for c, v in list_pages.fetch_row(work, self.listing, row.id)}
        cards = []
        for section in self.sections:
            shown = [values[name] for name in section.fields if name in values]
            facts = [self._fact(work, row, *pair) for pair in shown]
            cards.append(Card(section.title, facts, section.hint))
        return cards

    def _fact(self, work: Work, row: Any, column: Column, value: Any) -> Fact:
        masked = field_rule(work, column) is FieldRule.MASKED
        wide = isinstance(value, str) and len(value) > WIDE
        address, pointer = self.links.get(column.name, ("", ""))
        id = getattr(row, pointer) if pointer else None
        return Fact(
            column.name,
            column.label,
            value_name(column.called, value) if column.called else value,
            V.TEXT if masked or column.called else column.cell,
            wide=wide,
            href=f"{address}{id}/" if id and not masked else "",
            masked=masked and bool(value),
        )


def page_of(reader: Reader, listing: Listing) -> Page | None:
    """The page of a view with ``column_details_list`` or a list built from options; else None."""
    named = [c.name for c in listing.columns]
    given = reader.view.column_details_list or ([] if reader.own else [Section("", named)])
    if not given:
        return None
    columns: dict[str, Column] = {}
    links: dict[str, tuple[str, str]] = {}
    sections = []
    for section in sections_of(reader, "column_details_list", given):
        keys = []
        for name in section.fields:
            column = listing.column(name) or reader.column("column_details_list", name)
            if column is None:
                continue
            label = (reader.view.column_labels or {}).get(name, column.label)
            columns[column.name] = replace(column, shown=True, label=label)
            keys.append(column.name)
            attr = attribute(reader.model, name)
            if attr is not None and attr.target is not None and attr.kind in RECORDS:
                links[column.name] = (f"/{attr.target.__tablename__}/", attr.field)
        sections.append(Section(section.title, keys, section.hint))
    shown = tuple(columns.values())
    page = replace(listing, columns=shown, joins=_joins(reader, listing), order="-id")
    return Page(page, sections, links)


def _joins(reader: Reader, listing: Listing) -> Any:
    """Joins for the page's own columns, after those of the view's own ``Listing``."""
    inner, outer = listing.joins, joins_of(reader.known.values())
    if not (reader.own and inner):
        return outer
    return (lambda query: outer(inner(query))) if outer else inner
