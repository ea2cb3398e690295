"""The import wizard, the registers and the export pages, as browsers ask for them."""

import io
import re
from contextlib import contextmanager
from urllib.parse import quote

import openpyxl
import pytest
import xlwt
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.customers import Customer
from models.platform.audit import AuditEntry
from models.platform.imports import ImportBatch
from models.platform.sheets import Export
from models.words.platform import ImportState
from portal.office import intake
from portal.office.catalog import REPORTS
from tests.support.lists import HEAD, row, sheet


class Desk:
    job_id = 0

    def __init__(self, web, who="wang"):
        self.web, self.who = web, who

    def work(self):
        return self.web.work(self.who)

    @contextmanager
    def reading(self):
        with self.web.work(self.who) as work:
            yield work

    def progress(self, done, total):
        pass


def upload(web, rows, who="wang", name="客户 名单.xlsx", head=HEAD):
    return web.as_(who).post("/imports/upload/", data={"file": (sheet(rows, head), name)})


def look(web, query):
    with Session(web.arena.engine, expire_on_commit=False) as session:
        return session.scalars(query).all()


def batch(web):
    return look(web, select(ImportBatch).order_by(ImportBatch.id.desc()))[0]


def match(web, id, headers):
    fields = {
        "客户名称": "name",
        "法定代表人": "legal_representative",
        "地址": "address",
        "邮编": "postcode",
        "电话": "phone",
        "经营范围": "business_scope",
        "注册资本（万元）": "registered_capital",
        "联系人": "contact_name",
        "手机": "contact_mobile",
        "密级": "secrecy",
    }
    data = {f"column-{i}": fields[h] for i, h in enumerate(headers)}
    return web.as_("wang").post(f"/imports/{id}/columns/", data=data)


def bring(web, rows, head=HEAD):
    upload(web, rows, head=head)
    id = batch(web).id
    match(web, id, head)
    intake.check_import(Desk(web), id)
    return id


def posted(page):
    """What the form of the kinds would post as it stands."""
    form = re.search(r'<form id="choices".*?</form>', page, re.DOTALL)[0]
    data = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    for name, inside in re.findall(
        r'<select[^>]* name="([^"]+)".*?>(.*?)</select>', form, re.DOTALL
    ):
        chosen = re.search(r'<option value="([^"]*)" selected>', inside)
        data[name] = chosen[1] if chosen else ""
    typed = r'<input class="form-control[^>]* name="([^"]+)" value="([^"]*)"'
    data |= dict(re.findall(typed, form))
    data.pop("csrf_token", None)
    return data


def test_d7_the_wizard_from_upload_to_undo(web):
    head = [*HEAD, "密级"]
    answer = upload(
        web, [[*row(1), "内部"], [*row(2, 电话="12"), "内部"], [*row(3), "内布"]], head=head
    )
    id = batch(web).id
    assert (answer.status_code, answer.location) == (303, f"/imports/{id}/")
    wang = web.as_("wang")
    page = wang.get(f"/imports/{id}/").text
    assert "客户 名单.xlsx" in page
    assert '<option value="name" selected>' in page
    assert match(web, id, head).status_code == 303
    assert "data-poll" in wang.get(f"/imports/{id}/").text
    intake.check_import(Desk(web), id)
    page = wang.get(f"/imports/{id}/").text
    assert all(f"<b>{n}</b>" in page or f">{n}</b>" in page for n in (3, 0))
    assert "密级：1 种写法不认识" in page
    assert "写法相近，请确认" in page
    choices = posted(page)
    assert "internal" in choices.values()
    wang.post(f"/imports/{id}/write/", data=choices)
    intake.check_import(Desk(web), id)  # with the decisions; then it goes on to write
    assert batch(web).state is ImportState.WRITING
    intake.write_import(Desk(web), id)
    found = look(web, select(Customer).order_by(Customer.id))
    assert [c.secrecy.value for c in found] == ["internal"] * 3
    assert found[1].remark.replace(":", "：") == "电话：12"
    assert batch(web).state is ImportState.WRITTEN
    assert "/undo/" in wang.get(f"/imports/{id}/").text
    wang.post(f"/imports/{id}/undo/")
    intake.undo_import(Desk(web), id)
    assert {c.state.value for c in look(web, select(Customer))} == {"archived"}
    assert wang.get(f"/imports/{id}/").status_code == 200


def test_what_is_wrong_stands_beside_the_name_and_the_tabs_say_what_was_done(web):
    id = bring(web, [row(1), row(2, 客户名称="", **{"注册资本（万元）": "很多"})])
    wang = web.as_("wang")

    def heads(show):
        page = wang.get(f"/imports/{id}/?show={show}").text
        return re.findall(r'<th scope="col">([^<]*)</th>', page)[2:]

    assert heads("all")[:3] == ["客户名称", "法定代表人", "地址"]
    assert heads("refused")[:3] == ["客户名称", "注册资本（元）", "法定代表人"]
    assert "将写入" in wang.get(f"/imports/{id}/").text
    wang.post(f"/imports/{id}/write/", data={"skip": "1"})
    intake.write_import(Desk(web), id)
    page = wang.get(f"/imports/{id}/").text
    assert "已写入" in page
    assert "未写入" in page
    assert "将写入" not in page


def test_bad_rows_come_back_with_their_reason_and_can_be_mended(web):
    id = bring(web, [row(1), row(2, 客户名称="")])
    answer = web.as_("wang").get(f"/imports/{id}/bad/")
    assert "filename*=UTF-8''" in answer.headers["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    rows = [[c.value for c in r] for r in book.worksheets[0].iter_rows()]
    assert len(rows) == 2
    assert not rows[1][0]
    assert rows[1][6] == "100"  # in ten thousands again, as typed
    assert rows[1][-1]
    book.worksheets[0].cell(2, 1).value = "第2商贸有限公司"
    stream = io.BytesIO()
    book.save(stream)
    stream.seek(0)
    web.as_("wang").post("/imports/upload/", data={"file": (stream, "mended.xlsx")})
    again = batch(web)
    match(web, again.id, HEAD)
    intake.check_import(Desk(web), again.id)
    assert batch(web).counts == {"new": 1}


def test_columns_not_brought_in_come_back_beside_the_bad_rows_and_stay_out(web):
    """As they came, right of the mapped ones, before the reason; 传真 was left out by choice."""
    head = ["备注", *HEAD, "传真", "内部代号"]
    rows = [["老客户", *row(1), "x", "甲1"], ["@要核实", *row(2, 客户名称=""), "y", "乙2"]]
    upload(web, rows, head=head)
    id = batch(web).id
    fields = {
        "客户名称": "name",
        "法定代表人": "legal_representative",
        "地址": "address",
        "邮编": "postcode",
        "电话": "phone",
        "经营范围": "business_scope",
        "注册资本（万元）": "registered_capital",
    }
    columns = {f"column-{i}": fields[h] for i, h in enumerate(head) if h in fields}
    web.as_("wang").post(f"/imports/{id}/columns/", data=columns)
    intake.check_import(Desk(web), id)
    book = openpyxl.load_workbook(io.BytesIO(web.as_("wang").get(f"/imports/{id}/bad/").data))
    page = book.worksheets[0]
    told = [[c.value for c in r] for r in page.iter_rows()]
    assert told[0] == [*fields, "备注", "联系人", "手机", "传真", "内部代号", "原因"]
    assert told[1][7:12] == ["@要核实", "李四", "13900000002", "y", "乙2"]
    page.cell(2, 1).value = "第2商贸有限公司"
    stream = io.BytesIO()
    book.save(stream)
    stream.seek(0)
    web.as_("wang").post("/imports/upload/", data={"file": (stream, "mended.xlsx")})
    again = batch(web)
    assert sorted(again.mapping.values()) == sorted([*fields.values(), "-"])  # the reason stays out
    columns = {f"column-{i}": name for i, name in again.mapping.items()}
    web.as_("wang").post(f"/imports/{again.id}/columns/", data=columns)
    intake.check_import(Desk(web), again.id)
    assert batch(web).counts == {"new": 1}
    page = openpyxl.load_workbook(
        io.BytesIO(web.as_("wang").get(f"/imports/{again.id}/bad/").data)
    ).worksheets[0]
    assert [c.value for c in page[1]] == told[0]  # the reason of the last round is not kept beside


def test_a_sheet_of_an_old_xls_is_chosen_on_the_page(web):
    made = xlwt.Workbook(encoding="utf-8")
    for name, number in (("一月", 1), ("二月", 2), ("旧表", 3)):
        page = made.add_sheet(name)
        for line, cells in enumerate((HEAD, row(number))):
            for index, cell in enumerate(cells):
                page.write(line, index, cell)
    page.visibility = 1
    stream = io.BytesIO()
    made.save(stream)
    stream.seek(0)
    wang = web.as_("wang")
    wang.post("/imports/upload/", data={"file": (stream, "名单.xls")})
    id = batch(web).id
    page = wang.get(f"/imports/{id}/").text
    assert '<option value="一月" selected>一月</option>' in page
    assert "旧表（在 Excel 中已隐藏）" in page
    assert wang.post(f"/imports/{id}/sheet/", data={"sheet": "没有"}).status_code == 422
    assert wang.post(f"/imports/{id}/sheet/", data={"sheet": "二月"}).status_code == 303
    assert "第2商贸有限公司" in wang.get(f"/imports/{id}/").text


def test_what_is_no_table_is_told_on_the_page_and_nothing_is_kept(web):
    answer = web.as_("wang").post(
        "/imports/upload/", data={"file": (io.BytesIO(b"%PDF-1.7"), "a.xlsx")}
    )
    assert answer.status_code == 422
    assert "PDF" in answer.text
    assert web.as_("wang").post("/imports/upload/", data={}).status_code == 422
    assert look(web, select(ImportBatch)) == []


def test_the_template_opens_and_its_headings_are_known(web):
    answer = web.as_("wang").get("/imports/template/")
    page = openpyxl.load_workbook(io.BytesIO(answer.data)).worksheets[0]
    heads = [c.value for c in page[1]]
    assert len(heads) > 20
    from portal.platform.imports.headings import headings_of
    from portal.platform.imports.rules import plain_heading

    known = headings_of(intake.CUSTOMERS)
    assert not [h for h in heads if plain_heading(h) not in known]


@pytest.mark.parametrize("who", ["owen", "sun", "audit", "sys"])
def test_who_may_not_import_gets_no_page(web, who):
    assert web.as_(who).get("/imports/").status_code == 403
    assert upload(web, [row(1)], who).status_code == 403


def test_two_columns_for_one_field_are_told_on_the_page(web):
    upload(web, [row(1)])
    id = batch(web).id
    answer = web.as_("wang").post(
        f"/imports/{id}/columns/", data={"column-0": "name", "column-1": "name", "column-99": "x"}
    )
    assert answer.status_code == 422
    assert batch(web).state is ImportState.UPLOADED


def test_every_post_needs_its_token(web):
    id = bring(web, [row(1)])
    for path in ("columns", "sheet", "choose", "write", "undo"):
        assert web.as_("wang").post(f"/imports/{id}/{path}/", token=False).status_code == 400
    assert (
        web.as_("wang").post("/exports/new/?source=report:loan_register", token=False).status_code
        == 400
    )


@pytest.mark.parametrize("name", list(REPORTS))
def test_every_register_can_be_looked_at_and_printed(web, name):
    """UX-8: on paper as on the screen."""
    id = bring(web, [row(1)])
    web.as_("wang").post(f"/imports/{id}/write/", data={"skip": "1"})
    intake.write_import(Desk(web), id)
    wang = web.as_("wang")
    args = "?file=KH-1" if name == "item_catalogue" else ""
    assert wang.get(f"/reports/{name}/").status_code == 200
    assert wang.get(f"/reports/{name}/{args}").status_code == 200
    page = wang.get(f"/reports/{name}/print/{args}")
    assert page.status_code == 200
    assert REPORTS[name].code in page.text
    assert [
        e.details["facts"]["report"] for e in look(web, select(AuditEntry)) if e.happened == "print"
    ] == [name]


def test_a_wrong_period_is_told(web):
    answer = web.as_("wang").get("/reports/loan_register/?from=2026-02-01&to=2026-01-01")
    assert answer.status_code == 422


def test_registers_one_may_not_export_are_not_there(web):
    assert "number_ledger" not in web.as_("sun").get("/reports/").text
    assert web.as_("sun").get("/reports/number_ledger/").status_code == 404
    assert web.as_("owen").get("/reports/number_ledger/").status_code == 404
    assert web.as_("ann").get("/reports/").status_code == 403
    assert "number_ledger" in web.as_("wang").get("/reports/").text


def test_sc15_an_export_has_a_chinese_name_an_owner_and_an_entry_per_download(web):
    bring_one(web)
    wang = web.as_("wang")
    assert wang.get("/exports/new/?source=list:customers").status_code == 200
    answer = wang.post("/exports/new/?source=list:customers", data={"purpose": "月底盘点"})
    assert answer.location == "/exports/"
    export = look(web, select(Export))[0]
    answer = wang.get(f"/exports/{export.id}/file/", buffered=True)
    assert quote(export.name, safe="") in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert openpyxl.load_workbook(io.BytesIO(answer.data)).worksheets
    assert web.as_("li").get(f"/exports/{export.id}/file/", buffered=True).status_code == 404
    assert web.as_("owen").get(f"/exports/{export.id}/file/", buffered=True).status_code in (
        403,
        404,
    )
    assert [e.happened for e in look(web, select(AuditEntry)) if e.happened == "download"] == [
        "download"
    ]


def bring_one(web):
    id = bring(web, [row(1)])
    web.as_("wang").post(f"/imports/{id}/write/", data={"skip": "1"})
    intake.write_import(Desk(web), id)


def test_an_exported_list_of_customers_comes_back_unchanged(web):
    bring_one(web)
    wang = web.as_("wang")
    shown = "number,name,customer_type,lifecycle,contact,mobile,owner,secrecy,phone,address,registered_capital"
    wang.post(f"/exports/new/?source=list:customers&cols={shown}", data={"purpose": "月底盘点"})
    data = wang.get(f"/exports/{look(web, select(Export))[0].id}/file/", buffered=True).data
    wang.post("/imports/upload/", data={"file": (io.BytesIO(data), "back.xlsx")})
    again = batch(web)
    assert {"id", "revision", "name", "phone", "owner", "lifecycle"} <= set(again.mapping.values())
    wang.post(
        f"/imports/{again.id}/columns/", data={f"column-{i}": f for i, f in again.mapping.items()}
    )
    intake.check_import(Desk(web), again.id)
    assert batch(web).counts == {"unchanged": 1}


def test_the_list_offers_import_and_export_to_who_may(web):
    page = web.as_("wang").get("/customers/?search=x").text
    assert "/exports/new/?source=list" in page
    assert 'href="/imports/"' in page
    assert "/exports/new/" not in web.as_("owen").get("/customers/").text


def test_the_page_of_columns_says_nothing_when_nothing_is_wrong(web):
    upload(web, [row(1)])
    page = web.as_("wang").get(f"/imports/{batch(web).id}/").text
    assert "Project-Id-Version" not in page
    assert 'role="alert"' not in page
