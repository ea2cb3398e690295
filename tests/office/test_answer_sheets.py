"""The monthly report as a workbook and as pages: A4 at nine points, charts, rights, audit (R-65, D9)."""

import io
import re
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from sqlalchemy import select

from models.platform.audit import AuditEntry
from models.platform.sheets import Export
from portal.errors import Invalid, NotAllowed, NotFound
from portal.office import build, exports, sheet_checks
from portal.office.catalog import BOOKS
from portal.platform.language import translate_text as say
from portal.platform.sheets import layout
from tests.support import make
from tests.support.random_office import fill_office
from tests.support.rewriting import opened

pytestmark = [pytest.mark.drawn, pytest.mark.filterwarnings("ignore:Sparkline Group")]
TABS = (
    "汇总",
    "各部门各月借阅",
    "各月逾期与时长",
    "借出最多的类别",
    "从未借出",
    "申请审批用时",
    "档案出入库",
    "各月完整率",
    "各类别完整率",
    "缺件：类别与件项",
    "客户等级与地区",
    "客户新增与流失",
    "各月导出",
    "各人导出",
)
PAGE = {"landscape": (layout.SHORT_SIDE, False), "portrait": (layout.LONG_SIDE, True)}


def written(stage, who="li", month="2026-11"):
    with stage.work(who) as work:
        stream = io.BytesIO()
        build.write_sheet(build.find_source(work, "book:monthly", {"month": month}), stream, say)
    return stream


def workbook(stage, *, values=False, **asked):
    return openpyxl.load_workbook(written(stage, **asked), data_only=values)


def cells(page):
    return [[cell.value for cell in row] for row in page.iter_rows()]


def rows_of(page):
    """The heading and the rows under it, down to the total or the closing line."""
    found = cells(page)
    head = next(
        n
        for n, row in enumerate(found)
        if row[0] in ("指标", "部门", "月份", "类别", "地区", "人员")
    )
    end = next(n for n in range(head + 1, len(found)) if not found[n][0] or "合计" in found[n][0])
    return found[head], found[head + 1 : end], found[end]


def width_of(page, index):
    found = [d.width for d in page.column_dimensions.values() if d.min <= index <= d.max]
    return found[0]


def test_one_tab_an_answer_and_the_first_is_one_page(stage):
    fill_office(stage, 1)
    book = workbook(stage)
    assert tuple(book.sheetnames) == TABS
    first = book.worksheets[0]
    points = sum(
        first.row_dimensions[n].height or first.sheet_format.defaultRowHeight
        for n in range(1, first.max_row + 1)
    )
    assert points <= (layout.SHORT_SIDE - layout.TOP - layout.BOTTOM) * layout.MM
    head, rows, _ = rows_of(first)
    assert head == [
        "指标",
        "单位",
        *[f"2025-{12}"],
        *[f"2026-{n:02}" for n in range(1, 12)],
        "增减",
        "走势",
    ]
    assert len(rows) == 17
    told = " ".join(str(value) for row in cells(first)[:5] for value in row if value)
    for word in (
        "单位名称",
        "期间：2026-11-01 至 2026-11-23",
        "范围：全部部门",
        "基数：当月到期",
        "李主管",
    ):
        assert word in told


@pytest.mark.parametrize("tab", range(len(TABS)))
def test_every_tab_prints_on_a4_at_nine_points(stage, tab):
    fill_office(stage, 1)
    page = workbook(stage).worksheets[tab]
    _height, portrait = PAGE[page.page_setup.orientation]
    assert int(page.page_setup.paperSize) == 9
    assert round(page.page_margins.left * 25.4) == 25
    last = re.search(r"\$A\$1:\$([A-Z]+)\$\d+", page.print_area)[1]
    count = openpyxl.utils.column_index_from_string(last)
    points = sum(width_of(page, n + 1) * 7 * 0.75 for n in range(count))
    assert layout.page_points(portrait=portrait) / points * 9 >= 9
    head = int(page.print_title_rows.split(":")[0].strip("$"))
    assert {c.font.sz for row in page.iter_rows(min_row=head) for c in row if c.value} == {9}
    end = int(page.print_area.rsplit("$", 1)[1])
    assert all(chart.anchor._from.row < end for chart in page._charts)


def test_changes_are_numbers_that_say_up_and_down_and_rates_are_percent(stage):
    fill_office(stage, 1)
    page = workbook(stage).worksheets[0]
    rows = {row[0].value: row for row in page.iter_rows() if row[0].value}
    for name, form in (("借出", "#,##0"), ("逾期率", "0.0%"), ("平均在外天数", "#,##0.0")):
        row = rows[name]
        assert row[13].number_format == form
        points = form == "0.0%"  # W9: a share changes by percentage points, not by per cent
        shown = '#,##0.0" 百分点"' if points else form
        assert row[14].number_format == f'"▲ "{shown};"▼ "{shown};"持平"'
        change = (row[13].value - row[12].value) * (100 if points else 1)
        assert row[14].value == pytest.approx(change, abs=1e-3)


def test_totals_are_formulas_that_keep_their_values(stage):
    fill_office(stage, 2)
    formulas, values = workbook(stage), workbook(stage, values=True)
    page, kept = formulas["各部门各月借阅"], values["各部门各月借阅"]
    head, rows, total = rows_of(page)
    assert total[1].startswith("=SUBTOTAL(9,B")
    _, _, shown = rows_of(kept)
    for n in range(1, len(head) - 1):
        assert shown[n] == sum(row[n] for row in rows)
    assert shown[-1] == 1
    _, rows, shown = rows_of(values["各月逾期与时长"])
    due, late = (sum(row[n] for row in rows) for n in (1, 2))
    assert shown[3] == pytest.approx(float(round(Decimal(late) / due, 6)))
    assert rows_of(formulas["各月逾期与时长"])[2][3].startswith("=IF(B")
    assert shown[7] is None  # what is out at the end of each month adds up to nothing


def test_charts_keep_their_figures_and_name_their_axes(stage):
    """Previews on a phone draw what the chart keeps; the time axis has every month."""
    fill_office(stage, 1)
    with zipfile.ZipFile(written(stage)) as packed:
        charts = [packed.read(n).decode() for n in packed.namelist() if "charts/chart" in n]
        first = packed.read("xl/worksheets/sheet1.xml").decode()
    assert len(charts) == 11
    for chart in charts:
        assert "<c:strCache>" in chart
        assert "<c:numCache>" in chart
        assert chart.count("<c:title>") == 3  # the chart and both axes
        assert "2B59C3" in chart  # a colour of the house
    months = next(c for c in charts if "逾期率" in c)
    assert months.count("<c:v>2026-") == 11
    assert "<c:v>2025-12" in months
    assert first.count("<x14:sparkline>") == 17


def test_the_properties_name_title_author_and_office(stage):
    book = workbook(stage)
    assert (book.properties.title, book.properties.creator) == ("档案管理月报", "李主管")


def test_an_office_without_data_gets_a_legal_sheet(stage):
    book = workbook(stage)
    assert tuple(book.sheetnames) == TABS
    _, rows, _ = rows_of(book.worksheets[0])
    assert {row[-2] for row in rows} == {"—"}
    assert {row[2] for row in rows} <= {0, "—"}
    assert "#" not in {str(value)[:1] for page in book for row in cells(page) for value in row}


def test_a_department_beyond_the_colours_of_a_chart_is_drawn_as_a_sum(stage):
    from models.people import Department

    with stage.work() as work:
        above = work.session.scalars(select(Department)).first()
        for n in range(12):
            one = work.add(Department(code=f"d{n}", name=f"第{n}部", parent_id=above.id))
            one.path = f"{above.path}{one.id}/"
    fill_office(stage, 1)
    with zipfile.ZipFile(written(stage)) as packed:
        chart = packed.read("xl/charts/chart1.xml").decode()
    assert chart.count("<c:ser>") == 1


def test_who_may_export_nothing_gets_no_report(stage):
    for who in ("ann", "owen", "sys", "sec"):
        with pytest.raises(NotAllowed), stage.work(who) as work:
            build.find_source(work, "book:monthly", {})


@pytest.mark.parametrize("month", ["2026", "2026-13", "2027-01"])
def test_a_wrong_month_is_told_at_its_field(stage, month):
    with pytest.raises(Invalid) as refused, stage.work("li") as work:
        build.find_source(work, "book:monthly", {"month": month})
    assert refused.value.field == "month"


def test_what_is_no_book_is_not_there(stage):
    with pytest.raises(NotFound), stage.work("li") as work:
        build.find_source(work, "book:yearly", {})


def test_it_is_audited_with_its_month_rows_and_hash(stage):
    make.began(stage, 2026, 9)
    with stage.work("sun") as work:
        id = exports.ask_export(work, "book:monthly", {"month": "2026-10"}, "").id
    export = stage.session.get(Export, id)
    entry = stage.session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
    facts = entry.details.get("facts", entry.details)
    assert (facts["report"], facts["filters"]) == ("book:monthly", {"month": "2026-10"})
    assert (facts["rows"], facts["sha256"]) == (export.rows, export.sha256)


def test_the_page_shows_the_month_the_figures_and_every_answer(web):
    fill_office(web.arena, 1)
    page = web.as_("li").get("/reports/books/monthly/?month=2026-10").text
    assert "<option selected>2026-10</option>" in page
    for tab in TABS[1:]:
        assert tab in page
    assert "统计到 2026-10-31" in page
    assert 'href="/exports/new/?source=book%3Amonthly&amp;month=2026-10"' in page
    assert "/reports/books/monthly/" in web.as_("sun").get("/reports/").text
    asked = web.as_("li").get("/exports/new/?source=book:monthly&month=2026-10").text
    assert "不含任何一条记录" in asked
    printed = web.as_("li").get("/reports/books/monthly/print/?month=2026-10")
    assert printed.status_code == 200
    assert all(tab in printed.text for tab in TABS[1:])
    first, second, *_ = printed.text.split("<article")[1:]
    assert "走势" not in first  # Excel's alone
    assert "合计" not in first
    assert "合计（5 行）" in second


def test_the_page_tells_a_wrong_month_and_is_not_there_for_others(web):
    answer = web.as_("li").get("/reports/books/monthly/?month=2030-01")
    assert (answer.status_code, "这个月还没有开始" in answer.text) == (422, True)
    assert web.as_("li").get("/reports/books/yearly/").status_code == 404
    assert web.as_("ann").get("/reports/books/monthly/").status_code in (403, 404)


def test_books_are_data_and_name_what_exists():
    for book in BOOKS.values():
        names = [answer.name for answer in book.answers]
        assert len(set(names)) == len(names)
        titles = [answer.title for answer in book.answers]
        assert len(set(titles)) == len(titles)
        for answer in book.answers:
            measures = {m.name for m in answer.measures}
            assert set(answer.drawn) <= measures
            assert {m.part for m in answer.measures if m.part} <= measures
            assert {m.whole for m in answer.measures if m.whole} <= measures


def test_d10_the_workbook_is_that_of_its_entry_and_a_changed_figure_is_named(stage):
    """Rates stand in columns of counts on the first page: each is sealed as the number it is."""
    fill_office(stage, 1)
    with stage.work("li") as work:
        id = exports.ask_export(work, "book:monthly", {"month": "2026-11"}, "").id
    with stage.work("li") as work:
        path, _export = exports.take_export(work, id)
        verdict = sheet_checks.check_sheet(work, path)
    assert (verdict.intact, verdict.export.id) == (True, id)
    book = opened(path)
    rate = next(row for row in book["汇总"].iter_rows() if row[0].value == "逾期率")[13]
    rate.value = 0.01
    changed = path.with_suffix(".changed.xlsx")
    book.save(changed)
    with stage.work("li") as work:
        (fault,) = sheet_checks.check_sheet(work, changed).faults
    assert rate.coordinate in str(fault)
