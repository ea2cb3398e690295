"""F3, R-69 on the screen: faults named paper by paper, shown to the owner, counted in a register."""

import re
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.files.deficiencies import FileReturn
from models.files.records import CustomerFile
from models.words.files import FileLife
from portal.files import filing, items
from tests.support import make


@pytest.fixture
def desk(web):
    """Owen's file of one paper, waiting for sun; its page."""
    web.cls, web.customer, web.box = make.file_class(web), make.customer(web), make.box(web)
    given = {
        "class_id": web.cls,
        "customer_id": web.customer,
        "title": "恒通档案",
        "place_id": web.box,
    }
    with web.work("owen") as work:
        file = filing.open_file(work, given)
        web.paper = items.add_item(work, file, {"title": "<b>执照</b>", "pages": 2}).id
        filing.submit_file(work, file, sorted_out=True)
        web.file = file.id
    web.page = f"/files/{web.file}/"
    return web


def found(web, table):
    with Session(web.arena.engine) as session:
        return session.scalars(select(table)).all()


def sent(web, **more):
    return {"reason": "请改正", "cure_by": "2026-11-30", **more}


def test_f3_r69_from_the_form_to_the_owner_and_back_again(desk):
    sun, owen = desk.as_("sun"), desk.as_("owen")
    form = sun.get(f"{desk.page}do/send_back/").text
    assert 'value="2026-11-26"' in form, "three working days are proposed"
    for text in (
        "整改期限",
        "问题类别",
        "添加问题",
        "整卷",
        "字迹不清",
        "1 &lt;b&gt;执照&lt;/b&gt;",
    ):
        assert text in form
    rows = {
        "faults-0-paper": str(desk.paper),
        "faults-0-fault": "illegible",
        "faults-0-remark": "第2页",
        "faults-1-paper": "0",
        "faults-1-fault": "missing",
    }
    assert sun.post(f"{desk.page}do/send_back/", data=sent(desk, **rows)).status_code == 303
    shown = owen.get(desk.page).text
    card = re.search(r'<section[^>]+id="returned".*?</section>', shown, re.DOTALL)[0]
    for text in (
        "请改正",
        "第 1 次",
        "整改期限 2026-11-30",
        "孙经理",
        "整卷：缺件或缺页",
        "1 &lt;b&gt;执照&lt;/b&gt;：字迹不清（第2页）",
    ):
        assert text in card
    history = re.search(r'<section[^>]+id="talk".*?</section>', shown, re.DOTALL)[0]
    assert "整卷：缺件或缺页" in history
    assert (
        "整改期限 2026-11-30：请改正（1 &lt;b&gt;执照&lt;/b&gt;：字迹不清（第2页）；整卷：缺件或缺页）"
        in owen.get("/bell/").text
    )
    assert owen.post(f"{desk.page}do/submit/", data={"sorted_out": "y"}).status_code == 303
    assert "2026-11-23 已重新提交" in sun.get(desk.page).text
    assert found(desk, FileReturn)[0].answered_on == date(2026, 11, 23)


def test_f3_what_is_wrong_is_said_and_what_was_typed_stays(desk):
    sun = desk.as_("sun")
    rows = {"faults-0-paper": "0", "faults-0-fault": "other", "faults-0-remark": ""}
    answer = sun.post(f"{desk.page}do/send_back/", data=sent(desk, cure_by="2026-11-20", **rows))
    assert answer.status_code == 422
    for text in ("请写明问题。", "该日期已过，请填今天或以后的日期。", "请改正"):
        assert text in answer.text
    foreign = {"faults-0-paper": str(desk.paper + 999), "faults-0-fault": "wrong"}
    assert sun.post(f"{desk.page}do/send_back/", data=sent(desk, **foreign)).status_code == 422
    assert found(desk, FileReturn) == []
    assert found(desk, CustomerFile)[0].life is FileLife.PENDING_REVIEW


def test_f3_no_right_no_button_and_a_stranger_gets_404(desk):
    for name, looks, opens, sends in (
        ("bo", 404, 404, 404),
        ("owen", 200, 409, 403),
        ("ann", 200, 409, 403),
    ):
        who = desk.as_(name)
        page = who.get(desk.page)
        assert page.status_code == looks, name
        assert "do/send_back/" not in page.text
        assert who.get(f"{desk.page}do/send_back/").status_code in (opens, 403), name
        assert who.post(f"{desk.page}do/send_back/", data=sent(desk)).status_code == sends, name
    assert found(desk, FileReturn) == []


def test_r69_the_register_of_what_was_sent_back(desk):
    desk.as_("sun").post(
        f"{desk.page}do/send_back/",
        data=sent(desk, **{"faults-0-paper": "0", "faults-0-fault": "unsigned"}),
    )
    li = desk.as_("li")
    assert "退回整改考核表" in li.get("/reports/").text
    page = li.get("/reports/filing_returns/print/").text
    assert "QJ-30" in page
    for text in ("欧文", "销售部", "最多连续退回", "缺签名或印章"):
        assert text in page
    assert desk.as_("bo").get("/reports/filing_returns/").status_code in (403, 404)


def test_a6_a_class_is_reviewed_by_the_superior_of_whoever_files(desk):
    li = desk.as_("li")
    form = li.get(f"/file_classes/{desk.cls}/edit/").text
    assert "归档人上级" in form
    assert "申请人上级" not in form
    assert "归档人上级" in li.get(f"/file_classes/{desk.cls}/").text
