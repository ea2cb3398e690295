"""The records before and after one in the order of its list, in as few statements as can be."""

from typing import Any

from sqlalchemy import Select, select

from portal.platform.lists.listing import Listing
from portal.platform.lists.query import Query
from portal.platform.lists.statement import EDGE, Order, Place, ids_of, kept_statement, order_of
from portal.work import Work


def neighbours(
    work: Work, listing: Listing, query: Query, id: int
) -> tuple[int | None, int | None]:
    """The ids before and after ``id``, or None at either end."""
    order = order_of(work, listing, query)
    by_id = order.value is order.own_id

    def build() -> Select[Any]:
        return select(*(each.scalar_subquery() for each in _each_way(work, listing, query, order)))

    if by_id and not query.search:
        shape = ("neighbours", query.sort)
        statement = kept_statement(work, listing, query, shape, build)
        before, after = work.session.connection().execute(statement, {"edge": id}).one()
        return before, after
    value = id if by_id else work.session.scalar(select(order.value).where(order.own_id == id))
    ways = _each_way(work, listing, query, order, value, id)
    if query.search:  # the hits of a search stand in a statement once
        before, after = (work.session.scalar(way) for way in ways)
    else:
        before, after = work.session.execute(select(*(w.scalar_subquery() for w in ways))).one()
    return before, after


def _each_way(
    work: Work, listing: Listing, query: Query, order: Order, *at: Any
) -> list[Select[Any]]:
    """What is next before and after the place ``at``: sort value and id, or a parameter."""
    value, id = at or (EDGE, EDGE)
    places = (Place(1, [order.beyond(value, id, back=b)], back=b) for b in (True, False))
    found = [ids_of(work, listing, query, order, place).subquery() for place in places]
    return [select(each.c.row_id) for each in found]
