"""A newcomer's first day, from a spreadsheet to a loan come back short.

One file goes the whole loop: import → file → ask → approve → hand out → overdue → one page short
→ settled → register; and nobody can cheat the record of it.
"""

import re

import openpyxl
import pytest
from sqlalchemy import func, select

from models.customers import Customer
from models.files.records import CustomerFile, FileClass
from models.lending.loans import Loan
from models.lending.requests import AccessRequest, RequestLine
from models.people import User
from models.words.files import Custody, FileLife
from models.words.lending import Action, LoanState, RequestState
from portal.platform.jobs import queue
from tests.support.asking import ask, submitted
from tests.support.journey import (
    BAD,
    CHEATS,
    ROWS,
    Day,
    act,
    customers,
    look_up,
    press,
    save,
    second_open_loan,
    sheet,
    sign,
)

NUMBER = "KH-2026-0001"


@pytest.fixture
def day(browser):
    return Day(browser)


def test_a_newcomers_day(day, tmp_path):
    imports_and_mends(day, tmp_path)
    file_id = opens_a_file_and_has_it_accepted(day)
    request_id = asked_and_approved(day, file_id)
    loan_id = handed_out_once(day, file_id, request_id)
    reminded(day, loan_id)
    comes_back_one_page_short(day, loan_id)
    settled(day, loan_id, file_id)
    in_the_register(day, tmp_path)
    cannot_be_cheated(day)


def imports_and_mends(day, folder):
    """5,000 rows by the page, 37 of them nameless; the sheet of the bad ones is mended in Excel."""
    page = day.sign_in("wang")
    bring_in(day, page, "客户名单.csv", sheet(customers()))
    assert page.get_by_role("link", name=str(BAD)).first.is_visible()
    day.browser.shoot(page, "newcomer-1-dry-run")
    page.get_by_role("button", name=f"写入 {ROWS - BAD}").click()
    day.work_off()
    page.reload()
    assert day.ask(select(func.count()).select_from(Customer)) == ROWS - BAD
    with page.expect_download() as download:
        page.get_by_role("link", name="下载问题清单").click()
    download.value.save_as(folder / "bad.xlsx")
    book = openpyxl.load_workbook(folder / "bad.xlsx")
    cells = [row[0] for row in book.active.iter_rows(min_row=2) if not row[0].value]
    assert len(cells) == BAD
    for n, cell in enumerate(cells):
        cell.value = f"嘉禾补名{n}贸易有限公司"
    book.save(folder / "mended.xlsx")
    bring_in(day, page, "补正.xlsx", (folder / "mended.xlsx").read_bytes())
    page.get_by_role("button", name=f"写入 {BAD}").click()
    day.work_off()
    assert day.ask(select(func.count()).select_from(Customer)) == ROWS


def bring_in(day, page, name, data):
    """Upload, accept the matched columns, let the worker check; returns on the review."""
    page.goto("/imports/")
    page.locator("#file").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    )
    press(page, "上传并对应列")
    page.get_by_role("button", name="核对各行").click()
    page.wait_for_load_state()
    day.work_off()
    page.reload()


def opens_a_file_and_has_it_accepted(day):
    """Owen opens it and lists two papers; his head reviews; the custodian gives it its number."""
    page = day.page_of("owen", "/files/new/")
    kind = day.ask(select(FileClass.id).where(FileClass.code == "KH"))
    page.locator("#class_id").select_option(str(kind))
    look_up(page, "客户", "嘉禾第7贸易")
    page.locator("#title").fill("嘉禾客户档案")
    page.locator("#secrecy").select_option("normal")
    look_up(page, "拟存库位", "盒")
    save(page)
    page.wait_for_url("**/files/1/")
    for title, pages in (("供货合同", "20"), ("往来函件", "100")):
        act(page, "登记文件", title=title, pages=pages)
    act(page, "提交审核", sorted_out="yes")
    day.browser.shoot(page, "newcomer-2-submitted")
    file = day.ask(select(CustomerFile))
    path = f"/files/{file.id}/"
    act(day.page_of("sun", path), "审核通过")
    page = day.page_of("wang", path)
    page.get_by_role("link", name="接收归档").click()
    save(page)
    day.browser.shoot(page, "newcomer-3-filed")
    filed = day.ask(select(CustomerFile))
    assert (filed.life, filed.custody) == (FileLife.FILED, Custody.IN_PLACE)
    assert (filed.number, filed.items_count, filed.pages_count) == (NUMBER, 2, 120)
    return file.id


def asked_and_approved(day, file_id):
    """Ann of the same department asks; the desk checks; her head agrees on a telephone."""
    page = day.page_of("ann", f"/files/{file_id}/")
    page.get_by_role("link", name="申请借阅").click()
    page.locator("#purpose_category").select_option("litigation")
    page.locator("#purpose").fill("诉讼举证，核对合同原件与签章")
    page.locator("#mode").select_option("take_out")
    page.locator("#term_days").fill("14")
    page.get_by_role("checkbox", name="我只为上述用途使用档案").check()
    save(page)
    page.wait_for_url("**/requests/1/")
    day.browser.shoot(page, "newcomer-4-asked")
    page = day.page_of("wang", page.url)
    act(page, "受理")
    act(page, "审核通过，送审批", note="本部门客户，用途明确")
    phone = day.page_of("sun", "/inbox/", width=390, height=844)
    day.browser.no_sideways_scroll(phone)
    phone.get_by_role("link", name="LY-202611-0001").click()
    box = phone.locator("#approve")
    box.wait_for()
    day.browser.no_sideways_scroll(phone)
    day.browser.shoot(phone, "newcomer-5-phone")
    with phone.expect_navigation():
        box.get_by_role("button", name="同意", exact=True).last.click()
    asked = day.ask(select(AccessRequest))
    assert asked.state is RequestState.APPROVED
    return asked.id


def handed_out_once(day, file_id, request_id):
    """Set aside, counted, handed out; a second hand-out is refused on the page and as a post."""
    page = day.page_of("wang", f"/requests/{request_id}/")
    with page.expect_navigation():
        press(page, "预留")
    stale = day.page_of("he", f"/requests/{request_id}/")
    page.get_by_role("link", name="交付").click()
    page.locator("#pages").wait_for()
    sign(page)
    save(page)
    day.browser.shoot(page, "newcomer-6-handed-out")
    loan = day.ask(select(Loan))
    assert (loan.state, loan.pages_out, str(loan.due_on)) == (LoanState.ISSUED, 120, "2026-12-07")
    assert day.ask(select(CustomerFile.custody)) is Custody.OUT
    return again_refused(day, page, stale, loan)


def again_refused(day, page, stale, loan):
    """No button is left; a page opened before, and a bare post for another asker, are refused."""
    assert page.get_by_role("link", name="交付").count() == 0
    page.goto(stale.get_by_role("link", name="交付").get_attribute("href"))
    who = re.escape(day.ask(select(User.name).where(User.login == "wang")))
    told = rf"“{NUMBER}”已由 {who} 于 2026-[-\d: ]+ 交付给 安安（{loan.number}）。"
    page.get_by_text(re.compile(told)).wait_for()
    day.browser.shoot(page, "newcomer-7-again")
    other = submitted(day.web, "owen", ask(Action.BORROW, [loan.file_id]))
    line = day.ask(select(RequestLine.id).where(RequestLine.request_id == other))
    answer = day.web.as_("wang").post(f"/requests/{other}/lines/{line}/hand_out/")
    assert answer.status_code == 409
    assert "没有按申请" in answer.text
    assert day.ask(select(func.count()).select_from(Loan)) == 1
    assert "loans" in day.cheat(second_open_loan(loan.id))
    day.browser.errors.clear()  # the two refusals, which the browser logs
    return loan.id


def reminded(day, loan_id):
    """Four days late the worker reminds; the borrower reads it among what waits in the bell."""
    day.go_home()
    day.web.pass_time(days=18)
    with day.web.work() as work:
        queue.enqueue(work, "remind_borrowers")
    day.work_off()
    page = day.page_of("ann", "/")
    page.locator("[data-bell]").click()
    line = page.locator("[data-bell-todo] li", has_text="逾期 4 天").first
    line.wait_for()
    day.browser.shoot(page, "newcomer-8-bell")
    line.get_by_role("link").click()
    page.wait_for_url(f"**/loans/{loan_id}/")


def comes_back_one_page_short(day, loan_id):
    page = day.page_of("wang", f"/loans/{loan_id}/")
    page.get_by_role("link", name="收回", exact=True).click()
    page.locator("#brought_by").wait_for()
    save(page)
    act(page, "归还验收", items="2", pages="119", remark="往来函件缺第 57 页")
    page.get_by_text("归还的内容与借出时不一致").wait_for()
    assert page.locator("main").get_by_text("119/120").first.is_visible()
    assert page.locator("main").get_by_text("待验收").first.is_visible()
    day.browser.shoot(page, "newcomer-9-short")
    assert day.ask(select(Loan.state)) is LoanState.RETURN_CHECK


def settled(day, loan_id, file_id):
    """The borrower is heard, the difference stands, it is assessed, decided, paid and shelved."""
    path = f"/loans/{loan_id}/"
    act(day.page_of("ann", path), "答复", statement="庭上出示后未逐页清点，第 57 页遗失")
    page = day.page_of("wang", path)
    page.get_by_role("link", name="登记为损坏").click()
    save(page)
    assert day.ask(select(Loan.state)) is LoanState.RETURNED_DAMAGED
    act(day.page_of("li", path), "认定损坏", assessment="往来函件缺 1 页", amount="200")
    act(day.page_of("gm", path), "认定赔偿", amount="200", reason="按规定赔偿")
    act(day.page_of("li", path), "结清", voucher="SK-2026-118")
    assert day.ask(select(Loan.state)) is LoanState.SETTLED
    page = day.page_of("wang", path)
    page.get_by_role("link", name="上架").click()
    page.locator("form.admin-form").wait_for()
    save(page)
    day.browser.shoot(page, "newcomer-10-settled")
    assert day.ask(select(Loan.state)) is LoanState.CLOSED
    assert day.ask(select(CustomerFile.custody)) is Custody.IN_PLACE


def in_the_register(day, folder):
    """The register of loans on screen, on paper and as a workbook."""
    page = day.page_of("wang", "/reports/loan_register/?from=2026-11-01&to=2026-12-31")
    assert page.locator("main").get_by_text(NUMBER).first.is_visible()
    day.browser.shoot(page, "newcomer-11-register")
    page.get_by_role("link", name="打印").click()
    page.wait_for_url("**/print/**")
    assert page.locator("main").get_by_text(NUMBER).first.is_visible()
    day.browser.shoot(page, "newcomer-12-print")
    page.go_back()
    page.get_by_role("link", name="导出 Excel").click()
    page.locator("#purpose").fill("年度检查")
    with page.expect_navigation():
        press(page, "下载")
    day.work_off()
    page.goto("/exports/")
    with page.expect_download() as download:
        page.locator("a[download]").first.click()
    download.value.save_as(folder / "register.xlsx")
    book = openpyxl.load_workbook(folder / "register.xlsx")
    cells = {str(c.value) for s in book for row in s.iter_rows() for c in row if c.value}
    assert {NUMBER, "安安"} <= cells


def cannot_be_cheated(day):
    assert day.chain_faults() == []
    for statement, answer in CHEATS.items():
        assert answer in day.cheat(statement), statement
    assert day.chain_faults() == []
