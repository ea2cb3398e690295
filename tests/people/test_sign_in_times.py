"""When others sit at a machine is for officers and themselves (9.1.6)."""

import pytest

from models.people import User
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from portal.events import Done
from portal.platform.audit import history
from portal.platform.workflow.states import last_change


@pytest.fixture
def office(stage):
    """Owen signed in, proved who he is, and changed his password; sec disabled nothing."""
    with stage.work("owen") as work:
        for action in history.SIGNING:
            work.record(Done(kind=Kind.USER, id=work.actor.id, action=action))
        work.record(Done(kind=Kind.USER, id=work.actor.id, action="enable"))
    return stage


def acts(stage, name, show="all"):
    with stage.work(name) as work:
        row = work.get(User, stage.people["owen"], P.USER_SEE)
        return {item.what for item in history.timeline(work, row, show)}


@pytest.mark.parametrize("name", ["ann", "sun", "wang", "li"])
@pytest.mark.parametrize("show", ["all", "changes"])
def test_colleagues_do_not_read_when_somebody_signed_in(office, name, show):
    assert acts(office, name, show) == {"enable"}


@pytest.mark.parametrize("name", ["owen", "sec", "audit"])
def test_officers_and_they_themselves_do(office, name):
    assert acts(office, name) == {"enable", *history.SIGNING}


def test_a_sign_in_is_no_change_of_an_account(office):
    """«X changed this at 8:03» told when X had come to work."""
    with office.work("owen") as work:
        work.record(Done(kind=Kind.USER, id=work.actor.id, action="sign_in"))
    office.now = office.now.replace(hour=9)
    with office.work("owen") as work:
        work.record(Done(kind=Kind.USER, id=work.actor.id, action="sign_in"))
    with office.work("sec") as work:
        row = work.get(User, office.people["owen"], P.USER_SEE)
        assert last_change(work, row)[1].endswith("12:00")
