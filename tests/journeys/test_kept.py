"""A half-filled form comes back after Refresh and Back, for its person, until saved (UX-12)."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from models.files.records import CustomerFile
from models.words.access import Secrecy
from tests.support import make
from views.people import auth

NEW = "/customers/new/"


def kept(page: Page) -> list[str]:
    return page.evaluate("Object.keys(sessionStorage).filter(key => key.startsWith('kept:'))")


def held(page: Page) -> str:
    return page.evaluate("JSON.stringify(Object.values(sessionStorage))")


def opened(browser, name: str, path: str, **size: int) -> Page:
    """A page of ``name``; asked whether to leave a form, it is left."""
    page = browser.page(name, **size)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(path)
    return page


def post_of(page: Page) -> None:
    with page.expect_navigation():
        page.locator("form.admin-form [data-save]").last.click()


@pytest.mark.parametrize("width", [1440, 390])
def test_refresh_and_back_bring_the_text_back_and_saving_ends_it(browser, width):
    page = opened(browser, "owen", NEW, width=width)
    page.get_by_label("客户名称").fill("杭州半途贸易有限公司")
    page.reload()
    expect(page.get_by_label("客户名称")).to_have_value("杭州半途贸易有限公司")
    expect(page.locator(".kept-note")).to_contain_text("没有保存的内容已恢复")
    browser.axe(page)
    browser.no_sideways_scroll(page)
    page.goto("/customers/")
    page.go_back()
    expect(page.get_by_label("客户名称")).to_have_value("杭州半途贸易有限公司")
    page.click(".kept-note button")
    expect(page.get_by_label("客户名称")).to_have_value("")
    assert kept(page) == []


def test_rows_look_ups_and_choices_come_back_too(browser):
    page = opened(browser, "li", "/chains/new/")
    page.fill("[name=name]", "半途流程")
    page.locator("[data-inline-add]").first.click()
    rows = page.locator(".inline-row").count()
    last = page.locator(".inline-row").last.locator("input:not([type=hidden])").first
    last.fill("最后一步")
    page.reload()
    expect(page.locator("[name=name]")).to_have_value("半途流程")
    assert page.locator(".inline-row").count() == rows
    field = page.locator(".inline-row").last.locator("input:not([type=hidden])").first
    expect(field).to_have_value("最后一步")


def test_a_refused_form_is_kept_and_a_saved_one_is_not(browser):
    page = opened(browser, "li", "/file_classes/new/")
    page.fill("[name=name]", "被拒绝的类别")
    post_of(page)
    expect(page.locator("#errsum")).to_be_visible()
    page.reload()
    expect(page.locator("[name=name]")).to_have_value("被拒绝的类别")
    page.fill("[name=code]", "BT")
    page.fill("[name=numbering]", "BT-{year}-{seq:4}")
    post_of(page)
    page.wait_for_url("**/file_classes/*/")
    assert kept(page) == []
    page.goto("/file_classes/new/")
    expect(page.locator("[name=name]")).to_have_value("")
    browser.errors[:] = [error for error in browser.errors if "422" not in error]


def test_the_side_sheet_and_a_comment_are_kept_as_well(browser):
    page = opened(browser, "sys", "/users/")
    page.locator("td.c-act a").first.click()
    page.locator("#sheet [name=post]").fill("半途岗位")
    page.reload()
    page.locator("td.c-act a").first.click()
    expect(page.locator("#sheet [name=post]")).to_have_value("半途岗位")
    with page.expect_navigation():  # the list stood behind the sheet all along
        page.click("#sheet [data-save]")
    assert kept(page) == []


def test_signing_out_ends_it_and_nobody_else_finds_it(browser):
    page = opened(browser, "owen", NEW)
    page.get_by_label("客户名称").fill("只给欧文看")
    assert len(kept(page)) == 1
    cookie = {"name": auth.COOKIE, "value": browser.web.token("sun"), "url": browser.address}
    page.context.add_cookies([cookie])
    page.goto("/")
    assert kept(page) == []
    mine = opened(browser, "owen", NEW)
    mine.get_by_label("客户名称").fill("退出就没有了")
    mine.locator(".user").click()
    with mine.expect_navigation():
        mine.get_by_role("button", name="退出登录").click()
    assert held(mine) == "[]"


def test_after_twelve_hours_it_is_gone(browser):
    page = opened(browser, "owen", NEW)
    page.get_by_label("客户名称").fill("昨天的")
    page.keyboard.press("Tab")  # a field that is left says so once more
    page.evaluate(
        "Object.keys(sessionStorage).forEach(key => sessionStorage[key] = JSON.stringify("
        "{...JSON.parse(sessionStorage[key]), at: Date.now() - 12 * 3600e3 - 1000}))"
    )
    page.reload()
    expect(page.get_by_label("客户名称")).to_have_value("")
    assert kept(page) == []


def test_passwords_and_graded_records_are_never_kept(browser):
    page = opened(browser, "owen", "/me/password")
    page.locator("input[type=password]").first.fill("secret words here")
    assert "secret words" not in held(page)
    kind, customer = make.file_class(browser.web), make.customer(browser.web)
    file = make.filed(browser.web, kind, customer, make.box(browser.web), "KH-2026-0001")
    with browser.web.work() as work:
        row = work.session.scalar(select(CustomerFile).where(CustomerFile.id == file))
        row.secrecy = Secrecy.SECRET
    page.goto(f"/files/{file}/")
    page.locator(".composer textarea").fill("机密档案的评论")
    assert kept(page) == []
    page.goto("/files/new/")
    page.fill("[name=title]", "先写题名")
    assert len(kept(page)) == 1
    page.select_option("[name=secrecy]", "secret")
    assert kept(page) == []
