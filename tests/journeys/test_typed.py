"""What somebody typed stays: the session ends, the network goes, the side sheet is closed."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Browser
from views.people import auth


def sign_in_again(browser: Browser, page: Page, name: str) -> None:
    cookie = {"name": auth.COOKIE, "value": browser.web.token(name), "url": browser.address}
    page.context.add_cookies([cookie])


def forgive(browser: Browser, *texts: str) -> None:
    """Chromium logs every refused request; those asked for here are no errors."""
    browser.errors[:] = [e for e in browser.errors if not any(t in e for t in texts)]


def test_a_form_whose_session_ended_keeps_what_was_typed_and_saves_after_signing_in(browser):
    page = browser.page("li")
    page.goto("/file_classes/new/")
    page.fill("[name=name]", "会话结束也不丢")
    page.context.clear_cookies()
    page.click("[data-save]")
    expect(page.locator("#confirm[open]")).to_contain_text("登录已结束")
    page.click("#confirm button[value=no]")
    assert page.input_value("[name=name]") == "会话结束也不丢"
    sign_in_again(browser, page, "li")
    page.click("[data-save]")
    expect(page.locator("#errsum")).to_be_focused()
    assert page.input_value("[name=name]") == "会话结束也不丢"
    forgive(browser, "401", "422")


def test_a_form_waits_for_the_network_and_is_sent_when_it_is_back(browser):
    page = browser.page("li")
    page.goto("/file_classes/new/")
    page.fill("[name=name]", "断网也不丢")
    page.context.set_offline(True)
    page.click("[data-save]")
    expect(page.locator("#toasts")).to_contain_text("网络中断")
    assert page.input_value("[name=name]") == "断网也不丢"
    page.context.set_offline(False)
    expect(page.locator("#errsum")).to_be_focused()
    assert page.input_value("[name=name]") == "断网也不丢"
    forgive(browser, "ERR_INTERNET_DISCONNECTED", "422")


def test_the_side_sheet_asks_before_it_drops_what_was_typed(browser):
    page = browser.page("sys")
    page.goto("/users/")
    page.locator("td.c-act a").first.click()
    name = page.locator("#sheet [name=name]")
    before = name.input_value()
    name.fill("没有保存")
    page.keyboard.press("Escape")
    expect(page.locator("#confirm[open]")).to_contain_text("未保存")
    page.click("#confirm button[value=no]")
    assert name.input_value() == "没有保存"
    page.keyboard.press("Escape")
    page.click("#confirm-y")
    expect(page.locator("#sheet")).not_to_have_class(re.compile(r"\bshow"))
    expect(page.locator("td.c-act a").first).to_be_focused()
    page.locator("td.c-act a").first.click()
    expect(page.locator("#sheet [name=name]")).to_have_value(before)


def test_a_side_sheet_whose_session_ended_keeps_what_was_typed(browser):
    page = browser.page("sys")
    page.goto("/users/")
    page.locator("td.c-act a").first.click()
    page.locator("#sheet [name=name]").fill("侧栏不丢")
    page.context.clear_cookies()
    page.keyboard.press("Control+s")
    expect(page.locator("#confirm[open]")).to_contain_text("登录已结束")
    page.click("#confirm button[value=no]")
    assert page.input_value("#sheet [name=name]") == "侧栏不丢"
    sign_in_again(browser, page, "sys")
    with page.expect_navigation():
        page.click("#sheet [data-save]")
    expect(page.locator(".model-list")).to_contain_text("侧栏不丢")
    forgive(browser, "401")


def test_a_page_whose_session_ended_says_so_by_itself(browser):
    page = browser.page("li")
    page.goto("/customers/")
    page.context.clear_cookies()
    page.click("#bell")
    expect(page.locator("#signed-out")).to_contain_text("登录已结束")
    forgive(browser, "401")
