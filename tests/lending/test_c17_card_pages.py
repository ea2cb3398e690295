"""The stub of a locked card, the form that asks for it and what is said of what was sent."""

import pytest
from sqlalchemy import select

from models.customers import Customer
from models.lending.requests import AccessRequest
from models.words.access import Secrecy
from tests.support import asking, make

ASKED = {
    "purpose": "客户投诉，核对其登记资料与联系人",
    "purpose_category": "complaint",
    "accepted_terms": "y",
}


@pytest.fixture
def card(web):
    asking.chains(web)
    id = make.customer(web, secrecy=Secrecy.SECRET)
    with web.work() as work:
        work.session.get(Customer, id).number = "C-1"
    return id


def test_the_stub_leads_to_a_form_that_sends_one_request(web, card):
    visitor = web.as_("ann")
    stub = visitor.get(f"/customers/{card}/").text
    assert f"/customers/{card}/ask/" in stub
    assert "C-1" in stub
    assert "申请查阅" in visitor.get(f"/customers/{card}/ask/").text
    refused = visitor.post(f"/customers/{card}/ask/", data={"purpose": "看"})
    assert refused.status_code == 422
    assert "有 3 处需要修改" in refused.text, "all that is missing at once"
    sent = visitor.post(f"/customers/{card}/ask/", data=ASKED)
    with web.work() as work:
        request = work.session.scalars(select(AccessRequest)).one()
    assert (sent.status_code, sent.location) == (303, f"/requests/{request.id}/")
    assert f"你已申请查阅这位客户：{request.number}" in visitor.get(f"/customers/{card}/").text


def test_what_is_open_is_shown_instead_of_asked_for(web):
    id = make.customer(web)
    answer = web.as_("owen").get(f"/customers/{id}/ask/")
    assert (answer.status_code, answer.location) == (302, f"/customers/{id}/")
