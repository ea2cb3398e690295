"""A customer from the form to its card, with a duplicate found on the way (A7)."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from models.customers import Customer
from portal.customers.cards import create_customer
from tests.customers.test_imports import PAGES, book

CARD = {
    "name": "北京恒通集团有限公司",
    "legal_representative": "王伟",
    "address": "北京市海淀区",
    "postcode": "100080",
    "phone": "010-62345678",
    "business_scope": "软件开发与销售",
    "registered_capital": "1000000",
    "unified_credit_code": "91350100M000100Y43",
    "class_volume": "main",
    "lifecycle": "partnered",
    "traits": {"headcount": "120"},
}
PERSON = {"name": "李娜", "mobile": "13800138000", "position": "采购经理"}


@pytest.fixture
def card(web):
    with web.work("owen") as work:
        return create_customer(work, CARD, [PERSON]).id


def clean(browser, page):
    browser.axe(page)
    browser.no_sideways_scroll(page)


def test_a7_a_card_is_opened_beside_its_twin(browser, web, card):
    page = browser.page("owen")
    page.goto("/customers/")
    page.locator('a[href="/customers/new/"]').click()
    page.locator("#name").fill("北京恒通集团公司")
    expect(page.get_by_role("link", name="HH-202600001 北京恒通集团有限公司")).to_be_visible()
    for name in ("legal_representative", "address", "postcode", "business_scope"):
        page.locator(f"#{name}").fill(CARD[name])
    page.locator("#phone").fill("010 6234 5679")
    page.locator("#registered_capital").fill("五十万")
    page.locator("#contacts-0-name").fill("赵六")
    page.locator("#contacts-0-mobile").fill("139 0013 9000")
    page.get_by_role("button", name="保存", exact=False).last.click()
    expect(page.locator("#errsum")).to_contain_text("请填写以元为单位的金额")
    assert page.locator("#contacts-0-mobile").input_value() == "139 0013 9000"
    page.locator("#registered_capital").fill("50万")
    page.get_by_role("button", name="保存", exact=False).last.click()
    expect(page.locator("#errsum")).to_contain_text("可能已有这个客户")
    page.get_by_label("这是另一个客户", exact=False).check()
    clean(browser, page)
    page.get_by_role("button", name="保存", exact=False).last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("北京恒通集团公司")
    page.get_by_role("tab", name="联系人").click()
    expect(page.get_by_text("139****9000")).to_be_visible()
    clean(browser, page)
    # The browser itself notes the two refused posts; anything else would fail the test.
    browser.errors[:] = [error for error in browser.errors if "status of 422" not in error]


@pytest.mark.parametrize("width", [390, 1440])
def test_list_and_card_are_clean(browser, web, card, width):
    page = browser.page("wang", width=width)
    for path in ("/customers/", f"/customers/{card}/", "/customers/?search=bjht"):
        page.goto(path)
        expect(page.get_by_text("北京恒通集团有限公司").first).to_be_visible()
        clean(browser, page)


def test_d4_a_mobile_is_revealed_against_a_reason(browser, web, card):
    page = browser.page("owen")
    page.goto(f"/customers/{card}/")
    page.get_by_role("tab", name="联系人").click()
    page.locator("[data-reveal]").first.click()
    page.locator("dialog[open] textarea, dialog[open] input[type=text]").first.fill("电话回访")
    page.locator("dialog[open] button[value=yes]").click()
    expect(page.get_by_text("13800138000")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1440])
def test_a7_two_cards_of_one_customer_become_one(browser, web, card, width):
    other = CARD | {
        "name": "北京恒通集团公司",
        "address": "上海市浦东新区",
        "unified_credit_code": "",
        "phone": "010-62345679",
        "email": "ht@example.com",
    }
    with web.work("owen") as work:
        goes = create_customer(work, other, [], confirmed=True).id
    page = browser.page("li", width=width)
    page.goto(f"/customers/{goes}/")
    page.get_by_role("button", name="更多", exact=True).click()
    page.get_by_role("link", name="并入另一客户").click()
    page.get_by_role("link", name="HH-202600001 北京恒通集团有限公司").click()
    expect(page.get_by_text("合并后不能撤销")).to_be_visible()
    clean(browser, page)
    page.locator('[name="value-address"][value="goes"]').check()
    page.get_by_role("button", name="确认合并").click()
    expect(page.locator("#errsum")).to_contain_text("原因")
    assert page.locator('[name="value-address"][value="goes"]').is_checked()
    clean(browser, page)
    page.locator("#reason").fill("同一家公司，重复建档")
    page.get_by_role("button", name="确认合并").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("北京恒通集团有限公司")
    expect(page.get_by_text("上海市浦东新区").first).to_be_visible()
    page.goto(f"/customers/{goes}/")
    expect(page.get_by_text("已并入").first).to_be_visible()
    clean(browser, page)
    page.get_by_role("link", name="HH-202600001 北京恒通集团有限公司").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("北京恒通集团有限公司")
    browser.errors[:] = [error for error in browser.errors if "status of 422" not in error]


def fill_card(page, **changes):
    for name in (
        "name",
        "legal_representative",
        "address",
        "postcode",
        "phone",
        "business_scope",
        "registered_capital",
    ):
        page.locator(f"#{name}").fill({**CARD, **changes}[name])


def save(page):
    page.get_by_role("button", name="保存", exact=False).last.click()


def count(web):
    with web.work() as work:
        return work.session.scalar(select(func.count()).select_from(Customer))


def test_back_after_save_shows_no_stale_form_and_posts_nothing_twice(browser, web):
    page = browser.page("wang")
    page.goto("/customers/new/")
    fill_card(page, postcode="1")
    save(page)
    expect(page.locator("#errsum")).to_be_visible()
    assert page.locator("#name").input_value() == CARD["name"]  # nothing typed is lost
    page.locator("#postcode").fill("100080")
    save(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text(CARD["name"])
    for _ in range(2):  # the refused form and the first one: both come anew, and empty
        assert page.go_back().status == 200
        assert page.locator("#name").input_value() == ""
    assert count(web) == 1
    page.goto("/customers/1/edit/")
    page.locator("#address").fill("新地址 8 号")
    save(page)
    expect(page.get_by_text("新地址 8 号").first).to_be_visible()
    assert page.go_back().status == 200
    assert page.locator("#address").input_value() == "新地址 8 号"
    page.locator("#address").fill("新地址 9 号")  # on the revision that is there now
    save(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text(CARD["name"])
    expect(page.get_by_text("新地址 9 号").first).to_be_visible()
    page.reload()
    assert count(web) == 1
    browser.errors[:] = [error for error in browser.errors if "status of 422" not in error]


@pytest.mark.parametrize("width", [390, 1440])
def test_the_register_of_duplicates_and_the_choice_of_a_sheet_are_clean(browser, web, card, width):
    with web.work("owen") as work:
        twin = CARD | {"name": "北京恒通集团公司", "unified_credit_code": ""}
        create_customer(work, twin, confirmed=True)
    page = browser.page("li", width=width)
    page.goto("/reports/customer_twins/")
    expect(page.get_by_text("名称相同").first).to_be_visible()
    clean(browser, page)
    page.goto("/imports/")
    content = book(**PAGES).getvalue()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.set_input_files("#file", {"name": "名单.xlsx", "mimeType": kind, "buffer": content})
    page.get_by_role("button", name="上传").click()
    expect(page.locator("#which-sheet")).to_have_value("一月")
    clean(browser, page)
    page.locator("#which-sheet").select_option("旧")
    page.get_by_role("button", name="使用这张表").click()
    expect(page.get_by_text("第9商贸有限公司")).to_be_visible()
