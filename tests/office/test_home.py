"""The first page: each number is what its list counts, for whoever looks."""

import re

import pytest


@pytest.mark.parametrize("who", ["gm", "sun", "ann", "wang", "li", "audit", "sec", "sys"])
def test_everybody_has_a_first_page_that_shows_only_what_they_may_open(web, who):
    client = web.as_(who)
    page = client.get("/")
    assert page.status_code == 200
    for url in re.findall(r'class="card kpi" href="([^"]+)"', page.text):
        assert client.get(url.replace("&amp;", "&")).status_code == 200


def test_the_first_page_asks_a_bounded_number_of_questions(web, statements):
    client = web.as_("li")
    client.get("/")
    with statements() as asked:
        client.get("/")
    assert len(asked) <= 30, asked


def test_every_number_on_the_first_page_is_what_its_list_counts(sales):
    seen = 0
    for who in ("gm", "sun", "li", "wang", "audit", "sec", "sys"):
        client = sales.web.as_(who)
        page = client.get("/").text
        tiles = re.findall(
            r'class="card kpi" href="([^"]+)".*?class="v[^"]*">([\d,]+)', page, re.DOTALL
        )
        rows = re.findall(r'<a href="(/files/[^"]+)">[^<]*</a><progress.*?class="v">(\d+)', page)
        assert tiles, who
        for url, number in [*tiles, *rows]:
            listed = client.get(url.replace("&amp;", "&")).text
            assert f"共 {number} 条" in listed, (who, url, number)
            seen += 1
    assert seen > 20
