"""Sign-in and the pages of people and access in a real browser: axe, phone, keyboard."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.people import User
from portal.engines import passwords
from tests.cast import PASSWORD

PAGES = (
    "/users/", "/users/5/", "/users/new/", "/users/5/do/disable/", "/departments/",
    "/departments/1/", "/settings/", "/me/", "/me/password", "/roles/", "/roles/1/",
)  # fmt: skip
OFFICER = ("/roles/1/", "/roles/new/", "/roles/who/?permission=file:see", "/users/5/do/roles/",
           "/delegations/")  # fmt: skip


@pytest.fixture
def ann(web):
    with Session(web.arena.engine) as session:
        user = session.scalars(select(User).where(User.login == "ann")).one()
        user.password_hash = passwords.hashed(PASSWORD)
        session.commit()


def test_sign_in_by_keyboard_with_a_wrong_password_first(browser, ann):
    page = browser.page()
    page.goto("/me/")
    browser.axe(page)
    browser.shoot(page, "sign_in")
    page.keyboard.type("ann")
    page.keyboard.press("Tab")
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")
    page.get_by_role("alert").wait_for()
    assert "还可尝试 4 次" in page.get_by_role("alert").inner_text()
    assert page.input_value("#login") == "ann"
    browser.axe(page)
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/me/")
    page.locator("button.user").click()
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url("**/sign_in/")
    page.goto("/me/")
    assert "/sign_in/" in page.url
    browser.errors[:] = [e for e in browser.errors if "403" not in e]


@pytest.mark.parametrize(("width", "dark"), [(1440, False), (390, True)])
def test_the_pages_are_clean_and_fit(browser, width, dark):
    for name, addresses in (("sys", PAGES), ("sec", OFFICER), ("zhang", ("/delegations/new/",))):
        page = browser.page(name, width=width, dark=dark)
        for address in addresses:
            assert page.goto(address).status == 200, (name, address)
            browser.axe(page)
            browser.no_sideways_scroll(page)
            shot = address.split("?")[0].strip("/").replace("/", "-")
            browser.shoot(page, f"people-{name}-{shot}-{width}")
