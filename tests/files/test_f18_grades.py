"""F18: a wrong grade is changed after acceptance, up by one person, down by two (I-4)."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from models.files.records import CustomerFile
from models.platform.audit import AuditEntry
from models.words.access import Secrecy
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from portal.errors import IllegalMove, Invalid, NotAllowed
from portal.files import grading
from tests.support import make
from tests.support.asking import told

SECRET, INTERNAL, NORMAL = Secrecy.SECRET, Secrecy.INTERNAL, Secrecy.NORMAL


@pytest.fixture
def file(stage):
    kind = make.file_class(stage)
    return make.filed(stage, kind, make.customer(stage), make.box(stage), "KH-2026-0001")


def act(stage, who, verb, id, **given):
    with stage.work(who, about="files.grade") as work:
        verb(work, work.get(CustomerFile, id, P.FILE_SEE, lock=True), **given)


def grade(stage, id):
    stage.session.expire_all()
    return stage.session.scalar(select(CustomerFile.secrecy).where(CustomerFile.id == id))


def entries(stage):
    query = select(AuditEntry).where(AuditEntry.subject == Kind.FILE, AuditEntry.refused.is_(False))
    return stage.session.scalars(query.order_by(AuditEntry.seq)).all()


def test_the_records_manager_raises_a_grade_at_once_with_a_reason_on_record(stage, file):
    act(stage, "li", grading.raise_grade, file, secrecy=SECRET, reason="含客户报价")
    assert grade(stage, file) is SECRET
    last = entries(stage)[-1]
    assert (last.happened, last.actor["name"]) == ("raise_grade", "李主管")
    assert last.details["facts"]["changes"] == {"secrecy": ["internal", "secret"]}
    assert last.details["facts"]["reason"] == "含客户报价"
    assert told(stage, "file_graded") == ["owen"]


@pytest.mark.parametrize("who", ["wang", "gm", "owen", "sun"])
def test_nobody_else_raises_it(stage, file, who):
    with pytest.raises(NotAllowed):
        act(stage, who, grading.raise_grade, file, secrecy=SECRET, reason="含客户报价")
    assert grade(stage, file) is INTERNAL


def test_a_lower_grade_waits_for_a_second_person(stage, file):
    act(stage, "li", grading.request_lower_grade, file, secrecy=NORMAL, reason="误定密级")
    assert grade(stage, file) is INTERNAL
    assert told(stage, "file_grade_asked") == ["gm"]
    with pytest.raises(NotAllowed, match="second person"):
        act(stage, "li", grading.confirm_grade, file)
    with pytest.raises(NotAllowed):
        act(stage, "wang", grading.confirm_grade, file)
    act(stage, "gm", grading.confirm_grade, file)
    assert grade(stage, file) is NORMAL
    assert [e.happened for e in entries(stage)][-2:] == ["ask_lower_grade", "lower_grade"]
    assert entries(stage)[-1].details["facts"]["asked_by"] == stage.people["li"]
    with pytest.raises(IllegalMove):
        act(stage, "gm", grading.confirm_grade, file)


@pytest.mark.parametrize("who", ["li", "gm"])
def test_a_request_for_a_lower_grade_can_be_dropped(stage, file, who):
    act(stage, "li", grading.request_lower_grade, file, secrecy=NORMAL, reason="误定密级")
    act(stage, who, grading.keep_grade, file)
    with pytest.raises(IllegalMove):
        act(stage, "gm", grading.confirm_grade, file)
    assert grade(stage, file) is INTERNAL


def test_raising_it_drops_the_request_for_a_lower_one(stage, file):
    act(stage, "li", grading.request_lower_grade, file, secrecy=NORMAL, reason="误定密级")
    act(stage, "li", grading.raise_grade, file, secrecy=SECRET, reason="含客户报价")
    with pytest.raises(IllegalMove):
        act(stage, "gm", grading.confirm_grade, file)


@pytest.mark.parametrize(
    ("verb", "secrecy", "reason", "field"),
    [
        (grading.raise_grade, INTERNAL, "误定", "secrecy"),
        (grading.raise_grade, NORMAL, "误定", "secrecy"),
        (grading.raise_grade, SECRET, " ", "reason"),
        (grading.request_lower_grade, INTERNAL, "误定", "secrecy"),
        (grading.request_lower_grade, SECRET, "误定", "secrecy"),
        (grading.request_lower_grade, NORMAL, "", "reason"),
    ],
)
def test_what_is_no_change_or_has_no_reason_is_refused(stage, file, verb, secrecy, reason, field):
    with pytest.raises(Invalid) as refusal:
        act(stage, "li", verb, file, secrecy=secrecy, reason=reason)
    assert refusal.value.field == field


def test_a_draft_is_edited_instead(stage, file):
    kind = make.file_class(stage, "DA")
    draft = make.draft(stage, kind, make.customer(stage, "上海恒通有限公司"), make.box(stage, "B2"))
    with pytest.raises(IllegalMove):
        act(stage, "li", grading.raise_grade, draft, secrecy=SECRET, reason="误定密级")


@pytest.mark.parametrize(
    "change",
    [
        "secrecy = 'normal'",
        "secrecy = 'normal', grade_asked = 'normal', grade_asked_by = 4, graded_by = 1",
        "secrecy = 'normal', graded_by = 1",
    ],
)
def test_the_database_lowers_no_grade_without_two_people(stage, file, change):
    stage.session.commit()
    with pytest.raises(DBAPIError, match="lowered by two people"):
        stage.session.execute(text(f"UPDATE files SET {change} WHERE id = {file}"))
    stage.session.rollback()


def test_the_database_refuses_the_person_who_asked(stage, file):
    act(stage, "li", grading.request_lower_grade, file, secrecy=NORMAL, reason="误定密级")
    stage.session.commit()
    update = "UPDATE files SET secrecy = 'normal', graded_by = grade_asked_by WHERE id = :id"
    with pytest.raises(DBAPIError, match="lowered by two people"):
        stage.session.execute(text(update), {"id": file})
    stage.session.rollback()


def test_the_page_offers_the_act_and_says_who_asked(web):
    kind = make.file_class(web)
    file = make.filed(web, kind, make.customer(web), make.box(web), "KH-2026-0001")
    page, li = f"/files/{file}/", web.as_("li")
    assert "do/raise_grade/" in li.get(page).text
    assert "do/raise_grade/" not in web.as_("wang").get(page).text
    form = li.get(f"{page}do/ask_lower_grade/").text
    assert "普通" in form
    assert "机密" not in form, "only what is lower is offered"
    lower = {"secrecy": "normal", "reason": "误定密级"}
    assert li.post(f"{page}do/ask_lower_grade/", data=lower).status_code == 303
    told_so = web.as_("gm").get(page).text
    assert "李主管" in told_so
    assert "误定密级" in told_so
    assert "do/lower_grade/" not in li.get(page).text
    assert web.as_("gm").post(f"{page}do/lower_grade/").status_code == 303
    assert "降低密级" in web.as_("gm").get(page).text
