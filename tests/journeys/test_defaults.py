"""A stranger's default path in Chromium: a file opened, accepted, borrowed, returned."""

import pytest
from sqlalchemy import select

from models.files.records import CustomerFile
from models.lending.loans import Loan
from models.lending.requests import AccessRequest
from models.words.files import Custody
from models.words.lending import LoanMode, LoanState, RequestState
from tests.support import make
from tests.support.journey import Day, act, by_default, hand_out, save, take_back

NAME = "北京恒通商贸有限公司"


@pytest.fixture
def day(browser):
    day = Day(browser)
    make.customer(browser.web, NAME)
    return day


def test_defaults_alone_lead_to_the_end(day):
    file_id = opens_and_files_it(day)
    request_id = asks_for_it(day, file_id)
    lent_and_returned(day, request_id)


def opens_and_files_it(day):
    """From the customer without files: nothing is chosen but what the form proposes."""
    page = day.page_of("owen", "/customers/1/")
    page.locator("#tab-files").click()
    page.get_by_role("link", name="新建档案").click()
    page.locator("#terms").get_by_text("现场查阅").wait_for()
    assert page.locator("#title").input_value() == f"{NAME}客户档案"
    assert "欧文" in page.locator("#terms").inner_text()
    day.browser.axe(page)
    day.browser.shoot(page, "defaults-1-file")
    save(page)
    page.wait_for_url("**/files/1/")
    page.locator("#papers").get_by_role("link", name="登记文件").click()
    page.locator("#sheet #title").fill("供货合同")
    page.locator("#sheet #pages").fill("20")
    save(page)
    act(page, "提交审核", sorted_out="yes")
    day.browser.shoot(page, "defaults-2-submitted")
    act(day.page_of("sun", "/files/1/"), "审核通过")
    page = day.page_of("wang", "/files/1/")
    page.get_by_role("link", name="接收归档").click()
    save(page)
    day.browser.shoot(page, "defaults-3-filed")
    filed = day.ask(select(CustomerFile))
    assert (filed.custody, filed.owner_id) == (Custody.IN_PLACE, day.web.people["owen"])
    bar = page.locator(".steps").inner_text()
    for name in ("欧文", "孙经理", "王档"):
        assert name in bar
    return filed.id


def asks_for_it(day, file_id):
    """申请借阅 is a loan request: the widest way and the longest term stand there."""
    page = day.page_of("ann", f"/files/{file_id}/")
    page.get_by_role("link", name="申请借阅").click()
    page.locator("#offer").get_by_text("KH-2026-0001").wait_for()
    assert page.locator("#action").input_value() == "borrow"
    assert page.locator("#mode").input_value() == "take_out"
    assert page.locator("#term_days").input_value() == "14"
    assert "孙经理" in page.locator("#offer").inner_text()
    day.browser.axe(page)
    day.browser.no_sideways_scroll(page)
    save(page)  # nothing is given: all that lacks is told in one round
    page.locator("#errsum").wait_for()
    assert page.locator("#errsum li").count() == 3
    day.browser.shoot(page, "defaults-4-faults")
    day.browser.errors.clear()
    page.locator("#purpose_category").select_option("litigation")
    page.locator("#purpose").fill("诉讼举证，核对合同原件与签章")
    page.locator("#accepted_terms").check()
    save(page)
    page.wait_for_url("**/requests/1/")
    day.browser.shoot(page, "defaults-5-asked")
    asked = day.ask(select(AccessRequest))
    assert (asked.state, asked.mode, asked.term_days) == (
        RequestState.SUBMITTED,
        LoanMode.TAKE_OUT,
        14,
    )
    return asked.id


def lent_and_returned(day, request_id):
    page = day.page_of("wang", f"/requests/{request_id}/")
    page.locator("#standing").get_by_text("没有逾期").wait_for()
    day.browser.axe(page)
    day.browser.shoot(page, "defaults-6-precheck")
    act(page, "受理")
    by_default(page, "审核通过，送审批")
    phone = day.page_of("sun", f"/requests/{request_id}/", width=390, height=844)
    with phone.expect_navigation():
        phone.locator("#approve").get_by_role("button", name="同意", exact=True).last.click()
    page.reload()
    hand_out(page)
    loan = day.ask(select(Loan))
    assert loan.state is LoanState.ISSUED
    page = day.page_of("wang", f"/loans/{loan.id}/")
    take_back(page, 20)
    day.browser.shoot(page, "defaults-7-returned")
    assert day.ask(select(Loan.state)) is LoanState.CLOSED
    assert day.ask(select(CustomerFile.custody)) is Custody.IN_PLACE


def test_a_class_read_on_site_offers_that_and_says_why_not(day):
    """HT as shipped: secret, on site only; the form says so, and follows the chosen class."""
    page = day.page_of("owen", "/files/new/?customer_id=1")
    page.locator("#class_id").select_option(label="HT 合同档案")
    page.locator("#terms").get_by_text("这一类档案不以此方式出借").wait_for()
    assert page.locator("#title").input_value() == f"{NAME}合同档案"
    page.locator("#title").fill("自定的题名")
    page.locator("#class_id").select_option(label="KH 客户档案")
    page.locator("#terms").get_by_text("最长 14 天").first.wait_for()
    assert page.locator("#title").input_value() == "自定的题名", "what was typed stays"
    page.locator("#secrecy").select_option("secret")
    page.locator("#terms").get_by_text("最高“内部”可以借出").wait_for()
    day.browser.shoot(page, "defaults-8-secret")
