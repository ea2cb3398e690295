"""What registers, lists and the monthly report say of the same thing is the same, and in words."""

import io
import re
from datetime import timedelta

import openpyxl
import pytest
from sqlalchemy import select, text

from models.customers import Customer
from models.files.deficiencies import Deficiency, Penalty
from models.files.records import CustomerFile
from models.lending.loans import Loan
from models.words.files import Fault
from models.words.kinds import Kind
from models.words.lending import Action
from portal.files import deficiencies
from portal.files.completeness_rules import Gap
from portal.lending import requests, returns
from portal.office import answer_book, build
from portal.office.catalog import BOOKS, REPORTS
from portal.platform.language import translate_text as say
from portal.platform.numbering import ledger
from portal.platform.numbering.rules import spell_template
from portal.platform.sheets import register
from portal.platform.sheets.sheet import Phrase, Total
from tests.support import asking, loans, make
from tests.support.asking import ask
from tests.support.registers import rows_of
from tests.support.rows import locked

DAY = timedelta(days=1)
RAW = re.compile(r"\{\w+(:\d+)?\}")


def pages(stage, source, who="li", **args):
    with stage.work(who) as work:
        stream = io.BytesIO()
        build.write_sheet(build.find_source(work, source, args), stream, say)
    return openpyxl.load_workbook(stream).worksheets


def told(page):
    return [str(c.value) for row in page.iter_rows() for c in row if c.value is not None]


def total_of(page):
    """The row of the total, by heading."""
    rows = [list(row) for row in page.iter_rows()]
    head = next(r for r in rows if sum(c.value is not None for c in r) == page.max_column)
    foot = next(r for r in rows if str(r[0].value).startswith(('="合计', "合计")))
    return {h.value: cell for h, cell in zip(head, foot, strict=True)}


@pytest.fixture
def late(stage):
    """Two loans past their day, one of them back; the third is not due yet."""
    ids = [loans.lend(stage, serial=n) for n in (1, 2, 3)]
    with stage.work() as work:
        for id in ids[:2]:
            row = work.session.get(Loan, id)
            row.issued_on, row.due_on = work.today - 20 * DAY, work.today - 3 * DAY
    with stage.work("wang") as work:
        returns.receive_loan(work, locked(work, Loan, ids[0]))
    return stage


def test_w4_what_is_in_time_is_a_word_and_what_is_late_a_number(late):
    days = [row["逾期天数"] for row in rows_of(late, "loan_register")]
    assert days == [3, 3, None]
    with late.work() as work:
        first = work.session.scalars(select(Loan).order_by(Loan.id)).first()
        first.due_on = work.today  # it came back in time
    assert [row["逾期天数"] for row in rows_of(late, "loan_register")] == ["按期", 3, None]


@pytest.mark.parametrize("name", list(REPORTS))
def test_w4_every_format_of_words_has_no_condition_above_nought(name):
    for column in REPORTS[name].columns:
        for phrase in (column.format, column.foot):
            if isinstance(phrase, Phrase):
                for language in (say, str):
                    form = phrase.pattern(language)
                    assert "[>" not in form
                    assert form.count(";") == form.startswith("[=1]"), form


def test_w5_every_total_follows_the_filter_and_says_what_it_counts(late):
    page, *_ = pages(late, "report:loan_register")
    foot = total_of(page)
    assert foot["序号"].value == '="合计（"&SUBTOTAL(2,A5:A7)&" 行）"'.replace(
        "A5:A7", re.search(r"A\d+:A\d+", foot["序号"].value)[0]
    )
    assert re.fullmatch(r"=SUBTOTAL\(2,J\d+:J\d+\)", foot["逾期天数"].value)
    assert foot["逾期天数"].number_format == '"逾期 "0" 笔"'
    assert foot["件数"].value.startswith("=SUBTOTAL(9,")
    for report in REPORTS.values():
        for column in report.columns:
            if column.total is Total.LATE:
                assert column.foot.above != "overdue %(count)s", column.title


def test_w10_a_loan_past_its_day_has_one_state_in_every_sheet(late):
    number = rows_of(late, "overdue_register")[0]["借阅单号"]
    for name in ("loan_register", "overdue_register"):
        (row,) = (r for r in rows_of(late, name) if r["借阅单号"] == number)
        assert row["状态"] == "逾期未还", name
    assert "逾期未还" in told(pages(late, "list:loans")[0])


@pytest.mark.parametrize("name", list(REPORTS))
def test_w10_no_register_says_the_stored_state_of_a_loan(stage, name):
    with stage.work("li") as work:
        params = {"file": "KH-2026-0001"} if name == "item_catalogue" else {}
        statement = REPORTS[name].select(work, params)
        assert Loan.__table__.c.state not in list(statement.selected_columns)


def test_w11_the_register_names_the_overdue_loans_of_the_list(late):
    head = " ".join(told(pages(late, "report:loan_register")[0])[:6])
    assert len(rows_of(late, "overdue_register")) == 1
    assert "“逾期”合计含已逾期归还的；至今逾期未还 1 笔" in head


def test_w11_the_register_names_the_overdue_parts_of_the_monthly_report(stage):
    """Handed in late, it is late in the register and not overdue in the report of the month."""
    file = make.filed(stage, make.file_class(stage), make.customer(stage), make.box(stage))
    with stage.work("wang") as work:
        row = work.session.get(CustomerFile, file)
        gaps = [Gap(name, Fault.MISSING) for name in ("合同", "章程", "报告")]
        deficiencies.open_deficiencies(work, row, gaps, "周五补")
        lacks = work.session.scalars(select(Deficiency).order_by(Deficiency.id)).all()
        for lack in lacks:
            lack.found_on, lack.cure_by = work.today - 9 * DAY, work.today - 7 * DAY
        lacks[0].offered_on = work.today - DAY
    assert sum(isinstance(r["逾期工作日"], int) for r in rows_of(stage, "missing_parts")) == 3
    head = " ".join(told(pages(stage, "report:missing_parts")[0])[:6])
    with stage.work("li") as work:
        month = answer_book.check_month(work, BOOKS["monthly"], {"month": "2026-11"})
        book = answer_book.fill_book(work, BOOKS["monthly"], month, say)
        listed = build.find_source(work, "list:deficiencies", {"late": "1"}).size(None)
    missing = next(each for each in book.answers if each.answer.name == "missing_by_part")
    overdue = sum(row[3] for row in missing.rows)
    assert overdue == listed == 2
    assert f"至今未补交的逾期缺件 {overdue} 项" in head


def test_w12_no_register_or_list_prints_a_template(stage):
    with stage.work() as work:
        for template in ("KH-{year}-{seq:4}", "SC-{year}{month}-{seq:4}"):
            ledger.draw_number(work, template, Kind.FILE, None)
    for source in ("report:number_ledger", "list:numbers"):
        words = told(pages(stage, source)[0])
        assert not [word for word in words if RAW.search(word)], source
        assert "KH-2026-〔4位流水号〕" in words
    assert spell_template("{class}-{year}-{seq:4}", say) == "〔类别〕-〔年〕-〔4位流水号〕"


def test_w12_the_screens_of_numbers_print_no_template(web):
    make.filed(web, make.file_class(web), make.customer(web), make.box(web))
    with web.work() as work:
        ledger.draw_number(work, "KH-{year}-{seq:4}", Kind.FILE, None)
    for path in ("/numbers/", "/numbers/gaps/"):
        page = web.as_("li").get(path).text
        assert "KH-2026-〔4位流水号〕" in page, path
        assert ">KH-2026-{seq:4}" not in page, path


@pytest.fixture
def fined(stage):
    """Two proposals of 1.50 and one confirmed of 2.25."""
    file = make.filed(stage, make.file_class(stage), make.customer(stage), make.box(stage))
    with stage.work("wang") as work:
        row = work.session.get(CustomerFile, file)
        deficiencies.open_deficiencies(work, row, [Gap("合同", Fault.MISSING)], "周五补")
        lack = work.session.scalars(select(Deficiency)).one()
        owner = {"owner_id": row.owner_id, "department_id": row.department_id}
        for n, amount in enumerate((1.5, 1.5, 2.25)):
            day = work.today + n * DAY
            work.add(Penalty(deficiency_id=lack.id, day=day, amount=amount, **owner))
    stage.session.execute(text("UPDATE penalties SET state = 'confirmed' WHERE amount > 2"))
    stage.session.commit()
    return stage


def test_w18_proposals_are_no_fines_and_a_summary_has_its_fen(fined):
    rows = rows_of(fined, "penalty_register")
    assert [float(row["确认金额（元）"] or 0) for row in rows] == [0, 0, 2.25]
    page, summary = pages(fined, "report:penalty_register")
    assert [line for line in told(page) if "大写" in line] == [
        "确认金额（元）大写：人民币贰元贰角伍分"
    ]
    lines = {r[0].value: r[1] for r in summary.iter_rows(min_row=1) if r[0].value == "销售部"}
    assert lines["销售部"].value == pytest.approx(2.25)
    assert lines["销售部"].number_format.startswith("#,##0.00")


def test_w18_the_list_of_penalties_adds_up_what_is_confirmed(fined):
    foot = total_of(pages(fined, "list:penalties")[0])
    assert foot["确认金额（元）"].value.startswith("=SUBTOTAL(9,")
    assert foot["金额（元）"].value is None


def test_w24_drafts_are_named_in_the_head_and_add_up_to_all_numbers(stage):
    asking.chains(stage)
    files = asking.files(stage, 2)
    with stage.work("ann") as work:
        requests.draft_request(work, ask(Action.BORROW, files[:1]))
    asking.submitted(stage, "ann", ask(Action.BORROW, files[1:]))
    page, *_ = pages(stage, "report:request_register")
    assert "未列入：草稿 1" in " ".join(told(page)[:6])
    assert len({r["利用申请"] for r in rows_of(stage, "request_register")}) + 1 == (
        stage.session.scalar(text("SELECT count(*) FROM requests"))
    )


def test_w24_files_in_preparation_are_named_in_the_head_of_the_catalogue(stage):
    kind, box = make.file_class(stage), make.box(stage)
    card = make.customer(stage)
    make.filed(stage, kind, card, box)
    make.draft(stage, kind, card, None, key="draft")
    assert "未列入：拟建 1" in " ".join(told(pages(stage, "report:file_catalogue")[0])[:6])


@pytest.mark.parametrize("name", list(REPORTS))
def test_w22_w24_every_register_over_one_table_says_what_it_leaves_out(stage, name):
    """Rows and what the head names are all there is: nothing is left out without a word."""
    report = REPORTS[name]
    leaves = {"customer_register", "file_catalogue", "penalty_register", "request_register"}
    leaves |= {"filing_rates", "item_catalogue"}
    assert (report.left_out is not None) == (name in leaves)


def test_w22_a_register_of_ones_own_department_says_so(stage):
    make.customer(stage)
    for who, scope in (("sun", "范围：本部门及下级部门"), ("owen", "范围：本人"), ("li", None)):
        head = " ".join(told(pages(stage, "report:customer_register", who)[0])[:6])
        assert (scope in head) if scope else ("范围" not in head), who


def test_w28_no_list_has_two_columns_of_one_meaning_or_an_id_for_a_number(late):
    words = told(pages(late, "list:loans")[0])
    assert "应还日期" in words
    assert "应还" not in words
    card = late.session.scalar(select(Customer.id))
    with late.work() as work:
        kind = work.session.scalar(select(CustomerFile.class_id))
        place = work.session.scalar(select(CustomerFile.place_id))
        make.new_draft(work, late.people["owen"], kind, card, place, "draft")
    page = pages(late, "list:files")[0]
    rows = [[c.value for c in row] for row in page.iter_rows()]
    head = next(row for row in rows if "保管状态" in row or "在库状态" in row or "档号" in row)
    (draft,) = (row for row in rows if row[0] == "未编号")
    assert draft[head.index("库位")] is None
    assert not [word for word in told(page) if word.startswith("#")]
    assert "案卷数" in told(pages(late, "list:requests")[0])


def test_rows_are_those_of_register_rows(late):
    """A word of nought never reaches the seal as another value than the cell has."""
    report = REPORTS["loan_register"]
    with late.work("li") as work:
        rows = list(register.report_rows(work, report, {}, say))
    page, *_ = pages(late, "report:loan_register")
    listed = [[c.value for c in row] for row in page.iter_rows()]
    start = next(n for n, row in enumerate(listed) if row[0] == 1)
    assert [row[9] for row in listed[start : start + 3]] == [row[9] for row in rows]
