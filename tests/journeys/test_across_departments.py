"""C17 in Chromium: the page of another department's file shows that it exists and how to ask."""

import pytest

from models.files.records import CustomerFile
from portal.office.search_documents import file_document
from portal.platform.search import index
from portal.seed.calendar import seed_calendar
from tests.support import asking

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


@pytest.mark.parametrize("width", [1440, 390])
def test_c17_the_stub_is_whole_on_desk_and_phone(browser, file, width):
    page = browser.page("bo", width=width, dark=width == 390)
    assert page.goto(f"/files/{file}/").status == 200
    page.get_by_text("内容没有打开").wait_for()
    browser.axe(page)
    browser.no_sideways_scroll(page)
    browser.shoot(page, f"listed-stub-{width}")
