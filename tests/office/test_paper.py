"""Every register on A4: body of 9 points and more, bound on the left, nothing broken or twice."""

import io
import re
import zipfile
from datetime import date

import openpyxl
import pytest

from models.files.records import CustomerFile
from models.words.values import ValueKind as V
from portal.files import items
from portal.office import build
from portal.office.catalog import LISTINGS, REPORTS
from portal.platform.language import translate_text as say
from portal.platform.sheets import layout, register
from portal.platform.sheets.columns import fit_columns
from tests.support import make
from tests.support.one_of_each import one_of_each
from tests.support.registers import rows_of

pytestmark = pytest.mark.drawn

SMALLER = {}  # registers that truly need it: name → points, at least layout.LEAST
WHOLE = {V.CODE, V.PHONE, V.MOBILE, V.POSTCODE, V.CREDIT_CODE, V.ID_NUMBER, V.DATE, V.MONEY}
WIDEST = {V.CODE: "JY-202611-0015", V.DATE: "2026-11-30", V.PHONE: "010-62345678"}


def heads_of(stage, report, who="li"):
    with stage.work(who) as work:
        return register.column_heads(work, report)


def workbook(stage, source, who="li", **args):
    with stage.work(who) as work:
        stream = io.BytesIO()
        build.write_sheet(build.find_source(work, source, args), stream, say)
    return stream


def book_of(stage, name, **args):
    if name == "item_catalogue":
        args = {"file": "KH-2026-0001", **args}
    return openpyxl.load_workbook(workbook(stage, f"report:{name}", **args))


@pytest.mark.parametrize("name", list(REPORTS))
def test_the_body_is_nine_points_on_paper(stage, name):
    """Reckoned from the widths of the columns that are printed: all that are meant to be."""
    report = REPORTS[name]
    heads = heads_of(stage, report)
    fitted = fit_columns(heads, say, portrait=report.portrait)
    assert fitted.printed == sum(head.paper for head in heads)
    scale = layout.print_scale(fitted.widths[: fitted.printed], portrait=report.portrait)
    assert scale * layout.BODY >= SMALLER.get(name, layout.BODY)
    assert SMALLER.get(name, layout.BODY) >= layout.LEAST


@pytest.mark.parametrize("name", list(REPORTS))
def test_what_is_not_for_paper_stands_right_of_what_is(name):
    for_paper = [col.paper for col in REPORTS[name].columns]
    assert for_paper == sorted(for_paper, reverse=True)


@pytest.mark.parametrize("name", list(REPORTS))
def test_no_code_date_or_phone_breaks_over_two_lines(stage, name):
    """They do not fold, and their columns are as wide as the usual ones are."""
    report = REPORTS[name]
    fitted = fit_columns(heads_of(stage, report), say, portrait=report.portrait)
    for head, width in zip(heads_of(stage, report), fitted.widths, strict=True):
        if head.kind in WHOLE:
            assert not head.look.wraps
        if head.kind in WIDEST and not head.format and head.paper:
            room = layout.column_points(width) - layout.PADDING
            assert layout.text_points(WIDEST[head.kind]) <= room + layout.BODY, head.title


@pytest.mark.parametrize("name", list(REPORTS))
def test_the_written_page_is_a4_bound_on_the_left(stage, name):
    """What Excel is told: paper, margins, print area of the printed columns, repeated head."""
    one_of_each(stage)
    page = book_of(stage, name).worksheets[0]
    report = REPORTS[name]
    assert int(page.page_setup.paperSize) == 9
    assert page.page_setup.orientation == ("portrait" if report.portrait else "landscape")
    assert round(page.page_margins.left * 25.4) == 25
    printed = re.search(r"\$A\$1:\$([A-Z]+)\$\d+", page.print_area)[1]
    count = openpyxl.utils.column_index_from_string(printed)
    assert count == sum(head.paper for head in heads_of(stage, report))
    points = sum(width_of(page, n + 1) * 7 * 0.75 for n in range(count))
    scale = layout.page_points(portrait=report.portrait) / points
    assert scale * 9 >= SMALLER.get(name, 9)
    head = int(page.print_title_rows.split(":")[0].strip("$"))
    fonts = {c.font.sz for row in page.iter_rows(min_row=head) for c in row if c.value}
    assert fonts == {9}


def width_of(page, index):
    """As it stands in the file, where neighbours of one width share an entry: pixels by seven."""
    return next(d.width for d in page.column_dimensions.values() if d.min <= index <= d.max)


@pytest.mark.parametrize("name", list(REPORTS))
def test_nothing_is_printed_twice(stage, name):
    """No two columns of one name, and one running number."""
    titles = [say(head.title) for head in heads_of(stage, REPORTS[name])]
    assert len(set(titles)) == len(titles)
    assert sum(title in ("序号", "顺序号") for title in titles) == 1


def test_two_contents_never_share_a_title():
    """Title, tab and file name are one; a list beside a register has a name of its own."""
    titles = [say(report.title) for report in REPORTS.values()]
    titles += [say(found.sheet_title or found.title) for found, _ in LISTINGS.values()]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("name", list(LISTINGS))
def test_a_list_prints_what_fits_and_names_what_does_not(stage, name):
    one_of_each(stage)
    who = "audit" if name == "audit" else "wang"
    with stage.work(who) as work:
        found = build.find_source(work, f"list:{name}", {})
        (sheet,) = found.sheets(say)
    fitted = fit_columns(sheet.columns, say)
    scale = layout.print_scale(fitted.widths[: fitted.printed])
    assert scale * layout.BODY >= layout.LEAST
    page = openpyxl.load_workbook(workbook(stage, f"list:{name}", who)).worksheets[0]
    told = " ".join(str(c.value) for row in page.iter_rows(max_row=6) for c in row if c.value)
    hidden = sheet.columns[fitted.printed :]
    assert ("不打印的列" in told) == bool(hidden)


def test_r64_papers_are_listed_volume_by_volume_from_page_one(stage):
    """卷内文件目录: a sheet a volume, the file's block at its head, pages from 1, in portrait."""
    kind, customer, box = make.file_class(stage), make.customer(stage), make.box(stage)
    with stage.work("owen") as work:
        file = work.session.get(CustomerFile, make.draft(stage, kind, customer, box))
        for n, (day, pages) in enumerate(
            ((date(2025, 3, 1), 4), (date(2025, 5, 1), 1), (date(2026, 2, 1), 9))
        ):
            items.add_item(work, file, {"title": f"合同{n}", "pages": pages, "dated_on": day})
        key = file.id
    with stage.work() as work:
        work.session.execute(
            CustomerFile.__table__.update()
            .where(CustomerFile.id == key)
            .values(number="KH-2026-0009", life="filed")
        )
    book = openpyxl.load_workbook(workbook(stage, "report:item_catalogue", file="KH-2026-0009"))
    assert len(book.worksheets) >= 2
    first, second = book.worksheets[:2]
    for page, volume in ((first, "第 1 卷，共 2 卷"), (second, "第 2 卷，共 2 卷")):
        told = [str(c.value) for row in page.iter_rows() for c in row if c.value is not None]
        assert {"档号", "卷次", "案卷题名", "件数与页数", volume, "KH-2026-0009"} <= set(told)
        assert page.page_setup.orientation == "portrait"
    assert pages_of(first) == [("1", "营业执照"), ("4", "合同0"), ("8", "合同1")]
    assert pages_of(second) == [("1–9", "合同2")]
    assert first.title != second.title


def pages_of(page):
    """(页号, 题名) of the rows."""
    rows = list(page.iter_rows(values_only=True))
    head = next(i for i, row in enumerate(rows) if "页号" in row)
    number, title = rows[head].index("页号"), rows[head].index("题名")
    found = []
    for row in rows[head + 1 :]:
        if not isinstance(row[0], int):
            break
        found.append((row[number], row[title]))
    return found


def test_r65_the_properties_name_title_author_and_office(stage):
    book = openpyxl.load_workbook(workbook(stage, "report:customer_register", "wang"))
    assert (book.properties.title, book.properties.creator) == ("客户一览表", "王档")
    with zipfile.ZipFile(workbook(stage, "report:customer_register")) as packed:
        assert "青简档案室" in packed.read("docProps/app.xml").decode()


def test_charts_keep_their_figures_for_previews(stage):
    """Previews on a phone read no cells: they draw what the chart keeps."""
    make.customer(stage)
    with zipfile.ZipFile(workbook(stage, "report:customer_register")) as packed:
        charts = [packed.read(n).decode() for n in packed.namelist() if "charts/chart" in n]
    assert charts
    for chart in charts:
        assert "<c:strCache>" in chart
        assert "<c:numCache>" in chart
    axes = [c for c in charts if "<c:valAx>" in c]
    assert all(c.count("<c:title>") == 3 for c in axes)  # the chart and both axes


def test_a_register_of_many_rows_keeps_head_borders_summary_and_signatures(stage, monkeypatch):
    make.customer(stage)
    short = openpyxl.load_workbook(workbook(stage, "report:customer_register"))
    monkeypatch.setattr(build, "BULK_ROWS", 0)
    book = openpyxl.load_workbook(workbook(stage, "report:customer_register"))
    assert book.sheetnames == short.sheetnames

    def told(page):
        return [[c.value for c in row] for row in page.iter_rows()]

    assert told(book.worksheets[0]) == told(short.worksheets[0])
    page, plain = book.worksheets[0], short.worksheets[0]
    for row, other in zip(page.iter_rows(), plain.iter_rows(), strict=True):
        assert [c.border.left.style for c in row] == [c.border.left.style for c in other]
    assert len(book.worksheets[1]._charts) == len(short.worksheets[1]._charts) > 0
    assert short.worksheets[0].tables
    assert not page.tables
    assert page.auto_filter.ref


def test_a_template_offers_the_words_of_a_column():
    from portal.office.intake import CUSTOMERS
    from portal.platform.imports.sheets import import_template

    (page, _) = import_template(CUSTOMERS, say)
    offered = {column.title: column.choices for column in page.columns if column.choices}
    assert "秘密" in offered["密级"]
    starred = {c.title for c in page.columns if c.title.endswith("*")}
    assert starred == {say(f.label) + "*" for f in CUSTOMERS.fields if f.required}


def test_a_title_that_names_the_customer_does_not_print_it_twice(stage):
    kind, customer, box = make.file_class(stage), make.customer(stage), make.box(stage)
    for number, title in (
        ("KH-2026-0001", "框架协议卷"),
        ("KH-2026-0002", "北京恒通商贸有限公司协议"),
    ):
        key = make.filed(stage, kind, customer, box, number, key=number)
        with stage.work() as work:
            work.session.get(CustomerFile, key).title = title
    shown = [row["题名与客户"] for row in rows_of(stage, "file_catalogue")]
    assert shown == ["框架协议卷\n北京恒通商贸有限公司", "北京恒通商贸有限公司协议"]
