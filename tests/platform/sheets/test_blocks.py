"""Rows sealed a block at a time are sealed as they are one by one, so older proofs still hold."""

from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import pytest

from models.words.values import ValueKind as V
from portal.platform.sheets import blocks, fast_xlsx
from portal.platform.sheets.marks import SideFile
from portal.platform.sheets.seal import Seal
from portal.platform.sheets.sheet import LONGEST_TEXT, Column, Sheet, untranslated

KEY = b"k" * 32
MOMENT = datetime(2026, 11, 23, 4, 30, 15, 7, tzinfo=UTC)
COLUMNS = [
    Column("名称"),
    Column("数量", V.INTEGER),
    Column("金额", V.MONEY),
    Column("日期", V.DATE),
    Column("时间", V.MOMENT),
]
PLAIN = ["杭州三通", 12, Decimal("10.50"), date(2026, 11, 23), MOMENT]
ODD = [
    ["两行\r\n文字\x07", 10**17, Decimal("1E+3"), None, None],
    [None, "***", "***", "没有", "没有"],
    ["", None, None, MOMENT, date(2026, 11, 23)],
    ["长" * (LONGEST_TEXT + 3), True, 0.1 + 0.2, "", ""],
    [7, 1.0, 3, 46349, 46349.5],
    [None, None, None, None, None],
]
BLOCKS = {
    "plain": [PLAIN] * 3,
    "odd": [PLAIN, *ODD, PLAIN],
    "each": ODD,
    "empty": [[None] * len(COLUMNS)] * 2,
    "words": [["x", 1, None, None, MOMENT], ["y", -(10**15), None, None, MOMENT]],
}


def sealed(add):
    side = BytesIO()
    seal = Seal(KEY, SideFile(KEY, side))
    sheet = Sheet(title="表", columns=COLUMNS, rows=())
    own = seal.open_sheet("表", sheet, untranslated)
    add(own)
    seal.side.close()
    return own.close(), bytes(seal.marks), side.getvalue()


def by_columns(rows):
    def add(own):
        cells = [
            blocks.cells_of(values, column.look, own.spellers[n], dated=n in own.days)
            for n, (column, values) in enumerate(zip(COLUMNS, zip(*rows, strict=True), strict=True))
        ]
        own.add_spelt([spelt for _written, spelt in cells])

    return add


def one_by_one(rows):
    def add(own):
        for row in rows:
            own.add_row(row)

    return add


@pytest.mark.parametrize("name", BLOCKS)
def test_d10_a_block_is_sealed_as_its_rows_are(name):
    rows = BLOCKS[name]
    assert sealed(by_columns(rows)) == sealed(one_by_one(rows))


def test_d10_a_narrow_sheet_is_sealed_by_blocks_as_by_rows(monkeypatch):
    """Of one column, a line has two cells all the same."""
    monkeypatch.setattr(f"{__name__}.COLUMNS", COLUMNS[:1])
    rows = [["甲"], [None], ["乙"]]
    assert sealed(by_columns(rows)) == sealed(one_by_one(rows))


def test_rows_are_taken_block_by_block_to_the_last():
    sizes = [len(block) for block in blocks.blocks_of([n] for n in range(blocks.BLOCK * 2 + 1))]
    assert sizes == [blocks.BLOCK, blocks.BLOCK, 1]


@pytest.mark.parametrize("rows", [0, 1, blocks.BLOCK, blocks.BLOCK + 1])
def test_d10_a_long_list_has_a_seal_of_each_line(rows):
    seal, stream = Seal(KEY), BytesIO()
    sheet = Sheet(title="表", columns=COLUMNS, rows=[PLAIN] * rows)
    written = fast_xlsx.write_fast(sheet, stream, seal=seal)
    assert written.rows == rows
    assert written.sheets[0].hashed == rows + 1  # and the headings
    assert len(seal.marks) == 8 * sum(each.lines for each in written.sheets)
