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
