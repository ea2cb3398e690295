"""UX-14: records opened last and pinned follow the person; nothing of them lies in the browser."""

import pytest
from playwright.sync_api import expect

from portal.customers.cards import create_customer
from tests.journeys.test_customers import CARD, PERSON

NAME = "北京恒通集团有限公司"
STORED = "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"


@pytest.fixture
def card(web):
    with web.work("owen") as work:
        return create_customer(work, CARD, [PERSON]).id


def star(page):
    return page.locator("#palette-list li", has_text=NAME).locator(".pin")


def opened(page):
    """The palette as it opens, before anything is typed."""
    with page.expect_response(lambda answer: answer.url.endswith("/palette/?q=")):
        page.locator("[data-palette]:visible").first.click()
    page.locator("#palette-list li").first.wait_for()


@pytest.mark.parametrize("width", [1440, 390])
def test_ux14_a_record_is_pinned_on_its_page_and_unpinned_in_the_palette(browser, card, width):
    page = browser.page("owen", width=width)
    page.goto(f"/customers/{card}/")
    button = page.locator("[data-pin]")
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    browser.axe(page)
    browser.no_sideways_scroll(page)
    browser.shoot(page, f"palette-record-{width}")
    other = browser.page("owen", width=width)  # another browser of the same person
    other.goto("/")
    opened(other)
    groups = other.locator("#palette-list .g")
    expect(groups).to_have_text(["已固定", "功能"])
    browser.axe(other)
    browser.shoot(other, f"palette-open-{width}")
    star(other).click()
    expect(groups).to_have_text(["最近打开", "功能"])
    expect(other.locator("#palette-say")).to_have_text("已取消固定")
    assert NAME not in other.evaluate(STORED)
    other.locator("#palette-list li", has_text=NAME).locator("span").first.click()
    other.wait_for_url(f"**/customers/{card}/")
    expect(other.locator("[data-pin]")).to_have_attribute("aria-pressed", "false")


def test_ux14_the_palette_pins_by_keys_and_another_person_sees_nothing_of_it(browser, card):
    page = browser.page("owen")
    page.goto(f"/customers/{card}/")
    expect(page.locator("[data-pin]")).to_be_visible()
    page.keyboard.press("Control+k")
    page.locator("#palette-list li[aria-selected=true]", has_text=NAME).wait_for()
    page.keyboard.press("Control+d")
    expect(page.locator("#palette-list .g").first).to_have_text("已固定")
    expect(page.locator("[data-pin]")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/customers/{card}/")
    other = browser.page("li")
    other.goto("/")
    opened(other)
    expect(other.locator("#palette-list .g")).to_have_text(["功能"])
