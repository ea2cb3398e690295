"""D10: the seal covers every tab and the amounts in words; what is not seen is remarked upon."""

import re
from dataclasses import replace

import openpyxl
import pytest

from models.platform.sheets import Export, ExportProof
from portal.errors import Invalid
from portal.office import build, sheet_checks, sheet_faults, sheet_remarks
from tests.support import rewriting
from tests.support.cheating import unlock
from tests.support.proving import (
    FIRST,
    GROUPED,
    PLAIN,
    ROWS,
    cells,
    change,
    check,
    faults,
    maker,
)
from tests.support.rewriting import opened, tamper

TOTAL = FIRST + len(ROWS)  # rows as Excel counts them
WORDS, CLOSING, SIGNED = TOTAL + 1, TOTAL + 3, TOTAL + 5
SUMMARY = "汇总"


@pytest.fixture
def made(stage, monkeypatch):
    return maker(stage, monkeypatch)


@pytest.fixture
def path(made):
    return made(PLAIN)[0]


def remarks(stage, path):
    verdict = check(stage, path)
    assert verdict.intact
    return [(said.text, said.tab, dict(said.values)) for said in verdict.remarks]


def test_d10_a_number_of_the_summary_is_named(stage, path):
    table = next(c for row in opened(path)[SUMMARY] for c in row if c.value == "业务一部")
    tamper(path, change(f"B{table.row}", 99, tab=1))
    found = check(stage, path).faults
    assert [(f.tab, f.values["cell"]) for f in found] == [(SUMMARY, f"B{table.row}")]


@pytest.mark.parametrize("address", ["A1", "A2", "B8", "C9", "F30"])
def test_d10_every_cell_of_the_summary_is_compared(stage, path, address):
    """Title, notes, formulas, the room beside its tables and below them."""
    tamper(path, change(address, "改了", tab=1))
    assert {f.tab for f in check(stage, path).faults} == {SUMMARY}


def test_d10_a_summary_removed_or_renamed(stage, path):
    whole = path.read_bytes()
    tamper(path, lambda book: book.remove(book[SUMMARY]))
    assert faults(stage, path) == [(sheet_faults.TAB_GONE, SUMMARY, {})]
    path.write_bytes(whole)

    def rename(book):
        book[SUMMARY].title = "小结"

    tamper(path, rename)
    assert faults(stage, path) == [(sheet_faults.TAB_NAMED, SUMMARY, {"now": "小结"})]
    path.write_bytes(whole)

    def put_another(book):
        book.remove(book[SUMMARY])
        book.create_sheet("附页")["A1"] = "另一页"

    tamper(path, put_another)
    assert faults(stage, path) == [
        (sheet_faults.TAB_GONE, SUMMARY, {}),
        (sheet_faults.TAB_NEW, "附页", {}),
    ]


def test_d10_the_amount_in_words_is_compared(stage, path):
    page = opened(path).worksheets[0]
    assert "大写" in page[f"A{WORDS}"].value
    tamper(path, change(f"A{WORDS}", "金额大写：人民币玖佰元整"))
    [(text, tab, values)] = faults(stage, path)
    assert (text, tab) == (sheet_faults.CELL, "考核台账")
    assert values == {"cell": f"A{WORDS}", "row": WORDS}, "and it is in no column of the rows"


def test_d10_the_number_of_rows_beside_the_sha256_is_compared(stage, path):
    said = opened(path).worksheets[0][f"A{CLOSING}"].value
    tamper(path, change(f"A{CLOSING}", said.replace("共 9 行", "共 8 行")))
    assert cells(faults(stage, path)) == [f"A{CLOSING}"]


def test_d10_text_in_the_lines_to_sign_is_neither_fault_nor_remark(stage, path):
    page = opened(path).worksheets[0]
    signed = [c for c in page[SIGNED] if c.value]
    assert len(signed) == 2
    for cell in signed:
        tamper(path, change(cell.coordinate, cell.value.replace("______________", "张三")))
    verdict = check(stage, path)
    assert (verdict.intact, verdict.remarks) == (True, [])
    assert verdict.left[0].text == sheet_remarks.NOT_COMPARED
    assert "Lines to sign" in verdict.left[0].text, (
        "and the verdict says that they are not compared"
    )


@pytest.mark.parametrize("row", [CLOSING + 1, SIGNED + 1, SIGNED + 40])
def test_d10_text_below_the_sealed_lines_is_remarked(stage, path, row):
    tamper(path, change(f"C{row}", "以上均已按期归还，无逾期。"))
    values = {"cells": f"C{row}"}
    assert remarks(stage, path) == [(sheet_remarks.OUTSIDE, "考核台账", values)]


def test_d10_hidden_rows_columns_and_sheets_are_remarked(stage, path):
    def hide(book):
        page = book.worksheets[0]
        for row in (6, 8, 9, 10):
            page.row_dimensions[row].hidden = True
        page.column_dimensions["D"].hidden = True
        book.worksheets[1].sheet_state = "veryHidden"

    tamper(path, hide)
    assert remarks(stage, path) == [
        (sheet_remarks.HIDDEN_ROWS, "考核台账", {"rows": "6、8–10"}),
        (sheet_remarks.HIDDEN_COLUMNS, "考核台账", {"columns": "D"}),
        (sheet_remarks.HIDDEN_TAB, SUMMARY, {}),
    ]


def test_d10_rows_and_columns_of_no_size_are_hidden(stage, path):
    def flatten(xml):
        xml = re.sub(r'<row r="7"[^>]*>', '<row r="7" ht="0" customHeight="1">', xml)
        return re.sub(r'(<col min="1" max="1" width=)"[^"]*"', r'\1"0"', xml)

    rewriting.rewrite(path, flatten)
    assert remarks(stage, path)[:2] == [
        (sheet_remarks.HIDDEN_ROWS, "考核台账", {"rows": "7"}),
        (sheet_remarks.HIDDEN_COLUMNS, "考核台账", {"columns": "A"}),
    ]


@pytest.mark.parametrize(
    ("address", "shown"),
    [("H7", '"按期"'), ("G7", "General"), ("E7", "yyyy"), ("C7", ";;;"), ("A1", ";;;")],
)
def test_d10_another_number_format_of_a_cell_is_remarked(stage, path, address, shown):
    def dress(book):
        book.worksheets[0][address].number_format = shown

    tamper(path, dress)
    values = {"column": address[0], "count": 1, "cell": address}
    assert remarks(stage, path) == [(sheet_remarks.FORMAT, "考核台账", values)]


WAYS = [
    rewriting.by_openpyxl,
    rewriting.texts_in_cells,
    rewriting.numbers_long,
    rewriting.values_gone,
    rewriting.prefixed,
]


@pytest.mark.parametrize("bulk", [None, 0], ids=["kept", "streamed"])
@pytest.mark.parametrize("form", [True, False], ids=["form", "list"])
def test_d10_untouched_or_saved_again_there_is_nothing_to_remark(
    stage, made, monkeypatch, bulk, form
):
    if bulk is not None:
        monkeypatch.setattr(build, "BULK_ROWS", bulk)
    path, id = made(replace(GROUPED, tallies=PLAIN.tallies), form=form)
    for save in (lambda _path: None, *WAYS):
        save(path)
        verdict = check(stage, path)
        assert ([f.tab for f in verdict.faults], verdict.remarks) == ([], [])
        assert verdict.sha256 == stage.session.get(Export, id).sha256
    assert [tab for tab, _last in verdict.compared] == opened(path).sheetnames


def test_d10_formats_written_in_another_way_are_the_same():
    plain = sheet_remarks.plain_format
    assert plain("yyyy\\-mm\\-dd") == plain("yyyy-mm-dd;@") == plain("YYYY-MM-DD")
    assert plain('[>0]"逾期 "0" 日"') == plain("[>0]逾期\\ 0\\ 日")
    assert plain("#,##0_ ") == plain("#,##0_)") == plain("[$-804]#,##0")
    assert plain("") == plain("General")
    assert plain('"按期"') != plain("0")


def test_d10_the_tab_that_only_says_the_sha256_is_compared(stage, made, monkeypatch):
    monkeypatch.setattr(build, "BULK_ROWS", 0)
    path, _id = made(replace(PLAIN, tallies=()), form=False)
    whole, tab = path.read_bytes(), opened(path).sheetnames[1]
    said = opened(path)[tab]["A2"].value
    tamper(path, change("A2", said.replace("共 9 行", "共 8 行"), tab=1))
    assert cells(faults(stage, path)) == ["A2"]
    path.write_bytes(whole)
    digest = check(stage, path).export.sha256
    tamper(path, change("A2", said.replace(digest, "0" * 64), tab=1))
    assert faults(stage, path) == [(sheet_faults.FOOT, tab, {"row": 2})]


def test_d10_the_sha256_of_the_file_at_hand_is_told(stage, path):
    registered = check(stage, path).sha256
    tamper(path, change("C7", "改了"))
    verdict = check(stage, path)
    assert verdict.export.sha256 == registered
    assert len(verdict.sha256) == 64
    assert verdict.sha256 != registered


@pytest.fixture
def old(stage, made):
    """An export of before: no mark of its rule; neither summary, words nor closing line sealed."""
    path, id = made(PLAIN)
    with stage.work() as work:
        unlock(work.session, "export_proofs")
        proof = work.session.get(ExportProof, id)
        own = dict(proof.layout["sheets"][0])
        own.update(lines=TOTAL, closing=CLOSING - TOTAL)
        del own["signed"], own["formats"]
        proof.layout = {"tabs": proof.layout["tabs"], "sheets": [own]}
        proof.marks = proof.marks[: 8 * TOTAL]
    return path


def test_d10_an_export_of_before_is_checked_by_its_own_rule(stage, old):
    assert remarks(stage, old) == []
    tamper(old, change(f"A{WORDS}", "金额大写：人民币玖佰元整"))
    tamper(old, change("B8", 99, tab=1))
    verdict = check(stage, old)
    assert (verdict.intact, verdict.remarks) == (True, [])
    assert verdict.compared == [("考核台账", TOTAL)]
    left = [(said.text, dict(said.values)) for said in verdict.left[1:]]
    assert left == [(sheet_remarks.OLD_RULE, {}), (sheet_remarks.OLD_TABS, {"tabs": SUMMARY})]
    tamper(old, change("C7", "改了"))
    assert cells(faults(stage, old)) == ["C7"]


def test_d10_of_an_export_of_before_a_removed_summary_is_told(stage, old):
    tamper(old, lambda book: book.remove(book[SUMMARY]))
    assert faults(stage, old) == [(sheet_faults.TAB_GONE, SUMMARY, {})]


def test_d10_a_strange_file_with_empty_lines_is_no_export_of_ours(stage, made, tmp_path):
    """Empty lines are sealed too, and stand in every file."""
    _path, id = made(PLAIN)
    book = openpyxl.Workbook()
    book.active["A9"] = f"1 rows. SHA-256 of the data: {'a' * 64}. Export no. {id}"
    strange = tmp_path / "strange.xlsx"
    book.save(strange)
    with pytest.raises(Invalid) as caught:
        check(stage, strange)
    assert caught.value.text == sheet_checks.STRANGE


def test_d10_the_words_of_an_empty_table_are_compared(stage, made):
    """“No records” in a table and in its summary, and the total of nothing below it."""
    path = made(replace(PLAIN, rows=[]))[0]
    book = opened(path)
    nothing = [next(c.row for c in page["A"] if c.value == "无记录") for page in book]
    assert book.worksheets[0][f"A{nothing[0] + 1}"].value == "合计（0 行）"
    assert check(stage, path).intact
    whole = path.read_bytes()
    for tab, row in enumerate(nothing):
        tamper(path, change(f"A{row}", "一条", tab=tab))
        assert cells(faults(stage, path)) == [f"A{row}"]
        path.write_bytes(whole)
    tamper(path, change(f"A{nothing[0] + 1}", "合计（9 行）"))
    assert cells(faults(stage, path)) == [f"A{nothing[0] + 1}"]


def test_d10_the_line_of_the_hash_is_sealed_where_it_folds(stage, made):
    """It is one cell over the printed columns, and its count of rows is compared as before."""
    path = made(replace(PLAIN, columns=PLAIN.columns[:3], rows=[r[:3] for r in ROWS]))[0]
    page = opened(path).worksheets[0]
    line = next(c for c in page["A"] if "SHA-256" in str(c.value))
    assert any(line.coordinate in area for area in page.merged_cells.ranges)
    assert check(stage, path).intact
    tamper(path, change(line.coordinate, line.value.replace("9 行", "8 行", 1)))
    assert cells(faults(stage, path)) == [line.coordinate]
