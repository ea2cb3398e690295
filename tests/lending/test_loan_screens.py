"""The loan pages: the register and its views, returning one page short, the letter, strangers."""

import io
from datetime import timedelta

import pytest
from sqlalchemy import select

from models.lending.loans import Loan
from models.platform.audit import AuditEntry
from models.words.lending import LoanState, ReminderStage
from portal.lending import reminders, returns, rules
from tests.support import loans
from tests.support.one_of_each import PDF
from tests.support.rows import locked
from views.shell import words


@pytest.fixture
def loan(web):
    return loans.lend(web)


def state(web, loan_id):
    with web.work() as work:
        return work.session.scalar(select(Loan.state).where(Loan.id == loan_id))


def text(answer):
    return answer.get_data(as_text=True)


def test_the_register_shows_what_is_out_and_to_whom(web, loan):
    page = web.as_("wang").get("/loans/")
    assert page.status_code == 200
    for shown in ("JY-2026-00001", "安安", "KH-2026-0001", "借出中", "销售部"):
        assert shown in text(page)


@pytest.mark.parametrize(
    ("query", "late", "found"),
    [
        ("out=1", 0, True),
        ("overdue=1", 0, False),
        ("overdue=1", 1, True),
        ("overdue=0", 1, False),
        ("due_today=1", 0, True),
        ("due_today=1", 1, False),
        ("soon=1", -2, True),
        ("soon=1", -3, False),
        ("soon=1", 1, False),
        ("week=1", -7, True),
        ("week=1", -8, False),
        ("mine=1", 0, False),
        ("state=return_check", 0, False),
        ("search=恒通", 0, True),
        ("search=安安", 0, True),
        ("search=nobody", 0, False),
        ("recalled=1", 0, False),
    ],
)
def test_the_views_of_the_register_follow_the_day(web, loan, query, late, found):
    web.pass_time(days=14 + late)
    page = web.as_("wang").get(f"/loans/?{query}")
    assert page.status_code == 200
    assert ("JY-2026-00001" in text(page)) is found


def test_the_sql_of_overdue_agrees_with_the_rule_on_every_day(web, loan):
    for late in range(-4, 5):
        web.pass_time(days=0)
        web.now = loans.NOON + timedelta(days=14 + late)
        with web.work() as work:
            row = work.session.scalars(select(Loan)).one()
            value = rules.overdue_days(row.state, row.due_on, row.received_at, work.today)
        shown = "JY-2026-00001" in text(web.as_("wang").get("/loans/?overdue=1"))
        assert shown is (value >= 1)


def test_a_borrower_sees_their_own_loans_and_a_stranger_none(web, loan):
    assert "JY-2026-00001" in text(web.as_("ann").get("/loans/?mine=1&out=1"))
    assert "JY-2026-00001" not in text(web.as_("bo").get("/loans/"))
    assert web.as_("bo").get(f"/loans/{loan}/").status_code == 404
    assert web.as_("bo").post(f"/loans/{loan}/do/renew/").status_code == 404
    assert web.as_("bo").post(f"/loans/{loan}/letter/").status_code == 404
    assert web.nobody().get("/loans/").status_code in (302, 403)


def test_the_borrower_renews_from_the_page(web, loan):
    ann = web.as_("ann")
    page = text(ann.get(f"/loans/{loan}/"))
    assert "/do/renew/" in page
    assert "/do/receive/" not in page
    assert ann.post(f"/loans/{loan}/do/renew/").status_code == 303
    assert "2026-12-21" in text(ann.get(f"/loans/{loan}/"))
    again = ann.post(f"/loans/{loan}/do/renew/")
    assert again.status_code == 409
    assert "最多续借 1 次" in text(again)


def test_sc08_one_page_short_stays_to_be_checked_with_the_difference_named(web, loan):
    wang = web.as_("wang")
    assert wang.post(f"/loans/{loan}/do/receive/", data={"brought_by": "安安"}).status_code == 303
    form = text(wang.get(f"/loans/{loan}/do/check/"))
    assert "合同1" in form
    short = {"items": "2", "pages": "119", "condition": "intact"}
    assert wang.post(f"/loans/{loan}/do/check/", data=short).status_code == 303
    page = text(wang.get(f"/loans/{loan}/"))
    assert "归还的内容与借出时不一致" in page
    assert "119/120" in page
    assert state(web, loan) is LoanState.RETURN_CHECK
    assert "/do/shelve/" not in page
    refused = wang.post(f"/loans/{loan}/do/shelve/")
    assert refused.status_code in (409, 422)
    whole = {**short, "pages": "120", "remark": "第 120 页夹在封底"}
    assert wang.post(f"/loans/{loan}/do/check/", data=whole).status_code == 303
    assert wang.post(f"/loans/{loan}/do/shelve/").status_code == 303
    assert state(web, loan) is LoanState.CLOSED


def test_what_was_typed_wrongly_is_said_at_its_field(web, loan):
    wang = web.as_("wang")
    wang.post(f"/loans/{loan}/do/receive/")
    answer = wang.post(
        f"/loans/{loan}/do/check/", data={"items": "two", "pages": "-1", "condition": "intact"}
    )
    assert answer.status_code == 422
    assert "two" in text(answer)


def test_the_letter_is_printed_for_an_overdue_loan_and_on_record(web, loan):
    early = web.as_("wang").post(f"/loans/{loan}/letter/")
    assert early.status_code == 409
    web.pass_time(days=17)
    page = web.as_("wang").post(f"/loans/{loan}/letter/")
    assert page.status_code == 200
    assert "已逾期 3 天" in text(page)
    with web.work() as work:
        happened = work.session.scalars(select(AuditEntry.happened)).all()
    assert "print_reminder" in happened


def test_c13_all_letters_that_are_due_are_printed_at_once_and_only_once(web, loan):
    other = loans.lend(web, "bo", 2)
    assert web.as_("wang").post("/loans/letters/").status_code == 409
    web.pass_time(days=16)
    assert "有 2 份逾期借阅需书面催还" in text(web.as_("wang").get("/desk/"))
    page = text(web.as_("wang").post("/loans/letters/"))
    assert page.count("已逾期 2 天") == 2
    assert "书面催还" not in text(web.as_("wang").get("/desk/"))
    assert web.as_("wang").post("/loans/letters/").status_code == 409
    assert web.as_("ann").post("/loans/letters/").status_code == 403
    with web.work("wang") as work:
        assert work.session.get(Loan, other).letter_on == work.today


def test_sc07_the_rungs_an_outage_skipped_are_listed_by_name(web, loan):
    web.pass_time(days=18)  # four days overdue, and nothing was sent before
    with web.work() as work:
        reminders.remind_borrower(work, locked(work, Loan, loan))
    page = text(web.as_("wang").get(f"/loans/{loan}/"))
    for stage in (ReminderStage.SOON, ReminderStage.LATE, ReminderStage.SUPERIOR):
        with web.app.test_request_context("/"):
            assert words.label(stage) in page


def test_sc07_a_provisional_due_day_says_so_on_the_record_and_on_the_slip(web, loan):
    with web.work() as work:
        row = work.session.get(Loan, loan)
        row.due_provisional = True
    assert "2026-12-07" in text(web.as_("ann").get(f"/loans/{loan}/slip/"))
    for path in (f"/loans/{loan}/", f"/loans/{loan}/slip/"):
        page = text(web.as_("ann").get(path))
        assert "暂定" in page
        assert "载入后重新计算" in page


def test_l4_the_slip_is_the_receipt_of_what_came_back(web, loan):
    wang = web.as_("wang")
    assert "归还验收" not in text(wang.get(f"/loans/{loan}/slip/"))
    wang.post(f"/loans/{loan}/do/receive/", data={"brought_by": "同事小赵"})
    wang.post(f"/loans/{loan}/do/check/", data={"items": "2", "pages": "119", "condition": "worn"})
    page = text(web.as_("ann").get(f"/loans/{loan}/slip/"))
    for said in ("同事小赵", "119/120", "2026-11-23 12:00"):
        assert said in page, said


def test_c8_photos_of_the_condition_hang_on_the_loan(web, loan):
    url = f"/loans/{loan}/"
    assert f'action="/attachments/loan/{loan}/"' in text(web.as_("wang").get(url))
    data = {"file": (io.BytesIO(PDF), "借出时外观.pdf")}
    kept = web.as_("wang").post(f"/attachments/loan/{loan}/", data=data)
    assert kept.status_code == 303
    page = text(web.as_("ann").get(url))
    assert "借出时外观.pdf" in page
    assert f'action="/attachments/loan/{loan}/"' not in page
    with web.as_("ann").get("/attachments/1/download/", buffered=True) as answer:
        assert answer.data == PDF
    assert web.as_("bo").get("/attachments/1/download/").status_code == 404


def test_recall_from_the_list_tells_each_of_many(web, loan):
    other = loans.lend(web, "bo", 2)
    answer = web.as_("wang").post(
        "/loans/bulk/",
        data={
            "action": "recall",
            "id": [loan, other],
            "by": "2026-11-30",
            "reason": "半年检查",
            "sure": "1",
        },
    )
    assert answer.status_code in (200, 303)
    with web.work() as work:
        due = set(work.session.scalars(select(Loan.due_on)))
    assert {f"{day}" for day in due} == {"2026-11-30"}


def test_the_menu_counts_what_waits_when_the_bell_asks(web, loan):
    with web.work("wang") as work:
        returns.receive_loan(work, locked(work, Loan, loan))
    assert web.as_("wang").get("/bell/state/").json["waiting"]["/loans/"] == 1
    assert "/loans/" not in web.as_("ann").get("/bell/state/").json["waiting"]


def test_every_page_of_a_case_can_be_shown(web, loan):
    ann, wang, gm = web.as_("ann"), web.as_("wang"), web.as_("gm")
    assert ann.post(f"/loans/{loan}/do/search/", data={"reason": "遗失"}).status_code == 303
    for who, name in (("wang", "王"), ("he", "何")):
        where = {"where": f"A库 {name}", "result": "没有"}
        assert web.as_(who).post(f"/loans/{loan}/do/log_search/", data=where).status_code == 303
    page = text(wang.get(f"/loans/{loan}/"))
    assert "A库 王" in page
    web.pass_time(days=15)
    gm = web.as_("gm")
    assert gm.post(f"/loans/{loan}/do/confirm_loss/", data={"reason": "找不到"}).status_code == 303
    decided = {"amount": "500", "reason": "保管不善"}
    assert gm.post(f"/loans/{loan}/do/decide/", data=decided).status_code == 303
    assert "500.00" in text(gm.get(f"/loans/{loan}/"))
    found = {"where": "搬家时", "witness_id": str(web.people["he"])}
    assert web.as_("wang").post(f"/loans/{loan}/do/found/", data=found).status_code == 303
    assert state(web, loan) is LoanState.FOUND


def test_the_register_asks_as_many_questions_for_twenty_rows_as_for_one(web, loan, statements):
    wang = web.as_("wang")
    wang.get("/loans/")
    with statements() as few:
        wang.get("/loans/")
    for serial in range(2, 21):
        loans.lend(web, ("ann", "bo", "sun")[serial % 3], serial)
    with statements() as many:
        assert "JY-2026-00020" in text(wang.get("/loans/"))
    assert len(many) <= len(few), many
