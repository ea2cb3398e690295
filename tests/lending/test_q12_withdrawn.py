"""A request of which a file is out is not withdrawn whole; what was fetched is put back (Q12)."""

import pytest
from sqlalchemy import select

from models.lending.requests import AccessRequest, RequestLine
from models.platform.notices import Notice
from models.words.lending import LineState, RequestState
from portal.lending import decisions
from portal.lending.locks import lock_request
from tests.support import asking, ways


@pytest.fixture
def partly(web):
    asking.chains(web)
    return ways.partly_handed_out(web)


def states(web, id):
    with web.work() as work:
        header = work.session.scalar(select(AccessRequest.state).where(AccessRequest.id == id))
        lines = select(RequestLine.state).where(RequestLine.request_id == id)
        return header, list(work.session.scalars(lines.order_by(RequestLine.id)))


def told(web, topic):
    with web.work() as work:
        return list(work.session.scalars(select(Notice.user_id).where(Notice.topic == topic)))


def test_only_what_was_not_collected_is_given_up(web, partly):
    ann = web.as_("ann")
    page = ann.get(f"/requests/{partly}/").text
    assert "/do/withdraw/" not in page
    assert "放弃未领取的" in page
    assert ann.post(f"/requests/{partly}/do/withdraw/").status_code == 409
    assert ann.post(f"/requests/{partly}/do/give_up/").status_code == 303
    assert states(web, partly) == (
        RequestState.FULFILLED,
        [LineState.FULFILLED, LineState.WITHDRAWN],
    )
    assert "/do/give_up/" not in ann.get(f"/requests/{partly}/").text


def test_the_desk_is_told_to_put_back_what_it_had_fetched(web, partly):
    web.as_("ann").post(f"/requests/{partly}/do/give_up/")
    assert {web.people["wang"], web.people["he"]} <= set(told(web, "file.shelf_check"))


def test_a_leaver_keeps_what_is_out_on_their_request(web, partly):
    with web.work() as work:
        decisions.cancel_request(work, lock_request(work, partly), reason="离职")
    assert states(web, partly) == (
        RequestState.FULFILLED,
        [LineState.FULFILLED, LineState.CANCELLED],
    )
