"""A list in a real browser: every head sorts; filters, sort and place last through a record and back."""

import pytest
from playwright.sync_api import expect

from portal.customers.cards import create_customer
from portal.platform.lists.listing import is_sortable
from tests.journeys.test_customers import CARD, PERSON
from views.shell.records import RecordView

LIST = "/customers/?search=商行&sort=-name&size=20&page=2"


@pytest.fixture
def cards(web):
    """Forty-five customers that the search finds, and some it does not."""
    with web.work("owen") as work:
        for n in range(50):
            kind = "贸易" if n % 10 == 9 else "商行"
            own = {"name": f"第{n:02}号{kind}", "phone": f"010623456{n:02}"}
            person = {**PERSON, "mobile": f"138001380{n:02}"}
            create_customer(work, {**CARD, **own, "unified_credit_code": ""}, [person])


@pytest.mark.parametrize("width", [1440, 390])
def test_a_list_keeps_filters_sort_and_page_through_open_next_edit_save_and_back(
    browser, cards, width
):
    page = browser.page("owen", width=width)
    page.goto(LIST)
    left = page.url
    names = page.locator("tbody [data-label=客户名称]").all_inner_texts()
    assert len(names) == 20
    page.locator("tbody .rowlink").first.click()
    expect(page.locator("h1")).to_contain_text(names[0])
    page.locator("[data-key=j]").click()
    expect(page.locator("h1")).to_contain_text(names[1])
    page.locator(".rec-acts a[href*='/edit/']").click()
    page.locator("#remark").fill("已核对")
    page.locator("[data-save]").click()
    expect(page.locator("h1")).to_contain_text(names[1])
    page.locator(".crumbs a[href^='/customers/']").click()
    expect(page.locator("#q")).to_have_value("商行")
    assert [part in page.url for part in ("sort=-name", "size=20", "page=2")] == [True] * 3
    assert left.count("&") == page.url.count("&")
    assert page.locator("tbody [data-label=客户名称]").all_inner_texts() == names


def test_every_head_that_may_sort_does_so_both_ways(browser, web, sales):
    page = browser.page("li")
    with web.work("li") as work:
        screens = [
            (view.url, [c.name for c in view.listing.columns if c.shown and is_sortable(work, c)])
            for view in web.app.extensions["admin"][0]._views
            if isinstance(view, RecordView) and view.in_menu and view.opens_to(work.actor)
        ]
    pressed = 0
    for url, names in screens:
        page.goto(f"{url}/")
        if not page.locator("thead .edge").count():
            continue  # an empty list has no heads, and a tree has none to draw wider
        heads = page.locator("thead th a")
        assert heads.count() == len(names), url
        for at in range(heads.count()):
            for _ in range(2):
                page.locator("thead th a").nth(at).click()
                page.locator("thead th[aria-sort]").first.wait_for()
            pressed += 1
    assert pressed > 20
