"""A list keeps its filters, sort and page through open → next → edit → save → back."""

import html
import re

import pytest

from bench.forms import posted
from portal.customers.cards import create_customer
from tests.customers.test_screens import CARD, PERSON

HOST = "http://localhost"
LIST = "/customers/?search=恒通&sort=name&size=20"
KEPT = "?list=search%3D%25E6%2581%2592%25E9%2580%259A%26sort%3Dname%26size%3D20"
BACK = "/customers/?search=%E6%81%92%E9%80%9A&sort=name&size=20"


@pytest.fixture
def cards(web):
    """Three cards of which the second does not match the search."""
    with web.work("owen") as work:
        return [
            create_customer(
                work,
                {**CARD, "name": name, "phone": f"0106234567{n}", "unified_credit_code": ""},
                [{**PERSON, "mobile": f"1380013800{n}"}],
            ).id
            for n, name in enumerate(("甲恒通商行", "乙大地商行", "丙恒通商行"))
        ]


def links(page):
    return {html.unescape(link) for link in re.findall(r'href="([^"]+)"', page.text)}


def test_the_way_back_goes_along(web, cards):
    client = web.as_("owen")
    page = client.get(f"/customers/{cards[0]}/", headers={"Referer": HOST + LIST})
    assert f"/customers/{cards[2]}/{KEPT}" in links(page)  # the next of the filtered list
    assert not any(f"/customers/{cards[1]}/" in link for link in links(page))
    assert f"/customers/{cards[0]}/edit/{KEPT}" in links(page)
    assert BACK in links(page)

    address = f"/customers/{cards[2]}/edit/{KEPT}"
    form = client.get(address)
    assert BACK in links(form)
    assert f'action="{address}"' in html.unescape(form.text)
    saved = client.post(address, data=posted(form.data))
    assert saved.location == f"/customers/{cards[2]}/{KEPT}"
    assert BACK in links(client.get(saved.location))


@pytest.mark.parametrize(
    "referrer",
    ["", "https://elsewhere.example/customers/?search=x", HOST + "/files/?search=x", HOST],
)
def test_another_page_is_no_list(web, cards, referrer):
    page = web.as_("owen").get(f"/customers/{cards[0]}/", headers={"Referer": referrer})
    assert not any("list=" in link for link in links(page))
    assert "/customers/" in links(page)


@pytest.mark.parametrize("query", ["nonsense=1", "sort=nothing", "lifecycle=%00", "x" * 5000])
def test_a_list_that_is_no_more_is_the_plain_one(web, cards, query):
    page = web.as_("owen").get(f"/customers/{cards[1]}/", query_string={"list": query})
    assert page.status_code == 200
    assert any(link.startswith(f"/customers/{cards[0]}/") for link in links(page))


def test_what_is_typed_there_stays_text(web, cards):
    page = web.as_("owen").get(
        f"/customers/{cards[0]}/", query_string={"list": '"><b>zz&a="><b>zz'}
    )
    assert '"><b>zz' not in page.text
