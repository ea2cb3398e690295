"""Somebody leaves while files are out: it is listed before, told after, and marked (SC-06)."""

import pytest
from sqlalchemy import select

from models.lending.requests import Copying, RequestLine
from models.platform.notices import Notice
from models.words.files import Custody
from models.words.lending import Action, CopyState
from portal.lending import desk
from portal.lending.locks import lock_line
from tests.support import asking, loans


@pytest.fixture
def left(web):
    """Ann has a loan and a copy job, and is disabled."""
    asking.chains(web)
    return loans.lend(web)


def test_the_page_that_disables_lists_what_they_hold(web, left):
    page = web.as_("sys").get(f"/users/{web.people['ann']}/do/disable/").text
    assert "JY-2026-00001" in page
    assert "2026-12-07" in page
    head = web.as_("sys").get(f"/users/{web.people['sun']}/do/disable/").text
    assert "销售部" in head
    nothing = web.as_("sys").get(f"/users/{web.people['bo']}/do/disable/").text
    assert "没有未还的档案" in nothing


def test_custodians_and_the_records_manager_are_told_and_pages_mark_it(web, left):
    answer = web.as_("sys").post(f"/users/{web.people['ann']}/do/disable/", data={"reason": "离职"})
    assert answer.status_code == 303
    with web.work() as work:
        told = set(
            work.session.scalars(select(Notice.user_id).where(Notice.topic == "loan.holder_left"))
        )
    assert {web.people[name] for name in ("wang", "he", "li", "sun")} <= told
    assert "借阅人账号已停用" in web.as_("wang").get(f"/loans/{left}/").text


def test_a_head_who_left_is_marked(web):
    web.as_("sys").post(f"/users/{web.people['sun']}/do/disable/", data={"reason": "离职"})
    assert "账号已停用" in web.as_("sys").get("/departments/").text


def test_their_copies_are_made_no_more(web):
    asking.chains(web)
    id = asking.approved(web, "ann", asking.ask(Action.COPY, asking.files(web)))
    with web.work("wang") as work:
        line = work.session.scalar(select(RequestLine.id).where(RequestLine.request_id == id))
        desk.set_aside_file(work, lock_line(work, line))
        desk.hand_out_file(work, lock_line(work, line))
    web.as_("sys").post(f"/users/{web.people['ann']}/do/disable/", data={"reason": "离职"})
    with web.work() as work:
        job = work.session.scalars(select(Copying)).one()
        assert (job.state, job.file.custody) == (CopyState.CANCELLED, Custody.IN_PLACE)
