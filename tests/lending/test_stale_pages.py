"""Acts carry the revision their page was drawn from: nobody overwrites what they have not seen."""

import re

import pytest
from sqlalchemy import select

from models.lending.loans import Loan
from models.platform.audit import AuditEntry
from models.words.kinds import Kind
from models.words.lending import Action, LoanState
from tests.support import asking, loans

WHOLE = {"items": "2", "pages": "120", "condition": "intact"}
SHORT = {**WHOLE, "pages": "119"}


@pytest.fixture
def counting(web):
    """A loan that two custodians have on their screens, to be counted."""
    loan = loans.lend(web)
    assert web.as_("wang").post(f"/loans/{loan}/do/receive/").status_code == 303
    return loan


def drawn(client, address):
    """The hidden values of an act's form, as the page was drawn."""
    page = client.get(address).text
    return {
        name: re.search(f'name="{name}"[^>]*value="([^"]*)"', page)[1]
        for name in ("revision", "submission")
    }


def the_loan(web, id):
    with web.work() as work:
        return work.session.scalars(select(Loan).where(Loan.id == id)).one()


def test_a_second_count_from_an_old_page_is_refused_and_names_the_first(web, counting):
    at = f"/loans/{counting}/do/check/"
    wang, he = web.as_("wang"), web.as_("he")
    old = drawn(wang, at)
    assert he.post(at, data={**SHORT, **drawn(he, at)}).status_code == 303
    late = wang.post(at, data={**WHOLE, **old})
    assert late.status_code == 409
    assert "没有登记" in late.text
    assert "119 页" in late.text
    row = the_loan(web, counting)
    assert (row.state, row.pages_in) == (LoanState.RETURN_CHECK, 119)
    seen = drawn(wang, at)
    unsaid = wang.post(at, data={**WHOLE, **seen})
    assert unsaid.status_code == 422
    assert "请写明" in unsaid.text
    told = wang.post(at, data={**WHOLE, **seen, "remark": "第 119 页夹在封底"})
    assert told.status_code == 303
    assert the_loan(web, counting).state is LoanState.RETURNED
    with web.work() as work:
        kept = work.session.scalars(
            select(AuditEntry).where(
                AuditEntry.subject == Kind.LOAN, AuditEntry.happened == "recount"
            )
        ).one()
    assert kept.details["facts"]["changes"]["pages"] == [119, 120]
    assert "119" in wang.get(f"/loans/{counting}/").text


def test_the_page_of_a_refused_act_is_drawn_afresh_so_that_it_can_be_meant(web, counting):
    at = f"/loans/{counting}/do/add_note/"
    wang, he = web.as_("wang"), web.as_("he")
    old = drawn(wang, at)
    assert he.post(at, data={"note": "先到", **drawn(he, at)}).status_code == 303
    assert he.post(f"/loans/{counting}/do/check/", data=SHORT).status_code == 303
    late = wang.post(at, data={"note": "后到", **old})
    assert late.status_code == 409
    assert "后到" in late.text
    revision = re.search('name="revision"[^>]*value="([^"]*)"', late.text)[1]
    assert revision == str(the_loan(web, counting).revision)
    meant = {"note": "后到", "revision": revision, "submission": old["submission"]}
    assert wang.post(at, data=meant).status_code == 303


def test_a_button_without_a_form_carries_the_revision_too(web):
    asking.chains(web)
    request = asking.submitted(web, "ann", asking.ask(Action.BORROW, asking.files(web)))
    page = web.as_("wang").get(f"/requests/{request}/").text
    form = re.search(r"<form[^>]*/do/take_up/.*?</form>", page, re.DOTALL)[0]
    assert re.search('name="revision" value="[1-9]', form)
    old = web.as_("wang").post(f"/requests/{request}/do/take_up/", data={"revision": "0"})
    assert old.status_code == 409


def test_a_step_that_is_gone_says_who_took_it(web, counting):
    assert web.as_("he").post(f"/loans/{counting}/do/check/", data=WHOLE).status_code == 303
    assert web.as_("he").post(f"/loans/{counting}/do/shelve/").status_code == 303
    gone = web.as_("wang").get(f"/loans/{counting}/do/shelve/")
    assert gone.status_code == 409
    assert "何档" in gone.text
