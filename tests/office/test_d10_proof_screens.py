"""D10: the page that checks an exported file, its command, and what is no workbook of ours."""

import io
import re
import zipfile

import openpyxl
import pytest
from sqlalchemy import select

from models.platform.audit import AuditEntry
from models.platform.records import Setting
from models.platform.sheets import Export
from portal.errors import TooLarge
from portal.office import sheet_checks
from portal.platform.storage.bytes import Storage
from tests.support import make
from tests.support.rewriting import tamper

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.fixture
def exported(web):
    """A workbook that wang exported, and its number."""
    make.customer(web, "北京甲方贸易有限公司")
    make.customer(web, "上海乙方贸易有限公司")
    answer = web.as_("wang").post("/exports/new/?source=list:customers", data={"purpose": ""})
    assert answer.status_code == 303
    with web.work() as work:
        id = work.session.scalars(select(Export.id)).one()
    with web.as_("wang").get(f"/exports/{id}/file/") as answer:
        return answer.data, id


def post(web, content, who="wang", name="客户.xlsx", **more):
    data = {"file": (io.BytesIO(content), name), **more}
    return web.as_(who).post("/exports/check/", data=data, content_type="multipart/form-data")


def changed(content, tmp_path, change):
    path = tmp_path / "changed.xlsx"
    path.write_bytes(content)
    tamper(path, change)
    return path


def rename(book):
    """Another name for the first customer of the list."""
    page = book.worksheets[0]
    cell = next(c for row in page.iter_rows() for c in row if c.value == "上海乙方贸易有限公司")
    cell.value = "广州丙方贸易有限公司"


def test_d10_the_page_says_that_nothing_was_changed(web, exported):
    content, id = exported
    before = stored(web)
    page = post(web, content)
    assert page.status_code == 200
    assert "没有改动：核对过的内容与系统导出时相同。" in page.text
    assert f'<dd class="num">{id}</dd>' in page.text
    assert stored(web) == before, "the upload is not kept"


def stored(web):
    return set(Storage(web.config.storage).root.glob("??/*"))


def test_d10_the_page_names_the_cell_that_was_changed(web, exported, tmp_path):
    content, id = exported
    page = post(web, changed(content, tmp_path, rename).read_bytes())
    assert page.status_code == 200
    assert "这份表格在导出之后被改动过。" in page.text
    assert "单元格 B" in page.text
    assert "“客户名称”列）被改动。" in page.text
    with web.work() as work:
        entry = work.session.scalars(
            select(AuditEntry).where(AuditEntry.happened == "check_sheet")
        ).one()
        assert (entry.subject_id, entry.details["facts"]["intact"]) == (id, False)
    assert "核对了导出文件" in web.as_("audit").get(f"/audit/{entry.seq}/").text


def hide(book):
    book.worksheets[0].row_dimensions[5].hidden = True


def test_d10_page_and_command_remark_on_what_is_hidden(web, exported, tmp_path):
    """It is no fault, and «as exported» is not said without it."""
    content, _id = exported
    path = changed(content, tmp_path, hide)
    page = post(web, path.read_bytes()).text
    assert "没有改动：核对过的内容与系统导出时相同。" not in page
    assert "看到或打印出来的可能与导出时不同" in page
    assert "有隐藏的行：第 5 行。" in page
    assert "签名行（本来就供人填写，填了不算改动）" in page
    said = web.app.test_cli_runner().invoke(args=["sheet", "verify", str(path)])
    assert said.exit_code == 0
    assert "注意　" in said.output
    assert "有隐藏的行：第 5 行。" in said.output


def test_d10_auditors_check_what_others_generated_and_strangers_do_not(web, exported):
    content, id = exported
    assert "没有改动" in post(web, content, "audit").text
    page = post(web, content, "li")
    assert page.status_code == 422
    assert f"没有你能查看的导出编号 {id}" in page.text
    assert web.as_("ann").get("/exports/check/").status_code == 403


def bomb():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>" + b" " * 50_000_000)
    return stream.getvalue()


def locked():
    return OLE + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600


def broken(part, content):
    stream = io.BytesIO()
    book = openpyxl.Workbook()
    book.save(stream)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(part, content)
    return stream.getvalue()


BAD = {
    "nothing": (b"", "这不是 .xlsx 工作簿"),
    "text": ("名称,电话\n甲,1\n".encode(), "这不是 .xlsx 工作簿"),
    "picture": (b"\x89PNG\r\n\x1a\n", "这不是 .xlsx 工作簿"),
    "old": (OLE + b"\0" * 600, "这不是 .xlsx 工作簿"),
    "locked": (locked(), "密码"),
    "bomb": (bomb(), "解压"),
    "cut": (b"PK\x03\x04 and no more", "损坏"),
    "doctype": (
        broken("xl/worksheets/more.xml", '<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>'),
        "文档类型",
    ),
    "macro": (broken("xl/vbaProject.bin", b"x"), "宏"),
    "strange": (broken("docProps/note.txt", b"x"), "文件里没有导出编号"),
}


@pytest.mark.parametrize("what", list(BAD))
def test_d10_what_is_no_workbook_of_ours_is_told_in_a_sentence(web, what):
    content, sentence = BAD[what]
    before = stored(web)
    page = post(web, content)
    assert page.status_code == 422
    assert sentence in page.text
    assert stored(web) == before


def test_d10_a_file_beyond_the_limit_is_refused(web):
    with web.work() as work:
        one = {"value": 1}
        work.add(Setting(name="upload_megabytes", value=one, changed_at=work.now, changed_by=0))
    before = stored(web)
    with pytest.raises(TooLarge), web.work("wang") as work:
        sheet_checks.check_upload(work, io.BytesIO(b"PK" + b"0" * 1024 * 1024))
    assert stored(web) == before


def test_d10_without_a_file_or_with_a_number_that_is_none(web, exported):
    content, id = exported
    assert "请先选择文件" in web.as_("wang").post("/exports/check/", data={"number": ""}).text
    for number in ("x", "²", "9" * 19):
        page = post(web, content, number=number)
        assert page.status_code == 422
        assert "整数" in page.text
    assert "没有改动" in post(web, content, number=str(id)).text


def test_d10_the_page_is_found_from_the_exports_and_by_what_it_is_called(web, exported):
    wang = web.as_("wang")
    assert 'href="/exports/check/"' in wang.get("/exports/").text
    for typed in ("核对", "校验表格", "防篡改", "heduidaochu"):
        found = wang.get("/palette/", query_string={"q": typed}).json
        assert "/exports/check/" in [line["url"] for line in found], typed


def test_d10_flask_sheet_verify_tells_and_exits(web, exported, tmp_path):
    content, id = exported
    path = tmp_path / "客户.xlsx"
    path.write_bytes(content)
    runner = web.app.test_cli_runner()
    said = runner.invoke(args=["sheet", "verify", str(path)])
    assert said.exit_code == 0
    assert "没有改动：核对过的内容与系统导出时相同。" in said.output
    assert f"导出编号：{id}　" in said.output
    digests = re.findall("SHA-256：([0-9a-f]{64})", said.output)
    assert digests[0] == digests[1], "registered, and of the file at hand"
    other = changed(content, tmp_path, rename)
    said = runner.invoke(args=["sheet", "verify", str(other)])
    assert said.exit_code == 1
    assert "单元格 B" in said.output
    assert "这份表格在导出之后被改动过。" in said.output
    assert "系统只保存校验值，不保存内容" in said.output
    assert digests[0] in said.output
    now = re.findall("SHA-256：([0-9a-f]{64})", said.output)
    assert (now[0], now[1] != digests[1]) == (digests[0], True)
    assert not re.search("[a-z]{4,}", re.sub("[0-9a-f]{64}|xlsx", "", said.output)), "one language"
    path.write_bytes(b"no workbook")
    said = runner.invoke(args=["sheet", "verify", str(path)])
    assert said.exit_code == 1
    assert said.output.startswith("错误：这不是 .xlsx 工作簿")
    with web.app.app_context():
        said = runner.invoke(args=["link", "nobody"])
    assert (said.exit_code, said.output) == (1, "错误：没有启用的账号“nobody”。\n")
