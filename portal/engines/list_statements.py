"""The questions a list puts to the database: its rows, their order, their place, their count."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
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

from models.words.text import N_
from portal.access.policy import ALL, visible, visible_ids
from portal.engines.list_cursors import read
from portal.engines.list_queries import Query, clause
from portal.engines.lists import Column, Listing
from portal.errors import Invalid
from portal.work import Work

PLAIN = Query()
# First pages of whole lists, by list, sort, size and columns.
BUILT: dict[tuple[Any, ...], tuple[Listing, Select[Any]]] = {}
MOST_BUILT = 500
CAP = 10_000  # rows counted and pages found exactly; beyond it «10,000+» and interpolation


@dataclass(frozen=True)
class Order:
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

    def reversed(self) -> "Order":
        return Order(self.value, not self.down, self.nullable, self.own_id)

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


def statement_of(
    work: Work, listing: Listing, query: Query, picked: Sequence[Column], *, back: bool
) -> tuple[Select[Any], bool]:
    """The rows of a page, one more than it holds, and whether its place is a guess.

    The first page of a whole list depends on no value: it is built once, which is half its cost.
    """
    plain = query == replace(PLAIN, sort=query.sort, columns=query.columns, size=query.size)
    own = any(isinstance(column.value, FunctionType) for column in picked)
    if not plain or own or visible(work.actor, listing.see, listing.table) is not ALL:
        return _build(work, listing, query, picked, back=back)
    key = (listing.name, query.sort, query.size, *(column.name for column in picked))
    if key not in BUILT or BUILT[key][0] is not listing:
        if len(BUILT) >= MOST_BUILT:
            BUILT.clear()
        BUILT[key] = listing, _build(work, listing, query, picked, back=back)[0]
    return BUILT[key][1], False


def _build(
    work: Work, listing: Listing, query: Query, picked: Sequence[Column], *, back: bool
) -> tuple[Select[Any], bool]:
    order, about, cursor = order_of(work, listing, query), False, query.after or query.before
    total = [] if query.search else [counted(work, listing, query).scalar_subquery()]
    statement = rows_of(work, listing, query, picked, order, *total)
    if cursor:
        statement = statement.where(
            order.beyond(*read(cursor, order.value.type.python_type), back=back)
        )
    elif query.page > 1:
        statement, about = _jump(work, listing, query, order, statement)
    return ordered(statement, order, back=back).limit(query.size + 1), about


def counted(work: Work, listing: Listing, query: Query) -> Select[Any]:
    """How many rows match, no further than ``CAP`` + 1."""
    inner = filtered(work, listing, query, select(literal(1)), joined=None).limit(CAP + 1)
    return select(func.count()).select_from(inner.subquery())


def rows_of(
    work: Work, listing: Listing, query: Query, picked: Sequence[Column], order: Order,
    *more: Any,
) -> Select[Any]:  # fmt: skip
    """Columns picked, then ``more``, then sort value and id: they make a row's cursor."""
    values = [_value(work, column).label(column.name) for column in picked]
    keys = [*more, order.value.label("sort_key"), listing.table.id.label("row_id")]
    return filtered(work, listing, query, select(*values, *keys), joined=True)


def filtered(
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


def order_of(work: Work, listing: Listing, query: Query) -> Order:
    """The sort a query asks for, else the list's own. Raises ``Invalid`` for no such name."""
    text = query.sort or listing.order
    name, down = text.lstrip("-"), text.startswith("-")
    own_id = listing.table.id
    if name == "id":
        return Order(own_id, down, nullable=False, own_id=own_id)
    column = listing.column(name)
    if column is None:
        raise Invalid(N_("This list cannot be sorted by «%(name)s»."), name=name)
    value = _value(work, column)
    mine = getattr(value, "class_", None) is listing.table
    return Order(value, down, nullable=not mine or getattr(value, "nullable", True), own_id=own_id)


def _value(work: Work, column: Column) -> Any:
    return column.value(work) if isinstance(column.value, FunctionType) else column.value


def ordered(statement: Select[Any], order: Order, *, back: bool) -> Select[Any]:
    """The statement in its order, or in the opposite one for a page before a cursor."""
    if not back:
        return statement.order_by(*order.clauses())
    turned = order.reversed()
    value = turned.value.desc() if turned.down else turned.value.asc()
    if turned.value is turned.own_id or not turned.nullable:
        return statement.order_by(*turned.clauses())
    tie = turned.own_id.desc() if turned.down else turned.own_id.asc()
    return statement.order_by(value.nulls_first(), tie)


def _jump(
    work: Work, listing: Listing, query: Query, order: Order, statement: Select[Any]
) -> tuple[Select[Any], bool]:
    """Page N without a cursor: exact near the start, by interpolation on the id far from it."""
    offset = (query.page - 1) * query.size
    if offset <= CAP or order.value is not order.own_id:
        return statement.offset(min(offset, CAP)), offset > CAP
    ids = filtered(work, listing, query, select(order.own_id), joined=None)
    first = work.session.scalar(ordered(ids, order, back=False).limit(1))
    marker = work.session.scalar(ordered(ids, order, back=False).offset(CAP).limit(1))
    if first is None or marker is None:
        return statement.offset(offset), False
    start = first + (marker - first) * offset // CAP
    edge = order.own_id <= start if order.down else order.own_id >= start
    return statement.where(edge), True
