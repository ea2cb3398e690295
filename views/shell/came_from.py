"""The list a reader came from: its filters, sort and page go along to a record and back.

``?list=`` carries the query of the list. Its first step needs none: the browser says which page of
ours a reader came from, so the links of a list stay short.
"""

from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import g, request

from portal.errors import Invalid
from portal.platform.lists.listing import Listing
from portal.platform.lists.query import Query, parse_query
from portal.work import Work

NAME = "list"
LONGEST = 2000


def list_query(base: str) -> str:
    """The query string of the list at ``base`` that this visit belongs to; "" for the plain one."""
    found: dict[str, str] = g.setdefault("list_queries", {})
    if base not in found:
        found[base] = _list_query(base)
    return found[base]


def _list_query(base: str) -> str:
    given = request.args.get(NAME)
    if given is None:
        source = urlsplit(request.referrer or "")
        ours = source.netloc == request.host and source.path == base
        given = source.query if ours else ""
    return urlencode(parse_qsl(given)) if len(given) <= LONGEST else ""


def list_address(base: str) -> str:
    """The list at ``base`` as the reader left it."""
    query = list_query(base)
    return f"{base}?{query}" if query else base


def along(base: str) -> str:
    """What the addresses of this record's pages end with, so that the way back stays known."""
    query = list_query(base)
    return f"?{urlencode({NAME: query})}" if query else ""


def query_of(work: Work, listing: Listing, base: str) -> Query:
    """The query of that list, by which records have neighbours; the plain one if it is no more."""
    try:
        return parse_query(work, listing, dict(parse_qsl(list_query(base))))
    except Invalid:
        return Query()
