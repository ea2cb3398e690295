"""Workbooks: what Excel will make of them. Both writers pass the same tests (issue part 11)."""

import io
import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from models.words.values import ValueKind as V
from portal.errors import TooLarge
from portal.fast.switch import switched
from portal.platform.sheets import fast_xlsx, xlsx
from portal.platform.sheets import sheet as tables
from portal.platform.sheets.sheet import Column, Sheet, Tally

COLUMNS = (
    Column("客户名称", width=30),
    Column("编号"),
    Column("建档日期", V.DATE),
    Column("更新时间", V.MOMENT, 18),
    Column("件数", V.INTEGER, 8),
    Column("注册资本", V.MONEY, 16),
)
ROW = (
    "北京恒通商贸有限公司",
    "007",
    date(2026, 11, 23),
    datetime(2026, 11, 23, 4, 30, tzinfo=UTC),
    12,
    Decimal("1234567.89"),
)
BLANK = (None, "", None, None, None, None)
# Everything that some spreadsheet takes for a formula, a link or a command (SC-15, SEC-10).
FORMULAS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://x")',
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    "'=1",
    '"=1"',
    "=IMPORTXML(1)",
    "=WEBSERVICE(1)",
    "=DDE(1)",
    "+A1",
    "-A1",
    "=A1&B1",
    "=@A1",
    "{=1+1}",
    "=1\n=2",
    "http://example.test",
    "mailto:a@example.test",
    "internal:A1",
    "external:x.xlsx",
    "file:///etc/passwd",
    "=\u200b1",
    "\ufeff=1",
    "%0A=1",
    ";=1",
    "|=1",
    "0123",
    "1e5",
    "TRUE",
]

A4_LANDSCAPE = 842 - 2 * 50  # points between the margins


def xlsxwriter(sheet, say=str, *, long=False):
    stream = io.BytesIO()
    written = xlsx.write_xlsx([sheet], stream, say, long=long)[0]
    return written, openpyxl.load_workbook(io.BytesIO(stream.getvalue()))


def streamed(sheet, say=str):
    return xlsxwriter(sheet, say, long=True)


def rust(sheet, say=str):
    stream = io.BytesIO()
    written = fast_xlsx.write_fast(sheet, stream, say)
    return written, openpyxl.load_workbook(io.BytesIO(stream.getvalue()))


@pytest.fixture(params=[xlsxwriter, streamed, rust])
def write(request):
    return request.param


def sheet(rows, **values):
    return Sheet(
        "客户一览表",
        COLUMNS,
        rows,
        code="QJ-02",
        version="A/1",
        notes=(("单位名称", "青简档案室"), ("制表人", "王档"), ("统计时点", "2026-11-23")),
        **values,
    )


def head_of(page):
    return next(r for r in range(1, 12) if page.cell(r, 1).value == "客户名称")


def test_the_title_is_merged_and_form_maker_and_moment_are_named(write):
    """R-65: a sheet has its form number."""
    _, book = write(sheet([ROW]))
    page = book.worksheets[0]
    assert page.title == "客户一览表"
    assert page["A1"].value == "客户一览表"
    assert "A1:F1" in {str(r) for r in page.merged_cells.ranges}
    told = " ".join(str(page.cell(r, 1).value) for r in range(2, head_of(page)))
    assert all(word in told for word in ("QJ-02 A/1", "青简档案室", "王档", "2026-11-23"))


def test_cells_have_their_real_types(write):
    _, book = write(sheet([BLANK, ROW]))  # a blank first row must not decide the types
    page = book.worksheets[0]
    cells = page[head_of(page) + 2]
    assert [c.data_type for c in cells] == ["s", "s", "d", "d", "n", "n"]
    assert cells[1].value == "007"
    assert cells[2].value.isoformat() == "2026-11-23T00:00:00"
    assert cells[3].value.isoformat() == "2026-11-23T12:30:00"  # Asia/Shanghai on the wall
    assert float(cells[5].value) == 1234567.89
    assert [c.number_format for c in cells[2:]] == [
        "yyyy-mm-dd",
        "yyyy-mm-dd hh:mm",
        "#,##0_ ",
        "#,##0.00_ ",
    ]
    assert cells[1].number_format == "@"


def test_a_moment_in_a_column_of_dates_is_its_day_in_shanghai(write):
    """So that a filter by day finds it, and no time of day hides behind the format."""
    late = datetime(2026, 11, 23, 16, 30, 1, tzinfo=UTC)
    _, book = write(Sheet("表", (Column("日期", V.DATE),), [[late]]))
    cell = book.worksheets[0].cell(3, 1)  # below the title and the heading
    assert (cell.value.isoformat(), cell.number_format) == ("2026-11-24T00:00:00", "yyyy-mm-dd")


def test_print_set_up_is_a4_landscape_with_repeated_head_and_page_x_of_y(write):
    _, book = write(sheet([ROW] * 3))
    page = book.worksheets[0]
    head = head_of(page)
    assert (page.page_setup.orientation, int(page.page_setup.paperSize)) == ("landscape", 9)
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.print_title_rows == f"${head}:${head}"
    assert re.search(r"&P.*&N", page.oddFooter.center.text)


def test_on_the_screen_the_head_is_frozen_and_filtered(write):
    _, book = write(sheet([ROW] * 3))
    page = book.worksheets[0]
    head = head_of(page)
    assert page.freeze_panes == f"B{head + 1}"
    assert page.auto_filter.ref == f"A{head}:F{head + 3}"


def test_columns_are_wide_enough_for_chinese_heads(write):
    _, book = write(Sheet("表", (Column("统一社会信用代码", width=4),), [["x"]]))
    assert book.worksheets[0].column_dimensions["A"].width >= 16


@pytest.mark.parametrize("text", FORMULAS)
def test_sec10_text_is_never_a_formula_nor_a_link(write, text):
    _, book = write(Sheet("表", (Column("甲"), Column("乙", V.INTEGER)), [[text, 1], [text, text]]))
    page = book.worksheets[0]
    cells = [c for row in page.iter_rows() for c in row if c.value is not None]
    assert not [c for c in cells if c.data_type == "f" or c.hyperlink]
    shown = [c.value for c in cells if c.data_type == "s"]
    assert sum(value.replace("_x000D_", "\r") == text for value in shown) >= 2


def test_the_rows_are_counted_and_hashed_alike_and_the_hash_is_in_the_file(write):
    written, book = write(sheet([ROW, BLANK]))
    assert written.rows == 2
    other = xlsxwriter(sheet(iter([ROW, BLANK])))[0]
    assert (written.rows, written.sha256) == (other.rows, other.sha256)
    assert written.sha256 != write(sheet([ROW, ROW]))[0].sha256
    text = " ".join(str(c.value) for page in book for row in page.iter_rows() for c in row)
    assert written.sha256 in text


def test_no_rows_still_give_a_headed_sheet(write):
    written, book = write(sheet([]))
    assert written.rows == 0
    assert head_of(book.worksheets[0])


def test_text_longer_than_a_cell_ends_with_an_ellipsis(write):
    _, book = write(Sheet("表", (Column("甲"),), [["长" * 40_000]]))
    values = [c.value for row in book.worksheets[0].iter_rows() for c in row if c.value]
    assert max(len(v) for v in values) == 32_767
    assert max(values, key=len).endswith("…")


def test_more_rows_than_excel_holds_are_refused(write, monkeypatch):
    monkeypatch.setattr(tables, "LAST_ROW", 5)
    with pytest.raises(TooLarge):
        write(Sheet("表", (Column("甲"),), [["x"]] * 6))


def test_signatures_stand_below_the_rows():
    _, book = xlsxwriter(sheet([ROW], signatures=("制表人", "审核人", "负责人")))
    page = book.worksheets[0]
    last = [c.value for c in page[page.max_row] if c.value]
    assert [t.split("：")[0] for t in last] == ["制表人", "审核人", "负责人"]


def test_a_summary_sheet_counts_with_native_charts():
    rows = [ROW] * 3 + [("乙公司", *ROW[1:])]
    _, book = xlsxwriter(sheet(rows, tallies=(Tally("按客户", 0), Tally("按编号", 1, "pie"))))
    page = book.worksheets[1]
    found = {page.cell(r, 1).value: page.cell(r, 2).value for r in range(1, page.max_row + 1)}
    assert (found["北京恒通商贸有限公司"], found["乙公司"], found["007"]) == (3, 1, 4)
    assert len(page._charts) == 2


def test_charts_are_printed_on_one_page_side_by_side_with_their_figures():
    _, book = xlsxwriter(sheet([ROW], tallies=(Tally("按客户", 0), Tally("按编号", 1, "pie"))))
    page = book.worksheets[1]
    last = max(chart.anchor.to.col for chart in page._charts)
    wide = {"A": 24, "B": 10, "C": 9}
    pixels = sum(7 * wide.get(get_column_letter(i + 1), 8.43) + 5 for i in range(last + 1))
    assert (
        pixels * 0.75 * (page.page_setup.scale or 100) / 100 < A4_LANDSCAPE * 0.75
    )  # other fonts, wider
    assert not page.sheet_properties.pageSetUpPr.fitToPage  # fitting a page would ignore the breaks


def test_two_sheets_of_one_name_get_two_tabs():
    stream = io.BytesIO()
    xlsx.write_xlsx([sheet([ROW]), sheet([ROW])], stream)
    assert openpyxl.load_workbook(stream).sheetnames == ["客户一览表", "客户一览表 2"]


def test_charts_count_from_zero_and_what_nobody_filled_in_has_none():
    told = (Tally("按客户", 0), Tally("按编号", 1, "bar"), Tally("空着的", 2, "pie"))
    columns = (Column("客户"), Column("编号"), Column("等级"))
    rows = [("甲", "1", ""), ("甲", "2", "")]
    stream = io.BytesIO()
    xlsx.write_xlsx([Sheet("表", columns, rows, tallies=told)], stream)
    with zipfile.ZipFile(stream) as book:
        charts = [book.read(n).decode() for n in book.namelist() if "charts/chart" in n]
    assert len(charts) == 2
    values = [re.search("<c:valAx>.*</c:valAx>", chart, re.DOTALL)[0] for chart in charts]
    assert all('<c:min val="0"/>' in axis for axis in values)


def test_text_written_in_one_go_is_what_xlsxwriter_would_write():
    """To the byte, for every kind of text."""
    texts = [
        *FORMULAS,
        "甲",
        "a & b",
        "<b>",
        "</t></is></c>",
        '"',
        "'",
        " lead",
        "trail ",
        "\u3000全角",
        "line\nbreak",
        "tab\tin",
        "_x0041_",
        "_x004g_",
        "\x07",
        "\ufffe",
        "\uffff",
        "😀",
        "x" * 40_000,
        "<r>rich</r>",
        "é\u0301",
        "\x85",
        "a\u2028b",
    ]
    found = []
    for plain in (False, True):
        stream = io.BytesIO()
        with switched(plain=plain):
            xlsx.write_xlsx([sheet([(text, *ROW[1:]) for text in texts])], stream, long=True)
        with zipfile.ZipFile(stream) as book:
            found.append(book.read("xl/worksheets/sheet1.xml"))
    assert found[0] == found[1]
