"""The calendar screen and the notices of a person."""

import pytest
from sqlalchemy import select

from models.platform.calendar import WorkDay
from models.platform.notices import Notice
from tests.support import loans


def text(answer):
    return answer.get_data(as_text=True)


def test_a_year_that_is_not_loaded_says_so_and_is_loaded_by_its_keeper(web):
    li = web.as_("li")
    assert "尚未载入" in text(li.get("/calendar/?year=2026"))
    assert li.post("/calendar/year/2026/", data={"built_in": "1"}).status_code == 303
    page = text(li.get("/calendar/?year=2026"))
    assert "国庆节" in page
    assert "内置日历" in page
    assert li.post("/calendar/year/2027/", data={"built_in": "1"}).status_code == 422


def test_a_pasted_year_is_taken_and_a_bad_line_is_named_with_the_text_kept(web):
    li = web.as_("li")
    bad = li.post("/calendar/year/2027/", data={"text": "2027-01-01 休 元旦\nsoon"})
    assert bad.status_code == 422
    assert "第 2 行" in text(bad)
    assert "2027-01-01 休 元旦" in text(bad)
    assert li.post("/calendar/year/2027/", data={"text": "2027-01-01 休 元旦"}).status_code == 303
    assert "元旦" in text(li.get("/calendar/?year=2027"))


def test_a_day_is_edited_on_its_form(web):
    li = web.as_("li")
    assert li.get("/calendar/day/2026-11-28/").status_code == 200
    answer = li.post("/calendar/day/2026-11-28/", data={"working": "y", "note": "补班"})
    assert answer.status_code == 303
    with web.work() as work:
        assert work.session.scalars(select(WorkDay.note)).all() == ["补班"]


@pytest.mark.parametrize("path", ["/calendar/?year=99", "/calendar/?year=1999", "/calendar/day/x/"])
def test_senseless_addresses_get_a_sentence(web, path):
    assert web.as_("li").get(path).status_code == 422


def test_everybody_reads_the_calendar_and_few_change_it(web):
    page = web.as_("ann").get("/calendar/")
    assert page.status_code == 200
    assert "/calendar/day/" not in text(page)
    assert web.as_("ann").get("/calendar/day/2026-11-28/").status_code == 403
    assert web.as_("ann").post("/calendar/year/2026/", data={"built_in": "1"}).status_code == 403


def test_a_notice_leads_to_its_record_and_is_read(web):
    loan = loans.lend(web)
    ann = web.as_("ann")
    assert "你已借阅 KH-2026-0001" in text(ann.get("/bell/"))
    with web.work() as work:
        mine = work.session.scalars(
            select(Notice.id).where(Notice.user_id == web.people["ann"])
        ).one()
    answer = ann.get(f"/bell/{mine}/")
    assert (answer.status_code, answer.location) == (302, f"/loans/{loan}/")
    with web.work() as work:
        assert work.session.scalar(select(Notice.read_at).where(Notice.id == mine)) == web.now
    assert web.as_("bo").get(f"/bell/{mine}/").status_code == 404


def test_all_are_marked_read_at_once(web):
    loans.lend(web)
    ann = web.as_("ann")
    assert ann.post("/bell/read/").status_code == 303
    with web.work() as work:
        left = select(Notice.id).where(
            Notice.read_at.is_(None), Notice.user_id == web.people["ann"]
        )
        assert work.session.scalars(left).all() == []
