"""A list on paper from the browser: whole, with filter, office, name and time, or not at all."""

import pytest

from models.words.values import ValueKind as V
from portal.platform.sheets.sheet import Column, Sheet, Total
from tests.support import make
from views.office import printing


@pytest.fixture
def listed(web):
    for n in range(60):  # more than a page of the list
        make.customer(web, f"第{n}商贸有限公司")
    return web.as_("wang")


def test_the_whole_filtered_list_is_printed_with_its_filter_and_who_printed_it(listed):
    page = listed.get("/exports/print/?source=list:customers&state=active&cols=name,updated_at")
    assert page.status_code == 200
    assert all(f"第{n}商贸有限公司" in page.text for n in range(60))
    assert "筛选条件：状态 " in page.text
    assert "active" not in page.text.partition("<article")[2].partition("<table")[0]
    assert "打印人：王档" in page.text
    assert "青简档案室" in page.text
    assert "2026-11-23 12:00" in page.text  # full dates


def test_the_list_leads_to_its_print_and_the_screen_itself_prints_a_line_of_facts(listed):
    page = listed.get("/customers/?state=active").text
    assert "/exports/print/?source=list" in page
    line = page.partition('class="paper-line"')[2].partition("</p>")[0]
    assert "打印人：王档" in line
    assert "本页 50 行，共 60 行" in line


def test_what_would_be_cut_is_refused_in_words(listed, monkeypatch):
    monkeypatch.setattr(printing, "MOST", 10)
    page = listed.get("/exports/print/?source=list:customers")
    assert page.status_code in (413, 422)
    assert "请导出 Excel" in page.text


def test_who_may_not_export_a_list_may_not_print_it_whole(web):
    make.customer(web)
    assert web.as_("owen").get("/exports/print/?source=list:customers").status_code in (403, 404)


def test_an_empty_list_says_no_records_and_counts_none(listed):
    page = listed.get("/exports/print/?source=list:customers&search=没有这家").text
    assert page.partition("<tbody>")[2].count("无记录") == 1


def test_a_list_whose_columns_add_up_has_its_total_on_paper_too(web):
    make.filed(web.arena, make.file_class(web.arena), make.customer(web), make.box(web.arena))
    page = web.as_("li").get("/exports/print/?source=list:files&cols=number,title,items_count").text
    assert 'class="total"' in page
    assert "合计（1 行）" in page
    empty = (
        web.as_("li")
        .get("/exports/print/?source=list:files&cols=number,title,items_count&search=KH-9999-9999")
        .text
    )
    assert "无记录" in empty
    assert "合计（0 行）" in empty


def test_groups_have_their_totals_on_paper_as_in_the_workbook(web):
    """The register of penalties: a line after each department, then the total."""
    columns = [
        Column("Department", V.TEXT),
        Column("Person", V.TEXT),
        Column("Amount", V.INTEGER, total=Total.SUM),
    ]
    rows = [["甲部", "丁一", 10], ["甲部", "王二", 20], ["乙部", "孙三", 5]]
    sheet = Sheet(title="处罚", columns=columns, rows=iter(rows), code="QJ-39", by=0)
    with web.app.test_request_context():
        part = printing.print_part(sheet)
    told = [(line.label, list(line.cells)) for line in part.lines]
    assert told == [
        ("", ["甲部", "丁一", "10"]),
        ("", ["甲部", "王二", "20"]),
        ("甲部 小计", ["30"]),
        ("", ["乙部", "孙三", "5"]),
        ("乙部 小计", ["5"]),
    ]
    assert (part.count, part.total) == (3, printing.Line(["35"], "合计（3 行）"))
