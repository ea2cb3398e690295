"""Everybody who waits for a file has a place of their own, counted alike everywhere (C10)."""

import pytest
from sqlalchemy import select

from models.files.records import CustomerFile
from models.lending.loans import Loan
from models.lending.requests import RequestLine
from models.words.lending import Action
from portal.lending import limits, renewals
from tests.support import asking, loans
from tests.support.rows import locked


@pytest.fixture
def out(web):
    """Ann has the file; owen was granted it, sun has only asked."""
    asking.chains(web)
    loan = loans.lend(web)
    with web.work() as work:
        file = work.session.scalar(select(CustomerFile.id))
    granted = asking.approved(web, "owen", asking.ask(Action.BORROW, [file]))
    asked = asking.submitted(web, "gm", asking.ask(Action.BORROW, [file]))
    return loan, file, granted, asked


def test_no_two_people_are_at_one_place(web, out):
    _loan, file, granted, asked = out
    with web.work() as work:
        lines = {line.request_id: line for line in work.session.scalars(select(RequestLine))}
        assert limits.place_in_line(work, lines[granted]) == 1
        assert limits.place_in_line(work, lines[asked]) == 2
        assert limits.count_waiting(work, file) == 2
    assert "排第 2 位" in web.as_("wang").get(f"/requests/{asked}/").text


def test_the_form_counts_the_same_queue(web, out):
    _loan, file, _granted, _asked = out
    assert "2 人排队" in web.as_("sun").get(f"/requests/new/?files={file}").text


def test_what_is_back_at_the_desk_is_not_called_lent(web, out):
    loan, file, _granted, _asked = out
    assert web.as_("wang").post(f"/loans/{loan}/do/receive/").status_code == 303
    page = web.as_("sun").get(f"/requests/new/?files={file}").text
    assert "待上架" in page
    assert "现已借出" not in page


def test_a_loan_that_was_recalled_is_to_be_returned_not_renewed(web, out):
    loan = out[0]
    with web.work("wang") as work:
        row = locked(work, Loan, loan)
        renewals.recall_loan(work, row, by=work.today, reason="检查")
    page = web.as_("ann").get("/inbox/").text
    assert "归还 KH-2026-0001" in page
    assert "归还或续借" not in page
