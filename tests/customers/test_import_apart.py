"""Rows of one name with different credit codes: two customers, nobody is asked, and it is said."""

from models.words.kinds import Kind
from portal.office import intake
from portal.platform.imports import tally
from tests.customers.test_import_cases import sheet_of
from tests.support.lists import batch_of, outcomes, write
from views.office.import_review import said_kinds

CODES = ("91350100M000100Y43", "91110000600037341L", "91330106673959654P")
HEAD = ["客户名称", "统一社会信用代码"]


def apart(stage, id):
    return [
        (each["rows"], [typed.split("\t") for typed, _rows in each["spelt"]])
        for each in batch_of(stage, id).faults
        if each["kind"] == tally.APART
    ]


def test_r59_pairs_of_one_name_and_two_codes_are_written_and_counted(stage, bring):
    first = bring(sheet_of(HEAD, ["华达器械", CODES[0]], ["盛隆物业", ""]))
    write(stage, first)
    id = bring(sheet_of(HEAD, ["华达器械", CODES[1]], ["华达器械", CODES[2]], ["新客户", ""]))
    assert outcomes(stage, id) == ["new", "new", "new"]
    number = f"HH-{stage.now:%Y}00001"
    assert apart(stage, id) == [(2, [["2", "华达器械", number], ["3", "华达器械", "2"]])]
    [shown] = said_kinds(intake.target_of(Kind.CUSTOMER), batch_of(stage, id))["apart"]
    assert shown["pairs"] == [("2", "华达器械", number), ("3", "华达器械", "第 2 行")]
    assert apart(stage, first) == []
