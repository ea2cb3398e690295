"""The data of a list page: rows, filter bar, tabs of views, and their URLs."""

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
    """One filter as a control: its choices or range, and its current value."""

    filter: Filter
    value: str
    options: tuple[tuple[str, str], ...] = ()
    low: str = ""
    high: str = ""

    @property
    def rests(self) -> bool:
        """Whether it is shown in the side sheet: neither pinned nor in use."""
        return not (self.filter.pinned or self.value)

    @property
    def told(self) -> str:
        """What is chosen, as its control shows it."""
        chosen = dict(self.options).get(self.value, self.value)
        return f"{self.low or '…'}–{self.high or '…'}" if self.low or self.high else chosen

    @property
    def look(self) -> str:
        """The kind of control: select, range, lookup or text."""
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
    """One page of a list in one state of its filters, sort and columns."""

    listing: Listing
    base: str
    query: Query
    page: Page
    boxes: Sequence[Box]
    open_columns: Sequence[Column]
    sortable: frozenset[str]
    tabs: Sequence[Tab]

    def url(self, **changes: Any) -> str:
        """The URL of this list with parts of its state changed; page one unless given."""
        place = {"page": 1, "after": "", "before": ""}
        return list_url(self.base, self.query.args(**{**place, **changes}))

    def sort_url(self, name: str) -> str:
        """The URL that sorts by a column, or reverses the order if it already does."""
        return self.url(sort=f"-{name}" if self.query.sort == name else name)

    def direction(self, name: str) -> str:
        """ascending, descending, or empty if the list is not sorted by this column."""
        order = self.query.sort or self.listing.order
        return {name: "ascending", f"-{name}": "descending"}.get(order, "")

    @cached_property
    def on_phones(self) -> frozenset[str]:
        """The columns shown on a phone: those chosen, else those marked, else the first four."""
        picked = self.page.columns
        if not self.query.columns:
            picked = [c for c in picked if c.phone] or picked[:4]
        return frozenset(c.name for c in picked)

    @property
    def search_hint(self) -> str:
        """The placeholder of the search box: what it searches in."""
        hint = self.listing.search_hint
        if not isinstance(hint, str):
            return _(", ").join(_(label) for label in hint)
        return _(hint) if hint else _("Search in the list")

    @property
    def next_url(self) -> str:
        """The URL of the next page; empty on the last one."""
        return self.url(page=self.page.number + 1, after=self.page.after) if self.page.after else ""

    @property
    def previous_url(self) -> str:
        """The URL of the previous page; empty on the first one."""
        if self.page.number <= 2 and self.page.before:
            return self.url()
        if not self.page.before:
            return ""
        return self.url(page=max(self.page.number - 1, 1), before=self.page.before)

    @property
    def new_url(self) -> str:
        """The URL of the form for a new record, with values taken from the filters."""
        return list_url(f"{self.base}new/", self.query.filters)

    @property
    def total(self) -> str:
        """The number of rows for people, «10,000+» if counting stopped."""
        return f"{CAP:,}+" if self.page.capped else f"{self.page.total:,}"

    @property
    def pages(self) -> int:
        """The number of pages; 0 if there are more rows than were counted."""
        return 0 if self.page.capped else max(-(-self.page.total // self.query.size), 1)

    def hidden(self, *without: str) -> dict[str, str]:
        """The state of the list as hidden fields, except those in ``without``."""
        return {k: v for k, v in self.query.kept().items() if k not in without}

    def rows(self, work: Work, *, edit: str = "", choose: str = "") -> Markup:
        """The rows as HTML; ``edit`` and ``choose`` label pencils and check boxes, if any."""
        look = cells.Look(self.listing.link, self.base, edit, choose, self.page.locked)
        return cells.table_body(self.page.columns, self.page.rows, work.today, look)


def build_page(
    work: Work,
    listing: Listing,
    args: Mapping[str, str],
    *,
    base: str = "",
    saved: Callable[[Query], Sequence[Tab]] | None = None,
) -> ListPage:
    """The page for URL arguments. Raises ``Invalid`` for columns or filters closed to the actor."""
    base = base or f"/{listing.name}/"
    query = parse_query(work, listing, args)
    known = columns_open_to(work, listing)
    return ListPage(
        listing=listing,
        base=base,
        query=query,
        page=_spelt(work, fetch_page(work, listing, query)),
        boxes=[_box(work, f, query) for f in filters_open_to(work, listing)],
        open_columns=known,
        sortable=frozenset(c.name for c in known if is_sortable(work, c)),
        tabs=_tabs(built_in(listing, base, query), saved(query) if saved else []),
    )


def _spelt(work: Work, page: Page) -> Page:
    """The page with the values of columns that have words of their own in them."""
    spellers = {n: c.spell(work, _) for n, c in enumerate(page.columns, 1) if c.spell}
    if not spellers:
        return page
    rows = [
        tuple(spellers[n](v) if n in spellers and v else v for n, v in enumerate(row))
        for row in page.rows
    ]
    return replace(page, rows=rows)


def given_arguments(args: MultiDict[str, str]) -> dict[str, str]:
    """The arguments of a request; columns sent one by one from check boxes are joined."""
    result = args.to_dict()
    if "cols" in result:
        result["cols"] = ",".join(args.getlist("cols"))
    return result


def url_arguments(url: str) -> dict[str, str]:
    """The query arguments of a URL."""
    return dict(parse_qsl(url.partition("?")[2]))


def list_url(base: str, args: Mapping[str, str]) -> str:
    """The URL of a list with query arguments."""
    return f"{base}?{urlencode(args)}" if args else base


def _box(work: Work, filter_: Filter, query: Query) -> Box:
    value = query.filters.get(filter_.name, "")
    low, _dots, high = value.partition("..")
    if filter_.options:
        return Box(
            filter_,
            value,
            tuple((str(v), filter_.option_name(t, _)) for v, t in filter_.options(work)),
        )
    if filter_.words:
        return Box(filter_, value, _labelled(current_language(), filter_.words))
    if filter_.kind is V.YESNO:
        return Box(filter_, value, (("1", _("Yes")), ("0", _("No"))))
    return Box(filter_, value, low=low, high=high)


@cache
def _labelled(_language: str, vocabulary: type[StrEnum]) -> tuple[tuple[str, str], ...]:
    return tuple((word.value, words.label(word)) for word in vocabulary)


def built_in(listing: Listing, base: str, query: Query) -> list[Tab]:
    """The tab of all rows and those of the list's built-in views."""
    kept = query.kept()
    tabs = [Tab(_("All"), base, here=not kept)]
    for name, given in listing.views.items():
        tabs.append(Tab(_(name), list_url(base, given), here=kept == dict(given)))
    return tabs


def _tabs(built: Sequence[Tab], saved: Sequence[Tab]) -> list[Tab]:
    """All tabs, with one marked at most, since two views may have the same state."""
    tabs, marked = [], False
    for tab in [*built, *saved]:
        tabs.append(replace(tab, here=tab.here and not marked))
        marked = marked or tab.here
    return tabs
