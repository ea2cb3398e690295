"""Registers in the browser: what an auditor gets of them, and how the office calls and signs them."""

import pytest
from playwright.sync_api import expect

from tests.office import test_receivers


@pytest.fixture
def lent(browser):
    test_receivers.lend_two(browser.web)
    return browser


@pytest.mark.parametrize("width", [1440, 390])
def test_an_auditor_reads_the_finished_sheet(lent, width):
    page = lent.page("audit", width)
    page.goto("/reports/")
    lent.axe(page)
    page.get_by_role("link", name="借阅登记簿").click()
    expect(page.get_by_role("row")).to_have_count(3)
    expect(page.get_by_role("row").last).to_contain_text("密级超出")
    lent.axe(page)
    lent.no_sideways_scroll(page)
    lent.shoot(page, f"register-auditor-{width}")
    page.get_by_role("link", name="打印").click()
    expect(page.get_by_role("article")).to_contain_text("密级超出")
    lent.no_sideways_scroll(page)
    lent.shoot(page, f"register-auditor-print-{width}")


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_records_manager_sets_title_number_and_signatures(lent, width, dark):
    page = lent.page("li", width, dark=dark)
    page.goto("/register_forms/")
    lent.axe(page)
    lent.no_sideways_scroll(page)
    lent.shoot(page, f"register-forms-{width}-{dark}")
    page.get_by_role("table").get_by_role("link", name="借阅登记簿").click()
    page.get_by_role("textbox", name="表单编号").fill("QJ-02")
    page.get_by_role("textbox", name="签名人").fill("制表\n审核\n批准")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("alert")).to_contain_text("“QJ-02 客户一览表”已在使用")
    expect(page.get_by_role("textbox", name="签名人")).to_have_value("制表\n审核\n批准")
    lent.errors.clear()  # the 422 of the refusal, which the browser logs
    lent.axe(page)
    page.get_by_role("textbox", name="表单编号").fill("QMS-PM-31317")
    page.get_by_role("textbox", name="名称").fill("档案借阅簿")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("table")).to_contain_text("档案借阅簿")
    page.get_by_role("link", name="档案借阅簿").click()
    lent.axe(page)
    lent.no_sideways_scroll(page)
    lent.shoot(page, f"register-form-{width}-{dark}")
    page.get_by_role("button", name="恢复默认").click()
    expect(page.get_by_role("table")).to_contain_text("借阅登记簿")
