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


@pytest.mark.parametrize("raw", ["", "...", "noending", ".pdf", "/", "\u202e.pdf"])
def test_a_name_with_nothing_in_it_is_refused(raw):
    with pytest.raises(Invalid, match="ending"):
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
        ("bomb.docx", bomb()),
        ("many.docx", package(more=[(f"x/{n}", b"") for n in range(5001)])),
        ("sizes.docx", lying_sizes()),
        ("two.pdf", PDF + package()),
        ("two.gif", b"GIF89a" + b"\x00" * 20 + package()),
    ],
)
def test_sec5_what_we_do_not_take_is_refused_in_words(name, data):
    with pytest.raises(Invalid) as refusal:
        told(name, data)
    assert refusal.value.field == "file"
    assert "Traceback" not in str(refusal.value)


@given(st.binary(max_size=400), st.sampled_from(sorted(uploads.TYPES)))
def test_any_bytes_are_told_or_refused_and_never_crash(data, ending):
    try:
        uploads.type_of(f"a.{ending}", io.BytesIO(data))
    except Invalid:
        return
    assert data
