"""The inbox in a browser: its tabs, one number everywhere, by keyboard and on a telephone."""

import pytest
from playwright.sync_api import expect

from models.words.lending import Action
from tests.support import asking
from tests.support.asking import ask, cleared, submitted


@pytest.fixture
def asked(browser):
    """Ann has asked for two files: one request is to be checked, sun decides the other."""
    asking.chains(browser.web)
    first, second = asking.files(browser.web, 2)
    cleared(browser.web, submitted(browser.web, "ann", ask(Action.VIEW, [first])))
    return submitted(browser.web, "ann", ask(Action.VIEW, [second]))


@pytest.mark.parametrize(("width", "dark"), [(1440, False), (1440, True), (390, False)])
def test_every_tab_is_clean_on_desk_phone_and_in_the_dark(browser, asked, width, dark):
    for name, tab in (("wang", "handle"), ("sun", "decide"), ("ann", "asked"), ("ann", "copied")):
        page = browser.page(name, width=width, dark=dark)
        page.goto(f"/inbox/?tab={tab}")
        expect(page.locator(".tabs [aria-current]")).to_be_visible()
        browser.axe(page)
        browser.no_sideways_scroll(page)
        browser.shoot(page, f"todo-{tab}-{width}{'-dark' if dark else ''}")


def test_bell_menu_workbench_and_inbox_show_one_number(browser, asked):
    page = browser.page("wang")
    page.goto("/")
    expect(page.locator("[data-bell-n]")).to_have_text("1")
    expect(page.locator('[data-waiting="/inbox/"]')).to_have_text("1")
    expect(page.locator('[data-waiting="/desk/"]')).to_have_text("1")
    expect(page.locator(".hello")).to_contain_text("1 件")
    page.click("#bell")
    page.locator("[data-bell-todo] a").click()
    page.wait_for_url(f"**/requests/{asked}/")
    page.goto("/inbox/")
    expect(page.locator(".tabs [aria-current] em")).to_have_text("1")
    page.locator(".todo.in .acts a").click()
    page.wait_for_url(f"**/requests/{asked}/")


def test_an_approval_from_a_telephone_takes_its_line_away(browser, asked):
    page = browser.page("sun", width=390)
    page.goto("/inbox/")
    expect(page.locator(".tabs [aria-current]")).to_contain_text("待我审批")
    page.locator(".pick input").check()
    with page.expect_navigation():
        page.get_by_role("button", name="同意所选").click()
    expect(page.locator(".empty h2")).to_have_text("今天的待办都处理完了")
    expect(page.locator("[data-bell-n]")).to_be_hidden()
    expect(page.locator("#done-t + p")).not_to_have_text("0 件")


def test_a_small_sheet_comes_down_at_once_and_its_toast_leads_to_it(browser):
    page = browser.page("wang")
    page.goto("/exports/new/?source=list:customers")
    with page.expect_download() as came:
        page.click("[data-save]")
    assert came.value.suggested_filename.endswith(".xlsx")
    link = page.locator("#toasts a")
    expect(link).to_have_attribute("href", "/exports/1/file/")
    page.click("#bell")
    expect(page.locator("[data-bell-jobs] a").first).to_have_attribute("href", "/exports/1/file/")


@pytest.mark.parametrize(("width", "dark"), [(1440, True), (390, False)])
def test_first_steps_people_and_help_are_clean(browser, width, dark):
    for name, path in (
        ("li", "/"),
        ("sys", "/roster/"),
        ("sys", "/roster/links/"),
        ("sec", "/roles/proposed/"),
        ("ann", "/help/"),
        ("ann", "/help/inbox/"),
        ("ann", "/me/"),
    ):
        page = browser.page(name, width=width, dark=dark)
        page.goto(path)
        browser.axe(page)
        browser.no_sideways_scroll(page)
        browser.shoot(page, f"start{path.replace('/', '-')}{width}")


def test_the_question_mark_opens_the_section_of_the_screen(browser):
    page = browser.page("li")
    page.goto("/file_classes/")
    page.keyboard.press("?")
    expect(page.locator("#sheet")).to_contain_text("每类档案的规则")
    browser.axe(page)
