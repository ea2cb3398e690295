"""Sign-in and the pages of people and access in a real browser: axe, phone, keyboard."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.customers import Customer
from models.people import User
from models.platform.records import Setting
from portal.people import password_hashes
from tests.support import make
from tests.support.cast import PASSWORD

PAGES = (
    "/users/",
    "/users/5/",
    "/users/new/",
    "/users/5/do/disable/",
    "/departments/",
    "/departments/1/",
    "/settings/",
    "/me/",
    "/me/password",
    "/roles/",
    "/roles/1/",
)
OFFICER = (
    "/roles/1/",
    "/roles/new/",
    "/roles/who/?permission=file:see",
    "/users/5/do/roles/",
    "/delegations/",
)


@pytest.fixture
def ann(web):
    with Session(web.arena.engine) as session:
        user = session.scalars(select(User).where(User.login == "ann")).one()
        user.password_hash = password_hashes.hash_password(PASSWORD)
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


def guarded(web):
    """A card with an ID number, of which one may be seen before the password is asked again."""
    card = make.customer(web)
    with web.work() as work:
        work.session.get(Customer, card).id_number = "11010519491231002X"
        for name, value in (("step_up_reveals", 1), ("reveal_seconds", 5)):
            kept = {"value": value}
            work.add(Setting(name=name, value=kept, changed_at=work.now, changed_by=0))
        li = work.session.get(User, web.people["li"])
        li.password_hash = password_hashes.hash_password(PASSWORD)
    return card


def test_d4_a_revealed_value_hides_again_and_a_second_one_asks_for_the_password(browser, web):
    card = guarded(web)
    page = browser.page("li")
    page.goto(f"/customers/{card}/")
    eye = page.locator(f"[data-reveal='customer:{card}:id_number']")
    panel = eye.evaluate("e => e.closest('[role=tabpanel]').id")
    page.locator(f"#tab-{panel[2:]}").click()
    shown = eye.locator("xpath=preceding-sibling::*[1]")
    masked = shown.inner_text()
    assert 7 < masked.count("*") < 18
    for again in (False, True):
        web.now += timedelta(seconds=20)
        eye.click()
        page.locator("#confirm-w").fill("核对身份证")
        page.locator("#confirm-y").click()
        if again:
            page.locator("#confirm-p").fill("not the password")
            page.keyboard.press("Enter")
            page.get_by_text("密码或验证码不对").wait_for()
            browser.axe(page)
            page.locator("#confirm-p").fill(PASSWORD)
            page.keyboard.press("Enter")
        page.get_by_text("11010519491231002X").wait_for()
        eye.click()  # shown already: nothing is asked, and its mask is not forgotten
        assert not page.locator("#confirm").is_visible()
        page.wait_for_function(
            "([e, m]) => e.textContent === m", arg=[shown.element_handle(), masked]
        )
    browser.errors[:] = [e for e in browser.errors if "403" not in e]
