"""Columns of a list are drawn wider or narrower, and stay so."""

import pytest

from portal.customers.cards import create_customer
from tests.journeys.test_customers import CARD, PERSON

KEY = "localStorage.getItem('columns:/customers/')"


def test_a_column_is_drawn_wider_and_stays_so(browser, web):
    with web.work("owen") as work:
        create_customer(work, CARD, [PERSON])
    page = browser.page("owen")
    page.goto("/customers/")
    head = page.locator("thead th", has_text="客户名称").first

    def width():
        return head.bounding_box()["width"]

    usual, box = width(), head.bounding_box()
    edge = box["x"] + box["width"] - 3, box["y"] + 9
    page.mouse.move(*edge)
    page.mouse.down()
    page.mouse.move(edge[0] + 100, edge[1], steps=4)
    page.mouse.up()
    assert width() == pytest.approx(usual + 100, abs=4)
    page.reload()
    assert width() == pytest.approx(usual + 100, abs=4)
    browser.axe(page)
    browser.no_sideways_scroll(page)
    head.locator("a").focus()
    page.keyboard.press("Alt+ArrowLeft")
    assert width() == pytest.approx(usual + 84, abs=4)
    head.locator(".edge").dblclick()
    assert width() == pytest.approx(usual, abs=4)
    assert page.evaluate(KEY) is None
