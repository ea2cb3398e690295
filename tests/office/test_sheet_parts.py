"""What every sheet has beside its rows: marks, tables, drop-downs, a summary, people to sign."""

import io
import re
import zipfile
from datetime import date, timedelta

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from models.platform.records import Setting
from portal.customers.gaps import needed_fields
from portal.office import build, exports
from portal.office.catalog import LISTINGS, REPORTS
from portal.office.intake import CUSTOMERS
from portal.platform.imports.sheets import import_template
from portal.platform.language import translate_text as say
from portal.platform.sheets import fast_xlsx, xlsx
from portal.platform.sheets.sheet import Column, Sheet, Tally
from portal.platform.sheets.styles import HOUSE, RED, ROSE
from tests.office.test_paper import book_of, workbook
from tests.support import loans, make
from tests.support.one_of_each import one_of_each

pytestmark = pytest.mark.drawn

# Where people sign on paper, and where there is room for a note.
SIGNED = {"missing_parts", "penalty_register", "viewing_register", "loan_register"}
SIGNED |= {"overdue_register"}
NOTED = {"file_catalogue", "item_catalogue", "penalty_register", "loan_register"}
NOTED |= {"overdue_register", "customer_twins"}


def head_of(page):
    """The row of the headings."""
    for row in page.iter_rows():
        if row[0].value in ("序号", "顺序号"):
            return row
    raise AssertionError(page.title)


def told(page):
    return [str(c.value) for row in page.iter_rows() for c in row if c.value is not None]


@pytest.mark.parametrize("name", list(REPORTS))
def test_people_sign_and_note_on_paper_where_the_office_does(name):
    printed = {say(col.title) for col in REPORTS[name].columns if col.paper}
    assert ("签收" in printed) == (name in SIGNED)
    assert ("备注" in printed) == (name in NOTED)


def test_the_catalogue_of_files_names_volume_and_who_filed_on_paper(stage):
    printed = {say(col.title) for col in REPORTS["file_catalogue"].columns if col.paper}
    assert {"卷次", "归档人", "起始日期", "终止日期", "库位", "密级"} <= printed
    make.filed(stage, make.file_class(stage), make.customer(stage), make.box(stage))
    assert "1" in told(book_of(stage, "file_catalogue").worksheets[0])


@pytest.mark.parametrize("name", list(REPORTS))
def test_the_first_columns_and_the_head_stay_on_the_screen(stage, name):
    one_of_each(stage)
    page = book_of(stage, name).worksheets[0]
    below = head_of(page)[0].row + 1
    assert page.freeze_panes == f"{get_column_letter(REPORTS[name].frozen + 1)}{below}"
    assert REPORTS[name].frozen >= 1


@pytest.mark.parametrize("name", list(REPORTS))
def test_plain_rows_are_a_table_of_excel_with_a_name_and_groups_are_not(stage, name):
    one_of_each(stage)
    page = book_of(stage, name).worksheets[0]
    head = head_of(page)
    rows = [r for r in page.iter_rows(min_row=head[0].row + 1) if isinstance(r[0].value, int)]
    if REPORTS[name].by is not None or not rows:
        assert not page.tables
        assert page.auto_filter.ref
        return
    (table,) = page.tables.values()
    assert re.fullmatch(r"\w+", table.displayName)
    assert not table.totalsRowShown
    first, last = table.ref.split(":")
    assert first == head[0].coordinate
    assert last == f"{get_column_letter(len(table.tableColumns))}{rows[-1][0].row}"


def test_overdue_and_missing_are_marked_in_words_and_in_colour(stage):
    loans.lend(stage)
    stage.now += timedelta(days=60)
    page = book_of(stage, "loan_register").worksheets[0]
    rules = [r for found in page.conditional_formatting for r in found.rules]
    found = {(r.operator, *r.formula) for r in rules}
    ((_, above),) = found - {("equal", '"逾期未还"')}
    assert re.fullmatch(r"AND\(ISNUMBER\((J\d+)\),\1>0\)", above)  # a word is above any number
    for rule in rules:
        assert rule.dxf.font.color.rgb.endswith(RED.lstrip("#"))
        assert rule.dxf.fill.bgColor.rgb.endswith(ROSE.lstrip("#"))
    late = next(c for c in head_of(page) if c.value == "逾期天数")
    cell = page.cell(late.row + 1, late.column)
    assert cell.value > 0
    assert cell.number_format.startswith('"逾期 "0" 日"')
    assert "逾期未还" in told(page)


def test_a_missing_part_is_marked_in_words_and_in_colour(stage):
    one_of_each(stage)
    page = book_of(stage, "missing_parts").worksheets[0]
    rules = [tuple(r.formula) for f in page.conditional_formatting for r in f.rules]
    assert ('"待补"',) in rules
    assert "待补" in told(page)


def filled(target_needed=frozenset()):
    stream = io.BytesIO()
    xlsx.write_xlsx(import_template(CUSTOMERS, say, target_needed), stream, say)
    return openpyxl.load_workbook(stream).worksheets[0]


def test_a_template_has_drop_downs_for_every_word_and_takes_others_with_a_warning():
    page = filled()
    heads = {c.column_letter: str(c.value).rstrip("*") for c in page[1]}
    offered = {}
    for rule in page.data_validations.dataValidation:
        column = re.match("[A-Z]+", str(rule.sqref))[0]
        offered[heads[column]] = rule.formula1.strip('"').split(",")
        assert (rule.type, rule.errorStyle, rule.allowBlank) == ("list", "warning", True)
        assert str(rule.sqref).startswith(f"{column}2:")
    worded = {say(f.label) for f in CUSTOMERS.fields if f.words}
    assert worded <= set(offered)
    assert offered["密级"] == ["普通", "内部", "秘密", "机密"]


def test_stars_are_what_an_import_needs_just_now(web):
    """The name alone as installed; what the office adds is starred from then on."""

    def starred():
        data = web.as_("wang").get("/imports/template/").data
        page = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
        return {c.value.rstrip("*") for c in page[1] if c.value.endswith("*")}

    assert starred() == {"客户名称"}
    with web.work() as work:
        value = {"value": "phone,contact,address"}
        work.add(
            Setting(name="customer_needed_import", value=value, changed_at=work.now, changed_by=0)
        )
    assert starred() == {"客户名称", "电话", "联系人姓名", "地址"}
    with web.work() as work:
        assert needed_fields(work) <= {f.name for f in CUSTOMERS.fields}


MONTHS = [[date(2026, 1, 9), "机密"], [date(2026, 4, 2), "普通"], [date(2026, 4, 3), "普通"]]


def summary_of(stage):
    stream = io.BytesIO()
    tallies = (
        Tally("按月", 0, months=True),
        Tally("按密级", 1, "pie", order=("普通", "内部", "秘密", "机密")),
    )
    sheet = Sheet(
        "示例",
        (Column("日期"), Column("密级")),
        MONTHS,
        code="QJ-02",
        notes=(("期间", "2026-01-01 至 2026-04-30"), ("筛选条件", "全部")),
        tallies=tallies,
        unit="案卷数",
    )
    xlsx.write_xlsx([sheet], stream, say)
    return stream


def test_a_summary_has_period_unit_filter_base_shares_totals_and_every_month(stage):
    page = openpyxl.load_workbook(summary_of(stage)).worksheets[1]
    lines = " ".join(told(page)[:6])
    for each in ("期间：2026-01-01 至 2026-04-30", "筛选条件：全部", "基数：案卷数 3"):
        assert each in lines
    rows = [[c.value for c in row[:3]] for row in page.iter_rows()]
    top = next(i for i, row in enumerate(rows) if row[0] == "按月")
    assert rows[top] == ["按月", "案卷数", "占比"]
    assert [row[:2] for row in rows[top + 1 : top + 5]] == [
        ["2026-01", 1],
        ["2026-02", 0],
        ["2026-03", 0],
        ["2026-04", 2],
    ]
    end = top + 5
    assert rows[end] == ["合计", f"=SUM(B{top + 2}:B{end})", f"=SUM(C{top + 2}:C{end})"]
    assert page.cell(top + 2, 3).number_format == "0.0%"
    kept = openpyxl.load_workbook(summary_of(stage), data_only=True).worksheets[1]
    assert [kept.cell(n, 3).value for n in range(top + 2, end + 2)] == pytest.approx(
        [1 / 3, 0, 0, 2 / 3, 1], abs=1e-5
    )
    assert kept.cell(end + 1, 2).value == 3


def test_grades_stand_in_their_order_and_charts_in_the_colours_of_the_house(stage):
    page = openpyxl.load_workbook(summary_of(stage)).worksheets[1]
    words = [v for v in told(page) if v in ("普通", "机密")]
    assert words == ["普通", "机密"]
    with zipfile.ZipFile(summary_of(stage)) as book:
        charts = [book.read(n).decode() for n in book.namelist() if "charts/chart" in n]
    for chart in charts:
        colours = set(re.findall(r'<a:srgbClr val="(\w+)"', chart))
        assert HOUSE[0].lstrip("#").upper() in {c.upper() for c in colours}
        cached = re.findall(r"<c:v>([^<]*)</c:v>", chart)
        assert {"普通", "机密"} <= set(cached) or {"2026-01", "2026-03"} <= set(cached)


def test_over_the_bound_rows_still_wrap_and_people_still_sign(stage, monkeypatch):
    """Heights of folded rows, their format, the total and the lines to sign are as in a short one."""
    card = make.customer(stage, "北京恒通商贸有限公司第一分公司与第二分公司联合采购中心")
    assert card
    short = book_of(stage, "customer_register").worksheets[0]
    monkeypatch.setattr(build, "BULK_ROWS", 0)
    long = book_of(stage, "customer_register").worksheets[0]
    head = head_of(long)[0].row
    assert long.row_dimensions[head + 1].height == short.row_dimensions[head + 1].height > 20
    assert long.cell(head + 1, 3).alignment.wrap_text
    assert long.print_title_rows == short.print_title_rows
    assert sum("____" in t for t in told(long)) == 3
    assert any(t.startswith('="合计') for t in told(long))


def test_long_lists_take_the_fast_writer_and_long_registers_do_not(stage, monkeypatch):
    make.customer(stage)
    taken = []
    fast = fast_xlsx.write_fast
    monkeypatch.setattr(build, "BULK_ROWS", 0)
    monkeypatch.setattr(
        fast_xlsx, "write_fast", lambda *args: taken.append(args[0].title) or fast(*args)
    )
    workbook(stage, "list:customers", "wang")
    workbook(stage, "report:customer_register", "wang")
    assert len(taken) == 1


@pytest.mark.parametrize(
    "source",
    [*(f"report:{n}" for n in REPORTS if n != "item_catalogue"), *(f"list:{n}" for n in LISTINGS)],
)
def test_title_tab_properties_and_file_are_called_alike(stage, source):
    """A page of several tabs, one a volume, adds which one it is."""
    who = "audit" if source == "list:audit" else "li"
    with stage.work(who) as work:
        title = say(build.find_source(work, source, {}).title)
    book = openpyxl.load_workbook(workbook(stage, source, who))
    page = book.worksheets[0]
    assert page["A1"].value == page.title == book.properties.title == title
    with stage.work(who) as work:
        assert exports.ask_export(work, source, {}, "月底盘点").name.startswith(f"{title}-")
