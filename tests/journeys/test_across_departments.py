"""C17 in Chromium: another department's file is found, asked for, agreed to on the phone by both
heads, handed out, and brought back.
"""

import re

import pytest
from sqlalchemy import select

from models.files.records import CustomerFile
from models.lending.loans import Loan
from models.lending.requests import AccessRequest, RequestLine
from models.words.files import Custody
from models.words.lending import LineState, LoanState
from portal.lending import decisions, desk
from portal.lending.locks import lock_line
from portal.office.search_documents import file_document
from portal.platform.search import index
from portal.seed.calendar import seed_calendar
from tests.support import asking
from tests.support.rows import locked
from tests.support.signing import BY_HAND

TITLE = "启澜精密机械服务合同"


@pytest.fixture
def file(browser):
    """A file of sales that everybody may find, with the chains and the calendar."""
    web = browser.web
    with web.work() as work:
        seed_calendar(work)
    asking.chains(web)
    (id,) = asking.files(web, 1, title=TITLE)
    with web.work() as work:
        row = work.session.get(CustomerFile, id)
        index.index_record(work, row, file_document(work, row))
    return id


def state(web):
    with web.work() as work:
        return work.session.scalars(select(RequestLine.state)).one()


def press(browser, name, url, *buttons, width=1440):
    """``name`` opens a page and presses one button after the other."""
    page = browser.page(name, width=width)
    page.goto(url)
    for button in buttons:
        with page.expect_navigation():
            page.get_by_role("button", name=button, exact=True).first.click()
    browser.no_sideways_scroll(page)
    browser.axe(page)
    page.context.close()


@pytest.mark.parametrize("width", [1440, 390])
def test_c17_the_stub_is_whole_on_desk_and_phone(browser, file, width):
    page = browser.page("bo", width=width, dark=width == 390)
    assert page.goto(f"/files/{file}/").status == 200
    page.get_by_text("内容没有打开").wait_for()
    browser.axe(page)
    browser.no_sideways_scroll(page)
    browser.shoot(page, f"listed-stub-{width}")


def ask_for_it(browser, file):
    """Bo asks to borrow the file from its stub; what the form proposes stays. The request's id."""
    page = browser.page("bo")
    page.goto(f"/files/{file}/")
    page.get_by_role("link", name="申请借阅").click()
    page.get_by_label("用途类别").select_option("litigation")
    page.get_by_role("textbox", name="用途", exact=True).fill("诉讼举证，核对合同原件与签章")
    way, term = page.get_by_label("借阅方式"), page.get_by_label("借阅期限（天）")
    if not way.input_value():
        way.select_option("take_out")
    if not term.input_value():
        term.fill("10")
    page.get_by_label("我只为上述用途使用档案").check()
    page.locator(".admin-form button.btn-primary:not([name=again])").last.click()
    page.wait_for_url(re.compile(r"/requests/\d+/"))
    send = page.get_by_role("button", name="提交申请", exact=True)
    if send.count():
        with page.expect_navigation():
            send.click()
    with browser.web.work() as work:
        return work.session.scalars(select(AccessRequest.id)).one()


def hand_out(web):
    """Wang hands it out over the counter; what was counted, and the loan's id."""
    with web.work("wang") as work:
        row = lock_line(work, work.session.scalars(select(RequestLine.id)).one())
        counts = {"items": row.file.items_count, "pages": row.file.pages_count}
        return counts, desk.hand_out_file(work, row, signed=BY_HAND, **counts).id


def bring_back(browser, loan, counts):
    page = browser.page("wang")
    page.goto(f"/loans/{loan}/")
    page.get_by_role("link", name="收回", exact=True).click()
    page.get_by_role("button", name="收回", exact=True).click()
    page.wait_for_url(f"**/loans/{loan}/")
    page.get_by_role("link", name="归还验收").click()
    page.get_by_label("清点件数").fill(str(counts["items"]))
    page.get_by_label("清点页数").fill(str(counts["pages"]))
    page.get_by_role("button", name="归还验收").click()
    page.get_by_role("link", name="上架", exact=True).click()
    page.get_by_role("button", name="上架", exact=True).click()
    page.wait_for_url(f"**/loans/{loan}/")


def test_c17_a_file_goes_across_departments_and_comes_back(browser, file):
    web, request = browser.web, ask_for_it(browser, file)
    url = f"/requests/{request}/"
    press(browser, "wang", url, "受理")
    with web.work("wang") as work:
        decisions.clear_request(work, locked(work, AccessRequest, request))
    for head in ("zhang", "sun"):
        press(browser, head, url, "同意", width=390)
    assert state(web) is LineState.APPROVED
    press(browser, "wang", url, "预留")
    assert state(web) is LineState.READY
    counts, loan = hand_out(web)
    borrower = browser.page("bo")
    borrower.goto(f"/files/{file}/")
    borrower.get_by_text("批准有效期内对您开放").wait_for()
    browser.axe(borrower)
    bring_back(browser, loan, counts)
    with web.work() as work:
        assert work.session.get(Loan, loan).state is LoanState.CLOSED
        assert work.session.get(CustomerFile, file).custody is Custody.IN_PLACE
