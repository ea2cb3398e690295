"""The frame in Chromium: no violation of axe or CSP, no sideways scroll, keys that work."""

import pytest

PAGES = ("/", "/customers/", "/customers/new/", "/files/", "/bell/", "/me/")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_pages_have_no_axe_violation(browser, path, dark):
    page = browser.page("li", dark=dark)
    page.goto(path)
    browser.axe(page)


@pytest.mark.parametrize("width", [390, 1024, 1440])
@pytest.mark.parametrize("path", PAGES)
def test_no_page_scrolls_sideways(browser, path, width):
    page = browser.page("li", width=width)
    page.goto(path)
    browser.no_sideways_scroll(page)


def test_the_palette_opens_by_keys_and_goes_where_it_says(browser):
    page = browser.page("li")
    page.goto("/customers/")
    page.keyboard.press("Control+k")
    page.wait_for_selector("#palette[open]")
    with page.expect_response(lambda answer: answer.url.endswith("/palette/?q=%E6%A1%A3%E6%A1%88")):
        page.keyboard.type("档案")
    options = page.locator("#palette-list li")
    options.filter(has=page.get_by_text("客户档案", exact=True)).wait_for()
    names = options.locator("span").all_inner_texts()
    for _ in range(names.index("客户档案")):
        page.keyboard.press("ArrowDown")
    page.locator("#palette-list li[aria-selected=true]", has_text="客户档案").wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/files/")


def test_single_keys_search_and_add(browser):
    page = browser.page("li")
    page.goto("/customers/")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("n")
    page.wait_for_url("**/customers/new/")


def test_the_choice_of_dark_stays(browser):
    page = browser.page("li")
    page.goto("/")
    page.locator("[data-theme-toggle]").click()
    page.goto("/customers/")
    assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"


def test_rows_keep_their_height_until_its_button_is_pressed(browser):
    page = browser.page("li")
    page.goto("/customers/")
    height = "document.documentElement.dataset.density"
    before = page.evaluate(height)
    page.locator("h1").first.click()
    page.locator("main").click(position={"x": 5, "y": 5})
    assert page.evaluate(height) == before
    page.locator(".dropdown:has([data-density-toggle]) > button").click()
    page.locator("[data-density-toggle]").click()
    after = page.evaluate(height)
    assert after != before
    page.goto("/files/")
    assert page.evaluate(height) == after
