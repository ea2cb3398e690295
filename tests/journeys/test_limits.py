"""What is typed or pasted beyond the limit of a field is told, and nothing of it is lost."""

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Browser
from tests.support import make


def paste(page: Page, field: str, text: str) -> None:
    """As a paste does it: at once, and cut by the browser where the field lets it."""
    page.locator(field).focus()
    page.keyboard.insert_text(text)


def forgive(browser: Browser) -> None:
    browser.errors[:] = [e for e in browser.errors if "422" not in e]


def test_a_pasted_text_beyond_the_limit_stays_whole_and_is_told_before_and_after_sending(browser):
    page = browser.page("li")
    page.goto("/file_classes/new/")
    long = "客户档案" * 20  # the name takes 60
    paste(page, "[name=name]", long)
    assert page.input_value("[name=name]") == long
    note = page.locator("#name-n")
    expect(note).to_have_text("最多 60 字，现在 80 字。没有截断，请删去 20 字。")
    page.click("[data-save]")
    expect(page.locator("#errsum")).to_contain_text("最多 60 个字，现在是 80 个字")
    assert page.input_value("[name=name]") == long
    expect(page.locator("#name-n")).to_be_visible()
    page.fill("[name=name]", "客户档案")
    expect(page.locator("#name-n")).to_be_hidden()
    forgive(browser)


def test_a_comment_that_is_too_long_is_not_sent_and_stays(browser):
    id = make.customer(browser.web.arena)
    page = browser.page("owen")
    page.goto(f"/customers/{id}/")
    paste(page, "#comment", "长" * 2005)
    expect(page.locator("#comment-n")).to_contain_text("请删去 5 字")
    page.locator("#talk .composer button").click()
    assert page.url.endswith(f"/customers/{id}/")
    assert len(page.input_value("#comment")) == 2005
    page.locator("#comment").fill("长" * 1900)
    expect(page.locator("#comment-n")).to_have_text("还可输入 100 字")
    page.locator("#talk .composer button").click()
    expect(page.locator("#timeline")).to_contain_text("长长长")


def test_rows_added_later_tell_as_well(browser):
    page = browser.page("li")
    page.goto("/file_classes/new/")
    page.locator("[data-inline-add]").first.click()
    field = page.locator(".inline-row input[data-most]").last
    most = int(field.get_attribute("data-most") or 0)
    field.focus()
    page.keyboard.insert_text("长" * (most + 3))
    assert len(field.input_value()) == most + 3
    expect(page.locator(".limit.is-over")).to_contain_text("请删去 3 字")
    assert page.locator("[maxlength]").count() == 0
