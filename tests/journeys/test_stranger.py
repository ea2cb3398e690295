"""A stranger's first hour: 200 customers are in by few clicks, and their first file goes round.

The custodian brings in what the office has, without an administrator: titles above the head, a
serial number, five spellings of dates, sellers who have no account, a customer twice, a total.
Then a file of one of them is opened, filed, borrowed by another department, returned and printed,
by what the forms propose alone.
"""

import re

from sqlalchemy import func, select

from models.customers import Customer
from models.files.records import CustomerFile
from models.lending.loans import Loan
from models.lending.requests import AccessRequest
from models.platform.imports import ImportBatch
from models.words.files import Custody
from models.words.lending import LoanMode, LoanState, RequestState
from tests.support.journey import Day, act, by_default, hand_out, save, take_back
from tests.support.newcomer import ROWS, newcomer_rows, newcomer_sheet

MOST_CLICKS = 12  # from the menu to the written list
PAGES = 20
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Clicks:
    """Presses what is named and counts it."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def __call__(self, role, name, **options):
        self.count += 1
        self.page.get_by_role(role, name=name, **options).first.click()
        self.page.wait_for_load_state()


def test_a_strangers_first_hour(browser):
    day = Day(browser)
    click = Clicks(day.page_of("wang", "/"))
    brought_in(day, click)
    decided_and_written(day, click)
    assert click.count <= MOST_CLICKS
    assert day.ask(select(func.count()).select_from(Customer)) == ROWS - 1
    assert day.ask(select(ImportBatch.counts))["written"] == ROWS
    nothing_is_lost(day)
    on_a_phone(day)
    file_id = opened_and_filed(day)
    request_id = asked_from_elsewhere(day, file_id)
    approved_on_a_phone(day, request_id)
    lent_and_returned(day, request_id)
    printed(day)


def brought_in(day, click):
    """From the menu to the check: the file, the columns as they are proposed."""
    page = click.page
    click("link", "导入")
    page.locator("#file").set_input_files(
        {"name": "客户名单2026（汇总）.xlsx", "mimeType": KIND, "buffer": newcomer_sheet()}
    )
    click.count += 1
    click("button", "上传并对应列")
    assert page.get_by_text("只有名称必填").is_visible()
    day.browser.shoot(page, "stranger-1-columns")
    click("button", "核对各行")
    day.work_off()
    page.reload()


def decided_and_written(day, click):
    """One pair is decided; the button names the rows, before and after."""
    page, write = click.page, click.page.locator("[data-write]")
    check_on_a_phone(day, page.url)
    day.browser.axe(page)
    day.browser.shoot(page, "stranger-2-kinds")
    assert write.inner_text().strip() == f"写入 {ROWS - 1} 行"
    click.count += 1
    page.locator(".pairs label", has_text="是同一家").first.click()
    assert write.inner_text().strip() == f"写入 {ROWS} 行"
    click("button", f"写入 {ROWS} 行")
    day.work_off()
    page.reload()
    assert page.get_by_text(f"已写入 {ROWS} 行").first.is_visible()
    day.browser.shoot(page, "stranger-3-written")
    click("link", "待补全")
    day.browser.axe(page)
    day.browser.shoot(page, "stranger-4-to-complete")


def nothing_is_lost(day):
    """A seller without an account, a day that is none, a word that is none: all in the remarks."""
    for cells in newcomer_rows()[:20]:
        remark = day.ask(select(Customer.remark).where(Customer.name == cells[1]))
        for text in ("去年年底", "赵磊", "月结", "注意回访", "重点"):
            assert (text in "".join(cells)) == (text in remark), (cells, remark)


def check_on_a_phone(day, url):
    """Words and twins stand one below the other at 390 px, in the dark as well."""
    page = day.browser.page("wang", width=390, height=844, dark=True)
    page.goto(url)
    day.browser.no_sideways_scroll(page)
    day.browser.axe(page)
    day.browser.shoot(page, "stranger-5-phone")


def on_a_phone(day):
    """What the owner finds to do, and the card with what it lacks."""
    home = day.page_of("wang", "/", width=390, height=844)
    assert home.locator("main").get_by_text("张客户卡待补全").first.is_visible()
    card = day.page_of("wang", "/customers/1/", width=390, height=844)
    assert card.get_by_text("还缺：").first.is_visible()
    day.browser.no_sideways_scroll(card)
    day.browser.shoot(card, "stranger-6-card")


def opened_and_filed(day):
    """Owen's first customer gets a file: nothing is chosen but what the form proposes."""
    of_owen = Customer.owner_id == day.web.people["owen"]
    customer = day.ask(select(Customer.id).where(of_owen).order_by(Customer.id))
    page = day.page_of("owen", f"/customers/{customer}/")
    page.locator("#tab-files").click()
    page.get_by_role("link", name="新建档案").click()
    save(page)
    page.wait_for_url("**/files/1/")
    page.locator("#papers").get_by_role("link", name="登记文件").click()
    page.locator("#sheet #title").fill("供货合同")
    page.locator("#sheet #pages").fill(str(PAGES))
    save(page)
    act(page, "提交审核", sorted_out="yes")
    act(day.page_of("sun", "/files/1/"), "审核通过")
    by_default(day.page_of("wang", "/files/1/"), "接收归档")
    assert day.ask(select(CustomerFile.custody)) is Custody.IN_PLACE
    return day.ask(select(CustomerFile.id))


def asked_from_elsewhere(day, file_id):
    """Bo of another department finds the number and the title, no more, and asks to take it out."""
    page = day.page_of("bo", "/")
    number = day.ask(select(CustomerFile.number))
    page.keyboard.press("Control+k")
    page.keyboard.type(number)
    page.locator("#palette-list li[aria-selected=true]", has_text=number).wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/files/{file_id}/")
    page.get_by_text("内容没有打开").wait_for()
    assert page.get_by_text("供货合同").count() == 0
    day.browser.shoot(page, "stranger-7-stub")
    page.get_by_role("link", name="申请借阅").first.click()
    page.locator("#offer").get_by_text(number).wait_for()
    for name in ("张经理", "孙经理"):
        assert name in page.locator("#offer").inner_text()
    page.locator("#purpose_category").select_option("litigation")
    page.locator("#purpose").fill("诉讼举证，核对合同原件与签章")
    page.locator("#accepted_terms").check()
    save(page)
    page.wait_for_url("**/requests/1/")
    asked = day.ask(select(AccessRequest))
    assert (asked.state, asked.mode) == (RequestState.SUBMITTED, LoanMode.TAKE_OUT)
    return asked.id


def approved_on_a_phone(day, request_id):
    """The archive checks it; both heads decide in the inbox of a phone, one after the other."""
    page = day.page_of("wang", f"/requests/{request_id}/")
    act(page, "受理")
    by_default(page, "审核通过，送审批")
    for head in ("zhang", "sun"):
        phone = day.page_of(head, "/inbox/?tab=decide", width=390, height=844)
        day.browser.no_sideways_scroll(phone)
        phone.locator("main").get_by_role("link", name=re.compile("LY-")).first.click()
        phone.locator("#approve").wait_for()
        day.browser.shoot(phone, f"stranger-8-{head}")
        with phone.expect_navigation():
            phone.locator("#approve").get_by_role("button", name=re.compile("^同意")).last.click()
    assert day.ask(select(AccessRequest.state)) is RequestState.APPROVED


def lent_and_returned(day, request_id):
    """Set aside, handed out against a signature, taken back, on the shelf again."""
    page = day.page_of("wang", f"/requests/{request_id}/")
    hand_out(page)
    assert day.ask(select(Loan.state)) is LoanState.ISSUED
    page = day.page_of("wang", f"/loans/{day.ask(select(Loan.id))}/")
    take_back(page, PAGES)
    assert day.ask(select(Loan.state)) is LoanState.CLOSED
    assert day.ask(select(CustomerFile.custody)) is Custody.IN_PLACE


def printed(day):
    """The register of loans as a printed page: who had it, and that it is back."""
    page = day.page_of("wang", "/loans/?state=closed")
    page.emulate_media(media="print")
    row = page.locator("main tbody tr").first.inner_text()
    assert "薄荷" in row
    day.browser.shoot(page, "stranger-9-printed")
