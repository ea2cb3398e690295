"""What is offered can be reached: menus end inside the window, a long menu opens where one is."""

from playwright.sync_api import Page, expect


def inside(page: Page, selector: str) -> bool:
    box = page.locator(selector).first.bounding_box()
    size = page.viewport_size
    assert box
    assert size
    return box["y"] >= 0 and box["y"] + box["height"] <= size["height"]


def test_the_choice_of_columns_ends_inside_the_window(browser):
    page = browser.page("li", height=700)
    page.goto("/customers/")
    page.click(".views .dropdown > button")
    page.wait_for_selector(".cols.show")
    assert inside(page, ".cols-foot button")


def test_a_long_menu_shows_the_line_of_this_page(browser):
    page = browser.page("li", height=700)
    page.goto("/calendar/")
    page.wait_for_load_state("networkidle")
    line = page.locator(".nav-main .on").bounding_box()
    menu = page.locator(".nav-main").bounding_box()
    assert line["y"] + line["height"] <= menu["y"] + menu["height"]


def test_a_sheet_has_one_heading_and_one_way_out(browser):
    page = browser.page("li")
    page.goto("/customers/")
    page.click("a[data-sheet][href*=exports]")
    expect(page.locator("#sheet [name=purpose]")).to_be_visible()
    assert page.locator("#sheet h2").count() == 1
    assert page.locator("#sheet [data-bs-dismiss]").count() == 1


def test_a_card_on_a_telephone_has_its_serial_as_title(browser):
    page = browser.page("sys", width=390)
    page.goto("/users/")
    label = "getComputedStyle(document.querySelector('.rowlink').parentNode, '::before').display"
    assert page.evaluate(label) == "none"
    assert page.evaluate("getComputedStyle(document.querySelector('#q')).fontSize") == "16px"
