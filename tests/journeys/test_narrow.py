"""What stands at the top of a phone is whole, also in large letters."""

import pytest

from tests.support import make

CUT = """() => [...document.querySelectorAll('.crumbs li:nth-last-child(2), h1')]
  .filter(each => each.scrollWidth > each.clientWidth + 1).map(each => each.innerText)"""


@pytest.mark.parametrize("width", [390, 300])  # as it is, and in letters of 130 %
def test_way_back_and_heading_are_not_cut_at_390_pixels(browser, width):
    stage = browser.web.arena
    customer = make.customer(stage, "北京恒通四海供应链管理股份有限公司华东分公司")
    box = make.box(stage)
    file = make.filed(stage, make.file_class(stage), customer, box)
    page = browser.page("li", width=width)
    for path in (
        f"/places/{box}/",
        f"/files/{file}/",
        f"/customers/{customer}/",
        "/reports/",
        "/reports/books/monthly/",
        "/register_forms/",
    ):
        page.goto(path)
        assert page.evaluate(CUT) == [], path
        crumbs = page.locator(".crumbs li:nth-last-child(2)").bounding_box()
        assert crumbs, path
        assert crumbs["y"] >= 0, path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
