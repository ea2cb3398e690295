"""Who gets the monthly report, and for which months: auditors too; none before the first record."""

import pytest

from portal.errors import Invalid
from portal.office import answer_book
from portal.office.catalog import BOOKS
from tests.support import make

MONTHLY = BOOKS["monthly"]
PAGE = "/reports/books/monthly/"


@pytest.fixture
def begun(web):
    """An office that began last September."""
    make.began(web.arena, 2026, 9)
    return web


def test_d7_auditors_get_every_answer_of_the_monthly_report(begun):
    """They read all registers as finished sheets; figures of groups are less than that."""
    audit = begun.as_("audit")
    assert PAGE in audit.get("/reports/").text
    page = audit.get(PAGE)
    assert page.status_code == 200
    for path in (f"{PAGE}print/", "/exports/new/?source=book:monthly&month=2026-11"):
        assert audit.get(path).status_code == 200, path
    with begun.work("audit") as work:
        assert answer_book.require_book(work, MONTHLY) == list(MONTHLY.answers)
        filled = answer_book.fill_book(
            work, MONTHLY, answer_book.check_month(work, MONTHLY, {"month": "2026-11"}), str
        )
        assert answer_book.scope_of(work, filled) == "All departments"


def test_no_month_before_the_office_began_is_offered(begun):
    page = begun.as_("li").get(f"{PAGE}?month=2026-11").text
    options = [f"{month}</option>" in page for month in ("2026-11", "2026-10", "2026-09")]
    assert options == [True, True, True]
    assert "2026-08</option>" not in page


def test_a_month_before_the_office_began_is_refused_with_why(begun):
    """Asked for by address: the page says so and shows a month that there is."""
    page = begun.as_("li").get(f"{PAGE}?month=2026-08")
    assert page.status_code == 422
    assert "本单位的记录从 2026-09 开始，2026-08 没有可统计的数据" in page.text
    for path in (f"{PAGE}print/?month=2026-08", "/exports/new/?source=book:monthly&month=2026-08"):
        refused = begun.as_("li").get(path)
        assert refused.status_code == 422, path
        assert "2026-09" in refused.text, path
    with begun.work("li") as work, pytest.raises(Invalid):
        answer_book.check_month(work, MONTHLY, {"month": "2025-12"})


def test_an_office_that_began_this_month_reports_on_it(stage):
    """The last month that is over is before its beginning, so it is not the default."""
    with stage.work("li") as work:
        assert answer_book.check_month(work, MONTHLY, {}) == work.today.replace(day=1)
