"""Whoever decides on a renewal sees that it is one: of what, until when, and who waits (C12)."""

import pytest
from sqlalchemy import select

from models.approvals import Approval
from models.files.records import CustomerFile
from models.words.kinds import Kind
from models.words.lending import Action
from tests.support import asking, loans


@pytest.fixture
def renewal(web):
    """Ann has a file, bo has asked for it, and ann asks to renew."""
    asking.chains(web)
    loan = loans.lend(web)
    with web.work() as work:
        file = work.session.scalar(select(CustomerFile.id))
    asking.submitted(web, "owen", asking.ask(Action.BORROW, [file]))
    ann = web.as_("ann")
    assert ann.post(f"/loans/{loan}/do/renew/").status_code == 303
    return ann, loan


def test_the_approval_says_what_it_is_about_and_who_waits(web, renewal):
    _ann, _loan = renewal
    with web.work() as work:
        [id] = work.session.scalars(select(Approval.id).where(Approval.subject == Kind.LOAN))
    page = web.as_("sun").get(f"/approvals/{id}/").text
    for shown in ("续借", "北京恒通1", "2026-12-07", "2026-12-21", "欧文"):
        assert shown in page, shown
    own = web.as_("ann").get(f"/approvals/{id}/").text
    assert "续借后应还" in own
    assert "欧文" not in own, "applicants read their place, not the names"


def test_the_filter_of_the_inbox_names_the_kind(web, renewal):
    page = web.as_("sun").get("/inbox/?tab=decide").text
    assert "续借 …" in page
    assert "续借 JY-2026-00001 KH-2026-0001 北京恒通1" in page


def test_the_toast_agrees_with_the_page(web, renewal):
    ann, loan = renewal
    page = ann.get(f"/loans/{loan}/").text
    assert "的续借已提交，等待审批" in page
    assert "续借已登记" not in page
    assert "已续借。" not in page
