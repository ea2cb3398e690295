"""Pages of the office's sheets: feet that never overlap, lines to sign with rows, charts as they
are, tables that say they are empty (R-65, D9).
"""

import io
import re
import zipfile
from datetime import UTC, datetime

import openpyxl
import pytest

from models.words.values import ValueKind as V
from portal.office import build
from portal.office.catalog import BOOKS, LISTINGS, REPORTS
from portal.platform.language import translate_text as say
from portal.platform.sheets import layout, page_foot, xlsx
from portal.platform.sheets.chart import Chart
from portal.platform.sheets.paging import Pager
from portal.platform.sheets.sheet import DASH, Column, Sheet, Tally, Written
from tests.support import make
from tests.support.random_office import fill_office

LONG = (
    "二〇二六年度客户档案借阅与归还情况登记总簿（含附件清单）"  # 28 characters, as many as may be
)
HASH = "0123456789abcdef" * 4
MONTHS = Column("Month", width=13)


def packed(*sheets):
    stream = io.BytesIO()
    xlsx.write_xlsx(sheets, stream, say)
    return stream


def pages_of(*sheets):
    return openpyxl.load_workbook(packed(*sheets)).worksheets


def charts_of(stream):
    with zipfile.ZipFile(stream) as book:
        names = [n for n in book.namelist() if "charts/chart" in n]
        return [book.read(n).decode() for n in names]


def written(stage, source, who="li", **args):
    with stage.work(who) as work:
        stream = io.BytesIO()
        build.write_sheet(build.find_source(work, source, args), stream, say)
    return stream


def titles_of(chart):
    """Of the chart, then of both axes."""
    parts = re.findall(r"<c:title>(.*?)</c:title>", chart)
    return ["".join(re.findall(r"<a:t>(.*?)</a:t>", part)) for part in parts]


@pytest.mark.parametrize("portrait", [True, False])
@pytest.mark.parametrize("title", [LONG, "卷内文件目录", "W" * 28, "A & B"])
@pytest.mark.parametrize("name", ["李卓", "欧阳娜娜" * 3])
def test_the_three_parts_of_a_foot_never_overlap(portrait, title, name):
    """Reckoned from the widths of the letters at the width of the paper."""
    at = datetime(2026, 12, 1, tzinfo=UTC)
    office = "青简市高新技术产业开发区档案管理服务中心有限公司"
    sheet = Sheet(title, [], [], office=office, maker=name, made_at=at, portrait=portrait)
    sides = page_foot.parts_of(sheet, say, Written(123_456, HASH))
    paper = layout.page_points(portrait=portrait)
    middle = page_foot.points("第 9999 页，共 9999 页")
    for lines in sides:
        assert len(lines) <= page_foot.LINES
        for line in lines:
            assert page_foot.points(line) <= (paper - middle) / 2 - page_foot.GAP
    assert title[:20] in sides[0][0]
    assert "2026-12-01 08:00" in sides[1][0]
    assert "0123…cdef" in sides[1][-1]
    foot = page_foot.foot_of_pages(sheet, say, Written(123_456, HASH))
    assert len(foot) <= 255  # as many as Excel takes
    assert foot.count("&L") == foot.count("&C") == foot.count("&R") == 1


@pytest.mark.parametrize("name", list(REPORTS))
def test_every_tab_has_the_whole_foot(stage, name):
    """Summaries as well: office, person, moment, rows and hash."""
    args = {"file": "KH-2026-0001"} if name == "item_catalogue" else {}
    make.filed(stage, make.file_class(stage), make.customer(stage), make.box(stage))
    for page in openpyxl.load_workbook(written(stage, f"report:{name}", **args)).worksheets:
        foot = page.oddFooter
        assert "青简档案室" in foot.left.text
        assert "第 &P 页，共 &N 页" in foot.center.text
        assert "李主管" in foot.right.text
        assert "行" in foot.right.text
        assert "…" in foot.right.text


@pytest.mark.parametrize("portrait", [True, False])
@pytest.mark.parametrize("count", range(15, 60))
def test_lines_to_sign_stand_with_the_last_rows(portrait, count):
    """However many rows: no page has the signatures and no row of data."""
    columns = [Column("人员", V.TEXT, 20), Column("金额", V.MONEY, 12)]
    rows = [[f"第{n}人", 1] for n in range(count)]
    sheet = Sheet("册", columns, rows, code="GL-1", signatures=("制表",), portrait=portrait)
    page = pages_of(sheet)[0]
    data = [c.row for c in page["A"] if str(c.value).startswith("第")]
    end = page.max_row
    heights = {n: page.row_dimensions[n].height or 18 for n in range(1, end + 1)}
    room = layout.page_height(portrait=portrait)
    breaks = {each.id + 1 for each in page.row_breaks.brk}
    head, used, begins = data[0] - 1, 0.0, 1
    for row in range(1, end + 1):
        if row in breaks or used + heights[row] > room:
            begins, used = row, heights[head]
        used += heights[row]
    assert begins <= data[-2]
    assert begins == 1 or begins in breaks  # in whatever font and scale


def test_a_long_sheet_keeps_its_foot_with_rows_and_forgets_what_was_laid_down():
    pager = Pager(315, heading=28)
    pager.tall = dict.fromkeys(range(1000), 31.5)
    pager.settle(990)
    assert min(pager.tall) == 990
    pager.keep_foot(0, 995, 1003)
    assert 990 <= pager.breaks[0] <= 994


def test_a_dash_is_no_point_of_a_chart():
    """Excel draws a word as nought: the line refers to an empty cell, and keeps no figure there."""
    rows = [["2026-07", DASH], ["2026-08", 0.5], ["2026-09", DASH], ["2026-10", 0]]
    columns = [MONTHS, Column("Overdue rate", V.PERCENT)]
    chart = Chart("Overdue loans by month", "line", [1], "%", "Month")
    stream = packed(Sheet("Overdue loans by month", columns, rows, chart=chart))
    (drawn,) = charts_of(stream)
    values = re.search(r"<c:val>(.*?)</c:val>", drawn)[1]
    assert re.findall(r'<c:pt idx="(\d)"><c:v>([\d.]+)', values) == [("1", "0.5"), ("3", "0")]
    assert '<c:ptCount val="4"/>' in values
    assert "dispBlanksAs" not in drawn  # a gap, as Excel does of itself
    page = openpyxl.load_workbook(stream).worksheets[0]
    cells = re.search(r"<c:f>\((.*?)\)</c:f>", values)[1].split(",")
    shown = [page[cell.partition("!")[2].replace("$", "")].value for cell in cells]
    assert shown == [None, 0.5, None, 0]


def test_a_small_line_leaves_months_without_a_number_out():
    columns = [MONTHS, *[Column(f"2026-{n:02}", V.INTEGER, 7) for n in range(7, 11)], MONTHS]
    lines = [[DASH, DASH, 1, 2], [1, DASH, 2, 3], [1, 2, 3, 4], [1, 2, 3, DASH], [DASH, 1, DASH, 2]]
    rows = [[f"第{n}行", *line, ""] for n, line in enumerate(lines)]
    stream = packed(Sheet("册", columns, rows, trend=(5, 1, 4)))
    with zipfile.ZipFile(stream) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    found = re.findall(r"<xm:f>'?册'?!([A-Z]+)\d+:([A-Z]+)(\d+)</xm:f>", sheet)
    assert sorted(found, key=lambda each: each[2]) == [
        ("D", "E", "3"),
        ("D", "E", "4"),
        ("B", "E", "5"),
    ]


def test_axes_are_called_by_what_is_drawn(stage):
    """Never by the unit of the sheet where a rate or hours are drawn, nor by the title again."""
    fill_office(stage, 1)
    told = {t[0]: set(t[1:]) for t in map(titles_of, charts_of(written(stage, "book:monthly")))}
    assert told["各部门各月借阅"] == {"月份", "卷次"}
    assert told["各月逾期与时长"] == {"月份", "逾期率（%）"}
    assert told["从未借出"] == {"月份", "从未借出占比（%）"}
    assert told["申请审批用时"] == {"月份", "小时"}
    assert told["各月完整率"] == {"月份", "完整率（%）"}
    assert told["各类别完整率"] == {"类别", "完整率（%）"}
    assert "月份" in told["各月导出"]
    assert told["客户等级与地区"] == {"客户等级", "户"}
    for title, axes in told.items():
        assert title not in axes


def test_the_measures_of_a_chart_count_one_thing():
    for book in BOOKS.values():
        for answer in book.answers:
            drawn = [answer.measure(name) for name in answer.drawn]
            units = {"%" if m.kind is V.PERCENT else m.unit or answer.unit for m in drawn}
            assert len(units) <= 1, answer.name


def test_axes_of_a_summary_are_called_by_column_and_unit():
    columns = [Column("Department"), Column("Day", V.DATE), Column("Amount", V.MONEY)]
    tallies = (
        Tally("各部门金额", 0, "bar", weight=2, unit="金额（元）"),
        Tally("按月份", 1, months=True),
    )
    rows = [["销售部", datetime(2026, 11, 3, tzinfo=UTC), 20]]
    bars, months = charts_of(packed(Sheet("册", columns, rows, tallies=tallies)))
    assert set(titles_of(bars)) == {"各部门金额", "部门", "金额（元）"}
    assert set(titles_of(months)) == {"按月份", "月份", "行数"}


def test_charts_of_a_summary_stand_two_to_a_page_whole():
    columns = [Column(f"列{n}") for n in range(4)]
    tallies = tuple(Tally(f"按{n}", n) for n in range(4))
    notes = [(f"项{n}", "值") for n in range(6)]
    page = pages_of(Sheet("册", columns, [["甲"] * 4], notes=notes, tallies=tallies))[1]
    starts = [chart.anchor._from.row for chart in page._charts]
    breaks = [each.id for each in page.row_breaks.brk]
    assert breaks == [starts[2]]


@pytest.mark.parametrize("name", list(REPORTS))
def test_a_register_without_rows_says_so_and_ends_with_its_total(stage, name):
    if name == "item_catalogue":
        return  # of one file, which has to be there
    days = {"from": "2020-01-01", "to": "2020-01-31"}
    args = {k: v for k, v in days.items() if k in {p.name for p in REPORTS[name].params}}
    book = openpyxl.load_workbook(written(stage, f"report:{name}", **args))
    told = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    place = next((n for n, row in enumerate(told) if row[0] == "无记录"), None)
    if any(isinstance(row[0], int) for row in told):
        pytest.skip("there are rows in an empty office")
    assert place is not None
    assert told[place + 1][0] == "合计（0 行）"
    assert not book.worksheets[0].tables


def test_an_answer_without_rows_says_so_and_ends_with_its_total(stage):
    page = openpyxl.load_workbook(written(stage, "book:monthly", month="2026-11"))["各人导出"]
    told = [cell.value for cell in page["A"]]
    place = told.index("无记录")
    assert told[place + 1] == "合计（0 行）"


@pytest.mark.parametrize("name", list(LISTINGS))
def test_a_list_without_rows_says_so(stage, name):
    who = "audit" if name == "audit" else "wang"
    with stage.work(who) as work:
        found = build.find_source(work, f"list:{name}", {})
        if found.size(1):
            pytest.skip("there are rows in an empty office")
    page = openpyxl.load_workbook(written(stage, f"list:{name}", who)).worksheets[0]
    assert "无记录" in [cell.value for cell in page["A"]]


def test_the_line_of_the_hash_is_whole_on_a_narrow_sheet():
    """It folds within the printed columns, and its row is as high as that takes."""
    sheet = Sheet("册", [Column("人员", V.TEXT, 20)] * 2, [["甲", "乙"]], number=12)
    page = pages_of(sheet)[0]
    cell = next(c for c in page["A"] if "SHA-256" in str(c.value))
    assert "导出编号：12" in cell.value
    assert cell.alignment.wrap_text
    assert page.row_dimensions[cell.row].height >= layout.row_height(2)
    assert any(cell.coordinate in area for area in page.merged_cells.ranges)
