"""What the list template is given: rows, filter bar, tabs of views and the addresses of it all."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, cached_property
from typing import Any
from urllib.parse import parse_qsl, urlencode

from werkzeug.datastructures import MultiDict

from models.words.values import ValueKind as V
from portal.platform.fields.kinds import KINDS
from portal.platform.lists.listing import (
    Column,
    Filter,
    Listing,
    columns_open_to,
    filters_open_to,
    is_sortable,
)
from portal.platform.lists.page import Page, fetch_page
from portal.platform.lists.query import Query, parse_query
from portal.platform.lists.statement import CAP
from portal.work import Work
from views.shell import cells, words
from views.shell.i18n import current_language
from views.shell.i18n import gettext as _
from views.shell.markup import Markup


@dataclass(frozen=True)
class Box:
    """One filter as a control: its choices or its range, and what is chosen."""

    filter: Filter
    value: str
    options: tuple[tuple[str, str], ...] = ()
    low: str = ""
    high: str = ""

    @property
    def rests(self) -> bool:
        """Not in use and not always in the bar: it waits in the side sheet."""
        return not (self.filter.pinned or self.value)

    @property
    def look(self) -> str:
        """select, range, lookup or text."""
        return "select" if self.filter.options else KINDS[self.filter.kind].filter.look


@dataclass(frozen=True)
class Tab:
    """A built-in or saved view above the list."""

    name: str
    url: str
    here: bool
    id: int | None = None
    sharing: str = ""
    mine: bool = False


@dataclass
class ListPage:
    """One rendered state of one list."""

    listing: Listing
    base: str
    query: Query
    page: Page
    boxes: Sequence[Box]
    open_columns: Sequence[Column]
    sortable: frozenset[str]
    tabs: Sequence[Tab]

    def url(self, **changes: Any) -> str:
        """This list with parts of its state changed; back on page one unless a page is given."""
        place = {"page": 1, "after": "", "before": ""}
        return list_url(self.base, self.query.args(**{**place, **changes}))

    def sort_url(self, name: str) -> str:
        return self.url(sort=f"-{name}" if self.query.sort == name else name)

    def direction(self, name: str) -> str:
        order = self.query.sort or self.listing.order
        return {name: "ascending", f"-{name}": "descending"}.get(order, "")

    @cached_property
    def on_phones(self) -> frozenset[str]:
        """The columns of a telephone's card: those marked, else the first four, or those chosen."""
        picked = self.page.columns
        if not self.query.columns:
            picked = [c for c in picked if c.phone] or picked[:4]
        return frozenset(c.name for c in picked)

    @property
    def search_hint(self) -> str:
        """What the search box finds, in the reader's language."""
        hint = self.listing.search_hint
        if not isinstance(hint, str):
            return _(", ").join(_(label) for label in hint)
        return _(hint) if hint else _("Search in the list")

    @property
    def next_url(self) -> str:
        return self.url(page=self.page.number + 1, after=self.page.after) if self.page.after else ""

    @property
    def previous_url(self) -> str:
        if self.page.number <= 2 and self.page.before:
            return self.url()
        if not self.page.before:
            return ""
        return self.url(page=max(self.page.number - 1, 1), before=self.page.before)

    @property
    def new_url(self) -> str:
        """Where a record is added; it starts with the choices of the filters."""
        return list_url(f"{self.base}new/", self.query.filters)

    @property
    def total(self) -> str:
        return f"{CAP:,}+" if self.page.capped else f"{self.page.total:,}"

    @property
    def pages(self) -> int:
        """How many pages there are; 0 when there are more than were counted."""
        return 0 if self.page.capped else max(-(-self.page.total // self.query.size), 1)

    def hidden(self, *without: str) -> dict[str, str]:
        """The state a form must carry along."""
        return {k: v for k, v in self.query.kept().items() if k not in without}

    def rows(self, work: Work, *, edit: str = "", choose: str = "") -> Markup:
        look = cells.Look(self.listing.link, self.base, edit, choose)
        return cells.table_body(self.page.columns, self.page.rows, work.today, look)


def build_page(
    work: Work,
    listing: Listing,
    args: Mapping[str, str],
    *,
    base: str = "",
    saved: Callable[[Query], Sequence[Tab]] | None = None,
) -> ListPage:
    """The page that ``args`` name. Raises ``Invalid`` for names this actor does not have."""
    base = base or f"/{listing.name}/"
    query = parse_query(work, listing, args)
    known = columns_open_to(work, listing)
    return ListPage(
        listing=listing,
        base=base,
        query=query,
        page=fetch_page(work, listing, query),
        boxes=[_box(work, f, query) for f in filters_open_to(work, listing)],
        open_columns=known,
        sortable=frozenset(c.name for c in known if is_sortable(work, c)),
        tabs=_tabs(built_in(listing, base, query), saved(query) if saved else []),
    )


def given_arguments(args: MultiDict[str, str]) -> dict[str, str]:
    """The arguments of a request; columns may come one by one from check boxes."""
    result = args.to_dict()
    if "cols" in result:
        result["cols"] = ",".join(args.getlist("cols"))
    return result


def url_arguments(url: str) -> dict[str, str]:
    return dict(parse_qsl(url.partition("?")[2]))


def list_url(base: str, args: Mapping[str, str]) -> str:
    return f"{base}?{urlencode(args)}" if args else base


def _box(work: Work, found: Filter, query: Query) -> Box:
    value = query.filters.get(found.name, "")
    low, _dots, high = value.partition("..")
    if found.options:
        return Box(found, value, tuple((str(v), _(t)) for v, t in found.options(work)))
    if found.words:
        return Box(found, value, _labelled(current_language(), found.words))
    if found.kind is V.YESNO:
        return Box(found, value, (("1", _("Yes")), ("0", _("No"))))
    return Box(found, value, low=low, high=high)


@cache
def _labelled(_language: str, vocabulary: type[StrEnum]) -> tuple[tuple[str, str], ...]:
    return tuple((word.value, words.label(word)) for word in vocabulary)


def built_in(listing: Listing, base: str, query: Query) -> list[Tab]:
    kept = query.kept()
    tabs = [Tab(_("All"), base, here=not kept)]
    for name, given in listing.views.items():
        tabs.append(Tab(_(name), list_url(base, given), here=kept == dict(given)))
    return tabs


def _tabs(built: Sequence[Tab], saved: Sequence[Tab]) -> list[Tab]:
    """All tabs with at most one marked: a saved view may spell the same state as a built-in."""
    tabs, marked = [], False
    for tab in [*built, *saved]:
        tabs.append(replace(tab, here=tab.here and not marked))
        marked = marked or tab.here
    return tabs
