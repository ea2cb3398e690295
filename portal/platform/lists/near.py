"""The records before and after one in the order of its list, in as few statements as can be."""

from typing import Any

from sqlalchemy import Select, select

from portal.platform.ahead import Question, ask
from portal.platform.lists.listing import Listing
from portal.platform.lists.query import Query
from portal.platform.lists.statement import EDGE, Order, Place, ids_of, kept_statement, order_of
from portal.work import Work


def neighbours(
    work: Work, listing: Listing, query: Query, id: int
) -> tuple[int | None, int | None]:
    """The ids before and after ``id``, or None at either end."""
    if question := neighbours_question(work, listing, query, id):
        before, after = ask(work, question)[0]
        return before, after
    order = order_of(work, listing, query)
    by_id = order.value is order.own_id
    value = id if by_id else work.session.scalar(select(order.value).where(order.own_id == id))
    ways = _each_way(work, listing, query, order, value, id)
    if query.search:  # the hits of a search stand in a statement once
        before, after = (work.session.scalar(way) for way in ways)
    else:
        before, after = work.session.execute(select(*(w.scalar_subquery() for w in ways))).one()
    return before, after


def neighbours_question(work: Work, listing: Listing, query: Query, id: int) -> Question | None:
    """What ``neighbours`` asks where the list is in the order of its ids, as most are."""
    order = order_of(work, listing, query)
    if query.search or order.value is not order.own_id:
        return None

    def build() -> Select[Any]:
        ways = zip(_each_way(work, listing, query, order), ("before", "after"), strict=True)
        return select(*(way.scalar_subquery().label(name) for way, name in ways))

    statement = kept_statement(work, listing, query, ("neighbours", query.sort), build)
    return Question("neighbours", statement, {"edge": id})


def _each_way(
    work: Work, listing: Listing, query: Query, order: Order, *at: Any
) -> list[Select[Any]]:
    """What is next before and after the place ``at``: sort value and id, or a parameter."""
    value, id = at or (EDGE, EDGE)
    places = (Place(1, [order.beyond(value, id, back=b)], back=b) for b in (True, False))
    found = [ids_of(work, listing, query, order, place).subquery() for place in places]
    return [select(each.c.row_id) for each in found]
