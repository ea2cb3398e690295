"""A locked card is asked for from its stub, opened by an approval for some days, and shut again."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.customers import Customer
from models.lending.requests import AccessRequest, RequestLine
from models.words.access import Secrecy
from models.words.approvals import Verdict
from models.words.lending import LineState, RequestState
from models.words.permissions import Permission as P
from portal.access.policy import can, is_locked
from portal.errors import IllegalMove, NotFound, Problems
from portal.lending import card_requests, decisions, queue
from portal.lending.locks import lock_approval
from tests.support import asking, make

ASKED = {
    "purpose": "客户投诉，核对其登记资料与联系人",
    "purpose_category": "complaint",
    "accepted_terms": True,
}


@pytest.fixture
def card(stage):
    asking.chains(stage)
    id = make.customer(stage, secrecy=Secrecy.SECRET)
    with stage.work() as work:
        work.session.get(Customer, id).number = "C-1"
    return id


def ask(stage, card, who="ann", **changes):
    with stage.work(who) as work:
        row = work.get_listed(Customer, card, P.CUSTOMER_SEE)
        return card_requests.ask_for_card(work, row, **(ASKED | changes)).id


def opened(stage, card, who="ann"):
    return can(stage.actor(who), P.CUSTOMER_SEE, stage.session.get(Customer, card))


def approved(stage, card, *heads):
    id = ask(stage, card)
    approval = asking.cleared(stage, id)
    for head in heads:
        with stage.work(head) as work:
            decisions.decide_request(work, lock_approval(work, approval), verdict=Verdict.APPROVE)
    return id


def test_an_approval_opens_it_for_its_days_and_then_it_is_a_stub_again(stage, card):
    assert is_locked(stage.actor("ann"), P.CUSTOMER_SEE, stage.session.get(Customer, card))
    id = approved(stage, card, "sun")
    assert asking.lines(stage, id) == [LineState.FULFILLED]
    assert asking.header(stage, id) is RequestState.FULFILLED
    assert opened(stage, card)
    with stage.work("ann") as work:
        assert work.get(Customer, card, P.CUSTOMER_SEE).id == card
    until = stage.session.scalar(select(RequestLine.read_until))
    stage.now += timedelta(days=(until - stage.now.date()).days + 1)
    assert not opened(stage, card)
    with stage.work() as work:
        queue.lapse_expired(work)
    assert asking.lines(stage, id) == [LineState.DONE]
    assert asking.header(stage, id) is RequestState.CLOSED
    assert ask(stage, card), "and may be asked for again"


def test_the_same_chain_decides_as_about_a_file_of_its_grade(stage):
    asking.chains(stage)
    card = make.customer(stage, secrecy=Secrecy.TOP)
    id = approved(stage, card, "sun")
    assert not opened(stage, card), "of the highest grade the general manager decides too"
    assert asking.header(stage, id) is RequestState.IN_APPROVAL
    with stage.work("sun") as work:
        request = work.get(AccessRequest, id, P.REQUEST_SEE)
        assert [step["name"] for step in request.route["steps"]][-1] == "总经理"


def test_all_faults_are_told_at_once_and_nothing_is_asked_twice(stage, card):
    with pytest.raises(Problems) as told:
        ask(stage, card, purpose="看", purpose_category="", accepted_terms=False)
    assert set(told.value.problems) == {"purpose", "purpose_category", "accepted_terms"}
    ask(stage, card)
    with pytest.raises(IllegalMove, match="already asked"):
        ask(stage, card)


def test_what_is_open_or_not_there_is_not_asked_for(stage, card):
    with pytest.raises(IllegalMove, match="is open to you"):
        ask(stage, card, who="owen")
    with pytest.raises(NotFound):
        ask(stage, card, who="bo")


def test_another_persons_approval_opens_nothing(stage, card):
    approved(stage, card, "sun")
    assert not opened(stage, card, "bo")


def test_the_name_of_the_card_is_in_nothing_that_the_asker_is_told(stage, card):
    id = ask(stage, card)
    approval = asking.cleared(stage, id)
    with stage.work("sun") as work:
        assert "恒通" not in lock_approval(work, approval).title
