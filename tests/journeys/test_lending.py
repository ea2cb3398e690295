"""Lending in Chromium: a return one page short, the register, the calendar, desk and phone."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.lending.loans import Loan
from models.words.lending import LoanState
from portal.seed.calendar import seed_calendar
from tests.support import loans


@pytest.fixture
def loan(browser):
    web = browser.web
    with web.work() as work:
        seed_calendar(work)
    made = loans.lend(web)
    loans.lend(web, "bo", 2)
    web.now += timedelta(days=17)
    return made


PAGES = (
    ("/loans/", "wang"),
    ("/loans/?overdue=1", "wang"),
    ("/loans/{loan}/", "wang"),
    ("/loans/{loan}/do/receive/", "wang"),
    ("/loans/{loan}/", "ann"),
    ("/calendar/?year=2026", "li"),
    ("/calendar/", "ann"),
    ("/calendar/day/2026-11-28/", "li"),
    ("/", "wang"),
)


@pytest.mark.parametrize(("width", "dark"), [(1440, False), (390, True)])
def test_the_screens_are_whole_on_desk_and_phone(browser, loan, width, dark):
    for path, name in PAGES:
        page = browser.page(name, width=width, dark=dark)
        answer = page.goto(path.format(loan=loan))
        assert answer.status == 200, path
        browser.axe(page)
        browser.no_sideways_scroll(page)
        page.context.close()


def test_sc08_returning_one_page_short_in_the_browser(browser, loan):
    page = browser.page("wang")
    page.goto(f"/loans/{loan}/")
    page.get_by_role("link", name="收回", exact=True).click()
    page.get_by_role("button", name="收回", exact=True).click()
    page.wait_for_url(f"**/loans/{loan}/")
    page.get_by_role("link", name="归还验收").click()
    page.get_by_label("清点件数").fill("2")
    page.get_by_label("清点页数").fill("119")
    page.get_by_role("button", name="归还验收").click()
    page.get_by_text("归还的内容与借出时不一致").wait_for()
    assert page.locator("main").get_by_text("119/120").first.is_visible()
    browser.axe(page)
    browser.shoot(page, "loan-one-page-short")
    with browser.web.work() as work:
        state = work.session.scalar(select(Loan.state).where(Loan.id == loan))
    assert state is LoanState.RETURN_CHECK


def test_the_reminder_letter_can_be_printed(browser, loan):
    page = browser.page("wang")
    page.goto(f"/loans/{loan}/")
    page.get_by_role("button", name="打印催还通知单").click()
    page.get_by_text("已逾期 3 天").wait_for()
    browser.axe(page)
