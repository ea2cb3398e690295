"""What others decided on stays as they saw it: papers follow the state of their record (I-7)."""

import io

import pytest

from models.files.records import CustomerFile
from models.lending.requests import AccessRequest
from models.words.kinds import Kind
from models.words.lending import Action
from models.words.permissions import Permission as P
from portal.customers.cards import create_customer
from portal.errors import IllegalMove, NotAllowed
from portal.files.rules import FILE_LIFE
from portal.lending import requests
from portal.office import attachments
from portal.platform.workflow import states
from tests.customers.test_screens import CARD, PERSON
from tests.support import asking, make
from tests.support.asking import ask


@pytest.fixture
def office(stage):
    asking.chains(stage)
    return stage


def attach(stage, who, kind, id):
    with stage.work(who) as work:
        return attachments.attach_file(work, kind, id, "授权书.txt", io.BytesIO(b"abc")).id


def withdraw(stage, who, paper):
    with stage.work(who) as work:
        held = attachments.find_attachment(work, paper, lock=True)
        attachments.withdraw_attachment(work, held, reason="不再需要")


def drafted(office):
    """A request of ann's that is not sent yet."""
    with office.work("ann") as work:
        return requests.draft_request(work, ask(Action.VIEW, asking.files(office))).id


def send(office, id):
    with office.work("ann") as work:
        requests.submit_request(work, work.get(AccessRequest, id, P.REQUEST_SEE))


def test_papers_of_a_draft_are_the_applicants(office):
    id = drafted(office)
    withdraw(office, "ann", attach(office, "ann", Kind.REQUEST, id))


def test_papers_of_a_request_that_was_sent_are_added_by_the_desk_only(office):
    id = drafted(office)
    mine = attach(office, "ann", Kind.REQUEST, id)
    send(office, id)
    with pytest.raises(IllegalMove):
        attach(office, "ann", Kind.REQUEST, id)
    with pytest.raises(IllegalMove):
        withdraw(office, "ann", mine)
    with pytest.raises(NotAllowed):
        withdraw(office, "wang", mine)
    withdraw(office, "wang", attach(office, "wang", Kind.REQUEST, id))


def test_nobody_withdraws_what_an_approver_has_before_them(office):
    id = drafted(office)
    mine = attach(office, "ann", Kind.REQUEST, id)
    send(office, id)
    asking.cleared(office, id)
    desk = attach(office, "wang", Kind.REQUEST, id)
    for who, paper in (("ann", mine), ("wang", mine), ("wang", desk)):
        with pytest.raises(IllegalMove):
            withdraw(office, who, paper)


def test_a_closed_request_takes_no_paper_from_anybody(office):
    id = drafted(office)
    with office.work("ann") as work:
        requests.withdraw_request(work, work.get(AccessRequest, id, P.REQUEST_SEE))
    for who in ("ann", "wang"):
        with pytest.raises(IllegalMove):
            attach(office, who, Kind.REQUEST, id)


def test_who_attached_a_paper_is_not_named_as_who_handled_the_record(office):
    id = drafted(office)
    attach(office, "ann", Kind.REQUEST, id)
    send(office, id)
    asking.cleared(office, id)
    attach(office, "li", Kind.REQUEST, id)
    with pytest.raises(IllegalMove) as refused:
        asking.cleared(office, id, "li")
    assert refused.value.values["name"] == "王档"


def test_nobody_withdraws_a_paper_that_somebody_else_hung_on_a_card(stage):
    with stage.work("owen") as work:
        card = create_customer(work, CARD, [PERSON]).id
    paper = attach(stage, "owen", Kind.CUSTOMER, card)
    with pytest.raises(NotAllowed):
        withdraw(stage, "li", paper)
    withdraw(stage, "owen", paper)


def test_a_void_file_takes_no_paper_and_gives_none(stage):
    kind, box = make.file_class(stage), make.box(stage)
    id = make.filed(stage, kind, make.customer(stage), box)
    paper = attach(stage, "owen", Kind.FILE, id)
    with stage.work() as work:
        states.move_state(
            work, FILE_LIFE, work.session.get(CustomerFile, id), "void", reason="重复"
        )
    with pytest.raises(IllegalMove):
        attach(stage, "owen", Kind.FILE, id)
    for who in ("owen", "li"):
        with pytest.raises(IllegalMove):
            withdraw(stage, who, paper)
