"""The form of a request: what it proposes, offers and says beforehand (Q1, R-28, C13)."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from models.files.records import CustomerFile
from models.lending.requests import AccessRequest
from models.words.access import Secrecy
from models.words.lending import Action, LoanMode, RequestState
from tests.support import asking, loans, make
from tests.support.asking import ask
from tests.support.filling import FormReader, filled


@pytest.fixture
def office(web):
    asking.chains(web)
    return web


def control(page, name):
    return next(c for c in FormReader(page.text).controls if c.name == name)


def graded(office, grade, **values):
    """A file of a class of its own."""
    kind = make.file_class(office, f"Z{grade[:2].upper()}{len(values)}", **values)
    box = make.box(office, f"B-{grade}-{len(values)}")
    customer = make.customer(office, f"北京恒通{grade}{len(values)}有限公司")
    id = make.filed(office, kind, customer, box, f"{grade}-{len(values)}", key=grade)
    with office.work() as work:
        row = work.session.get(CustomerFile, id)
        if grade is Secrecy.SECRET:
            row.secrecy = grade
    return id


def requests(office):
    with office.work() as work:
        return work.session.scalars(select(AccessRequest)).all()


def test_r28_the_widest_way_and_the_shortest_term_stand_in_the_form(office):
    usual = graded(office, Secrecy.INTERNAL, take_out_up_to=Secrecy.INTERNAL, term_days=14)
    brief = graded(
        office,
        Secrecy.INTERNAL,
        take_out_up_to=Secrecy.INTERNAL,
        term_days=5,
        loan_modes=["on_site", "take_out"],
    )
    page = office.as_("ann").get(f"/requests/new/?action=borrow&files={usual},{brief}")
    assert control(page, "action").default == "borrow"
    assert control(page, "mode").default == "take_out"
    assert control(page, "term_days").value == "5"


def test_r28_only_what_the_files_allow_is_offered_and_why_not(office):
    usual = graded(office, Secrecy.INTERNAL, take_out_up_to=Secrecy.INTERNAL)
    secret = graded(office, Secrecy.SECRET, take_out_up_to=Secrecy.INTERNAL, term_days=7)
    page = office.as_("ann").get(f"/requests/new/?action=borrow&files={usual},{secret}")
    assert [(v, shut) for v, _c, shut in control(page, "mode").options if v] == [
        ("on_site", False),
        ("take_out", True),
    ]
    assert control(page, "mode").default == "on_site"
    assert "密级不允许" in page.text
    assert "最高“内部”可以借出" in page.text


def test_files_that_share_no_way_are_asked_for_apart(office):
    out = graded(office, Secrecy.INTERNAL, take_out_up_to=Secrecy.TOP, loan_modes=["take_out"])
    here = graded(office, Secrecy.INTERNAL, loan_modes=["on_site"])
    page = office.as_("ann").get(f"/requests/new/?files={out},{here}")
    assert control(page, "action").default == "view", "they cannot be borrowed together"
    page = office.as_("ann").get(
        f"/requests/offer/?action=borrow&file_ids-0-file_id={out}&file_ids-1-file_id={here}"
    )
    assert "没有一种方式可以同时借阅这些档案" in page.text


def test_sent_as_proposed_it_is_a_loan_request(office):
    [file] = asking.files(office)
    ann = office.as_("ann")
    url = f"/requests/new/?action=borrow&files={file}"
    sent = ann.post("/requests/new/", data=filled(office, ann, ann.get(url).text))
    assert sent.status_code == 303, sent.text
    [made] = requests(office)
    assert (made.action, made.mode, made.term_days, made.state) == (
        Action.BORROW,
        LoanMode.TAKE_OUT,
        14,
        RequestState.SUBMITTED,
    )
    assert (made.place, made.planned_on, made.pages) == ("", None, "")


def test_a_way_left_blank_is_the_widest_and_a_term_the_longest(office):
    [file] = asking.files(office)
    ann = office.as_("ann")
    page = ann.get(f"/requests/new/?files={file}").text
    sent = ann.post("/requests/new/", data=filled(office, ann, page, mode="", term_days=""))
    assert sent.status_code == 303, sent.text
    assert (requests(office)[0].mode, requests(office)[0].term_days) == (LoanMode.TAKE_OUT, 14)


@pytest.mark.parametrize("days", ["0", "-1"])
def test_a_term_of_no_days_is_refused_and_not_made_the_longest(office, days):
    [file] = asking.files(office)
    ann = office.as_("ann")
    page = ann.get(f"/requests/new/?files={file}").text
    sent = ann.post("/requests/new/", data=filled(office, ann, page, term_days=days))
    assert sent.status_code == 422
    assert requests(office) == []


def test_all_faults_are_told_in_one_round(office):
    """Those of the form and those of the service, files and visitor included."""
    draft = make.draft(office, make.file_class(office), make.customer(office), make.box(office))
    answer = office.as_("ann").post(
        "/requests/new/",
        data={
            "action": "borrow",
            "purpose": "短",
            "term_days": "许多",
            "file_ids-0-file_id": str(draft),
            "visitor_organization": "某某律师事务所",
        },
    )
    assert answer.status_code == 422
    said = re.search(r'class="errsum".*?</ul>', answer.text, re.DOTALL)[0]
    for label in (
        "用途类别",
        "用途",
        "期限（天）",
        "档案",
        "来访人姓名",
        "证件号码",
        "与客户的关系",
    ):
        assert label in said, label
    assert "某某律师事务所" in answer.text, "nothing typed is lost"


def test_a_draft_is_kept_as_it_is(office):
    [file] = asking.files(office)
    ann = office.as_("ann")
    page = ann.get(f"/requests/new/?files={file}").text
    kept = ann.post("/requests/new/", data=filled(office, ann, page, purpose="短", draft="1"))
    assert kept.status_code == 303, kept.text
    assert requests(office)[0].state is RequestState.DRAFT
    url = f"/requests/{requests(office)[0].id}/edit/"
    sent = ann.post(url, data=filled(office, ann, ann.get(url).text))
    assert sent.status_code == 422, "too short a purpose is still too short"
    page = ann.get(url).text
    done = ann.post(url, data=filled(office, ann, page, purpose="诉讼举证，核对合同原件与签章"))
    assert done.status_code == 303
    assert requests(office)[0].state is RequestState.SUBMITTED


def test_an_unchanged_draft_is_sent_by_the_main_button(office):
    [file] = asking.files(office)
    ann = office.as_("ann")
    page = ann.get(f"/requests/new/?files={file}").text
    ann.post("/requests/new/", data=filled(office, ann, page, draft="1"))
    url = f"/requests/{requests(office)[0].id}/edit/"
    assert ann.post(url, data=filled(office, ann, ann.get(url).text)).status_code == 303
    assert requests(office)[0].state is RequestState.SUBMITTED


def test_c13_who_is_blocked_is_told_before_the_form(office):
    loan = loans.lend(office)
    office.pass_time(days=30)
    page = office.as_("ann").get("/requests/new/")
    assert page.status_code == 200
    assert not FormReader(page.text).found
    assert f"/loans/{loan}/" in page.text
    assert "请先归还" in page.text
    assert FormReader(office.as_("owen").get("/requests/new/").text).found


def test_c13_who_was_blocked_meanwhile_is_refused_and_loses_nothing(office):
    ann = office.as_("ann")
    page = ann.get("/requests/new/").text
    loans.lend(office)
    office.pass_time(days=30)
    late = office.as_("ann").post(
        "/requests/new/", data=filled(office, ann, page, **{"file_ids-0-file_id": "1"})
    )
    assert late.status_code in (409, 422)
    assert "写明用于何事" in late.text


def test_limits_and_what_somebody_has_out_are_shown(office):
    loans.lend(office)
    assert "你已借出 1 份，上限 10 份" in office.as_("ann").get("/requests/new/").text
    page = office.as_("owen").get("/requests/new/?files=1").text
    assert "现已借出，应于 2026-12-07 归还；有 0 人排队" in page


def test_q5_checking_shows_loans_overdue_and_losses(office):
    [file] = asking.files(office)
    id = asking.submitted(office, "ann", ask(Action.VIEW, [file]))
    page = office.as_("wang").get(f"/requests/{id}/").text
    assert "安安的借阅情况" in page
    assert "没有逾期" in page
    assert "没有遗失或损坏" in page
    assert "的借阅情况" not in office.as_("ann").get(f"/requests/{id}/").text


def test_q5_an_overdue_and_a_lost_file_stand_before_the_custodian(office):
    late = loans.lend(office)
    office.now += timedelta(days=16)
    lost = loans.lend(office, serial=2)
    office.tokens.clear()
    assert (
        office.as_("ann")
        .post(f"/loans/{lost}/do/search/", data={"reason": "搬家后找不到"})
        .status_code
        == 303
    )
    kind, customer = make.file_class(office, "ZZ"), make.customer(office, "上海恒通有限公司")
    file = make.filed(office, kind, customer, make.box(office, "B9"), "ZZ-2026-0001")
    asked = ask(Action.VIEW, [file], planned_on=office.now.date() + timedelta(days=1))
    id = asking.submitted(office, "ann", asked)
    page = office.as_("wang").get(f"/requests/{id}/").text
    standing = page[page.index('id="standing"') :]
    assert f"/loans/{late}/" in standing
    assert "逾期 2 天" in standing
    assert f"/loans/{lost}/" in standing


def test_a_fault_of_a_row_is_one_line_with_the_row_in_words(office):
    """Not «File Ids-1：file_id» beside it, and counted once."""
    [file] = asking.files(office)
    kind, box = make.file_class(office, "Z9"), make.box(office, "B9")
    draft = make.draft(office, kind, make.customer(office, "甲乙商行"), box)
    ann = office.as_("ann")
    page = ann.get(f"/requests/new/?files={file}").text
    given = {"file_ids-1-file_id": str(draft)}
    answer = ann.post("/requests/new/", data=filled(office, ann, page) | given)
    assert answer.status_code == 422
    said = re.search(r'class="errsum".*?</ul>', answer.text, re.DOTALL)[0]
    assert re.findall(r">([^<]+)</a>", said) == ["档案 2", "借阅方式"]
    assert "有 2 处" in said
