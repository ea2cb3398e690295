"""Reading is on record: nobody reads what is graded without a trace, by whichever door (R-22)."""

import re

import pytest
from sqlalchemy import func, select

from models.customers import Customer
from models.files.records import FileClass
from models.platform.audit import AuditEntry
from models.platform.looks import Look
from models.words.access import Secrecy, Way
from models.words.kinds import Kind
from portal.platform.looks import noting, terms
from portal.platform.looks.noting import Thing
from tests.attacks.looking import change, entries, reads, setting
from tests.support import asking, make

PHONE = "13800138000"


def told(answer):
    """A page without what is new in each: its token."""
    return re.sub(r'content="[^"]*"', "", answer.text)


def test_a_page_of_a_secret_file_is_an_entry_and_one_of_a_plain_file_is_none(web, office):
    sun = web.as_("sun")
    assert sun.get(f"/files/{office['plain']}/").status_code == 200
    assert reads(web) == []
    assert sun.get(f"/files/{office['secret']}/").status_code == 200
    assert reads(web) == [("file", office["secret"], "page")]


def test_side_sheet_timeline_and_form_of_an_act_are_looks_too(web, office):
    wang = web.as_("wang")
    address = f"/files/{office['secret']}/"
    wang.get(address, headers={"X-Partial": "sheet"})
    assert reads(web) == [("file", office["secret"], "sheet")]
    assert wang.get(f"{address}timeline/").status_code == 200
    assert reads(web)[1:] == [("file", office["secret"], "page")]


def test_a_second_look_within_ten_minutes_is_no_second_entry(web, office):
    sun = web.as_("sun")
    for _ in range(3):
        sun.get(f"/files/{office['secret']}/")
    assert len(reads(web)) == 1
    web.pass_time(minutes=9, seconds=59)
    web.as_("sun").get(f"/files/{office['secret']}/")
    assert len(reads(web)) == 1
    web.pass_time(seconds=2)
    web.as_("sun").get(f"/files/{office['secret']}/")
    assert len(reads(web)) == 2


def test_looks_at_once_are_one_entry(arena):
    """The row of the look decides, on either database, and not who asked first."""
    thing = Thing(Kind.CUSTOMER, make.customer(arena))

    def look():
        with arena.work("sun") as work:
            return noting.note_look(work, Way.PAGE, thing)

    answers = arena.race(*[look] * 8)
    assert sorted(answers) == [False] * 7 + [True]
    with arena.work() as work:
        assert work.session.scalar(select(Look.times)) == 1
        read = select(func.count()).where(AuditEntry.happened == "read")
        assert work.session.scalar(read) == 1


@pytest.mark.parametrize("marked", ["grade", "customer", "class"])
def test_whatever_marks_it_a_look_is_an_entry(web, office, marked):
    if marked == "grade":
        change(web, Customer, office["other"], secrecy=Secrecy.TOP)
    elif marked == "customer":
        change(web, Customer, office["other"], log_looks=True)
    else:
        change(web, FileClass, office["class"], log_looks=True)
    web.as_("gm").get(f"/files/{office['plain']}/")
    assert reads(web) == [("file", office["plain"], "page")]


def test_the_grade_from_which_on_is_a_setting(web, office):
    setting(web, "log_reads_from", "normal")
    web.as_("sun").get(f"/files/{office['plain']}/")
    assert reads(web) == [("file", office["plain"], "page")]


def test_the_records_manager_marks_a_customer(web, office):
    li, path = web.as_("li"), f"/customers/{office['other']}/do/log_looks/"
    assert "每次查看均留痕" in li.get(path).text
    assert web.as_("owen").post(path).status_code == 403
    assert li.post(path).status_code == 303
    web.as_("sun").get(f"/customers/{office['other']}/")
    assert reads(web) == [("customer", office["other"], "page")]


def test_a_refused_look_is_an_entry_and_a_miss_is_none(web, office):
    setting(web, "listed_up_to", "none")
    bo = web.as_("bo")
    hidden, missing = bo.get(f"/files/{office['secret']}/"), bo.get("/files/987654/")
    assert hidden.status_code == missing.status_code == 404
    assert told(hidden) == told(missing)
    refused = entries(web, "files.read")
    assert [(kind, id) for _who, kind, id, _told in refused] == [("file", office["secret"])]
    bo.get(f"/files/{office['plain']}/")
    assert len(entries(web, "files.read")) == 1


def test_where_the_entry_cannot_be_written_only_that_look_is_refused(web, office, unwritable):
    sun = web.as_("sun")
    answer = sun.get(f"/files/{office['secret']}/")
    assert answer.status_code == 503
    assert "KH-2026-0001" not in answer.text
    assert "稍后" in answer.text
    assert sun.get(f"/files/{office['plain']}/").status_code == 200
    assert sun.get("/files/").status_code == 200


def test_the_entry_is_there_before_the_page_is_made(web, office, monkeypatch):
    """What fails after the entry was committed does not take it back."""
    from views.lending.file_page import LentFileView

    monkeypatch.setattr(LentFileView, "render", lambda *_a, **_k: 1 / 0)
    assert web.as_("sun").get(f"/files/{office['secret']}/").status_code == 500
    assert len(reads(web)) == 1


def test_a_sheet_and_a_print_name_what_they_let_out(web, office):
    sun = web.as_("sun")
    made = sun.post("/exports/new/?source=list:files", data={"purpose": "年度核对客户档案名单"})
    assert made.status_code == 303
    assert sun.get("/exports/print/?source=list:files").status_code == 200
    for act in ("export", "print"):
        ((*_rest, told),) = entries(web, act)
        assert told["facts"]["read_file"] == [office["secret"]], act


def test_a_search_that_hits_a_secret_file_is_one_entry_with_its_words(web, office):
    sun = web.as_("sun")
    assert sun.get("/files/?search=KH-2026").status_code == 200
    ((who, _kind, _id, told),) = entries(web, "search")
    assert who == web.people["sun"]
    assert told["facts"]["term"] == "KH-2026"
    assert told["facts"]["hits_file"] == [office["secret"]]
    sun.get("/files/?search=KH-2026-0002")
    assert len(entries(web, "search")) == 1


@pytest.mark.parametrize("door", ["/palette/", "/lookup/file/", "/files/"])
def test_a_number_searched_for_is_kept_as_mask_and_digest(web, office, door):
    name = "search" if door == "/files/" else "q"
    web.as_("sun").get(door, query_string={name: "KH-2026-0001"})
    ((*_rest, told),) = entries(web, "search")
    assert told["facts"]["term"] == "KH******01"
    with web.work() as work:
        kept = select(AuditEntry.details).where(AuditEntry.happened == "search")
        assert "20260001" not in str(work.session.scalar(kept)).replace("-", "")
    audit = web.as_("audit")
    assert "rowlink" in audit.get("/audit/", query_string={"term": "kh-2026-0001"}).text
    assert "rowlink" not in audit.get("/audit/", query_string={"term": "KH-2026-0009"}).text


def test_digits_are_telling_and_words_are_not():
    kept = terms.keep_term(b"k" * 32, PHONE)
    assert kept["term"] == "13*******00"
    assert kept["digest"] == terms.keep_term(b"k" * 32, "138 0013-8000")["digest"]
    assert kept["digest"] != terms.keep_term(b"j" * 32, PHONE)["digest"]
    for text in ("a@b.cn", "11010519491231002X", "91350100M000100Y43", "12345"):
        assert terms.keep_term(b"k", text)["term"] != text
    assert terms.keep_term(b"k", "恒通 1234") == {"term": "恒通 1234"}


def test_searches_have_a_volume(web, office):
    setting(web, "searches_per_hour", 20)
    sun = web.as_("sun")
    for _ in range(20):
        assert sun.get("/lookup/file/?q=合同").status_code == 200
    for door in ("/lookup/file/?q=合同", "/palette/?q=合同", "/files/?search=合同"):
        answer = sun.get(door)
        assert answer.status_code == 429, door
        assert "20" in answer.text
    assert web.as_("owen").get("/lookup/file/?q=合同").status_code == 200


def test_much_reading_alarms_the_auditors_once_an_hour(web, office):
    setting(web, "reads_alarm", 5)
    for number in range(5):
        with web.work("sun") as work:
            noting.note_look(work, Way.PAGE, Thing(Kind.FILE, 1000 + number))
    assert len(entries(web, "reading_alarm")) == 1
    with web.work() as work:
        assert asking.told(work, "reading.alarm") == ["audit"]
    with web.work("sun") as work:
        noting.note_look(work, Way.PAGE, Thing(Kind.FILE, 2000))
    assert len(entries(web, "reading_alarm")) == 1


def test_the_owner_sees_who_looked_and_nobody_else_does(web, office):
    web.as_("sun").get(f"/files/{office['secret']}/")
    web.as_("owen").get(f"/files/{office['secret']}/")
    page = web.as_("owen").get("/looks/").text
    assert "孙经理" in page
    assert "KH-2026-0001" in page
    assert page.count("<tr>") == 2  # the head, and one look; their own is none
    assert "KH-2026-0001" not in web.as_("bo").get("/looks/").text
    timeline = web.as_("ann").get(f"/files/{office['secret']}/timeline/").text
    assert "孙经理" not in timeline


def test_looks_under_a_case_show_when_it_is_closed(web, office):
    audit = web.as_("audit")
    form = {"number": "审字2026-01", "purpose": "抽查涉密档案"}
    assert audit.post("/audit_cases/", data=form).status_code == 303
    with web.work("audit") as work:
        noting.note_look(work, Way.PAGE, Thing(Kind.FILE, office["secret"]))
    assert "审计员" not in web.as_("owen").get("/looks/").text
    assert "审计<" not in web.as_("owen").get("/looks/").text
    with web.work() as work:
        from models.platform.looks import AuditCase

        case = work.session.scalar(select(AuditCase.id))
    assert web.as_("owen").post(f"/audit_cases/{case}/close/").status_code == 403
    assert audit.post(f"/audit_cases/{case}/close/").status_code == 303
    assert "审计<" in web.as_("owen").get("/looks/").text
