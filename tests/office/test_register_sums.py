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
from portal.platform.numbering import ledger
from tests.support import asking
from tests.support.asking import ask
from tests.support.registers import count_of, rows_of
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
SUMS = {
    ("file_catalogue", "件数"): "SELECT sum(items_count) FROM files",
    ("file_catalogue", "页数"): "SELECT sum(pages_count) FROM files",
    ("loan_register", "件数"): "SELECT sum(items_out) FROM loans",
    ("penalty_register", "金额（元）"): "SELECT sum(amount) FROM penalties",
    ("filing_returns", "退回次数"): "SELECT count(*) FROM file_returns",
    ("filing_rates", "应交数"): "SELECT count(*) FROM files WHERE due_on <= :today",
    ("filing_rates", "应收件项"): "SELECT sum(parts_due) FROM files WHERE due_on <= :today",
}


@pytest.mark.parametrize("name", QUERIES)
def test_every_count_is_that_of_plain_sql(busy, name):
    counted = busy.session.scalar(QUERIES[name])
    assert counted > 0
    assert len(rows_of(busy, name)) == count_of(busy, name) == counted


@pytest.mark.parametrize(("name", "column"), SUMS)
def test_every_total_is_that_of_plain_sql(busy, name, column):
    sql = text(SUMS[(name, column)])
    with busy.work() as work:
        today = work.today
    values = {"today": today} if ":today" in SUMS[(name, column)] else {}
    counted = busy.session.scalar(sql, values)
    assert counted > 0
    assert sum(row[column] for row in rows_of(busy, name)) == counted
