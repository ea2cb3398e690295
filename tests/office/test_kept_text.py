"""A text that begins like a formula stays text after somebody has edited it in Excel (SEC-10)."""

from dataclasses import replace

import pytest

from portal.office import build
from portal.platform.sheets.sheet import Tally
from tests.support import rewriting
from tests.support.proving import COLUMNS, PLAIN, faults, maker, row

BEGINNINGS = ("=1+1", "+86 571", "-5 折", "@某人", "平常")
SHEET = replace(
    PLAIN,
    columns=COLUMNS,
    rows=[row(n, "部门", text) for n, text in enumerate(BEGINNINGS, start=1)],
    tallies=(Tally("备注", 9),),
)
WRITERS = {
    "kept": ({"sheets": [SHEET]}, 20_000),
    "streamed": ({"sheets": [SHEET]}, 0),
    "fast": ({"sheets": [replace(SHEET, tallies=(), code="")], "form": False}, 0),
}


@pytest.fixture(params=list(WRITERS))
def path(request, stage, monkeypatch):
    """A workbook of each writer."""
    more, bulk = WRITERS[request.param]
    monkeypatch.setattr(build, "BULK_ROWS", bulk)
    return maker(stage, monkeypatch)(*more["sheets"], form=more.get("form", True))[0]


def test_sec10_texts_that_begin_like_formulas_are_quoted_in_every_tab(path):
    told = 0
    for page in rewriting.opened(path).worksheets:
        for cell in (c for line in page.iter_rows() for c in line if c.value in BEGINNINGS[:4]):
            assert cell.data_type == "s"
            assert cell.quotePrefix, (page.title, cell.coordinate)
            told += 1
    assert told in (4, 8)  # in the rows, and in the summary of whoever has one


def test_d10_quoted_texts_are_intact_and_so_are_they_when_saved_again(stage, path):
    assert faults(stage, path) == []
    rewriting.by_openpyxl(path)
    assert faults(stage, path) == []
