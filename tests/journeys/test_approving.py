"""Approving on a telephone and on a desk: the box comes first, targets are big, axe is silent."""

import pytest
from sqlalchemy import select

from models.approvals import Approval
from models.lending.requests import AccessRequest, RequestLine
from models.words.approvals import ApprovalState
from models.words.lending import Action, RequestState
from models.words.lending import LineState as L
from tests.support import asking
from tests.support.asking import ask, cleared, submitted


@pytest.fixture
def waiting(browser):
    """A request for two files waits at sun; returns (browser, request id, approval id)."""
    asking.chains(browser.web)
    files = asking.files(browser.web, 2)
    id = submitted(browser.web, "ann", ask(Action.BORROW, files))
    return browser, id, cleared(browser.web, id)


def test_approving_at_390_px(waiting):
    browser, id, approval = waiting
    page = browser.page("sun", width=390, height=844)
    page.goto("/inbox/")
    browser.no_sideways_scroll(page)
    browser.axe(page)
    browser.shoot(page, "inbox-390")
    page.get_by_role("link", name="LY-202611-0001").click()
    box = page.locator("#approve")
    box.wait_for()
    browser.no_sideways_scroll(page)
    browser.axe(page)
    browser.shoot(page, "request-390")
    facts = page.get_by_role("heading", name="申请内容")
    assert box.bounding_box()["y"] < facts.bounding_box()["y"]
    approve = box.get_by_role("button", name="同意", exact=True).last
    assert approve.bounding_box()["height"] >= 44
    with page.expect_navigation():  # a fresh token is fetched before the post
        approve.click()
    with browser.web.work() as work:
        assert work.session.get(Approval, approval).state is ApprovalState.GRANTED
        assert work.session.get(AccessRequest, id).state is RequestState.APPROVED


def test_three_of_five_on_a_desk(waiting):
    browser, id, _approval = waiting
    page = browser.page("sun")
    page.goto(f"/requests/{id}/")
    browser.shoot(page, "request-1440")
    browser.axe(page)
    second = page.locator(".say-row").nth(1)
    second.get_by_role("checkbox").uncheck()
    page.get_by_role("button", name="同意", exact=True).last.click()
    page.get_by_text("请写明不同意").wait_for()
    browser.errors.clear()  # the 422 of the refusal, which the browser logs
    assert not page.locator(".say-row").nth(1).get_by_role("checkbox").is_checked()
    page.locator(".say-row").nth(1).get_by_placeholder("不同意时写明原因").fill("与本案无关")
    page.locator(".say-row").nth(0).locator("input[inputmode=numeric]").fill("3")
    page.get_by_role("button", name="同意", exact=True).last.click()
    page.get_by_text("已获批准").or_(page.get_by_text("已办“同意”")).first.wait_for()
    with browser.web.work() as work:
        rows = work.session.scalars(
            select(RequestLine).where(RequestLine.request_id == id).order_by(RequestLine.id)
        )
        assert [(row.state, row.term_days) for row in rows] == [(L.APPROVED, 3), (L.REJECTED, 10)]


def test_asking_shows_only_the_fields_of_its_use(browser):
    asking.chains(browser.web)
    [file] = asking.files(browser.web)
    page = browser.page("ann")
    page.goto(f"/requests/new/?files={file}")
    assert not page.locator("#sec-3").is_visible()
    assert page.locator("#sec-4").is_visible()
    page.locator("#action").select_option("view")
    assert page.locator("#sec-3").is_visible()
    assert not page.locator("#sec-4").is_visible()
    browser.axe(page)
    browser.shoot(page, "ask-1440")


@pytest.mark.parametrize("dark", [False, True])
def test_the_desk_and_the_registers_are_accessible(waiting, dark):
    browser, _id, _approval = waiting
    for name, path in (
        ("wang", "/desk/"),
        ("wang", "/requests/"),
        ("wang", "/viewings/"),
        ("li", "/chains/"),
        ("li", "/routes/new/"),
        ("li", "/chains/1/edit/"),
        ("sun", "/approvals/"),
        ("sun", "/inbox/?tab=handled"),
    ):
        page = browser.page(name, dark=dark)
        page.goto(path)
        browser.axe(page)
        browser.shoot(page, f"{name}{path.split('?')[0].replace('/', '-')}{'dark' if dark else ''}")
