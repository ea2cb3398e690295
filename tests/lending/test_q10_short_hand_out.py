"""A form refused at the desk keeps the signature; a short hand-out says so on the loan (C18, Q10)."""

import html

import pytest
from sqlalchemy import select

from models.lending.requests import RequestLine
from models.words.lending import Action
from portal.lending import desk
from portal.lending.locks import lock_line
from tests.support import asking
from tests.support.signing import DRAWN


@pytest.fixture
def lending(web):
    """The address where a file of three pages is handed out."""
    asking.chains(web)
    id = asking.approved(web, "ann", asking.ask(Action.BORROW, asking.files(web)))
    with web.work("wang") as work:
        line = work.session.scalar(select(RequestLine.id).where(RequestLine.request_id == id))
        desk.set_aside_file(work, lock_line(work, line))
    return f"/requests/{id}/lines/{line}/lend/"


SHORT = {"items": "1", "pages": "2", "condition": "intact", "signature": DRAWN}


def test_a_refused_hand_out_keeps_the_signature(web, lending):
    refused = web.as_("wang").post(lending, data=SHORT)
    assert refused.status_code == 422
    assert DRAWN in html.unescape(refused.text)


def test_the_signature_is_starred(web, lending):
    page = web.as_("wang").get(lending).text
    label = page[: page.index('class="sign-pad"')].rsplit("<label", 1)[1]
    assert "*" in label


def test_the_loan_says_what_was_short_and_why(web, lending):
    done = web.as_("wang").post(lending, data=SHORT | {"reason": "第 3 页在法务处"})
    assert done.status_code == 303
    page = web.as_("ann").get("/loans/1/").text
    assert "第 3 页在法务处" in page
    assert "交付时页数 2/3" in page
