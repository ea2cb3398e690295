"""D3: the sheet of the audit speaks words, with before and after, previous hash, request number."""

import openpyxl
import pytest
from sqlalchemy import select

from models.customers import Customer
from models.platform.audit import AuditEntry
from models.words.acts import ACTS
from models.words.customers import Nature
from portal.customers import cards
from portal.office import exports
from tests.support import make
from tests.support.one_of_each import one_of_each

CODE = "91350100M000100Y43"


def rows_of(stage, **args):
    """The exported sheet of the auditor, a dict a row."""
    with stage.work("audit") as work:
        id = exports.ask_export(work, "list:audit", args, "年度审计").id
    with stage.work("audit") as work, exports.take_export(work, id)[0].open("rb") as stream:
        page = openpyxl.load_workbook(stream).worksheets[0]
    lines = [[cell.value or "" for cell in line] for line in page.iter_rows()]
    head = next(n for n, line in enumerate(lines) if "动作" in line)
    body = [line for line in lines[head + 1 :] if line[0] and "SHA-256" not in str(line[0])]
    return [dict(zip(lines[head], line, strict=True)) for line in body]


@pytest.fixture
def changed(stage):
    """A customer whose card was changed in a word, a text and a number that roles see masked."""
    id = make.customer(stage)
    with stage.work("wang") as work:
        row = work.session.get(Customer, id)
        given = {"phone": "010-62345678", "unified_credit_code": CODE}
        cards.edit_customer(work, row, {**given, "nature": Nature.ORDINARY_COMPANY})
    return id


def test_d3_the_sheet_has_before_and_after_in_words(stage, changed):
    row = next(r for r in rows_of(stage) if "010-62345678" in r["改动后"])
    assert (row["人员"], row["记录类别"]) == ("王档", "客户")
    assert row["动作"] in set(map(str, row.values())) - set(ACTS), "no name of an act"
    assert "电话：010-62345678" in row["改动后"].split("\n")
    assert len(row["改动前"].split("\n")) == len(row["改动后"].split("\n"))
    assert CODE not in str(row), "masked as on the page (D4)"
    assert "统一社会信用代码：***" in row["改动后"]
    assert "ordinary_company" not in row["改动后"]


def test_d3_the_sheet_shows_the_chain_as_it_is(stage, changed):
    rows = rows_of(stage)
    known = {str(e.seq): e for e in stage.session.scalars(select(AuditEntry))}
    assert rows
    for row in rows:
        entry = known[row["序号"]]
        assert (row["前一条摘要"], row["摘要"]) == (entry.previous, entry.hash)
        assert row["动作"] not in ACTS
        assert row["人员"] != "system"


def test_d3_what_belongs_to_a_request_has_its_number(stage):
    one_of_each(stage)
    rows = rows_of(stage)
    numbered = {row["记录类别"] for row in rows if row["申请单号"]}
    assert {"利用申请", "借阅单", "查阅登记", "复制登记"} & numbered >= {"利用申请"}
    assert len(numbered) >= 3
    assert not [row for row in rows if row["记录类别"] == "客户" and row["申请单号"]]
