"""A stranger's first hour, as far as the list: 200 customers are in by few clicks, nothing is lost.

The custodian brings in what the office has, without an administrator: titles above the head, a
serial number, five spellings of dates, sellers who have no account, a customer twice, a total.
"""

from sqlalchemy import func, select

from models.customers import Customer
from models.platform.imports import ImportBatch
from tests.support.journey import Day
from tests.support.newcomer import ROWS, newcomer_rows, newcomer_sheet

MOST_CLICKS = 12  # of the 25 that the whole first hour may take, up to the first file
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Clicks:
    """Presses what is named and counts it."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def __call__(self, role, name, **options):
        self.count += 1
        self.page.get_by_role(role, name=name, **options).first.click()
        self.page.wait_for_load_state()


def test_a_strangers_list_is_in_by_few_clicks_and_nothing_is_lost(browser):
    day = Day(browser)
    click = Clicks(day.page_of("wang", "/"))
    brought_in(day, click)
    decided_and_written(day, click)
    assert click.count <= MOST_CLICKS
    assert day.ask(select(func.count()).select_from(Customer)) == ROWS - 1
    assert day.ask(select(ImportBatch.counts))["written"] == ROWS
    nothing_is_lost(day)
    on_a_phone(day)


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
    assert home.get_by_text("张客户卡待补全").first.is_visible()
    card = day.page_of("wang", "/customers/1/", width=390, height=844)
    assert card.get_by_text("还缺：").first.is_visible()
    day.browser.no_sideways_scroll(card)
    day.browser.shoot(card, "stranger-6-card")
