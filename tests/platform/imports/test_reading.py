"""What people upload as a table, and what must not be opened: every file is built here."""

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
import xlsxwriter
import xlwt

from portal.errors import Invalid
from portal.platform.imports import reading
from portal.platform.imports.reader import books, packages

SHEET = "xl/worksheets/sheet1.xml"
TABLE = [["客户名称", "电话", "建档日期"], ["北京恒通商贸有限公司", "01088886666", "2026-01-05"]]


def book(rows=TABLE, merge=None, formula=None):
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as made:
        page = made.add_worksheet("客户")
        for number, row in enumerate(rows):
            for index, value in enumerate(row):
                if isinstance(value, date):
                    style = made.add_format({"num_format": "yyyy-mm-dd"})
                    page.write_datetime(number, index, value, style)
                elif isinstance(value, str):
                    page.write_string(number, index, value)
                else:
                    page.write(number, index, value)
        if merge:
            page.merge_range(*merge)
        if formula:
            page.write_formula(len(rows) - 1, len(rows[0]), formula, None, 42)
    return stream.getvalue()


def packed(*extra, base=None, **parts):
    """A workbook with parts added or replaced."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(base or book())) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, parts.get(name, old.read(name)))
        for name, content in extra:
            new.writestr(name, content)
    return stream.getvalue()


def read(tmp_path, content, sheet=""):
    path = tmp_path / "upload"
    path.write_bytes(content)
    with reading.read_table(path, sheet) as found:
        return found, list(found.rows)


def refusal(tmp_path, content):
    with pytest.raises(Invalid) as caught:
        read(tmp_path, content)
    return next(code for code, text in reading.REFUSALS.items() if text == caught.value.text)


CSV = "客户名称,电话,建档日期\r\n北京恒通商贸有限公司,01088886666,2026-01-05\r\n"


@pytest.mark.parametrize(
    "content",
    [
        CSV.encode(),
        CSV.encode("utf-8-sig"),
        CSV.encode("gbk"),
        CSV.encode("gb18030"),
        CSV.encode("utf-16"),
        CSV.replace(",", ";").encode(),
        CSV.replace(",", "\t").encode("gbk"),
        CSV.replace(",", "，").encode(),
        CSV.replace("\r\n", "\n").encode(),
        book(),
        packed(),
    ],
    ids=[
        "utf8",
        "bom",
        "gbk",
        "gb18030",
        "utf16",
        "semicolon",
        "tab",
        "full-width",
        "lf",
        "xlsx",
        "repacked",
    ],
)
def test_every_usual_table_reads_the_same(tmp_path, content):
    _, rows = read(tmp_path, content)
    assert rows == [(1, TABLE[0]), (2, TABLE[1])]


def test_cells_keep_what_their_owner_typed(tmp_path):
    row = ["007", 13812345678, 1.5, date(2026, 1, 5), datetime(2026, 1, 5, 9, 30), True, -3]  # noqa: DTZ001
    _, rows = read(tmp_path, book([row]))
    assert rows[0][1] == [
        "007",
        "13812345678",
        "1.5",
        "2026-01-05",
        "2026-01-05 09:30:00",
        "TRUE",
        "-3",
    ]


def test_a_number_rounded_by_excel_is_not_taken_for_an_id_number(tmp_path):
    _, rows = read(tmp_path, book([[110101199003071234]]))
    assert "E+17" in rows[0][1][0]


def test_line_numbers_are_those_of_the_sheet(tmp_path):
    _, rows = read(tmp_path, book([[], ["", ""], ["", "甲"], [], ["", "乙"]]))
    assert rows == [(3, ["", "甲"]), (5, ["", "乙"])]


def test_a_million_empty_formatted_rows_are_passed_over(tmp_path):
    content = book(TABLE)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read(SHEET).decode()
    empty = "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(3, 1_048_577))
    page = sheet.replace("</sheetData>", f"{empty}</sheetData>")
    _, rows = read(tmp_path, packed(base=content, **{SHEET: page.encode()}))
    assert len(rows) == 2


def test_formulas_are_counted_and_read_as_their_last_result(tmp_path):
    found, rows = read(tmp_path, book(TABLE, formula="=1+41"))
    assert found.told["formulas"] == 1
    assert rows[1][1][3] == "42"


def test_a_record_below_a_million_empty_rows_is_not_lost(tmp_path):
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as made:
        page = made.add_worksheet()
        page.write_row(0, 0, TABLE[0])
        page.write_row(1_048_575, 0, TABLE[1])
    assert read(tmp_path, stream.getvalue())[1] == [(1, TABLE[0]), (1_048_576, TABLE[1])]


def test_errors_and_rows_hidden_by_a_filter_are_counted(tmp_path):
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as made:
        page = made.add_worksheet()
        for number in range(30_000):  # more than one piece of the stream
            page.write_row(number, 0, ["甲", number])
            page.set_row(number, None, None, {"hidden": number % 3 == 2})
        page.write_formula(7, 2, "=1/0", None, "#DIV/0!")
        page.set_column(5, 6, None, None, {"hidden": True})
    found, rows = read(tmp_path, stream.getvalue())
    assert found.told == {"formulas": 1, "errors": 1, "hidden_rows": 10_000}
    assert len(rows) == 30_000


@pytest.mark.parametrize(("wide", "code"), [(200, ""), (201, "columns")])
def test_two_hundred_columns_are_the_most(tmp_path, wide, code):
    content = book([["x"] * wide] * 2)
    assert refusal(tmp_path, content) == code if code else len(read(tmp_path, content)[1]) == 2


def test_merged_cells_are_named(tmp_path):
    found, _ = read(
        tmp_path, book([*TABLE, ["", "", ""], ["", "", ""]], merge=(2, 0, 3, 0, "合并"))
    )
    assert found.merged == [((2, 0), (3, 0))]


def test_the_sheet_can_be_named(tmp_path):
    made = openpyxl.Workbook()
    made.active.title = "说明"
    made.active.append(["读我"])
    made.create_sheet("名单").append(["客户名称"])
    stream = io.BytesIO()
    made.save(stream)
    assert read(tmp_path, stream.getvalue())[1] == [(1, ["读我"])]
    found, rows = read(tmp_path, stream.getvalue(), "名单")
    assert (found.sheets, rows) == (["说明", "名单"], [(1, ["客户名称"])])


def old_book():
    """A real .xls (BIFF8) with a hidden sheet before the list."""
    made = xlwt.Workbook(encoding="utf-8")
    codes = made.add_sheet("代码")
    codes.write(0, 0, "行业代码")
    codes.visibility = 1
    page = made.add_sheet("客户名单")
    dated = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for index, cell in enumerate(TABLE[0]):
        page.write(0, index, cell)
    page.write(1, 0, TABLE[1][0])
    page.write(1, 1, TABLE[1][1])
    page.write(1, 2, datetime(2026, 1, 5), dated)  # noqa: DTZ001
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def test_an_old_xls_reads_the_same_and_its_hidden_sheet_is_named_hidden(tmp_path):
    content = old_book()
    assert content.startswith(books.OLE)
    found, rows = read(tmp_path, content)
    assert rows == [(1, TABLE[0]), (2, TABLE[1])]
    assert (found.sheet, found.sheets, found.hidden) == ("客户名单", ["客户名单"], ["代码"])
    assert read(tmp_path, content, "代码")[1] == [(1, ["行业代码"])]


DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><worksheet>&a;</worksheet>'


def ole(*words):
    return books.OLE + b"\0" * 504 + b"".join(w.encode("utf-16-le") for w in words) + b"\0" * 512


@pytest.mark.parametrize(
    ("code", "make"),
    [
        ("empty", lambda: b""),
        ("empty", lambda: b" \r\n "),
        ("empty", lambda: book([])),
        ("pdf", lambda: b"%PDF-1.7 ..."),
        ("image", lambda: b"\x89PNG\r\n\x1a\n"),
        ("archive", lambda: b"Rar!\x1a\x07"),
        ("archive", lambda: _zip(("a.txt", b"x"))),
        ("opendocument", lambda: _zip(("mimetype", b"x"), ("content.xml", b"<x/>"))),
        ("word", lambda: _zip(("word/document.xml", b"<x/>"), ("[Content_Types].xml", b"<x/>"))),
        ("word", lambda: ole("WordDocument")),
        ("web", lambda: b"<html><table><tr><td>1</td></tr></table></html>"),
        ("web", lambda: b"\xef\xbb\xbf  <!DOCTYPE html>"),
        ("binary", lambda: _zip(("xl/workbook.bin", b"x"))),
        ("macro", lambda: packed(("xl/vbaProject.bin", b"x"))),
        ("macro", lambda: packed(("xl/macrosheets/sheet1.xml", b"<x/>"))),
        ("macro", lambda: ole("Workbook", "_VBA_PROJECT")),
        ("external", lambda: packed(("xl/externalLinks/externalLink1.xml", b"<x/>"))),
        ("password", lambda: ole("EncryptionInfo", "EncryptedPackage")),
        ("doctype", lambda: packed(**{SHEET: DOCTYPE})),
        ("doctype", lambda: packed(**{SHEET: DOCTYPE.decode().encode("utf-16")})),
        ("bomb", lambda: packed(("xl/media/x.xml", b" " * 40_000_000))),
        ("bomb", lambda: packed(*((f"x{i}", b"") for i in range(packages.ENTRIES)))),
        ("bomb", lambda: packed(("..\\..\\etc\\x", b"x"))),
        ("bomb", lambda: packed(("C:\\x", b"x"))),
        ("macro", lambda: packed(("xl\\vbaProject.bin", b"x"))),
        ("external", lambda: packed(("xl\\externalLinks\\externalLink1.xml", b"<x/>"))),
        ("unknown", lambda: _zip(("_rels/.rels", rooted("ppt/presentation.xml")))),
        ("old", lambda: b"\x09\x00\x04\x00\x07\x00\x10\x00"),
        ("bomb", lambda: packed(("../../etc/x", b"x"))),
        ("columns", lambda: book([["x"] * 300])),
        ("columns", lambda: ",".join(["x"] * 300).encode()),
        ("encoding", lambda: b"\xff\xff\x80\x80 not text \x81"),
        ("unknown", lambda: b"a,b\0c,d"),
        ("damaged", lambda: book()[:-200]),
        ("damaged", lambda: packed(**{"xl/workbook.xml": b"<workbook"})),
        ("damaged", lambda: ole("Workbook")),
        ("quote", lambda: b'"' + b"x" * 40_000),
        ("long_cell", lambda: b"x" * 40_000),
    ],
)
def test_what_is_no_table_gets_its_own_sentence(tmp_path, code, make):
    """SEC-9: whatever cannot be read is a sentence."""
    assert refusal(tmp_path, make()) == code


def rooted(main):
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    return f'<Relationships><Relationship Id="a" Target="{main}" Type="{kind}"/></Relationships>'


def _zip(*entries):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for name, content in entries:
            made.writestr(name, content)
    return stream.getvalue()


def test_a_lone_cell_in_the_last_corner_does_not_take_the_memory(tmp_path):
    rows = [["客户名称"]]
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as made:
        page = made.add_worksheet()
        page.write(0, 0, rows[0][0])
        page.write(1_048_575, 16_383, "x")
    assert refusal(tmp_path, stream.getvalue()) in {"died", "columns", "too_big"}


def test_a_reader_that_dies_midway_is_noticed(tmp_path, monkeypatch):
    broken = tmp_path / "broken.py"
    broken.write_text(
        'import sys\nprint(\'{"sheet":"","sheets":[],"hidden":[],"told":{},"merged":[]}\')\nprint(\'[1,["a"]]\')\nsys.stdout.flush()\nimport os; os._exit(9)'
    )
    monkeypatch.setattr(reading, "READER", broken)
    assert refusal(tmp_path, b"x") == "died"


def test_stopping_early_ends_the_process(tmp_path):
    path = tmp_path / "upload"
    path.write_bytes(book([["x"]] * 50_000))
    with reading.read_table(path) as found:
        assert next(found.rows) == (1, ["x"])
    with pytest.raises(ValueError):
        next(found.rows)


def renamed(content, rename, **parts):
    """A package with its parts under other names, and some of them replaced."""
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        entries = [(rename(name), parts.get(name, old.read(name))) for name in old.namelist()]
    return _zip(*entries)


def test_back_slashes_in_the_names_of_parts_are_read(tmp_path):
    content = renamed(book(), lambda name: name.replace("/", "\\"))
    found, rows = read(tmp_path, content)
    assert rows == [(1, TABLE[0]), (2, TABLE[1])]
    assert found.told == {}


def test_what_is_told_of_cells_is_told_under_back_slashes_too(tmp_path):
    content = renamed(book(TABLE, formula="=1+41"), lambda name: name.replace("/", "\\"))
    assert read(tmp_path, content)[0].told["formulas"] == 1


@pytest.mark.parametrize("folder", ["", "book/", "Excel/Data/"])
def test_a_workbook_may_lie_anywhere_in_its_package(tmp_path, folder):
    def rename(name):
        return name.replace("xl/", folder, 1) if name.startswith("xl/") else name

    with zipfile.ZipFile(io.BytesIO(book())) as old:
        root, types = old.read("_rels/.rels"), old.read("[Content_Types].xml")
    content = renamed(
        book(),
        rename,
        **{
            "_rels/.rels": root.replace(b'"xl/', f'"{folder}'.encode()),
            "[Content_Types].xml": types.replace(b'"/xl/', f'"/{folder}'.encode()),
        },
    )
    assert read(tmp_path, content)[1] == [(1, TABLE[0]), (2, TABLE[1])]


def test_a_list_with_hundreds_of_pictures_is_read(tmp_path):
    pictures = [(f"xl/media/image{n}.png", b"\x89PNG" + bytes(n % 251)) for n in range(1500)]
    flat = ("xl/media/blank.bmp", b"BM" + bytes(30_000_000))  # packs a thousand to one
    assert read(tmp_path, packed(*pictures, flat))[1] == [(1, TABLE[0]), (2, TABLE[1])]


def test_wrappings_of_other_programs_are_taken_off_in_workbooks_too(tmp_path):
    row = ['="00123"', '="13850000002"', "'13850000002", "'小米", '="a"&"b"']
    assert read(tmp_path, book([row]))[1][0][1] == [
        "00123",
        "13850000002",
        "13850000002",
        "'小米",
        '="a"&"b"',
    ]


@pytest.mark.parametrize(
    "dress", ["yyyy-mm-dd", 'yyyy"年"m"月"d"日"', "[$-804]yyyy/m/d;@", "m/d/yy"]
)
@pytest.mark.parametrize("since_1904", [False, True])
def test_days_of_either_reckoning_and_in_each_dress(tmp_path, dress, since_1904):
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"date_1904": since_1904}) as made:
        page = made.add_worksheet()
        style = made.add_format({"num_format": dress})
        page.write_datetime(0, 0, date(2008, 6, 1), style)
        page.write_datetime(0, 1, datetime(2008, 6, 1, 10, 30), style)  # noqa: DTZ001
    assert read(tmp_path, stream.getvalue())[1][0][1] == ["2008-06-01", "2008-06-01 10:30:00"]


def test_a_chosen_day_of_a_chinese_built_in_format_is_a_day(tmp_path):
    """Formats 27 to 36 and 50 to 58 are dates in a Chinese Excel, and stand in no table."""
    made = openpyxl.Workbook()
    made.active.append([39600] * 5)
    stream = io.BytesIO()
    made.save(stream)
    with zipfile.ZipFile(io.BytesIO(stream.getvalue())) as archive:
        styles = archive.read("xl/styles.xml").decode()
        sheet = archive.read(SHEET).decode()
    ids = (27, 31, 50, 57, 58)
    formats = "".join(
        f'<xf numFmtId="{n}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        for n in ids
    )
    head, tail = styles.split("</cellXfs>")
    styles = f"{head}{formats}</cellXfs>{tail}"
    for place, column in enumerate("ABCDE", start=1):
        sheet = sheet.replace(f'<c r="{column}1"', f'<c r="{column}1" s="{place}"')
    content = packed(base=stream.getvalue(), **{"xl/styles.xml": styles, SHEET: sheet})
    month = "2008-06"  # 27, 50 and 57 show none of its days
    assert read(tmp_path, content)[1][0][1] == [month, "2008-06-01", month, month, "2008-06-01"]


@pytest.mark.parametrize(
    "dress", ['yyyy"年"m"月"', "yyyy年m月;@", "mmm-yy", "[$-804]yyyy\\-mm", "e-mm"]
)
@pytest.mark.parametrize("folder", ["xl/", "book/"])
def test_a_cell_that_shows_a_month_is_a_month(tmp_path, dress, folder):
    """Excel keeps the first of December where somebody typed «2008年12月»."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as made:
        made.add_worksheet("A & B").write(0, 1, "x")
        page = made.add_worksheet("名单 <2>")
        month, day = (made.add_format({"num_format": f}) for f in (dress, "yyyy-mm-dd"))
        for row in range(3, 2_000):
            page.write(row, 2, "甲")
            page.write_datetime(row, 3, date(2008, 12, 1), month)
            page.write_datetime(row, 30, date(2008, 12, 1), day)
    with zipfile.ZipFile(io.BytesIO(stream.getvalue())) as old:
        root, types = old.read("_rels/.rels"), old.read("[Content_Types].xml")
    content = renamed(
        stream.getvalue(),
        lambda name: name.replace("xl/", folder, 1).replace("/", "\\"),
        **{
            "_rels/.rels": root.replace(b'"xl/', f'"{folder}'.encode()),
            "[Content_Types].xml": types.replace(b'"/xl/', f'"/{folder}'.encode()),
        },
    )
    _, rows = read(tmp_path, content, "名单 <2>")
    assert {(cells[3], cells[30]) for _, cells in rows} == {("2008-12", "2008-12-01")}
