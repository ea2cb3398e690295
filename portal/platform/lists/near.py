"""The records before and after one in the order of its list, asked for in one statement."""

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
    if order.value is order.own_id:

        def build() -> Select[Any]:
            return _near(work, listing, query, order, EDGE, EDGE)

        shape = ("neighbours", query.sort)
        statement = kept_statement(work, listing, query, shape, build)
    else:
        value = work.session.scalar(select(order.value).where(order.own_id == id))
        statement = _near(work, listing, query, order, value, id)
    before, after = work.session.connection().execute(statement, {"edge": id}).one()
    return before, after


def _near(
    work: Work, listing: Listing, query: Query, order: Order, value: Any, id: Any
) -> Select[Any]:
    found = []
    for back in (True, False):
        place = Place(1, [order.beyond(value, id, back=back)], back=back)
        ids = ids_of(work, listing, query, order, place).subquery()
        found.append(select(ids.c.row_id).scalar_subquery())
    return select(*found)
