"""Pages of a list past its end: they say so, whatever narrows the list."""

import pytest

from portal.customers.cards import create_customer
from tests.customers.test_screens import CARD, PERSON

FAR, NONE = "已经超过最后一页", "没有符合条件的记录"


@pytest.fixture
def client(web):
    with web.work("owen") as work:
        create_customer(work, CARD, [PERSON])
    return web.as_("owen")


@pytest.mark.parametrize("narrowed", ["", "&search=恒通", "&customer_type=business"])
def test_a_page_past_the_end_says_so(client, narrowed):
    page = client.get(f"/customers/?page=9{narrowed}").text
    assert FAR in page
    assert NONE not in page


@pytest.mark.parametrize("page", ["1", "9"])
def test_a_search_without_a_match_says_so(client, page):
    page = client.get(f"/customers/?page={page}&search=无此人").text
    assert NONE in page
    assert FAR not in page
