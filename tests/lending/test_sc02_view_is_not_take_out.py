"""SC-02: an approval is for these files, this way, this window; a session ends with R-27."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.files.records import CustomerFile
from models.lending.loans import Loan
from models.lending.requests import Copying, RequestLine, Viewing
from models.platform.audit import AuditEntry
from models.words.files import Custody
from models.words.lending import Action, LoanMode, ViewingState
from models.words.lending import LineState as L
from models.words.lending import RequestState as R
from portal.errors import IllegalMove, Invalid, NotAllowed
from portal.lending import access_windows, desk, issue, returns, viewing
from portal.lending.locks import lock_line
from portal.platform.audit import chain
from tests.support import asking
from tests.support.asking import approved, ask, header, line_ids, lines, submitted, told
from tests.support.rows import locked
from tests.support.signing import BY_HAND


@pytest.fixture
def office(stage):
    asking.chains(stage)
    return stage


@pytest.fixture
def reading(office):
    """ann may view the first of two files; returns (stage, request id, line id, file ids)."""
    ids = asking.files(office, 2)
    request = approved(office, "ann", ask(Action.VIEW, ids[:1]))
    [line] = line_ids(office, request)
    return office, request, line, ids


def open_session(stage, line):
    with stage.work("wang") as work:
        desk.set_aside_file(work, lock_line(work, line))
    with stage.work("wang") as work:
        return desk.hand_out_file(work, lock_line(work, line), signed=BY_HAND).id


def test_sc02_a_viewing_approval_is_no_loan(reading):
    stage, _request, line, _ids = reading
    with stage.work("wang") as work:
        desk.set_aside_file(work, lock_line(work, line))
    with pytest.raises(IllegalMove, match="LY-202611-0001"), stage.work("wang") as work:
        row = work.session.get(RequestLine, line)
        issue.issue_loan(work, row, items=1, pages=3, mode=LoanMode.TAKE_OUT)


def test_sc02_another_file_is_not_handed_out_on_this_approval(reading):
    stage, _request, _line, ids = reading
    other = submitted(stage, "ann", ask(Action.VIEW, ids[1:]))
    [line] = line_ids(stage, other)
    with pytest.raises(IllegalMove, match="LY-202611-0002"), stage.work("wang") as work:
        desk.hand_out_file(work, lock_line(work, line), signed=BY_HAND)


def test_sc02_scans_are_open_inside_the_window_and_to_this_account_only(reading):
    stage, _request, _line, ids = reading
    with stage.work("ann") as work:
        assert access_windows.may_read(work, ids[0])
        assert not access_windows.may_read(work, ids[1])
        access_windows.require_access(work, ids[0])
    with stage.work("sun") as work:
        assert not access_windows.may_read(work, ids[0])
    stage.now += timedelta(days=8)
    with pytest.raises(NotAllowed, match="LY-202611-0001"), stage.work("ann") as work:
        access_windows.require_access(work, ids[0])
    with pytest.raises(NotAllowed, match="approved request"), stage.work("ann") as work:
        access_windows.require_access(work, ids[1])


def readable(stage, file):
    with stage.work("ann") as work:
        return access_windows.may_read(work, file)


def test_sc02_a_session_left_open_keeps_its_scan_open_for_its_day_only(reading):
    stage, _request, line, ids = reading
    open_session(stage, line)
    assert readable(stage, ids[0])
    stage.now += timedelta(days=1)
    assert not readable(stage, ids[0])


def test_sc02_a_loan_opens_the_scan_until_it_is_due_and_while_it_is_out(office):
    ids = asking.files(office)
    [line] = line_ids(office, approved(office, "ann", ask(Action.BORROW, ids)))
    with office.work("wang") as work:
        desk.set_aside_file(work, lock_line(work, line))
    with office.work("wang") as work:
        loan = desk.hand_out_file(work, lock_line(work, line), signed=BY_HAND, items=1, pages=3).id
    office.now += timedelta(days=10)
    assert readable(office, ids[0])
    office.now += timedelta(days=1)
    assert not readable(office, ids[0])  # overdue
    office.now -= timedelta(days=2)
    with office.work("wang") as work:
        returns.receive_loan(work, locked(work, Loan, loan))
    assert not readable(office, ids[0])  # brought back


def test_sc02_copies_in_hand_do_not_keep_the_scan_open(office):
    ids = asking.files(office)
    [line] = line_ids(office, approved(office, "ann", ask(Action.COPY, ids)))
    open_session(office, line)
    assert readable(office, ids[0])
    office.now += timedelta(days=8)
    assert not readable(office, ids[0])


def test_sc02_handed_out_twice_is_one_session(reading):
    stage, request, line, ids = reading
    first = open_session(stage, line)
    with stage.work("wang") as work:
        assert desk.hand_out_file(work, lock_line(work, line), signed=BY_HAND).id == first
    file = stage.session.get(CustomerFile, ids[0])
    assert (file.custody, file.holder_id) == (Custody.ON_SITE, stage.people["ann"])
    assert (header(stage, request), lines(stage, request)) == (R.FULFILLED, [L.FULFILLED])


def test_sc02_an_open_session_is_on_the_evening_list_and_a_task_next_morning(reading):
    stage, _request, line, _ids = reading
    open_session(stage, line)
    with stage.work("wang") as work:
        assert viewing.list_unclosed(work) == []
    stage.now += timedelta(hours=6)  # 18:00
    with stage.work("wang") as work:
        assert [v.line_id for v in viewing.list_unclosed(work)] == [line]
    stage.now += timedelta(hours=14)
    for _ in range(2):
        with stage.work() as work:
            viewing.chase_unclosed(work)
    assert told(stage, "viewing.unclosed") == ["li", "wang"]


def test_sc02_a_session_ends_only_with_the_cabinet_closed_and_all_pages_there(reading):
    stage, request, line, ids = reading
    id = open_session(stage, line)
    done = {"items_seen": "1", "pages_after": 3}
    with pytest.raises(IllegalMove, match="cabinet"), stage.work("wang") as work:
        viewing.end_viewing(work, locked(work, Viewing, id), cabinet_closed=False, **done)
    with pytest.raises(Invalid, match="3 pages"), stage.work("wang") as work:
        viewing.end_viewing(
            work, locked(work, Viewing, id), cabinet_closed=True, items_seen="1", pages_after=2
        )
    with stage.work("wang") as work:
        viewing.end_viewing(work, locked(work, Viewing, id), cabinet_closed=True, **done)
    assert stage.session.get(Viewing, id).state is ViewingState.CLOSED
    assert stage.session.get(CustomerFile, ids[0]).custody is Custody.IN_PLACE
    assert (header(stage, request), lines(stage, request)) == (R.CLOSED, [L.DONE])
    assert list(chain.verify_chain(stage.session, stage.config.audit_key)) == []
    happened = set(stage.session.scalars(select(AuditEntry.happened)))
    assert {"ready", "reserve", "hand_out", "open_reading", "close", "finish", "closed"} <= happened


def test_q10_a_file_that_is_out_is_queued_not_handed_out(office):
    ids = asking.files(office)
    first = approved(office, "ann", ask(Action.VIEW, ids))
    second = approved(office, "owen", ask(Action.VIEW, ids))
    [a], [b] = line_ids(office, first), line_ids(office, second)
    id = open_session(office, a)
    with office.work("wang") as work:
        desk.queue_line(work, lock_line(work, b))
    assert header(office, second) is R.WAITLISTED
    with office.work("wang") as work:
        viewing.end_viewing(
            work, locked(work, Viewing, id), cabinet_closed=True, items_seen="", pages_after=3
        )
    assert lines(office, second) == [L.APPROVED]
    assert told(office, "request.your_turn") == ["owen"]


def test_c15_a_copy_job_runs_to_its_end_and_frees_the_file_when_made(office):
    """LN-12: copies are traced to their end."""
    from portal.lending import copying

    ids = asking.files(office)
    request = approved(office, "ann", ask(Action.COPY, ids))
    [line] = line_ids(office, request)
    id = open_session(office, line)
    with office.work("wang") as work:
        copying.advance_copying(
            work, locked(work, Copying, id), action="make", stamp="档案室复印专用章"
        )
    assert office.session.get(CustomerFile, ids[0]).custody is Custody.IN_PLACE
    for step in ("hand", "destroy"):
        with office.work("wang") as work:
            copying.advance_copying(work, locked(work, Copying, id), action=step, signed=BY_HAND)
    assert (header(office, request), lines(office, request)) == (R.CLOSED, [L.DONE])


def test_borrowing_opens_a_loan_by_the_lending_engine(office):
    ids = asking.files(office)
    request = approved(office, "ann", ask(Action.BORROW, ids))
    [line] = line_ids(office, request)
    with office.work("wang") as work:
        desk.set_aside_file(work, lock_line(work, line))
    with office.work("wang") as work:
        loan = desk.hand_out_file(work, lock_line(work, line), signed=BY_HAND, items=1, pages=3)
        number = loan.number
    with office.work("wang") as work:
        assert (
            desk.hand_out_file(work, lock_line(work, line), signed=BY_HAND, items=1, pages=3).number
            == number
        )
    assert (header(office, request), lines(office, request)) == (R.FULFILLED, [L.FULFILLED])
    assert office.session.get(CustomerFile, ids[0]).custody is Custody.OUT
