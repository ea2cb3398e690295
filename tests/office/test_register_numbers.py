"""What the registers count: nothing not yet due, no draft, the right person, every return."""

import io
from datetime import timedelta
from decimal import Decimal

import openpyxl
import pytest
from sqlalchemy import select, text

from models.approvals import Chain, Route
from models.customers import Customer
from models.files.deficiencies import Deficiency, Penalty
from models.files.records import CustomerFile
from models.lending.loans import Loan
from models.lending.requests import AccessRequest, RequestLine
from models.people import User
from models.platform.records import Setting
from models.words.approvals import StepNeed, StepRole, Verdict
from models.words.files import Fault, FilingFault
from models.words.kinds import Kind
from models.words.lending import Action
from portal.files import deficiencies, filing
from portal.files.completeness_rules import Gap
from portal.lending import decisions, requests, returns
from portal.lending.locks import lock_approval
from portal.office import build
from portal.platform.language import translate_text as say
from portal.platform.numbering import ledger
from tests.files.test_f3_r69_sent_back import back, do, office, submitted  # noqa: F401
from tests.support import asking, loans, make
from tests.support.asking import ask
from tests.support.registers import count_of, rows_of
from tests.support.rows import locked

DAY = timedelta(days=1)
SERIES = "KH-2026-{seq:4}"


def workbook(stage, source, who="li", **args):
    with stage.work(who) as work:
        stream = io.BytesIO()
        build.write_sheet(build.find_source(work, source, args), stream, say)
    return openpyxl.load_workbook(stream)


def texts(page):
    return [str(c.value) for row in page.iter_rows() for c in row if c.value is not None]


@pytest.fixture
def due(stage):
    """Three files of sales: due last week and filed, due last week and not, due next week."""
    kind, customer, box = make.file_class(stage), make.customer(stage), make.box(stage)
    filed = make.filed(stage, kind, customer, box, key="a")
    late = make.draft(stage, kind, customer, box, key="b")
    later = make.draft(stage, kind, customer, box, key="c")
    with stage.work() as work:
        for id, days, parts in ((filed, -5, 4), (late, -5, 0), (later, 7, 0)):
            row = work.session.get(CustomerFile, id)
            row.due_on, row.parts_due = work.today + timedelta(days=days), parts
    return filed


def test_r40_what_is_not_due_yet_counts_for_nobody(stage, due):
    """The period ends today at the latest, whatever day it was asked up to."""
    for to in ("", "2026-11-30", "2026-12-31"):
        row = next(r for r in rows_of(stage, "filing_rates", to=to) if r["部门"] == "销售部")
        assert (row["应交数"], row["按时数"], row["及时率"]) == (2, 1, Decimal("0.5")), to


def test_r40_departments_with_nothing_due_stay_and_their_rates_are_dashes(stage, due):
    rows = {row["部门"]: row for row in rows_of(stage, "filing_rates")}
    assert set(rows) == {"总经办", "销售部", "客务部", "档案室"}
    assert [rows["客务部"][n] for n in ("应交数", "及时率", "完整率")] == [0, "—", "—"]
    assert count_of(stage, "filing_rates") == 4


def test_r40_rates_are_numbers_with_a_percent_format_and_the_total_is_a_formula(stage, due):
    page = workbook(stage, "report:filing_rates").worksheets[0]
    rate = next(row for row in page.iter_rows() if row[1].value == "销售部")[4]
    assert (rate.value, rate.number_format) == (0.5, "0.0%")
    label = next(row for row in page.iter_rows() if str(row[0].value).startswith('="合计'))
    assert label[0].value == '="合计（"&SUBTOTAL(2,A5:A8)&" 行）"'  # a filter leaves fewer
    assert [c.value for c in label[2:5]] == [
        "=SUBTOTAL(9,C5:C8)",
        "=SUBTOTAL(9,D5:D8)",
        '=IF(C9=0,"—",D9/C9)',
    ]
    assert label[4].number_format == "0.0%"


def test_i3_first_middle_and_newest_gaps_stand_in_the_ledger_as_on_the_screen(stage):
    """One function finds them, for the page of gaps and for the sheet, in Chinese."""
    with stage.work() as work:
        work.session.execute(
            text("INSERT INTO number_counters (scope, last) VALUES (:s, 1)"), {"s": SERIES}
        )
        for last in (2, 4):  # serials 1 and 4 are lost
            ledger.draw_number(work, "KH-{year}-{seq:4}", Kind.FILE, None)
            work.session.execute(text("UPDATE number_counters SET last = :n"), {"n": last})
            work.session.expire_all()
        ledger.draw_number(work, "KH-{year}-{seq:4}", Kind.FILE, None)
        work.session.execute(text("UPDATE number_counters SET last = 7"))
    rows = rows_of(stage, "number_ledger")
    assert [(r["编号"], r["状态"]) for r in rows] == [
        ("1", "缺号"),
        ("KH-2026-0002", "已使用"),
        ("KH-2026-0003", "已使用"),
        ("4", "缺号"),
        ("KH-2026-0005", "已使用"),
        ("6–7", "缺号"),
    ]
    screen = [g.serial for g in ledger.find_gaps(stage.session, SERIES)]
    assert screen == [1, 4, 6, 7]
    assert count_of(stage, "number_ledger") == 6
    assert [r["编号"] for r in rows_of(stage, "number_ledger", to="2026-11-22")] == []
    assert "缺号" in texts(workbook(stage, "report:number_ledger").worksheets[0])


def test_c16_overdue_working_days_are_counted_whatever_the_rate_of_penalties(stage):
    """From the day to cure by to the day it was handed in or closed, closed days left out."""
    key = make.filed(stage, make.file_class(stage), make.customer(stage), make.box(stage))
    with stage.work("wang") as work:
        file = work.session.get(CustomerFile, key)
        deficiencies.open_deficiencies(work, file, [Gap("合同", Fault.MISSING)], "周五补")
        work.session.scalars(select(Deficiency)).one().cure_by = work.today - 3 * DAY  # a Friday
    (row,) = rows_of(stage, "missing_parts")
    assert (row["逾期工作日"], row["状态"]) == (1, "待补")
    with stage.work() as work:
        work.add(
            Setting(
                name="deficiency_penalty", value={"value": 50}, changed_at=work.now, changed_by=0
            )
        )
    stage.now += 4 * DAY
    assert rows_of(stage, "missing_parts")[0]["逾期工作日"] == 5
    with stage.work() as work:
        work.session.scalars(select(Deficiency)).one().closed_on = work.today - 2 * DAY
    assert rows_of(stage, "missing_parts")[0]["逾期工作日"] == 3


def two_steps(stage):
    """Sun first, then the general manager."""
    asking.chains(stage)
    with stage.work() as work:
        one = {"role": None, "user_id": None, "need": StepNeed.ONE, "workdays": 2}
        steps = [
            {**one, "name": "部门", "who": StepRole.APPLICANT_HEAD},
            {**one, "name": "总经理", "who": StepRole.ROLE, "role": "approver"},
        ]
        for route in work.session.scalars(select(Route)):
            route.active = False
        work.session.flush()
        work.add(Chain(code="two", name="两级", steps=steps))
        work.add(Route(chain_code="two"))


def test_c4_the_approver_is_who_decided_last_in_whose_place_by_the_name_of_that_day(stage):
    two_steps(stage)
    asking.delegate(stage, "gm", "he")
    id = asking.submitted(stage, "ann", ask(Action.BORROW, asking.files(stage)))
    approval = asking.cleared(stage, id)

    def approver():
        return rows_of(stage, "request_register")[0]["批准或驳回人"] or ""

    assert approver() == ""
    for who in ("sun", "he"):
        with stage.work(who) as work:
            decisions.decide_request(work, lock_approval(work, approval), verdict=Verdict.APPROVE)
        assert approver() == ("何档 代 总经理" if who == "he" else "")
    with stage.work() as work:
        work.session.get(User, stage.people["he"]).name = "何改名"
    assert approver() == "何档 代 总经理"


def test_w23_a_refused_request_says_who_refused_it(stage):
    two_steps(stage)
    id = asking.submitted(stage, "ann", ask(Action.BORROW, asking.files(stage)))
    approval = asking.cleared(stage, id)
    with stage.work("sun") as work:
        decisions.decide_request(work, lock_approval(work, approval), verdict=Verdict.APPROVE)
    with stage.work("gm") as work:
        one = lock_approval(work, approval)
        decisions.decide_request(work, one, verdict=Verdict.REJECT, comment="不宜借出")
    (row,) = rows_of(stage, "request_register")
    assert (row["批准或驳回人"], row["状态"]) == ("总经理", "已驳回")


def test_w23_a_refused_file_of_a_granted_request_says_who_decided(stage):
    asking.chains(stage)
    files = asking.files(stage, 2)
    id = asking.submitted(stage, "ann", ask(Action.BORROW, files))
    approval = asking.cleared(stage, id)
    refused = stage.session.scalars(
        select(RequestLine.id).where(RequestLine.file_id == files[1])
    ).one()
    with stage.work("sun") as work:
        no = decisions.LineVerdict(approve=False, comment="涉密")
        locked_one = lock_approval(work, approval)
        decisions.decide_request(work, locked_one, verdict=Verdict.APPROVE, verdicts={refused: no})
    rows = rows_of(stage, "request_register")
    assert [r["批准或驳回人"] for r in rows] == ["孙经理", "孙经理"]
    assert rows[1]["本卷状态"] == "已驳回"


def test_drafts_are_in_no_register(stage):
    asking.chains(stage)
    files = asking.files(stage, 2)
    with stage.work("ann") as work:
        draft = requests.draft_request(work, ask(Action.BORROW, files[:1])).id
    asking.submitted(stage, "ann", ask(Action.BORROW, files[1:]))
    make.draft(
        stage,
        stage.session.scalar(select(CustomerFile.class_id).limit(1)),
        stage.session.scalar(select(Customer.id)),
        None,
        key="draft",
    )
    number = stage.session.get(AccessRequest, draft).number
    assert [r["利用申请"] for r in rows_of(stage, "request_register")] != [number]
    assert count_of(stage, "request_register") == 1
    assert count_of(stage, "file_catalogue") == 2
    with stage.work("ann") as work:
        requests.withdraw_request(work, locked(work, AccessRequest, draft))
    assert count_of(stage, "request_register") == 1


def test_r69_the_sheet_of_returns_counts_returns(office):  # noqa: F811
    """Twice sent back is two in the table of the summary, not one person."""
    back(office, [{"paper": 0, "fault": FilingFault.WRONG, "remark": ""}])
    do(office, "owen", filing.submit_file, office.file, sorted_out=True)
    back(office)
    (row,) = rows_of(office, "filing_returns")
    assert row["退回次数"] == 2
    assert count_of(office, "filing_returns") == 1
    page = workbook(office, "report:filing_returns").worksheets[1]
    table = {r[0].value: r[1].value for r in page.iter_rows()}
    assert table["销售部"] == 2


def test_the_loan_register_shows_due_day_return_day_days_late_and_overdue(stage):
    """逾期 is a state of its own, in the register, in its chart and in the list."""
    first = loans.lend(stage, serial=1)
    loans.lend(stage, serial=2)
    due = loans.the_loan(stage, first).due_on
    stage.now += (due - stage.now.date()) + 3 * DAY
    with stage.work("wang") as work:
        returns.receive_loan(work, locked(work, Loan, first))
    back_row, out = rows_of(stage, "loan_register")
    assert [back_row[n] for n in ("应还日期", "归还日期", "逾期天数", "状态")] == [
        due,
        due + 3 * DAY,
        3,
        "待验收",
    ]
    assert [out[n] for n in ("应还日期", "归还日期", "逾期天数", "状态")] == [
        due,
        None,
        3,
        "逾期未还",
    ]
    book = workbook(stage, "report:loan_register")
    shown = {r[0].value: r[1].value for r in book.worksheets[1].iter_rows()}
    assert shown["逾期未还"] == 1
    listed = texts(workbook(stage, "list:loans").worksheets[0])
    assert {"应还日期", "归还时间", "逾期天数", "逾期未还"} <= set(listed)


def test_a_loan_not_yet_due_is_neither_late_nor_in_time(stage):
    loans.lend(stage)
    (row,) = rows_of(stage, "loan_register")
    assert (row["逾期天数"], row["状态"]) == (None, "借出中")


def test_the_forms_say_the_true_count_never_the_cap(stage, monkeypatch):
    for name in "甲乙丙":
        make.customer(stage, f"{name}方贸易有限公司")
    monkeypatch.setattr("portal.platform.lists.page.CAP", 1)
    monkeypatch.setattr("portal.platform.lists.statement.CAP", 1)
    with stage.work("wang") as work:
        assert build.find_source(work, "list:customers", {}).size(None) == 3
        assert build.find_source(work, "report:customer_register", {}).size(None) == 3


def test_a_sheet_that_leaves_rows_out_says_so(stage):
    """Archived and merged cards, files void or lost, penalties dropped."""
    ids = [make.customer(stage, f"{name}方贸易有限公司") for name in "甲乙丙丁"]
    with stage.work() as work:
        for id, state in zip(ids, ("active", "archived", "merged", "merged"), strict=True):
            into = ids[0] if state == "merged" else None
            work.session.execute(
                text("UPDATE customers SET state = :s, merged_into_id = :m WHERE id = :i"),
                {"s": state, "i": id, "m": into},
            )
    told = texts(workbook(stage, "report:customer_register").worksheets[0])
    assert any("未列入：已停用 1，作废·并入 2" in line for line in told), told[:6]
    listed = texts(workbook(stage, "list:customers").worksheets[0])
    assert any("未列入：另有 2 行，按“状态”筛选可见" in line for line in listed), listed[:6]


def test_c16_penalties_add_up_by_department_in_figures_and_in_words(stage):
    key = make.filed(stage, make.file_class(stage), make.customer(stage), make.box(stage))
    with stage.work("wang") as work:
        file = work.session.get(CustomerFile, key)
        deficiencies.open_deficiencies(work, file, [Gap("合同", Fault.MISSING)], "周五补")
        row = work.session.scalars(select(Deficiency)).one()
        for n, (amount, state) in enumerate(
            ((50, "proposed"), (1200, "confirmed"), (9, "dropped"))
        ):
            work.add(
                Penalty(
                    deficiency_id=row.id,
                    day=work.today + n * DAY,
                    amount=amount,
                    owner_id=row.owner_id,
                    department_id=row.department_id,
                )
            )
            work.session.execute(
                text("UPDATE penalties SET state = :s WHERE amount = :a"),
                {"s": state, "a": amount},
            )
    page = workbook(stage, "report:penalty_register").worksheets[0]
    told = texts(page)
    words = [line for line in told if "大写" in line]
    assert words == ["确认金额（元）大写：人民币壹仟贰佰元整"]  # W18: proposals are no fines
    assert "销售部 小计" in told
    assert any("未列入：已撤销 1" in line for line in told)
    assert len(page.tables) == 0
