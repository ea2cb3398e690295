"""D10: a workbook is checked against its entry; what was changed in it is named."""

import hashlib
import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial

import openpyxl
import pytest
from sqlalchemy import select

from models.platform.audit import AuditEntry
from models.platform.sheets import Export, ExportProof
from portal.errors import Invalid
from portal.fast.switch import switched
from portal.office import build, exports, sheet_checks, sheet_faults
from tests.support import rewriting
from tests.support.cheating import unlock
from tests.support.proving import (
    COLUMNS,
    FIRST,
    GROUPED,
    HEAD,
    PARTS,
    PLAIN,
    ROWS,
    cells,
    change,
    check,
    faults,
    maker,
)
from tests.support.rewriting import opened, tamper


@pytest.fixture
def made(stage, monkeypatch):
    return maker(stage, monkeypatch)


WRITERS = {
    "kept": {"sheets": [PLAIN]},
    "groups": {"sheets": [GROUPED]},
    "parts": {"sheets": PARTS},
    "fast": {"sheets": [replace(PLAIN, tallies=(), code="")], "form": False, "bulk": 0},
    "streamed": {"sheets": [GROUPED], "bulk": 0},
}


@pytest.fixture(params=list(WRITERS))
def path(request, made, monkeypatch):
    """A workbook of each writer."""
    kind = WRITERS[request.param]
    if "bulk" in kind:
        monkeypatch.setattr(build, "BULK_ROWS", kind["bulk"])
    return made(*kind["sheets"], form=kind.get("form", True))[0]


SAVED_AGAIN = [
    rewriting.by_openpyxl,
    rewriting.by_openpyxl_rich,
    rewriting.texts_in_cells,
    rewriting.texts_rich,
    rewriting.numbers_long,
    rewriting.cells_bare,
    rewriting.cells_added,
    rewriting.values_gone,
    rewriting.prefixed,
    rewriting.formulas_shared,
    rewriting.dates_iso,
]


def test_d10_a_workbook_as_it_was_made_is_intact(stage, path):
    assert faults(stage, path) == []


@pytest.mark.parametrize("save", SAVED_AGAIN, ids=lambda f: f.__name__)
def test_d10_saved_again_untouched_it_is_the_same(stage, path, save):
    before = path.read_bytes()
    save(path)
    assert path.read_bytes() != before
    assert faults(stage, path) == []


def test_d10_saved_again_in_every_way_one_after_the_other(stage, path):
    for save in SAVED_AGAIN:
        save(path)
    assert faults(stage, path) == []


def test_d10_formats_widths_and_notes_are_not_covered(stage, made):
    path, _id = made(GROUPED)

    def dress(book):
        page = book.worksheets[0]
        for line in page.iter_rows():
            for cell in line:
                cell.number_format, cell.style = "General", "Normal"
        page.column_dimensions["A"].width = 60
        page["A3"].comment = openpyxl.comments.Comment("看过", "李")

    tamper(path, dress)
    assert faults(stage, path) == []


CELL_FAULTS = [
    ("a text", "C7", "张三"),
    ("a number", "G7", 999),
    ("a number as text", "G7", "3703703.67"),
    ("text as a number", "C7", 3),
    ("a day", "E7", date(2026, 1, 4)),
    ("an hour", "F7", datetime(2026, 11, 23, 15, 30, 16)),  # noqa: DTZ001
    ("emptied", "C7", None),
    ("filled", "D8", "李四"),
    ("a truth", "H5", True),
    ("beside the table", "L7", "另记"),
    ("one blank more", "J10", " 前后空格  "),
]


@pytest.mark.parametrize(("what", "address", "value"), CELL_FAULTS, ids=lambda v: str(v)[:12])
def test_d10_one_changed_value_is_named_by_sheet_cell_row_and_column(
    stage, made, what, address, value
):
    path, _id = made(PLAIN)
    tamper(path, change(address, value))
    [(text, tab, values)] = faults(stage, path)
    assert (tab, values["cell"], values["row"]) == ("考核台账", address, int(address[1:])), what
    title = COLUMNS["ABCDEFGHIJ".index(address[0])].title if address[0] < "K" else ""
    assert values.get("title", "") == title
    assert "%(cell)s" in text


def test_d10_every_writer_names_the_cell(stage, path):
    tamper(path, change("C7", "改了", tab=-1 if "第 2 卷" in tabs(path) else 0))
    assert cells(faults(stage, path)) == ["C7"]


def tabs(path):
    return opened(path).sheetnames


def test_d10_a_title_and_what_stands_above_it(stage, made):
    path, _id = made(PLAIN)
    tamper(path, change(f"C{HEAD}", "名字"))
    assert faults(stage, path) == [
        (sheet_faults.HEADING, "考核台账", {"cell": f"C{HEAD}", "row": HEAD})
    ]
    tamper(path, change(f"C{HEAD}", "姓名"))
    tamper(path, change("A1", "另一本台账"))
    assert faults(stage, path) == [(sheet_faults.CELL, "考核台账", {"cell": "A1", "row": 1})]


def test_d10_a_row_deleted_inserted_moved_or_two_swapped(stage, made):
    path, _id = made(PLAIN)
    whole = path.read_bytes()

    def lines(step):
        path.write_bytes(whole)
        rewriting.lines(path, step)
        return faults(stage, path)

    gone = lines(lambda rows: rows.pop(6))
    assert gone == [(sheet_faults.ROW_GONE, "考核台账", {"row": 7})]
    new = lines(lambda rows: rows.insert(6, rows[2]))
    assert new == [(sheet_faults.ROW_NEW, "考核台账", {"row": 7})]
    for one, other in ((6, 7), (5, 9)):
        swapped = lines(partial(swap, one, other))
        assert swapped == [(sheet_faults.SWAPPED, "考核台账", {"row": one + 1, "other": other + 1})]
    moved = lines(lambda rows: rows.insert(10, rows.pop(5)))
    assert moved == [(sheet_faults.MOVED, "考核台账", {"row": 6, "other": 11})]
    last = lines(lambda rows: rows.pop(12))
    assert last == [(sheet_faults.ROW_GONE, "考核台账", {"row": 13})]


def swap(one, other, rows):
    rows[one], rows[other] = rows[other], rows[one]


def test_d10_a_row_changed_beside_one_that_was_deleted(stage, made):
    path, _id = made(PLAIN)
    tamper(path, change("C8", "改了"))
    rewriting.lines(path, lambda rows: rows.pop(6))
    assert [(t, v["row"]) for t, _tab, v in faults(stage, path)] == [
        (sheet_faults.NAMED_CELL, 7),
        (sheet_faults.ROW_GONE, 7),
    ]


def test_d10_rows_deleted_at_the_end_of_a_fast_sheet(stage, made, monkeypatch):
    monkeypatch.setattr(build, "BULK_ROWS", 0)
    path, _id = made(replace(PLAIN, tallies=()), form=False)
    rewriting.lines(path, lambda rows: rows.pop())
    assert faults(stage, path) == [(sheet_faults.ROW_GONE, "考核台账", {"row": 13})]


def test_d10_a_formula_replaced_by_its_value(stage, made):
    path, _id = made(GROUPED)
    total = sum(Decimal("1234567.89") * n for n in range(1, 6))
    tamper(path, change("G10", float(total)))
    assert cells(faults(stage, path)) == ["G10"]
    tamper(path, change("G10", "=SUBTOTAL(9,G5:G9)"))
    assert faults(stage, path) == []
    tamper(path, change("G16", 5))
    assert cells(faults(stage, path)) == ["G16"], "the total too"


def test_d10_a_sheet_renamed_removed_or_added(stage, made):
    path, _id = made(*PARTS)
    whole = path.read_bytes()

    def rename(book):
        book.worksheets[1].title = "第 3 卷"

    tamper(path, rename)
    assert faults(stage, path) == [(sheet_faults.TAB_NAMED, "第 2 卷", {"now": "第 3 卷"})]
    path.write_bytes(whole)
    tamper(path, lambda book: book.remove(book.worksheets[0]))
    assert faults(stage, path) == [(sheet_faults.TAB_GONE, "第 1 卷", {})]
    path.write_bytes(whole)
    tamper(path, lambda book: book.create_sheet("附页"))
    assert faults(stage, path) == [(sheet_faults.TAB_NEW, "附页", {})]


def test_d10_the_line_with_the_sha256(stage, made):
    path, id = made(PLAIN)
    line = next(c for row in page(path).iter_rows() for c in row if "SHA-256" in str(c.value))
    digest = re.search("[0-9a-f]{64}", line.value)[0]
    tamper(path, change(line.coordinate, line.value.replace(digest, "0" * 64)))
    assert faults(stage, path) == [(sheet_faults.FOOT, "考核台账", {"row": line.row})]
    tamper(path, change(line.coordinate, None))
    with pytest.raises(Invalid) as caught:
        check(stage, path)
    assert str(caught.value) == sheet_checks.NOT_OURS
    assert faults(stage, path, number=id) == [(sheet_faults.NO_FOOT, "考核台账", {})]


def page(path):
    return opened(path).worksheets[0]


def test_d10_without_the_side_file_the_row_is_named(stage, made):
    path, id = made(PLAIN)
    tamper(path, change("C7", "改了"))
    kept = path.read_bytes()
    other = path.with_name("kept.xlsx")
    other.write_bytes(kept)
    stage.now += timedelta(days=8)
    with stage.work() as work:
        exports.expire_exports(work)
    assert faults(stage, other) == [(sheet_faults.ROW, "考核台账", {"row": 7})]
    assert check(stage, other).cells is False
    proof = stage.session.get(ExportProof, id)
    assert (proof.storage_key, len(proof.marks)) == ("", 8 * lines_of(proof))


def lines_of(proof):
    return sum(sheet["lines"] for sheet in proof.layout["sheets"])


def test_d10_the_sha256_is_what_the_page_says(stage, made):
    """docs/proof.md, followed with nothing but the file."""
    path, id = made(PLAIN)
    digest = hashlib.sha256()
    for cells_ in page(path).iter_rows(min_row=HEAD, max_row=FIRST + len(ROWS) - 1):
        said = [spell(cell) for cell in cells_]
        digest.update(("\x1f".join(said).rstrip("\x1f") + "\x1e").encode())
    assert digest.hexdigest() == stage.session.get(Export, id).sha256


def spell(cell):
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime):
        moment = value.replace(microsecond=0) + timedelta(seconds=round(value.microsecond / 1e6))
        return "\x02" + moment.isoformat().removesuffix("T00:00:00")
    if isinstance(value, int | float):
        return "\x01" + format(value, ".15g")
    text = re.sub("_x([0-9A-F]{4})_", lambda m: chr(int(m[1], 16)), value)
    return re.sub("[\x00-\x08\x0b-\x1f]", "", text.replace("\r\n", "\n").replace("\r", "\n"))


def test_d10_the_number_is_in_the_file_and_each_check_is_recorded(stage, made):
    path, id = made(PLAIN)
    tamper(path, change("C7", "改了"))
    check(stage, path)
    entry = stage.session.scalars(
        select(AuditEntry).where(AuditEntry.happened == "check_sheet")
    ).one()
    assert (entry.subject_id, entry.actor["name"]) == (id, "王档")
    assert entry.details["facts"] == {
        "name": "台账.xlsx",
        "sha256": stage.session.get(Export, id).sha256,
        "intact": False,
        "count": 1,
    }


def test_d10_who_may_see_the_export_and_auditors_may_check_it(stage, made):
    path, id = made(PLAIN)
    assert check(stage, path, "audit").intact
    with pytest.raises(Invalid) as caught:
        check(stage, path, "he")
    assert str(caught.value) == sheet_checks.UNKNOWN % {"number": id}


def test_d10_a_file_of_somebody_else_is_told_plainly(stage, made, tmp_path):
    path, id = made(PLAIN)
    book = openpyxl.Workbook()
    strange = tmp_path / "strange.xlsx"
    book.active["A1"] = "名单"
    book.save(strange)
    for said, expected in (
        ("名单", sheet_checks.NOT_OURS),
        (f"1 rows. SHA-256 of the data: {'a' * 64}. Export no. 99", sheet_checks.UNKNOWN),
        (f"1 rows. SHA-256 of the data: {'a' * 64}. Export no. {id}", sheet_checks.STRANGE),
    ):
        book.active["A9"] = said
        book.save(strange)
        with pytest.raises(Invalid) as caught:
            check(stage, strange)
        assert caught.value.text == expected
    with stage.work() as work:
        unlock(work.session, "export_proofs")
        work.session.delete(work.session.get(ExportProof, id))
    with pytest.raises(Invalid) as caught:
        check(stage, path)
    assert caught.value.text == sheet_checks.OLD


def test_d10_the_entry_itself_is_checked(stage, made):
    """Whoever changes file and entry alike, but has no key, is found."""
    path, id = made(PLAIN)
    with stage.work() as work:
        unlock(work.session, "export_proofs")
        proof = work.session.get(ExportProof, id)
        own, summary = proof.layout["sheets"]
        sheets = [{**own, "sha256": "b" * 64}, summary]
        proof.layout = {**proof.layout, "sheets": sheets}
    line = next(c for row in page(path).iter_rows() for c in row if "SHA-256" in str(c.value))
    tamper(path, change(line.coordinate, re.sub("[0-9a-f]{64}", "b" * 64, line.value)))
    assert faults(stage, path) == [
        (sheet_faults.CELL, "考核台账", {"cell": line.coordinate, "row": line.row}),
        (sheet_faults.ENTRY, "考核台账", {}),
    ]


def test_d10_neither_entry_nor_side_file_tells_what_is_in_a_cell(stage, made):
    """Equal cells and lines have other digests in each export."""
    numbers = [made(PLAIN)[1] for _ in range(2)]
    proofs = [stage.session.get(ExportProof, number) for number in numbers]
    assert proofs[0].marks != proofs[1].marks
    storage = exports.Storage(stage.config.storage)
    sides = [storage.path(proof.storage_key).read_bytes() for proof in proofs]
    cells_ = [s["lines"] * s["columns"] for s in proofs[0].layout["sheets"]]
    assert len(sides[0]) == 4 * sum(cells_)
    words = [side[i : i + 4] for side in sides for i in range(0, len(side), 4)]
    assert len(set(words)) == len(words)


def test_d10_the_plain_writer_seals_alike(stage, made):
    with switched(plain=True):
        path, _id = made(GROUPED)
    assert faults(stage, path) == []


def test_d10_text_that_looks_like_an_escape_is_text(stage, made):
    looks = [[n, "部", "_x0041_", "_x000D_", None, None, 1, 1, 1, "_X0041_"] for n in (1, 2)]
    path, _id = made(replace(PLAIN, rows=looks, tallies=()))
    rewriting.texts_in_cells(path)
    assert faults(stage, path) == []
    rewriting.rewrite(path, lambda xml: xml.replace("_x005F_x0041_", "A"))
    assert cells(faults(stage, path)) == ["C5", "C6"]
