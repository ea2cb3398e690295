"""Runs a list: one page by keyset, a capped count, or every row for a sheet."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Enum, Select, String, func, literal, not_, select, type_coerce

from models.words.access import FieldRule
from portal.platform.fields.kinds import KINDS
from portal.platform.fields.masks import Mask
from portal.platform.lists.cursor import cursor_of
from portal.platform.lists.listing import Column, Listing, columns_open_to, field_rule
from portal.platform.lists.query import Query, shown_columns
from portal.platform.lists.statement import (
    CAP,
    count_statement,
    filtered_statement,
    order_of,
    ordered_statement,
    rows_of,
    statement_of,
)
from portal.work import Work

WordOf = Callable[[Any], Any]
BLOCK = 1000  # rows of an export that are read together


@dataclass(frozen=True)
class Page:
    """One page. Each row is (id, value per column); masked values are masked already."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]
    total: int  # at most CAP + 1; more than CAP means «CAP or more»
    number: int
    before: str = ""  # cursor of the page before, if there is one
    after: str = ""
    about: bool = False  # the page was found by interpolation
    locked: frozenset[int] = frozenset()  # ids of rows that are stubs to this reader

    @property
    def capped(self) -> bool:
        return self.total > CAP


def fetch_page(work: Work, listing: Listing, query: Query) -> Page:
    """One page of rows the actor may see, with the count beside it in the same statement.

    A search is counted only where its first page does not hold all (CTEs cannot stand in one
    statement twice). Raises ``Invalid`` for a cursor that is none.
    """
    picked, beside = shown_columns(work, listing, query), not query.search
    back = bool(query.before) and not query.after
    statement, place = statement_of(work, listing, query, picked, back=back)
    rows = list(work.session.connection().execute(statement, dict(place.values)).all())
    more, rows = len(rows) > query.size, rows[: query.size]
    known = None if more else len(rows)
    if back:
        rows.reverse()
    further = query.page > 1 or bool(query.after or query.before)
    earlier, later = (more, True) if back else (further, more)
    masks, many = _masks(work, picked), len(picked)
    return Page(
        columns=picked,
        rows=[(row[-1], *_drawn(listing, picked, masks, row)) for row in rows],
        locked=frozenset(row[-1] for row in rows if row[-3]),
        total=rows[0][many] if rows and beside else _total(work, listing, query, known),
        number=query.page,
        before=cursor_of(rows[0]) if rows and earlier else "",
        after=cursor_of(rows[-1]) if rows and later else "",
        about=place.about,
    )


def _total(work: Work, listing: Listing, query: Query, found: int | None) -> int:
    """What a first page tells by itself when it holds all, else a count of its own."""
    first = query.page == 1 and not query.after and not query.before
    return found if first and found is not None else count_rows(work, listing, query)


def count_rows(work: Work, listing: Listing, query: Query, most: int | None = CAP + 1) -> int:
    """How many rows match, counted no further than ``most``; with None, the true count."""
    return work.session.scalar(count_statement(work, listing, query, most)) or 0


def count_left_out(work: Work, listing: Listing, query: Query) -> int:
    """How many rows it would list as well, were they asked for by the filter that shows them."""
    if listing.unless_asked is None or listing.unless_asked[0] in query.filters or query.search:
        return 0
    everything = replace(listing, unless_asked=None)
    found = filtered_statement(work, everything, query, select(literal(1)))
    hidden = found.where(not_(listing.unless_asked[1])).subquery()
    return work.session.scalar(select(func.count()).select_from(hidden)) or 0


def blocks_for_export(
    work: Work, listing: Listing, query: Query
) -> Iterator[tuple[Sequence[int], list[Sequence[Any]]]]:
    """Every matching row, streamed and masked, ``BLOCK`` at a time: their ids, and the values of
    each column of ``shown``. Most work on a long list is the same for all values of a column.
    """
    picked = shown_columns(work, listing, query)
    order, masks = order_of(work, listing, query), _masks(work, picked)
    every, words = _as_texts(rows_of(work, listing, query, picked, order), len(picked))
    statement = ordered_statement(every, order, back=False)
    many = len(picked)
    found = work.session.connection().execute(statement.execution_options(yield_per=BLOCK))
    for rows in found.partitions():
        columns: list[Sequence[Any]] = list(zip(*rows, strict=True))
        shown = columns[:many]
        for place, word_of in words:
            shown[place] = list(map(word_of, shown[place]))
        for place, how in masks:
            shown[place] = [how(str(value)) if value else value for value in shown[place]]
        yield columns[-1], shown


def _as_texts(statement: Select[Any], many: int) -> tuple[Select[Any], list[tuple[int, WordOf]]]:
    """The same with the words of its first ``many`` columns as the texts they are stored as, and
    how to make words of each: a block at a time it takes a fifth of what it takes one by one.
    """
    columns, words = list(statement.selected_columns), list[tuple[int, WordOf]]()
    for place, column in enumerate(columns[:many]):
        if isinstance(column.type, Enum) and column.type.enum_class:
            known: dict[Any, Any] = {word.value: word for word in column.type.enum_class}
            words.append((place, (known | {None: None}).__getitem__))
            columns[place] = type_coerce(column, String()).label(column.key)
    return statement.with_only_columns(*columns, maintain_column_froms=True), words


def matching_ids(work: Work, listing: Listing, query: Query, limit: int) -> list[int]:
    """The ids a bulk act over «all N» means, in list order."""
    statement = filtered_statement(work, listing, query, select(listing.table.id))
    return list(work.session.scalars(statement.order_by(listing.table.id).limit(limit)))


def _masks(work: Work, picked: Sequence[Column]) -> list[tuple[int, Mask]]:
    """Which of the columns this actor sees masked, by their place, and how."""
    shut = FieldRule.MASKED
    return [
        (i, KINDS[c.cell].mask)
        for i, c in enumerate(picked)
        if c.guard and field_rule(work, c) is shut
    ]


def _drawn(
    listing: Listing, picked: Sequence[Column], masks: Sequence[tuple[int, Mask]], row: Any
) -> Sequence[Any]:
    """The values of a row as this reader gets them; of a stub only what it shows."""
    values = _masked(masks, row[: len(picked)])
    if not row[-3]:
        return values
    return [
        value if column.name in listing.stub_shows else None
        for column, value in zip(picked, values, strict=True)
    ]


def _masked(masks: Sequence[tuple[int, Mask]], row: Sequence[Any]) -> Sequence[Any]:
    if not masks:
        return row
    values = list(row)
    for index, how in masks:
        if values[index]:
            values[index] = how(str(values[index]))
    return values


def fetch_row(work: Work, listing: Listing, id: int) -> list[tuple[Column, Any]]:
    """One record's columns as its list shows them, masked; empty when it is not visible."""
    picked = columns_open_to(work, listing)
    order = order_of(work, listing, Query())
    statement = rows_of(work, listing, Query(), picked, order).where(listing.table.id == id)
    row = work.session.execute(statement).first()
    if row is None:
        return []
    return list(zip(picked, _masked(_masks(work, picked), row[: len(picked)]), strict=True))
