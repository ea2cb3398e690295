"""Runs a list: one page by keyset, a capped count, or every row for a sheet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import FunctionType
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    and_,
    func,
    literal,
    or_,
    select,
    tuple_,
)  # fmt: skip
from sqlalchemy.sql import visitors

from models.words.kinds import FieldRule
from models.words.text import N_
from portal.access.policy import ALL, visible, visible_ids
from portal.engines.list_cursors import cursor_of, read
from portal.engines.list_queries import Query, clause, shown
from portal.engines.lists import Column, Listing, columns, rule
from portal.errors import Invalid
from portal.rules.masks import mask
from portal.work import Work

CAP = 10_000  # rows counted and pages found exactly; beyond it «10,000+» and interpolation


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

    @property
    def capped(self) -> bool:
        return self.total > CAP


@dataclass(frozen=True)
class _Order:
    """The sort of a page: an expression, its direction, and the id that breaks ties."""

    value: Any
    down: bool
    nullable: bool
    own_id: Any

    def clauses(self) -> list[Any]:
        if self.value is self.own_id:
            return [self.own_id.desc() if self.down else self.own_id]
        value = self.value.desc() if self.down else self.value.asc()
        tie = self.own_id.desc() if self.down else self.own_id.asc()
        return [value.nulls_last() if self.nullable else value, tie]

    def reversed(self) -> "_Order":
        return _Order(self.value, not self.down, self.nullable, self.own_id)

    def beyond(self, value: Any, id: int, *, back: bool) -> Any:
        """Rows after (or before) the row with this sort value and id; NULL sorts last."""
        down = self.down != back
        further: Any = self.own_id < id if down else self.own_id > id
        if self.value is self.own_id:
            return further
        if not self.nullable:
            here = tuple_(self.value, self.own_id)
            there = tuple_(literal(value, self.value.type), literal(id))
            return here < there if down else here > there
        if value is None:
            ties = and_(self.value.is_(None), further)
            return or_(self.value.is_not(None), ties) if back else ties
        step = self.value < value if down else self.value > value
        same = and_(self.value == value, further)
        return or_(step, same) if back else or_(step, same, self.value.is_(None))


def page(work: Work, listing: Listing, query: Query) -> Page:
    """One page of rows the actor may see, with the count beside it in the same statement.

    A search is counted only where its first page does not hold all (CTEs cannot stand in one
    statement twice). Raises ``Invalid`` for a cursor that is none.
    """
    order = _order(work, listing, query)
    cursor, about = query.after or query.before, False
    picked = shown(work, listing, query)
    total = [] if query.search else [_counted(work, listing, query).scalar_subquery()]
    statement = _select(work, listing, query, picked, order, *total)
    back = bool(query.before) and not query.after
    if cursor:
        statement = statement.where(
            order.beyond(*read(cursor, order.value.type.python_type), back=back)
        )
    elif query.page > 1:
        statement, about = _jump(work, listing, query, order, statement)
    ordered = _ordered(statement, order, back=back).limit(query.size + 1)
    rows = list(work.session.execute(ordered))
    more, rows = len(rows) > query.size, rows[: query.size]
    known = None if more else len(rows)
    if back:
        rows.reverse()
    earlier, later = (more, True) if back else (query.page > 1 or bool(cursor), more)
    masks, many = _masks(work, picked), len(picked)
    return Page(
        columns=picked,
        rows=[(row[-1], *_masked(masks, row[:many])) for row in rows],
        total=rows[0][many] if rows and total else _total(work, listing, query, known),
        number=query.page,
        before=cursor_of(rows[0]) if rows and earlier else "",
        after=cursor_of(rows[-1]) if rows and later else "",
        about=about,
    )


def _total(work: Work, listing: Listing, query: Query, found: int | None) -> int:
    """What a first page tells by itself when it holds all, else a count of its own."""
    first = query.page == 1 and not query.after and not query.before
    return found if first and found is not None else count(work, listing, query)


def count(work: Work, listing: Listing, query: Query) -> int:
    """How many rows match, counted no further than ``CAP`` + 1."""
    return work.session.scalar(_counted(work, listing, query)) or 0


def _counted(work: Work, listing: Listing, query: Query) -> Select[Any]:
    inner = _filtered(work, listing, query, select(literal(1)), joined=None).limit(CAP + 1)
    return select(func.count()).select_from(inner.subquery())


def rows_for_export(work: Work, listing: Listing, query: Query) -> Iterator[Sequence[Any]]:
    """Every matching row as (id, value per column of ``shown``), streamed and masked."""
    picked = shown(work, listing, query)
    order, masks = _order(work, listing, query), _masks(work, picked)
    statement = _ordered(_select(work, listing, query, picked, order), order, back=False)
    for row in work.session.execute(statement.execution_options(yield_per=1000)):
        yield (row[-1], *_masked(masks, row[: len(picked)]))


def matching_ids(work: Work, listing: Listing, query: Query, limit: int) -> list[int]:
    """The ids a bulk act over «all N» means, in list order."""
    statement = _filtered(work, listing, query, select(listing.table.id), joined=None)
    return list(work.session.scalars(statement.order_by(listing.table.id).limit(limit)))


def neighbours(
    work: Work, listing: Listing, query: Query, id: int
) -> tuple[int | None, int | None]:
    """The records before and after one in the order of its list."""
    order = _order(work, listing, query)
    value = work.session.scalar(select(order.value).where(listing.table.id == id))
    found = []
    for back in (True, False):
        statement = _filtered(work, listing, query, select(listing.table.id), joined=True)
        statement = statement.where(order.beyond(value, id, back=back))
        found.append(work.session.scalar(_ordered(statement, order, back=back).limit(1)))
    return found[0], found[1]


def _select(
    work: Work, listing: Listing, query: Query, picked: Sequence[Column], order: _Order,
    *more: Any,
) -> Select[Any]:  # fmt: skip
    """Each row ends with its sort value and its id, which make its cursor."""
    values = [_value(work, column).label(column.name) for column in picked]
    keys = [*more, order.value.label("sort_key"), listing.table.id.label("row_id")]
    return _filtered(work, listing, query, select(*values, *keys), joined=True)


def _filtered(
    work: Work, listing: Listing, query: Query, statement: Select[Any], *, joined: bool | None
) -> Select[Any]:
    """FROM and WHERE of a list; ``joined=None`` joins only if a filter looks at another table."""
    clauses = [clause(work, listing, name, value) for name, value in query.filters.items()]
    if query.search and listing.search:
        clauses.append(listing.search(work, query.search))
    statement = statement.select_from(listing.table)
    if listing.joins and (joined or _looks_elsewhere(listing, clauses)):
        statement = listing.joins(statement)
    # A search is cut to the actor's reach in its index, and a plain count is quickest as it is.
    by_ids = not query.search and bool(query.filters or (joined and not query.sort))
    cut = visible_ids if by_ids else visible
    scope = cut(work.actor, listing.see, listing.table)
    return statement.where(*([] if scope is ALL else [scope]), *clauses)


def _looks_elsewhere(listing: Listing, clauses: Sequence[ColumnElement[bool]]) -> bool:
    own = listing.table.__table__
    return any(
        isinstance(part, Table) and part is not own
        for each in clauses
        for part in (getattr(node, "table", None) for node in visitors.iterate(each))
    )


def _order(work: Work, listing: Listing, query: Query) -> _Order:
    text = query.sort or listing.order
    name, down = text.lstrip("-"), text.startswith("-")
    own_id = listing.table.id
    if name == "id":
        return _Order(own_id, down, nullable=False, own_id=own_id)
    column = listing.column(name)
    if column is None:
        raise Invalid(N_("This list cannot be sorted by «%(name)s»."), name=name)
    value = _value(work, column)
    mine = getattr(value, "class_", None) is listing.table
    return _Order(value, down, nullable=not mine or getattr(value, "nullable", True), own_id=own_id)


def _value(work: Work, column: Column) -> Any:
    return column.value(work) if isinstance(column.value, FunctionType) else column.value


def _ordered(statement: Select[Any], order: _Order, *, back: bool) -> Select[Any]:
    if not back:
        return statement.order_by(*order.clauses())
    turned = order.reversed()
    value = turned.value.desc() if turned.down else turned.value.asc()
    if turned.value is turned.own_id or not turned.nullable:
        return statement.order_by(*turned.clauses())
    tie = turned.own_id.desc() if turned.down else turned.own_id.asc()
    return statement.order_by(value.nulls_first(), tie)


def _jump(
    work: Work, listing: Listing, query: Query, order: _Order, statement: Select[Any]
) -> tuple[Select[Any], bool]:
    """Page N without a cursor: exact near the start, by interpolation on the id far from it."""
    offset = (query.page - 1) * query.size
    if offset <= CAP or order.value is not order.own_id:
        return statement.offset(min(offset, CAP)), offset > CAP
    ids = _filtered(work, listing, query, select(order.own_id), joined=None)
    first = work.session.scalar(_ordered(ids, order, back=False).limit(1))
    marker = work.session.scalar(_ordered(ids, order, back=False).offset(CAP).limit(1))
    if first is None or marker is None:
        return statement.offset(offset), False
    start = first + (marker - first) * offset // CAP
    edge = order.own_id <= start if order.down else order.own_id >= start
    return statement.where(edge), True


def _masks(work: Work, picked: Sequence[Column]) -> list[tuple[int, str]]:
    """Which of the columns this actor sees masked, by their place, and how."""
    shut = FieldRule.MASKED
    return [(i, c.mask) for i, c in enumerate(picked) if c.guard and rule(work, c) is shut]


def _masked(masks: Sequence[tuple[int, str]], row: Sequence[Any]) -> Sequence[Any]:
    if not masks:
        return row
    values = list(row)
    for index, how in masks:
        if values[index]:
            values[index] = mask(how, str(values[index]))
    return values


def one(work: Work, listing: Listing, id: int) -> list[tuple[Column, Any]]:
    """One record's columns as its list shows them, masked; empty when it is not visible."""
    picked = columns(work, listing)
    order = _order(work, listing, Query())
    statement = _select(work, listing, Query(), picked, order).where(listing.table.id == id)
    row = work.session.execute(statement).first()
    if row is None:
        return []
    return list(zip(picked, _masked(_masks(work, picked), row[: len(picked)]), strict=True))
