"""The SQL statements of a list: its rows, their order, position and count."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FunctionType
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    and_,
    bindparam,
    func,
    literal,
    or_,
    select,
    tuple_,
    union,
    union_all,
)
from sqlalchemy.sql import visitors

from models.words.text import N_
from portal.access.policy import ALL, reach_key, visible
from portal.errors import Invalid
from portal.fast.kept import Store
from portal.platform.fields.kinds import KINDS
from portal.platform.lists.cursor import read_cursor
from portal.platform.lists.listing import Column, Listing
from portal.platform.lists.query import Query, filter_clause
from portal.platform.lists.stubs import is_stub, scopes_of
from portal.platform.search.index import nearness_key
from portal.platform.search.query import SEARCHED
from portal.work import Work

EDGE: Any = bindparam("edge", type_=BigInteger)
# Questions built before, by list, reach, filters and shape.
BUILT: Store[tuple[Any, ...], tuple[Listing, Select[Any]]] = Store(500)
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

    def on(self, found: Any) -> "Order":
        """The same order over rows found before: their ``sort_key`` and ``row_id``."""
        value = found.row_id if self.value is self.own_id else found.sort_key
        return Order(value, self.down, self.nullable, found.row_id)

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


@dataclass(frozen=True)
class Place:
    """A stretch of a list: so many rows beyond ``clauses`` and ``offset``, or before them."""

    limit: int
    clauses: Sequence[Any] = ()
    offset: int = 0
    back: bool = False
    about: bool = False  # the offset was found by interpolation
    values: Mapping[str, Any] = field(default_factory=dict)  # of the parameters in ``clauses``
    shape: str = ""  # tells clauses apart that hold no value of their own; none where they do


def statement_of(
    work: Work, listing: Listing, query: Query, picked: Sequence[Column], *, back: bool
) -> tuple[Select[Any], Place]:
    """The rows of a page, one more than it holds; to be asked with the values of its place."""
    order = order_of(work, listing, query)
    place = _place(work, listing, query, order, back=back)
    own = any(isinstance(column.value, FunctionType) for column in picked)
    shape = (query.sort, query.size, place.shape, *(column.name for column in picked))

    def build() -> Select[Any]:
        return _build(work, listing, query, picked, order, place)

    return kept_statement(
        work, listing, query, shape if place.shape and not own else None, build
    ), place


def kept_statement(
    work: Work,
    listing: Listing,
    query: Query,
    shape: tuple[Any, ...] | None,
    build: Callable[[], Select[Any]],
) -> Select[Any]:
    """What is asked again by whoever sees the same rows is built once, which is half its cost.

    It holds clauses and the values filtered by, no data; a filter of its own making may depend on
    the day or the person, and is built anew.
    """
    found = [listing.filter(name) for name in query.filters]
    if shape is None or query.search or any(f is None or f.apply for f in found):
        return build()
    reach = reach_key(work.actor, listing.see, listing.table)
    key = (listing.name, reach, *query.filters.items(), *shape)
    known = BUILT.get(key)
    if known is None or known[0] is not listing:
        known = BUILT.keep(key, (listing, build()))
    return known[1]


def _build(
    work: Work, listing: Listing, query: Query, picked: Sequence[Column], order: Order, place: Place
) -> Select[Any]:
    page = ids_of(work, listing, query, order, place).subquery("page")
    total = [] if query.search else [count_statement(work, listing, query).scalar_subquery()]
    values = [_value(work, column).label(column.name) for column in picked]
    locked = is_stub(work, listing, query).label("locked")
    keys = locked, page.c.sort_key, page.c.row_id
    statement = select(*values, *total, *keys).select_from(listing.table)
    if listing.joins:
        statement = listing.joins(statement)
    statement = statement.join(page, page.c.row_id == listing.table.id)
    return ordered_statement(statement, order.on(page.c), back=place.back)


def ids_of(work: Work, listing: Listing, query: Query, order: Order, place: Place) -> Select[Any]:
    """Sort value and id of the rows of a place. What is drawn beside them is looked up afterwards,
    for them alone; each part of the actor's reach walks an index of its own.
    """
    keys = order.value.label("sort_key"), listing.table.id.label("row_id")
    back, most = place.back, place.offset + place.limit
    found = []
    for scope in scopes_of(work, listing, query):
        part = filtered_statement(work, listing, query, select(*keys), order.value, scope=scope)
        found.append(ordered_statement(part.where(*place.clauses), order, back=back))
    if len(found) > 1:
        merged = union(*(select(each.limit(most).subquery()) for each in found)).subquery()
        found = [ordered_statement(select(merged), order.on(merged.c), back=back)]
    return found[0].offset(place.offset or None).limit(place.limit)


def count_statement(
    work: Work, listing: Listing, query: Query, most: int | None = CAP + 1
) -> Select[Any]:
    """How many rows match, no further than ``most``."""
    scopes = scopes_of(work, listing, query, apart=True)
    found = [filtered_statement(work, listing, query, select(literal(1)), scope=s) for s in scopes]
    inner: Any = found[0] if len(found) == 1 else union_all(*found)
    return select(func.count()).select_from(inner.limit(most).subquery())


def rows_of(
    work: Work, listing: Listing, query: Query, picked: Sequence[Column], order: Order
) -> Select[Any]:
    """Every row: the columns picked, then sort value and id."""
    values = [_value(work, column).label(column.name) for column in picked]
    keys = order.value.label("sort_key"), listing.table.id.label("row_id")
    return filtered_statement(work, listing, query, select(*values, *keys), joined=True)


def filtered_statement(
    work: Work,
    listing: Listing,
    query: Query,
    statement: Select[Any],
    *looked_at: Any,
    scope: ColumnElement[bool] | None = None,
    joined: bool = False,
) -> Select[Any]:
    """FROM and WHERE of a list, cut to ``scope`` (all that is visible, when None). It joins other
    tables only where a filter or one of the expressions ``looked_at`` is theirs, or if told to.
    """
    clauses = [filter_clause(work, listing, name, value) for name, value in query.filters.items()]
    if query.search and listing.search:
        clauses.append(listing.search(work, query.search))
    elif listing.unless_asked and listing.unless_asked[0] not in query.filters:
        clauses.append(listing.unless_asked[1])
    statement = statement.select_from(listing.table)
    if listing.joins and (joined or _looks_elsewhere(listing, [*clauses, *looked_at])):
        statement = listing.joins(statement)
    if scope is None:
        scope = visible(work.actor, listing.see, listing.table)
    return statement.where(*([] if scope is ALL else [scope]), *clauses)


def _looks_elsewhere(listing: Listing, looked_at: Sequence[Any]) -> bool:
    """Does one of the expressions read a table that the list joins? What a subquery reads for
    itself needs no join.
    """
    expressions = [getattr(each, "expression", each) for each in looked_at]
    nodes = (node for each in expressions for node in visitors.iterate(each))
    return any(getattr(node, "table", None) in listing.joined_tables for node in nodes)


def order_of(work: Work, listing: Listing, query: Query) -> Order:
    """The sort a query asks for, else what begins with a search first, else the list's own.

    Raises ``Invalid`` for no such name.
    """
    text = query.sort or listing.order
    name, down = text.lstrip("-"), text.startswith("-")
    own_id = listing.table.id
    if query.search and not query.sort and listing.search and listing.kind in SEARCHED:
        near = nearness_key(work, listing.kind, query.search)
        if near is not None:
            return Order(near, down=True, nullable=False, own_id=own_id)
    if name == "id":
        return Order(own_id, down, nullable=False, own_id=own_id)
    column = listing.column(name)
    if column is None:
        raise Invalid(N_("This list cannot be sorted by «%(name)s»."), name=name)
    kind = KINDS[column.cell]
    if kind.sort is None:
        raise Invalid(N_("This list cannot be sorted by «%(name)s»."), name=name)
    value = kind.sort(_value(work, column))
    mine = getattr(value, "class_", None) is listing.table
    return Order(value, down, nullable=not mine or getattr(value, "nullable", True), own_id=own_id)


def _value(work: Work, column: Column) -> Any:
    return column.value(work) if isinstance(column.value, FunctionType) else column.value


def ordered_statement(statement: Select[Any], order: Order, *, back: bool) -> Select[Any]:
    """The statement in its order, or in the opposite one for a page before a cursor."""
    if not back:
        return statement.order_by(*order.clauses())
    turned = order.reversed()
    value = turned.value.desc() if turned.down else turned.value.asc()
    if turned.value is turned.own_id or not turned.nullable:
        return statement.order_by(*turned.clauses())
    tie = turned.own_id.desc() if turned.down else turned.own_id.asc()
    return statement.order_by(value.nulls_first(), tie)


def _place(work: Work, listing: Listing, query: Query, order: Order, *, back: bool) -> Place:
    """By cursor if there is one; else exact near the start, interpolated on the id far from it."""
    limit, by_id = query.size + 1, order.value is order.own_id
    if cursor := query.after or query.before:
        value, id = read_cursor(cursor, order.value.type.python_type)
        if not by_id:
            return Place(limit, [order.beyond(value, id, back=back)], back=back)
        edge = order.beyond(EDGE, EDGE, back=back)
        return Place(limit, [edge], back=back, values={"edge": id}, shape=f"beyond {back}")
    offset = (query.page - 1) * query.size
    if offset <= CAP or not by_id:
        reached = min(offset, CAP)
        return Place(limit, offset=reached, about=offset > CAP, shape=f"+{reached}")
    ends = kept_statement(
        work, listing, query, ("ends", query.sort), lambda: _ends(work, listing, query, order)
    )
    first, marker = work.session.execute(ends).one()
    if first is None or marker is None:
        return Place(limit, offset=offset)
    start = first + (marker - first) * offset // CAP
    edge = order.own_id <= EDGE if order.down else order.own_id >= EDGE
    return Place(limit, [edge], about=True, values={"edge": start}, shape="from")


def _ends(work: Work, listing: Listing, query: Query, order: Order) -> Select[Any]:
    """The first id of a list, and the one so far on as is counted."""
    ids = ordered_statement(
        filtered_statement(work, listing, query, select(order.own_id)), order, back=False
    )
    return select(ids.limit(1).scalar_subquery(), ids.offset(CAP).limit(1).scalar_subquery())
