"""A workbook with every type of cell, sealed as an export, and what a check says of it (D10)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import literal, select

from models.words.permissions import Permission as P
from models.words.values import ValueKind as V
from portal.office import build, exports, sheet_checks
from portal.platform.sheets.sheet import Column, Sheet, Tally, Total

COLUMNS = (
    Column("序号", V.INTEGER, 5),
    Column("部门", width=12),
    Column("姓名", width=12),
    Column("姓名", width=12),
    Column("日期", V.DATE, 12),
    Column("时间", V.MOMENT, 18),
    Column("金额", V.MONEY, 12, total=Total.WORDED),
    Column("倍数", V.INTEGER, 8, total=Total.SUM),
    Column("及时率", V.PERCENT, 8),
    Column("备注", V.LONG, 20),
)
MOMENT = datetime(2026, 11, 23, 4, 30, 15, 987_654, tzinfo=UTC)
NOTES = (
    'A&B <甲> "乙"',
    "一行\r\n又一行\r再一行",
    "　全角空格　",
    "x\x07y",
    "=1+1",
    " 前后空格 ",
    "",
    "👨‍👩‍👧 𠮷",
    None,
)
HEAD, FIRST = 4, 5  # rows as Excel counts them: title, two notes, headings


def row(number, part, note):
    return [
        number,
        part,
        f"{number:03}",
        "张三" if number % 2 else None,
        date(2026, 1, number),
        MOMENT + timedelta(hours=number),
        Decimal("1234567.89") * number,
        number,
        Decimal(number) / 7,
        note,
    ]


ROWS = [row(n, "业务一部" if n < 6 else "业务二部", note) for n, note in enumerate(NOTES, start=1)]
PLAIN = Sheet(
    title="考核台账",
    columns=COLUMNS,
    rows=ROWS,
    code="QJ-39",
    version="A/1",
    notes=[
        ("单位名称", "青简档案室"),
        ("统计时点", "2026-11-30"),
        ("制表人", "王档"),
        ("筛选", "全部"),
    ],
    signatures=("制表", "审核"),
    tallies=[Tally("部门", 1)],
)
GROUPED = replace(PLAIN, by=1, tallies=())
PARTS = [replace(PLAIN, tab="第 1 卷", tallies=()), replace(GROUPED, tab="第 2 卷")]


def maker(stage, monkeypatch):
    """Makes the workbook of some sheets as an export; its path and number."""

    def make(*sheets, form=True, who="wang"):
        source = build.Source(
            "考核台账",
            P.CUSTOMER_EXPORT,
            lambda _most: sum(len(s.rows) for s in sheets),
            lambda _say: list(sheets),
            lambda: select(literal(1)),
            form=form,
        )
        monkeypatch.setattr(build, "find_source", lambda *_given: source)
        with stage.work(who) as work:
            id = exports.ask_export(work, "report:penalty_register", {}, "核对用").id
        with stage.work(who) as work:
            return exports.take_export(work, id)[0], id

    return make


def check(stage, path, who="wang", number=0):
    with stage.work(who) as work:
        verdict = sheet_checks.check_sheet(work, path, number)
        sheet_checks.note_check(work, verdict, "台账.xlsx")
        return verdict


def faults(stage, path, **more):
    return [(f.text, f.tab, dict(f.values)) for f in check(stage, path, **more).faults]


def cells(found):
    return [values.get("cell") for _text, _tab, values in found]


def change(address, value, tab=0):
    def step(book):
        book.worksheets[tab][address] = value

    return step
