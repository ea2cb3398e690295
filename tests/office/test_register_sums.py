"""Each register over [a, b] and [b+1, c] is the register over [a, c]; totals are those of SQL."""

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text

from models.files.deficiencies import Deficiency, FileReturn, Penalty
from models.files.records import CustomerFile
from models.lending.loans import Loan
from models.words.files import Fault
from models.words.kinds import Kind
from models.words.lending import Action
from portal.files import deficiencies
from portal.files.completeness_rules import Gap
from portal.lending import desk, returns
from portal.lending.locks import lock_line
from portal.office.catalog import REPORTS
from portal.platform.language import translate_text as say
from portal.platform.numbering import ledger
from portal.platform.sheets.sheet import Total, share_of
from tests.support import asking
from tests.support.asking import ask
from tests.support.registers import rows_of
from tests.support.rows import locked
from tests.support.signing import BY_HAND

DAY = timedelta(days=1)
DAYS = 12
PERIODIC = [name for name, report in REPORTS.items() if "from" in {p.name for p in report.params}]
GROUPED = {"filing_rates": ("部门",), "filing_returns": ("人员", "部门")}
NOT_ADDED = {"序号", "及时率", "完整率", "最多连续退回"}


@pytest.fixture
def busy(stage):
    """Something of every kind on several days, some of it on both sides of midnight."""
    asking.chains(stage)
    files = asking.files(stage, 8)
    start = stage.now
    for n, file in enumerate(files):
        stage.now = start + n * DAY + timedelta(hours=(n % 3) * 5)  # from 17:00 UTC the next day
        _lend(stage, file, (Action.BORROW, Action.VIEW)[n % 2])
        _lack(stage, file)
        if not n:  # the first penalty is confirmed, the others are proposals
            stage.session.execute(text("UPDATE penalties SET state = 'confirmed'"))
            stage.session.commit()
        with stage.work("wang") as work:
            ledger.draw_number(work, "KH-{year}-{seq:4}", Kind.FILE, None)
            work.session.execute(
                text("UPDATE number_counters SET last = last + 1 WHERE scope LIKE 'KH%'")
            )
            work.session.expire_all()
            row = work.session.get(CustomerFile, file)
            row.due_on, row.parts_due = work.today, n
            row.opened_on = work.today
    stage.first = start.date()
    stage.now = start + (DAYS - 2) * DAY
    return stage


def _lend(stage, file, action):
    day = {"planned_on": (stage.now + timedelta(hours=8)).date()} if action is Action.VIEW else {}
    id = asking.approved(stage, "ann", ask(action, [file], **day))
    (line,) = asking.line_ids(stage, id)
    with stage.work("wang") as work:
        desk.set_aside_file(work, lock_line(work, line))
        made = desk.hand_out_file(work, lock_line(work, line), signed=BY_HAND, items=1, pages=3).id
        if action is Action.BORROW and made % 2:
            returns.receive_loan(work, locked(work, Loan, made))


def _lack(stage, file):
    with stage.work("wang") as work:
        row = work.session.get(CustomerFile, file)
        deficiencies.open_deficiencies(work, row, [Gap("合同", Fault.MISSING)], "周五补")
        lack = work.session.scalars(select(Deficiency).where(Deficiency.file_id == file)).one()
        owner = {"owner_id": row.owner_id, "department_id": row.department_id}
        work.add(Penalty(deficiency_id=lack.id, day=work.today, amount=50, **owner))
        work.add(
            FileReturn(
                file_id=file,
                reason="请改正",
                faults=[{"paper": "", "fault": "wrong", "remark": ""}],
                cure_by=work.today,
                returned_at=work.now,
                returned_on=work.today,
                returned_by=work.actor.id,
                **owner,
            )
        )


def period(stage, first, last):
    return {
        "from": str(stage.first + first * DAY),
        "to": str(stage.first + last * DAY),
    }


def lines(rows):
    """The rows without their running number, as often as they stand there."""
    return Counter(tuple(v for k, v in row.items() if k != "序号") for row in rows)


def sums(rows, keys):
    """What the columns of a grouped register add up to, by group."""
    found = Counter()
    for row in rows:
        group = tuple(row[k] for k in keys)
        for name, value in row.items():
            if isinstance(value, int) and name not in NOT_ADDED:
                found[(group, name)] += value
    return found


@pytest.mark.parametrize("name", PERIODIC)
def test_two_periods_side_by_side_are_the_whole(busy, name):
    take = (lambda rows: sums(rows, GROUPED[name])) if name in GROUPED else lines
    assert rows_of(busy, name, **period(busy, 0, DAYS)), "nothing to add up"

    @settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.integers(0, DAYS), min_size=3, max_size=3, unique=True).map(sorted))
    def check(days):
        a, b, c = days
        whole = take(rows_of(busy, name, **period(busy, a, c)))
        parts = take(rows_of(busy, name, **period(busy, a, b)))
        parts += take(rows_of(busy, name, **period(busy, b + 1, c)))
        assert {k: v for k, v in whole.items() if v} == {k: v for k, v in parts.items() if v}

    check()


QUERIES = {
    "loan_register": select(func.count(Loan.id)),
    "file_catalogue": text("SELECT count(*) FROM files WHERE life = 'filed'"),
    "missing_parts": select(func.count(Deficiency.id)),
    "penalty_register": select(func.count(Penalty.id)),
    "viewing_register": text("SELECT count(*) FROM viewings"),
    "request_register": text(
        "SELECT count(*) FROM request_lines JOIN requests ON requests.id = request_id"
        " WHERE submitted_at IS NOT NULL"
    ),
    "number_ledger": text("SELECT 8 + count(*) FROM number_ledger"),  # a gap after each
    "customer_register": text("SELECT count(*) FROM customers WHERE state = 'active'"),
}
OF_FAULT = "SELECT count(*) FROM file_returns"  # each names one fault: wrong
SUMS = {
    ("file_catalogue", "件数"): "SELECT sum(items_count) FROM files",
    ("file_catalogue", "页数"): "SELECT sum(pages_count) FROM files",
    ("item_catalogue", "页数"): "SELECT sum(pages) FROM items WHERE file_id ="
    " (SELECT id FROM files WHERE number = 'KH-2026-0001')",
    ("loan_register", "件数"): "SELECT sum(items_out) FROM loans",
    ("loan_register", "页数"): "SELECT sum(pages_out) FROM loans",
    ("penalty_register", "建议金额（元）"): "SELECT sum(amount) FROM penalties",
    ("penalty_register", "确认金额（元）"): (
        "SELECT sum(amount) FROM penalties WHERE state = 'confirmed'"
    ),
    ("filing_returns", "退回次数"): OF_FAULT,
    ("filing_returns", "问题数"): OF_FAULT,
    ("filing_returns", "内容有误"): OF_FAULT,
    ("filing_rates", "应交数"): "SELECT count(*) FROM files WHERE due_on <= :today",
    ("filing_rates", "按时数"): "SELECT count(*) FROM files WHERE due_on <= :today"
    " AND late_workdays = 0 AND filed_at IS NOT NULL",
    ("filing_rates", "应收件项"): "SELECT sum(parts_due) FROM files WHERE due_on <= :today",
    ("filing_rates", "齐全件项"): "SELECT sum(parts_due - (SELECT count(*) FROM deficiencies"
    " WHERE file_id = files.id AND state <> 'closed')) FROM files WHERE due_on <= :today",
}
NOUGHT = {  # other faults than the one named; returns that were not answered
    ("filing_returns", title)
    for title in (
        "缺件或缺页",
        "字迹不清",
        "缺签名或印章",
        "归属有误",
        "与卷内目录不符",
        "其他问题",
        "未重新提交",
        "已逾期",
    )
}
LATE = {  # two months later
    ("loan_register", "逾期天数"): "SELECT count(*) FROM loans WHERE received_at IS NULL",
    ("overdue_register", "逾期天数"): "SELECT count(*) FROM loans WHERE received_at IS NULL",
    ("missing_parts", "逾期工作日"): "SELECT count(*) FROM deficiencies WHERE cure_by < :today",
}


def test_every_total_there_is_has_its_sql():
    totals = {
        (name, say(column.title))
        for name, report in REPORTS.items()
        for column in report.columns
        if isinstance(column.total, Total)
    }
    assert totals == SUMS.keys() | NOUGHT | LATE.keys()


def of_sql(busy, sql):
    with busy.work() as work:
        today = work.today
    return busy.session.scalar(text(sql), {"today": today} if ":today" in sql else {})


@pytest.mark.parametrize(("name", "column"), [*SUMS, *sorted(NOUGHT)])
def test_every_total_is_that_of_plain_sql(busy, name, column):
    counted = of_sql(busy, SUMS[(name, column)]) if (name, column) in SUMS else 0
    assert bool(counted) == ((name, column) in SUMS)
    args = {"file": "KH-2026-0001"} if name == "item_catalogue" else {}
    assert sum(row[column] or 0 for row in rows_of(busy, name, **args)) == counted


@pytest.mark.parametrize(("name", "column"), list(LATE))
def test_every_count_of_what_is_late_is_that_of_plain_sql(busy, name, column):
    busy.now += 60 * DAY
    counted = of_sql(busy, LATE[(name, column)])
    assert counted > 0
    found = [row[column] for row in rows_of(busy, name)]
    assert sum(isinstance(days, int) for days in found) == counted
    assert {days for days in found if not isinstance(days, int)} <= {None, "按期", "—"}


def test_every_share_is_the_part_of_the_whole(busy):
    for row in rows_of(busy, "filing_rates"):
        for share, part, whole in (
            ("及时率", "按时数", "应交数"),
            ("完整率", "齐全件项", "应收件项"),
        ):
            assert row[share] == share_of(row[part], row[whole])
