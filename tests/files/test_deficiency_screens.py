"""A checklist on the class screen, gaps at acceptance, and the register of missing parts (A4)."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.files.deficiencies import Deficiency
from models.files.records import CustomerFile, FileClass
from models.words.files import DeficiencyState, FileLife
from tests.support import make

ROW = {
    "parts-0-name": "业务合同",
    "parts-0-form": "original",
    "parts-0-copies": "1",
    "parts-0-signed": "y",
    "parts-0-applies": "all",
}


@pytest.fixture
def office(web):
    """A class whose checklist li wrote on its page, and a reviewed draft of it."""
    key = make.file_class(web)
    page = web.as_("li").get(f"/file_classes/{key}/edit/").text
    revision = page.split('name="revision"')[1].split('value="')[1].split('"')[0]
    given = {
        "revision": revision,
        "code": "KH",
        "name": "客户",
        "active": "y",
        "numbering": "{class}-{year}-{seq:4}",
        "deadline_amount": "7",
        "deadline_unit": "calendar_days",
        "secrecy": "internal",
        "take_out_up_to": "normal",
        "term_days": "14",
        "due_mode": "skip_to_next_workday",
        "renewals": "1",
        **ROW,
    }
    assert web.as_("li").post(f"/file_classes/{key}/edit/", data=given).status_code == 303
    customer, box = make.customer(web), make.box(web)
    owen = web.as_("owen")
    given = {
        "class_id": key,
        "customer_id": customer,
        "title": "恒通",
        "place_id": box,
        "opened_on": "2026-11-20",
        "medium": "paper",
    }
    assert owen.post("/files/new/", data=given).status_code == 303
    with web.work() as work:
        web.file = work.session.scalars(select(CustomerFile.id)).one()
    paper = {"title": "合同", "pages": "3", "form": "copy", "part": "业务合同"}
    assert owen.post(f"/files/{web.file}/do/add_item/", data=paper).status_code == 303
    assert owen.post(f"/files/{web.file}/do/submit/", data={"sorted_out": "y"}).status_code == 303
    assert web.as_("sun").post(f"/files/{web.file}/do/review/").status_code == 303
    return web


def test_a4_the_checklist_is_data_on_the_class_screen(office):
    with office.work() as work:
        [part] = work.session.scalars(select(FileClass.parts)).one()
    assert part == {
        "name": "业务合同",
        "form": "original",
        "copies": 1,
        "signed": True,
        "applies": "all",
    }
    page = office.as_("ann").get("/file_classes/1/").text
    assert "原件 × 1 · 需签名 · 所有客户" in page
    assert "0 项" in office.as_("owen").get(f"/files/{office.file}/").text


def test_sc01_gaps_are_named_at_the_field_and_nothing_typed_is_lost(office):
    wang = office.as_("wang")
    answer = wang.post(f"/files/{office.file}/do/accept/", data={"position": "7"})
    assert answer.status_code == 422
    assert "缺件或不齐：业务合同" in answer.text
    assert 'value="7"' in answer.text
    note = {"missing_note": "原件周五补"}
    assert wang.post(f"/files/{office.file}/do/accept/", data=note).status_code == 303
    with office.work() as work:
        row = work.session.scalars(select(Deficiency)).one()
        assert (row.part, row.state) == ("业务合同", DeficiencyState.OPEN)
    listed = wang.get("/deficiencies/").text
    assert "应为原件，现为复印件" in listed
    owen = office.as_("owen")
    assert "业务合同" in owen.get("/inbox/").text
    url = f"/deficiencies/{row.id}/"
    assert owen.post(f"{url}do/cure/").status_code == 403
    assert owen.post(f"{url}do/offer/", data={"note": "合同原件"}).status_code == 303
    assert wang.post(f"{url}do/cure/").status_code == 303
    assert office.as_("bo").get(url).status_code == 404
    with office.work() as work:
        assert work.session.scalars(select(Deficiency.state)).one() is DeficiencyState.CURED
    assert "已补齐" in office.as_("wang").get(f"/files/{office.file}/").text


def test_a4_the_registers_of_missing_parts_and_of_rates(office):
    """D5, R-40: in time and complete, per department."""
    wang = office.as_("wang")
    note = {"missing_note": "原件周五补"}
    assert wang.post(f"/files/{office.file}/do/accept/", data=note).status_code == 303
    page = wang.get("/reports/missing_parts/print/").text
    assert "业务合同" in page
    with office.work() as work:  # what is not due yet counts for nobody
        work.session.scalars(select(CustomerFile)).one().due_on = work.today - timedelta(days=1)
    page = wang.get("/reports/filing_rates/print/?to=2026-12-31").text
    assert "100.0%" in page
    assert "0.0%" in page
    with office.work() as work:
        row = work.session.scalars(select(CustomerFile)).one()
        assert (row.life, row.late_workdays, row.parts_due) == (FileLife.FILED, 0, 1)
