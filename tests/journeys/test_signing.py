"""Q10 in Chromium: the recipient signs on the desk's screen or on a phone, and the line is kept."""

import pytest
from sqlalchemy import func, select

from models.lending.requests import RequestLine
from models.lending.signatures import Signature
from models.words.lending import Action
from portal.lending import desk
from portal.lending.locks import lock_line
from tests.support import asking
from tests.support.asking import ask
from tests.support.journey import save, sign


@pytest.fixture
def waiting(browser):
    """A loan and a reading of ann's, set aside; their requests' ids."""
    web = browser.web
    asking.chains(web)
    first, second = asking.files(web, 2)
    ids = [
        asking.approved(web, "ann", ask(Action.BORROW, [first])),
        asking.approved(web, "ann", ask(Action.VIEW, [second])),
    ]
    with web.work("wang") as work:
        for line in work.session.scalars(select(RequestLine.id)).all():
            desk.set_aside_file(work, lock_line(work, line))
    return ids


@pytest.mark.parametrize(("width", "dark"), [(1440, False), (390, True)])
def test_q10_the_recipient_signs_on_the_screen(browser, waiting, width, dark):
    for request in waiting:
        page = browser.page("wang", width=width, dark=dark)
        page.goto(f"/requests/{request}/")
        page.get_by_role("link", name="交付").click()
        page.locator("[data-sign] canvas").wait_for()
        browser.axe(page)
        page.locator("form.admin-form [data-save]").last.click()
        page.get_by_text("请领取人签名").first.wait_for()
        sign(page)
        browser.no_sideways_scroll(page)
        browser.shoot(page, f"sign-{request}-{width}")
        save(page)
        page.context.close()
    page = browser.page("ann", width=width, dark=dark)
    for path in ("/loans/1/", "/loans/1/slip/"):
        page.goto(path)
        assert page.locator(".signed svg path").is_visible()
        browser.axe(page)
        browser.no_sideways_scroll(page)
        browser.shoot(page, f"signed-{width}-{path.count('slip')}")
    with browser.web.work() as work:
        assert work.session.scalar(select(func.count(Signature.id))) == 2
    browser.errors.clear()  # the two refusals, which the browser logs


def test_q10_a_line_drawn_can_be_drawn_anew(browser, waiting):
    page = browser.page("wang")
    page.goto(f"/requests/{waiting[1]}/lines/2/lend/")
    sign(page)
    assert "[[" in page.locator("#signature").input_value()
    page.get_by_role("button", name="重签").click()
    assert page.locator("#signature").input_value() == ""
