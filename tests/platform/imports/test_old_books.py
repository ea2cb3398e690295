"""Excel 5 and 95 keep bytes and the number of a code page: read right, or refused plainly."""

import io
import struct

import pytest
import xlwt
from xlwt.CompoundDoc import XlsDoc

from portal.errors import Invalid
from portal.platform.imports import reading
from portal.platform.imports.reader import old_books

HEAD = ["客户名称", "电话", "注册资本"]
ROW = ["北京恒通商贸有限公司", "010-62345678", 100]


KNOWN = ("客户名称", "电话", "name")


def record(kind, content=b""):
    return struct.pack("<HH", kind, len(content)) + content


def book95(codepage, encoding, rows, name="客户"):
    """A workbook as Excel 95 wrote it: BIFF 5 in a container, its stream called «Book»."""
    return contained(stream95(codepage, encoding, rows, name))


def stream95(codepage, encoding, rows, name, version=0x0500):
    begin = record(0x0809, struct.pack("<HHHH", version, 5, 0x096C, 0x07C9))
    pages = record(0x0042, struct.pack("<H", codepage)) if codepage else b""
    title = name.encode(encoding)
    where = len(begin + pages) + 4 + 7 + len(title) + 4
    sheets = record(0x0085, struct.pack("<IBBB", where, 0, 0, len(title)) + title)
    page = record(0x0809, struct.pack("<HHHH", version, 16, 0x096C, 0x07C9))
    page += record(0x0200, struct.pack("<HHHHH", 0, len(rows), 0, len(rows[0]), 0))
    for row, cells in enumerate(rows):
        for column, value in enumerate(cells):
            place = struct.pack("<HHH", row, column, 0)
            if isinstance(value, str):
                text = value.encode(encoding)
                page += record(0x0204, place + struct.pack("<H", len(text)) + text)
            else:
                page += record(0x0203, place + struct.pack("<d", value))
    return begin + pages + sheets + record(0x000A) + page + record(0x000A)


def contained(stream):
    """The stream in a container under its old name."""
    made = io.BytesIO()
    XlsDoc().save(made, stream)
    content = made.getvalue()
    new, old = ("Workbook\0".encode("utf-16-le"), "Book\0".encode("utf-16-le"))
    at = content.index(new)
    entry = old.ljust(64, b"\0") + struct.pack("<H", len(old))
    return content[:at] + entry + content[at + len(entry) :]


def read(tmp_path, content, sheet="", known=KNOWN):
    path = tmp_path / "old.xls"
    path.write_bytes(content)
    with reading.read_table(path, sheet, known) as found:
        return found, list(found.rows)


BIG5 = [["客戶名稱", "電話", "資本"], ["臺北商行", "02-1", 100]]
LATIN = [["Name", "Tel", "Capital"], ["Müller €", "1", 100]]


@pytest.mark.parametrize(
    ("codepage", "encoding", "rows"),
    [
        (936, "gbk", [HEAD, ROW]),
        (54936, "gb18030", [HEAD, [*ROW[:1], "\U00020000", 1]]),
        (950, "big5", BIG5),
        (1252, "cp1252", LATIN),
        (1252, "gbk", [HEAD, ROW]),  # what says Western and is Chinese
        (1252, "big5", BIG5),
    ],
)
def test_excel_95_is_read_in_its_code_page(tmp_path, codepage, encoding, rows):
    name = rows[0][0][:4]
    found, got = read(tmp_path, book95(codepage, encoding, rows, name))
    assert got == [(n, [str(cell) for cell in row]) for n, row in enumerate(rows, start=1)]
    assert (found.sheet, found.sheets) == (name, [name])
    assert read(tmp_path, book95(codepage, encoding, rows, name), name)[1] == got


def test_texts_in_several_fonts_are_not_passed_over(tmp_path):
    content = book95(936, "gbk", [HEAD, ROW])
    label = struct.pack("<HH", 0x0204, 8 + len(ROW[0].encode("gbk")))
    rich = content.replace(label, struct.pack("<H", 0x00D6) + label[2:])
    assert rich != content
    assert read(tmp_path, rich)[1][1][1][0] == ROW[0]


def test_a_long_workbook_of_excel_95_is_read_whole(tmp_path):
    rows = [HEAD, *([f"第{n}商贸有限公司", f"010-6{n:07d}", n] for n in range(5_000))]
    got = read(tmp_path, book95(936, "gbk", rows))[1]
    assert [cells[0] for _, cells in got] == [row[0] for row in rows]


@pytest.mark.parametrize(("codepage", "known"), [(9999, KNOWN), (0, ())])
def test_excel_95_without_a_code_page_is_refused_plainly(tmp_path, codepage, known):
    with pytest.raises(Invalid) as refusal:
        read(tmp_path, book95(codepage, "gbk", [HEAD, ROW]), known=known)
    assert refusal.value.text == reading.REFUSALS["old"]


def test_without_a_code_page_headings_tell_it_and_plain_texts_need_none(tmp_path):
    rows = read(tmp_path, book95(0, "gbk", [HEAD, ROW], "Sheet"))[1]
    assert [cells[0] for _, cells in rows] == [HEAD[0], ROW[0]]
    plain = [["Name", "Tel"], ["Acme", "010-62345678"]]
    assert read(tmp_path, book95(0, "ascii", plain, "Sheet"), known=())[1] == [
        (1, plain[0]),
        (2, plain[1]),
    ]


def test_bytes_that_are_none_of_the_code_page_are_refused_plainly(tmp_path):
    content = book95(936, "latin-1", [["Name", "Tel", "x"], ["M\xff", "1", 2]], "Sheet")
    with pytest.raises(Invalid) as refusal:
        read(tmp_path, content)
    assert refusal.value.text == reading.REFUSALS["old"]


def test_a_stream_in_small_sectors_is_found(tmp_path):
    """Writers of other makes do not fill the stream up to 4,096 bytes."""
    name = "Root Entry".encode("utf-16-le").ljust(64, b"\0") + struct.pack("<HB", 22, 5)
    stream = stream95(936, "gbk", [HEAD, ROW], "客户")
    held = stream.ljust(-(-len(stream) // 512) * 512, b"\0")
    sectors, small = len(held) // 512, -(-len(stream) // 64)
    free = 0xFFFFFFFF
    # sectors: 0 the table, 1 the entries, 2 the table of small sectors, from 3 on the root's stream
    table = [0xFFFFFFFD, 0xFFFFFFFE, 0xFFFFFFFE, *range(4, 3 + sectors), 0xFFFFFFFE]
    root = name.ljust(116, b"\0") + struct.pack("<II", 3, len(held))
    book = "Book\0".encode("utf-16-le").ljust(64, b"\0") + struct.pack("<HB", 10, 2)
    book = book.ljust(68, b"\0") + struct.pack("<III", free, free, free)
    book = book.ljust(116, b"\0") + struct.pack("<II", 0, len(stream))
    root = root[:68] + struct.pack("<III", free, free, 1) + root[80:]
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(24, b"\0")
    head += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6).ljust(20, b"\0")
    head += struct.pack("<IIIIIIIII", 1, 1, 0, 4096, 2, 1, 0xFFFFFFFE, 0, 0)
    content = head.ljust(512, b"\xff")
    content += struct.pack(f"<{len(table)}I", *table).ljust(512, b"\xff")
    content += root.ljust(128, b"\0") + book.ljust(128, b"\0") + b"\0" * 256
    chain = [*range(1, small), 0xFFFFFFFE]
    content += struct.pack(f"<{small}I", *chain).ljust(512, b"\xff") + held
    rows = read(tmp_path, content)[1]
    assert [cells[0] for _, cells in rows] == [HEAD[0], ROW[0]]


def test_a_newer_workbook_is_left_as_it_is():
    made = xlwt.Workbook(encoding="utf-8")
    made.add_sheet("客户").write(0, 0, "客户名称")
    stream = io.BytesIO()
    made.save(stream)
    assert old_books.prepare_old(stream.getvalue()) is None
    assert old_books.prepare_old(b"\xd0\xcf\x11\xe0" + b"\0" * 2000) is None
