"""Rows that are locked for the reader of a list: when they are listed, and when not."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement

from portal.access.policy import NOTHING, reach_parts, shut
from portal.platform.lists.listing import Listing
from portal.platform.lists.query import Query
from portal.work import Work


def shows_stubs(work: Work, listing: Listing, query: Query) -> bool:
    """Does it list rows that are locked for this actor? Only where it is neither searched nor
    filtered nor sorted by what such a row does not show.
    """
    by = {*query.filters, (query.sort or listing.order).lstrip("-")} - {"id"}
    above = shut(work.actor, listing.table) if listing.stub_shows else None
    return above is not None and not query.search and by <= listing.stub_shows


def is_stub(work: Work, listing: Listing, query: Query) -> ColumnElement[bool]:
    """SQL: is this row locked for the actor, where the list shows such rows?"""
    above = shut(work.actor, listing.table) if shows_stubs(work, listing, query) else None
    return NOTHING if above is None else above


def scopes_of(
    work: Work, listing: Listing, query: Query, *, apart: bool = False
) -> Sequence[ColumnElement[bool] | None]:
    """A search is cut to the actor's reach in its index: it is asked once."""
    if query.search:
        return [None]
    known = shows_stubs(work, listing, query)
    return reach_parts(work.actor, listing.see, listing.table, apart=apart, with_stubs=known)
