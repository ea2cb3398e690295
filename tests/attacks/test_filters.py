"""Every filter of every list takes any value at all: rows, or a sentence, never an error of ours."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DataError

from models.platform.lists import SavedView
from portal.errors import Invalid, PortalError
from portal.platform.fields import days
from portal.platform.lists import page
from portal.platform.lists.query import parse_query
from tests.support.pages import record_views

CORPUS = (
    "0",
    "-1",
    "9" * 10,
    "9" * 19,
    "9" * 400,
    "9223372036854775807",
    "1e999",
    "1e-999",
    "1e400..2e400",
    "-1e308..1e308",
    "nan",
    "inf",
    "²",
    "٣",
    "0x1",
    "1_000",
    "..",
    "....",
    "1..2..3",
    "0001-01-01",
    "0001-01-01..",
    "..0001-01-01",
    "9999-12-31",
    "9999-12-31..9999-12-31",
    "1900-02-30",
    "2026-13-01",
    "20260230",
    "-0001-01-01",
    "9999-12-31T23:59:59-14:00",
    "0001-01-01T00:00+14:00",
    ",",
    "a,b",
    "1,0",
    "'",
    '"',
    "\\",
    "%",
    "_",
    "\x00",
    "\u202e\u200b",
    "\ud800",
    "长" * 5000,
    "' OR 1=1 --",
    "{}",
    "[1]",
    "null",
    "true",
)


@pytest.fixture
def listings(web):
    return [view.listing for view in record_views(web.app)]


def ask(work, listing, args):
    """The page of a list and its count; a refusal is a sentence."""
    try:
        query = parse_query(work, listing, args)
        with work.session.begin_nested():
            page.fetch_page(work, listing, query)
            page.count_rows(work, listing, query)
    except PortalError:
        return


def spellings(listing):
    """Arguments for every filter, alone and as the ends of a span, and for what every list has."""
    for name in ("search", "sort", "cols", "size", "page", "after", "before"):
        yield from ({name: value} for value in CORPUS)
    for known in listing.filters:
        yield from ({known.name: value} for value in CORPUS)
        yield from ({f"{known.name}_from": value} for value in CORPUS[:8])
        yield from ({f"{known.name}_to": value} for value in CORPUS[19:31])


def test_no_value_of_any_filter_is_an_error_of_ours(web, listings):
    broken = {}
    with web.work() as work:
        for listing in listings:
            for args in spellings(listing):
                try:
                    ask(work, listing, args)
                except Exception as problem:  # noqa: BLE001  (every kind is the finding)
                    ((name, value),) = args.items()
                    broken[listing.name, name, value[:40]] = f"{type(problem).__name__}: {problem}"
    assert broken == {}


def test_one_broken_tab_breaks_no_page_and_no_broken_view_is_kept(web, monkeypatch):
    """A view kept by an older version may hold what no database takes."""
    client = web.as_("owen")
    assert client.post("/customers/views/?search=恒通", data={"name": "好"}).status_code == 303
    count = page.count_rows

    def broken(work, listing, query, most=None):
        if query.search:
            raise DataError("SELECT", {}, Exception("out of range"))
        return count(work, listing, query, most)

    monkeypatch.setattr(page, "count_rows", broken)
    answer = client.get("/customers/counts/")
    assert answer.status_code == 200
    assert len(answer.json) >= 1
    assert not [url for url in answer.json if "search" in url]
    assert client.get("/customers/").status_code == 200
    refused = client.post("/customers/views/?search=坏", data={"name": "坏"}, follow_redirects=True)
    assert "没有保存" in refused.text
    with web.work() as work:
        assert list(work.session.scalars(select(SavedView.name))) == ["好"]


@pytest.mark.parametrize("text", ["1899-12-31", "2201-01-01", "0001-01-01", "9999-12-31"])
def test_a_day_before_1900_or_after_2200_is_refused_in_words(text):
    with pytest.raises(Invalid, match="from 1900 to 2200"):
        days.read_day(text)
    with pytest.raises(Invalid, match="from 1900 to 2200"):
        days.read_moment(f"{text} 12:00")
