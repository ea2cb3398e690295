"""Whoever acts is told what about: the head of an act, the desk's lines, an act that is over."""

import re

import pytest
from sqlalchemy import select

from models.lending.requests import RequestLine
from models.words.lending import Action
from portal.lending import desk
from portal.lending.locks import lock_line
from tests.support import asking
from tests.support.signing import DRAWN


@pytest.fixture
def office(web):
    asking.chains(web)
    return web


def ready(office):
    """A file of the first place on its way to ann: (request, line)."""
    id = asking.approved(office, "ann", asking.ask(Action.BORROW, asking.files(office)))
    with office.work("wang") as work:
        line = work.session.scalar(select(RequestLine.id).where(RequestLine.request_id == id))
        desk.set_aside_file(work, lock_line(work, line))
    return id, line


def head_of(page):
    """What stands above the form of an act."""
    return re.sub(r"<[^>]+>|\s+", " ", page.text.split("<form", 2)[0] + page.text)


def test_the_page_of_a_hand_out_names_file_person_and_day(office):
    id, line = ready(office)
    page = head_of(office.as_("wang").get(f"/requests/{id}/lines/{line}/lend/"))
    for told in ("KH-2026-0001 客户档案", "安安", "2026-12-03", "A库 / B1"):
        assert told in page, told


def test_the_desk_says_who_and_where(office):
    ready(office)
    page = office.as_("wang").get("/desk/").text
    assert "<b>安安</b>" in page
    assert 'class="spot"' in page


def test_an_act_that_is_over_says_who_did_it_and_leads_back(office):
    id, line = ready(office)
    wang = office.as_("wang")
    url = f"/requests/{id}/lines/{line}/lend/"
    form = {"items": "1", "pages": "3", "condition": "intact", "signature": DRAWN}
    form = {**form, "reason": "齐全"}
    assert wang.post(url, data=form).status_code == 303
    back = wang.get(url)
    assert back.status_code == 409
    assert "王档" in back.text
    assert f'href="/requests/{id}/' in back.text
    assert "<form" not in back.text.split("<main", 1)[-1].split("</main>")[0]


def test_nothing_ticked_approves_nothing_and_says_so(office):
    answer = office.as_("sun").post("/inbox/approve/", data={})
    shown = office.as_("sun").get("/inbox/").text if answer.status_code == 303 else answer.text
    assert "已同意 0" not in shown
