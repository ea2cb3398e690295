"""K-2: the doors of lending lock file, request, line, then what hangs on them; each row once."""

import pytest

from models.words.lending import LineState
from portal.errors import NotFound
from portal.lending import locks
from portal.work import Work
from tests.support.one_of_each import one_of_each
from views.lending.desk import CopyingView, ViewingView
from views.lending.loan_acts import ACTS as LOAN_ACTS
from views.lending.request_acts import ACTS as REQUEST_ACTS

DOORS = {
    "lines": (locks.lock_line, ["files", "requests", "request_lines"]),
    "requests": (locks.lock_request, ["files", "requests"]),
    "approvals": (locks.lock_approval, ["requests", "approvals"]),
    "loans": (locks.lock_loan, ["files", "loans"]),
    "viewings": (locks.lock_viewing, ["files", "requests", "request_lines", "viewings"]),
    "copyings": (locks.lock_copying, ["files", "requests", "request_lines", "copyings"]),
}
WHO = {"approvals": "sun", "requests": "ann"}


@pytest.fixture
def held(monkeypatch):
    """The tables of the rows that are locked, in turn."""
    seen = []
    get, lock = Work.get, Work.lock

    def getting(work, table, id, permission, **options):
        if options.get("lock"):
            seen.append(table.__tablename__)
        return get(work, table, id, permission, **options)

    def locking(work, row):
        seen.append(row.__tablename__)
        return lock(work, row)

    monkeypatch.setattr(Work, "get", getting)
    monkeypatch.setattr(Work, "lock", locking)
    return seen


def test_k2_every_door_locks_in_one_order_and_each_row_once(stage, held):
    ids = one_of_each(stage)
    for name, (door, order) in DOORS.items():
        with stage.work(WHO.get(name, "wang")) as work:
            held.clear()
            row = door(work, ids[name])
            assert (row.id, held) == (ids[name], order)


def test_k2_a_stranger_locks_nothing(stage, held):
    ids = one_of_each(stage)
    for name, (door, _order) in DOORS.items():
        held.clear()
        with pytest.raises(NotFound), stage.work("he" if name == "approvals" else "owen") as work:
            door(work, ids[name])
        assert set(held) <= {name}, name


def test_k2_the_lines_of_a_locked_file_are_locked_after_their_requests(stage, held):
    ids = one_of_each(stage)
    with stage.work("wang") as work:
        file = locks.lock_line(work, ids["lines"]).file
        held.clear()
        lines = locks.lock_lines_of(work, file, [LineState.APPROVED])
        assert [line.id for line in lines] == [ids["lines"]]
        assert held == ["requests", "request_lines"]


def test_k2_what_moves_paper_locks_its_file_at_the_door():
    loans = {act.name for act in LOAN_ACTS if act.lock is locks.lock_loan}
    paper = {"receive", "shelve", "confirm_claim", "search", "confirm_loss", "found"}
    assert loans == paper | {"check", "differ"}
    whole = {act.name for act in REQUEST_ACTS if act.lock is locks.lock_request}
    assert whole == {"withdraw", "give_up"}
    assert [act.lock for act in ViewingView.acts] == [locks.lock_viewing]
    assert {act.lock for act in CopyingView.acts} == {locks.lock_copying}
