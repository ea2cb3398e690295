"""The state of a list, read from a URL by name: what is not known by name is refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, true

from models.words.text import N_
from portal.errors import Invalid
from portal.platform.fields.clauses import LONGEST
from portal.platform.fields.kinds import KINDS
from portal.platform.fields.outside import whole
from portal.platform.lists.listing import (
    Column,
    Listing,
    columns_open_to,
    filters_open_to,
    is_sortable,
)
from portal.platform.texts import tidy_text
from portal.work import Work

SIZES = (20, 50, 100)
SIZE = 50
DEEPEST = 10_000_000  # rows; nobody pages further
MOST_TYPED = 200  # as the field of the list says
OWN = frozenset({"search", "sort", "cols", "size", "page", "after", "before"})


@dataclass(frozen=True)
class Query:
    """One state of one list. ``sort``: «name» or «-name»; ``after`` and ``before``: cursors."""

    filters: Mapping[str, str] = field(default_factory=dict)
    search: str = ""
    sort: str = ""
    columns: tuple[str, ...] = ()
    size: int = SIZE
    page: int = 1
    after: str = ""
    before: str = ""
    usual: int = SIZE  # the rows of this list's pages, which no address needs to say

    def args(self, **changes: Any) -> dict[str, str]:
        """The state as URL arguments, defaults left out; ``changes`` replace parts of it."""
        state = {**vars(self), **changes}
        size, page = state["size"], state["page"]
        found = {
            **state["filters"],
            "search": state["search"],
            "sort": state["sort"],
            "cols": ",".join(state["columns"]),
            "size": str(size) if size != state["usual"] else "",
            "page": str(page) if page > 1 else "",
            "after": state["after"],
            "before": state["before"],
        }
        return {name: value for name, value in found.items() if value}

    def kept(self) -> dict[str, str]:
        """What a saved view keeps: everything but the place in the list."""
        return self.args(page=1, after="", before="")

    @property
    def narrowed(self) -> bool:
        return bool(self.filters or self.search)


def _search(text: str) -> str:
    """What is searched for: the first ``LONGEST`` signs, which the page shows.

    Raises ``Invalid`` for more than the field takes.
    """
    if len(text) > MOST_TYPED:
        raise Invalid(
            N_("Search for at most %(most)s characters; you have %(now)s."),
            field="search",
            most=MOST_TYPED,
            now=len(text),
        )
    return " ".join(text[:LONGEST].split())


def parse_query(work: Work, listing: Listing, args: Mapping[str, str]) -> Query:
    """The query that ``args`` spell. Blank values are no filters (trap 12).

    Raises ``Invalid`` for a name this actor does not have: hidden and masked fields cannot be
    sorted nor filtered by (D4).
    """
    given = {name: plain for name, value in args.items() if (plain := tidy_text(value))}
    query = Query(
        filters=_filters(work, listing, given),
        search=_search(given.get("search", "")) if listing.search else "",
        sort=_sort(work, listing, given.get("sort", "")),
        columns=_columns(work, listing, given.get("cols", "")),
        size=_number(given.get("size", ""), listing.size, 200),
        page=_number(given.get("page", ""), 1, DEEPEST),
        after=given.get("after", ""),
        before=given.get("before", ""),
        usual=listing.size,
    )
    for name, value in query.filters.items():
        filter_clause(
            work, listing, name, value
        )  # wrong values are refused here, not in the middle
    return query


def shown_columns(work: Work, listing: Listing, query: Query) -> list[Column]:
    """The columns of this page, in order; the one that opens the record always leads."""
    open_columns = columns_open_to(work, listing)
    if not query.columns:
        return [c for c in open_columns if c.shown]
    named = {c.name: c for c in open_columns}
    chosen = [named[name] for name in query.columns]
    if listing.link in named and listing.link not in query.columns:
        chosen.insert(0, named[listing.link])
    return chosen


def filter_clause(work: Work, listing: Listing, name: str, value: str) -> ColumnElement[bool]:
    """One filter as SQL. Raises ``Invalid`` when the value is none of its kind."""
    found = listing.filter(name)
    if found is None:
        raise Invalid(N_("This list has no filter «%(name)s»."), name=name)
    if found.apply is not None:
        return found.apply(work, value)
    try:
        asked = KINDS[found.kind].filter.clause(found.value, value, found.words)
    except (ValueError, KeyError, OverflowError) as error:
        raise Invalid(
            N_("«%(value)s» is not a valid value for the filter «%(name)s»."),
            name=name,
            value=value,
        ) from error
    return true() if asked is None else asked


def _filters(work: Work, listing: Listing, given: Mapping[str, str]) -> dict[str, str]:
    known = {f.name: f for f in filters_open_to(work, listing)}
    result: dict[str, str] = {}
    for name, value in given.items():
        if name in OWN:
            continue
        stem, _, end = name.rpartition("_")
        if name in known:
            result[name] = value
        elif end in ("from", "to") and stem in known:
            result[stem] = f"{given.get(f'{stem}_from', '')}..{given.get(f'{stem}_to', '')}"
        else:
            raise Invalid(N_("This list has no filter «%(name)s»."), name=name)
    return result


def _sort(work: Work, listing: Listing, text: str) -> str:
    column = listing.column(text.lstrip("-"))
    if text and (column is None or not is_sortable(work, column)):
        raise Invalid(N_("This list cannot be sorted by «%(name)s»."), name=text.lstrip("-"))
    return text


def _columns(work: Work, listing: Listing, text: str) -> tuple[str, ...]:
    open_names = {c.name for c in columns_open_to(work, listing)}
    return tuple(dict.fromkeys(n for n in text.split(",") if n in open_names))


def _number(text: str, default: int, highest: int) -> int:
    number = whole(text)
    return default if number is None else min(max(number, 1), highest)
