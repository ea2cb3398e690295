"""Checklists, missing parts and labels in the browser: accessible, on paper, on a phone."""

import pytest
from sqlalchemy import select

from models.files.deficiencies import Deficiency, Penalty
from models.files.records import CustomerFile, FileClass
from models.words.files import Fault
from portal.files import deficiencies
from portal.files.completeness_rules import Gap
from portal.seed.files import CHECKLIST
from tests.support import asking

PAGES = (
    "/deficiencies/",
    "/deficiencies/1/",
    "/penalties/",
    "/penalties/1/",
    "/file_classes/1/",
    "/file_classes/1/edit/",
    "/files/1/",
    "/labels/?ids=1,2",
)


@pytest.fixture
def lacking(browser):
    """Two files of a class with a checklist; the first lacks a part, with a penalty proposed."""
    asking.files(browser.web, 2)
    with browser.web.work("wang") as work:
        work.session.scalars(select(FileClass)).one().parts = CHECKLIST
        for file in work.session.scalars(select(CustomerFile).order_by(CustomerFile.id)).all():
            file.checklist = CHECKLIST
        first = work.session.scalars(select(CustomerFile).order_by(CustomerFile.id)).first()
        deficiencies.open_deficiencies(work, first, [Gap("业务合同", Fault.MISSING)], "周五补")
        row = work.session.scalars(select(Deficiency)).one()
        work.add(
            Penalty(
                deficiency_id=row.id,
                day=work.today,
                amount=20,
                owner_id=row.owner_id,
                department_id=row.department_id,
            )
        )
    return browser


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_filing_pages_pass_axe_and_fit_a_phone(lacking, dark):
    page = lacking.page("li", dark=dark)
    for path in PAGES:
        page.set_viewport_size({"width": 1440, "height": 900})
        assert page.goto(path).status == 200, path
        lacking.axe(page)
        page.set_viewport_size({"width": 390, "height": 844})
        lacking.no_sideways_scroll(page)


def test_r04_a_missing_part_is_cured_and_labels_are_printed_by_hand(lacking):
    page = lacking.page("wang")
    page.goto("/files/1/")
    page.get_by_role("link", name="待补").click()
    page.get_by_role("link", name="确认补齐").click()
    page.locator("#sheet [data-save]").click()
    page.get_by_text("已补齐").first.wait_for()
    page.goto("/files/")
    page.locator("input[name=id]").nth(0).check()
    page.locator("input[name=id]").nth(1).check()
    page.get_by_role("button", name="打印标签").click()
    page.wait_for_url("**/labels/?ids=*")
    page.select_option("[name=shape]", "cover")
    page.get_by_role("button", name="生成标签").click()
    page.locator(".label-cover li").nth(1).wait_for()
    lacking.axe(page)
    assert page.locator(".label-cover svg").count() == 2
    page.emulate_media(media="print")
    assert page.locator(".topbar").is_hidden()
