"""Upload corpus: names that trick, endings that lie, bombs, polyglots and macros (SEC-5)."""

import io
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.errors import Invalid
from portal.platform.storage import uploads

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def package(entry="word/document.xml", *, more=(), level=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", level) as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr(entry, "<w/>")
        for name, data in more:
            made.writestr(name, data)
    return out.getvalue()


def told(name, data):
    return uploads.type_of(name, io.BytesIO(data)).media


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("应诉通知书.pdf", "应诉通知书.pdf"),
        ("C:\\Users\\张三\\合同.docx", "合同.docx"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("a\x00b\r\n.pdf", "ab.pdf"),
        ("invoice\u202efdp.exe.pdf", "invoicefdp.exe.pdf"),
        ("  .扫描件.png. ", "扫描件.png"),
        ("长" * 300 + ".pdf", "长" * 116 + ".pdf"),
    ],
)
def test_a_name_is_kept_true_and_made_safe(raw, clean):
    assert uploads.clean_name(raw) == clean


@pytest.mark.parametrize(
    "raw", ["", "...", ". .pdf", "x. .", "noending", ".pdf", "/", "\u202e.pdf"]
)
def test_a_name_with_nothing_in_it_is_refused(raw):
    with pytest.raises(Invalid, match="extension"):
        uploads.clean_name(raw)


@given(st.text(max_size=200))
def test_no_name_carries_a_folder_or_a_control(raw):
    try:
        name = uploads.clean_name(raw)
    except Invalid:
        return
    assert len(name) <= 120
    assert not uploads.HIDDEN.search(name)
    assert "/" not in name
    assert "\\" not in name


@pytest.mark.parametrize(
    ("name", "data", "media"),
    [
        ("a.pdf", PDF, "application/pdf"),
        ("A.PDF", PDF, "application/pdf"),
        ("a.docx", package(), f"{uploads.OOXML}.wordprocessingml.document"),
        ("a.xlsx", package("xl/workbook.xml"), f"{uploads.OOXML}.spreadsheetml.sheet"),
        ("a.ofd", package("OFD.xml"), "application/ofd"),
        ("a.doc", uploads.OLE + b"\x00" * 600, "application/msword"),
        ("a.txt", "客户名单".encode("gb18030"), "text/plain"),
        ("a.csv", "编号,名称\n1,甲\n".encode(), "text/csv"),
    ],
)
def test_a_true_file_is_told_by_its_content(name, data, media):
    assert told(name, data) == media


def bomb():
    return package(more=[(f"word/media/{n}.bin", b"\x00" * 2_000_000) for n in range(20)])


def lying_sizes():
    """A member that claims four gigabytes: refused by what it says, nothing is unpacked."""
    data = bytearray(package())
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 0xFFFFFFFE)
    return bytes(data)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("page.html", b"<html><script>alert(1)</script>"),
        ("picture.svg", b"<svg xmlns='x' onload='alert(1)'/>"),
        ("code.js", b"alert(1)"),
        ("run.exe", b"MZ\x90\x00"),
        ("archive.zip", package()),
        ("macro.docm", package()),
        ("page.txt", b"<html><script>alert(1)</script>"),
        ("page.csv", b"\xef\xbb\xbf  <!DOCTYPE html>"),
        ("vector.txt", b"<?xml version='1.0'?><svg onload='x'/>"),
        ("binary.txt", b"MZ\x00\x90\x00"),
        ("picture.png", b"\xff\xd8\xff\xe0JFIF"),
        ("picture.jpg", b"<svg xmlns='x'/>"),
        ("late.pdf", b"<script>alert(1)</script>" + PDF),
        ("exe.pdf", b"MZ" + PDF),
        ("empty.pdf", b""),
        ("empty.docx", b""),
        ("sheet.docx", package("xl/workbook.xml")),
        ("plain.docx", b"PK\x03\x04 not a package"),
        ("macro.docx", package(more=[("word/vbaProject.bin", b"x")])),
        ("macro.xls", uploads.OLE + "_VBA_PROJECT".encode("utf-16-le")),
        ("macro.doc", uploads.OLE + b"\x00" * 1_048_560 + "Macros".encode("utf-16-le")),
        ("bomb.docx", bomb),
        ("many.docx", lambda: package(more=[(f"x/{n}", b"") for n in range(5001)])),
        ("sizes.docx", lying_sizes()),
        ("two.pdf", PDF + package()),
        ("two.gif", b"GIF89a" + b"\x00" * 20 + package()),
    ],
)
def test_sec5_what_we_do_not_take_is_refused_in_words(name, data):
    with pytest.raises(Invalid) as refusal:
        told(name, data() if callable(data) else data)
    assert refusal.value.field == "file"
    assert "Traceback" not in str(refusal.value)


@given(st.binary(max_size=400), st.sampled_from(sorted(uploads.TYPES)))
def test_any_bytes_are_told_or_refused_and_never_crash(data, ending):
    try:
        uploads.type_of(f"a.{ending}", io.BytesIO(data))
    except Invalid:
        return
    assert data


def claims(packed, unpacked, entry="word/document.xml"):
    """A package that says of itself how much it holds, packed and unpacked; it holds nothing."""
    data = bytearray(package(entry))
    at = data.find(b"PK\x01\x02")
    for sizes in ((0, 0), (packed, unpacked)):
        data[at + 20 : at + 28] = struct.pack("<II", *sizes)
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


MIB = 1024 * 1024


@pytest.mark.parametrize(
    ("packed", "unpacked", "taken"),
    [
        (0, 1_000_000, True),  # a little is always taken
        (0, 1_000_001, False),
        (10_000, 3_000_000, True),  # two hundred times as much and a little
        (10_000, 3_000_001, False),
        (100 * MIB, 500 * MIB, True),  # and never more than 500 MiB
        (100 * MIB, 500 * MIB + 1, False),
    ],
)
def test_v5_how_much_a_package_may_unpack_to(packed, unpacked, taken):
    data = claims(packed, unpacked)
    if taken:
        assert told("a.docx", data).endswith("wordprocessingml.document")
        return
    with pytest.raises(Invalid):
        told("a.docx", data)


@pytest.mark.parametrize(("more", "taken"), [(4998, True), (4999, False)])
def test_v5_a_package_has_five_thousand_members_at_most(more, taken):
    data = package(more=[(f"x/{n}", b"") for n in range(more)], level=zipfile.ZIP_STORED)
    if taken:
        assert told("a.docx", data)
        return
    with pytest.raises(Invalid):
        told("a.docx", data)


def test_which_types_are_pictures_and_which_endings_are_taken():
    assert {
        "image/png",
        "image/jpeg",
        "image/gif",
        "image/webp",
        "image/tiff",
    } == uploads.IMAGES
    assert set(uploads.ACCEPT.split(",")) == {
        ".pdf",
        ".png",
        ".jpg",
        ".jpeg",
        ".gif",
        ".webp",
        ".tif",
        ".tiff",
        ".docx",
        ".xlsx",
        ".pptx",
        ".ofd",
        ".doc",
        ".xls",
        ".ppt",
        ".txt",
        ".csv",
    }
    assert {
        kind.media for kind in uploads.TYPES.values() if not kind.image
    } & uploads.IMAGES == set()
    plain = uploads.Type("text/plain")
    assert (plain.starts, plain.entry, plain.image) == ((), "", False)
    assert len({plain, uploads.TYPES["txt"]}) == 1


@pytest.mark.parametrize(
    ("name", "data", "media"),
    [
        ("a.png", b"\x89PNG\r\n\x1a\n....", "image/png"),
        ("a.jpeg", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("a.gif", b"GIF87a..", "image/gif"),
        ("a.webp", b"RIFF....WEBP", "image/webp"),
        ("a.tif", b"II*\x00..", "image/tiff"),
        ("a.tiff", b"MM\x00*..", "image/tiff"),
        ("a.pptx", package("ppt/presentation.xml"), f"{uploads.OOXML}.presentationml.presentation"),
        ("a.xls", uploads.OLE + b"\x00" * 600, "application/vnd.ms-excel"),
        ("a.ppt", uploads.OLE, "application/vnd.ms-powerpoint"),
        ("a.b.c.txt", b"x", "text/plain"),
    ],
)
def test_each_type_is_told_by_its_first_bytes_and_left_at_its_start(name, data, media):
    stream = io.BytesIO(data)
    stream.seek(len(data))
    assert uploads.type_of(name, stream).media == media
    assert stream.tell() == 0


def test_text_is_looked_at_where_a_browser_looks():
    assert told("a.txt", b"x" * 4096 + b"<script>") == "text/plain"
    assert told("a.txt", b"x" * 4096 + b"\x00") == "text/plain"
    assert told("a.csv", "价格 < 100".encode()) == "text/csv"
    for late in (b"x" * 4088 + b"<script>", b"x" * 4095 + b"\x00"):
        with pytest.raises(Invalid):
            told("a.txt", late)


@pytest.mark.parametrize("mark", ["_VBA_PROJECT", "Macros", b"vbaProject.bin"])
@pytest.mark.parametrize("before", [0, 1024 * 1024 - 20, 1024 * 1024 - 11, 2 * 1024 * 1024 - 9])
def test_v5_a_macro_is_found_wherever_it_stands(mark, before):
    """An old Office file is read a mebibyte at a time."""
    word = mark if isinstance(mark, bytes) else mark.encode("utf-16-le")
    with pytest.raises(Invalid):
        told("a.doc", uploads.OLE + b"\x01" * (before - 8) + word + b"\x01" * 200)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("a.b", "a.b"),
        ("x" * 118 + ".b", "x" * 118 + ".b"),
        ("x" * 119 + ".b", "x" * 118 + ".b"),
        ("x" * 200 + ".jpeg", "x" * 115 + ".jpeg"),
        ("a.tar.gz", "a.tar.gz"),
    ],
)
def test_a_name_is_cut_to_120_and_keeps_its_ending(raw, clean):
    assert uploads.clean_name(raw) == clean


@pytest.mark.parametrize("ending", ["exe", "x" * 30])
def test_an_ending_we_do_not_take_is_quoted_in_its_first_ten_letters(ending):
    with pytest.raises(Invalid) as refused:
        told(f"a.{ending}", b"x")
    assert refused.value.values == {"ending": ending[:10]}


def test_a_refusal_quotes_the_name_and_its_ending():
    for name, data in (("a.pdf", b"x"), ("b.c.docx", package("x.xml"))):
        with pytest.raises(Invalid) as refused:
            told(name, data)
        assert refused.value.values == {"name": name, "ending": name.rsplit(".", 1)[1]}
    with pytest.raises(Invalid) as refused:
        told("a.pdf", b"")
    assert refused.value.values == {"name": "a.pdf"}


def test_a_name_that_is_an_ending_alone_is_told_as_it_ends():
    assert told("txt", b"x") == "text/plain"
    with pytest.raises(Invalid) as refused:
        told("docx", package("xl/workbook.xml"))
    assert refused.value.values == {"name": "docx", "ending": "docx"}


def test_a_picture_has_sixty_million_pixels_at_most():
    assert uploads.MOST_PIXELS == 60_000_000


def test_v5_no_more_than_a_mebibyte_is_in_memory_at_once():
    sizes = set()

    class Counting(io.BytesIO):
        def read(self, size=-1):
            sizes.add(size)
            return super().read(size)

    uploads.type_of("a.doc", Counting(uploads.OLE + b"\x01" * 3 * MIB))
    assert sizes == {4096, MIB}
