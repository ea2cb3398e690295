"""C10: the first in line has the paper at once, before the check; overtaking has a reason."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from models.files.records import CustomerFile
from models.lending.loans import Loan
from models.lending.requests import AccessRequest, Overtaking, RequestLine
from models.words.access import Secrecy
from models.words.approvals import Verdict
from models.words.files import Custody
from models.words.lending import Action, Condition
from models.words.lending import LineState as L
from models.words.lending import RequestState as R
from portal.errors import Conflict, IllegalMove, NotAllowed
from portal.lending import confirming, decisions, desk, limits, queue, renewals, requests, returns
from portal.lending.locks import lock_approval, lock_line, lock_request
from tests.support import asking, make
from tests.support.asking import approved, ask, header, lines, submitted, told
from tests.support.rows import locked
from tests.support.signing import BY_HAND

BORROW = Action.BORROW


@pytest.fixture
def office(stage):
    asking.chains(stage)
    return stage


def line_ids(stage, request):
    with stage.work() as work:
        rows = select(RequestLine.id).where(RequestLine.request_id == request)
        return list(work.session.scalars(rows.order_by(RequestLine.id)))


def the_file(stage, id):
    stage.session.expire_all()
    return stage.session.get(CustomerFile, id)


def the_line(stage, request):
    stage.session.expire_all()
    return stage.session.get(RequestLine, line_ids(stage, request)[0])


def lend(stage, who, file):
    """``who`` has the file; returns the loan's id."""
    request = approved(stage, who, ask(BORROW, [file]))
    [line] = line_ids(stage, request)
    with stage.work("wang") as work:
        desk.set_aside_file(work, lock_line(work, line))
        row = lock_line(work, line)
        return desk.hand_out_file(work, row, signed=BY_HAND, items=1, pages=3).id


def give_back(stage, loan):
    with stage.work("wang") as work:
        returns.receive_loan(work, locked(work, Loan, loan))
        returns.check_return(
            work, locked(work, Loan, loan), items=1, pages=3, condition=Condition.INTACT
        )
        returns.shelve_loan(work, locked(work, Loan, loan))


def wait(stage, who, file, **more):
    """``who`` asks for a file that is out and is put in the queue; the request's id."""
    id = submitted(stage, who, ask(BORROW, [file]))
    with stage.work("wang") as work:
        decisions.take_up_request(work, locked(work, AccessRequest, id))
        decisions.queue_request(work, locked(work, AccessRequest, id), **more)
    return id


def agree(stage, id):
    with stage.work("wang") as work:
        approval = decisions.clear_request(work, locked(work, AccessRequest, id)).id
    with stage.work("sun") as work:
        decisions.decide_request(work, lock_approval(work, approval), verdict=Verdict.APPROVE)


def set_aside(stage, request, **more):
    [line] = line_ids(stage, request)
    with stage.work("wang") as work:
        desk.set_aside_file(work, lock_line(work, line), **more)


@pytest.fixture
def turn(office):
    """Owen brought the file back; ann waited for it: (file, her request)."""
    [file] = asking.files(office)
    loan = lend(office, "owen", file)
    ann = wait(office, "ann", file)
    give_back(office, loan)
    return file, ann


def test_c10_the_paper_is_kept_for_the_first_at_once_before_the_check(office, turn):
    file, ann = turn
    assert the_file(office, file).custody is Custody.RESERVED
    assert (header(office, ann), lines(office, ann)) == (R.PRECHECK, [L.OPEN])
    line = the_line(office, ann)
    assert line.held_at is not None
    assert line.held_until.isoformat() == "2026-12-07", "ten working days from Monday 23 November"
    assert told(office, "request.your_turn") == ["ann"]


def test_c10_case_01_the_first_is_not_overtaken_without_a_reason(office, turn):
    """The queue jump: sun asks later, is approved, and would get the file before ann."""
    file, ann = turn
    later = approved(office, "owen", ask(BORROW, [file]))
    with pytest.raises(Conflict) as refusal:
        set_aside(office, later)
    assert refusal.value.values["name"] == "安安"
    assert office.session.scalars(select(Overtaking)).all() == []
    agree(office, ann)
    set_aside(office, ann)
    assert lines(office, ann) == [L.READY]


def test_c10_overtaking_has_a_reason_and_both_requests_show_it(office, turn):
    file, ann = turn
    later = approved(office, "owen", ask(BORROW, [file]))
    set_aside(office, later, reason="法院明日开庭")
    assert (lines(office, later), lines(office, ann)) == ([L.READY], [L.WAITING])
    assert header(office, ann) is R.WAITLISTED
    row = office.session.scalars(select(Overtaking)).one()
    assert (row.request_id, row.passed_id, row.reason) == (later, ann, "法院明日开庭")
    assert told(office, "request.overtaken") == ["ann"]
    [first] = line_ids(office, later)
    with office.work("wang") as work:
        desk.put_back_file(work, lock_line(work, first))
    assert the_line(office, ann).held_at is not None, "put back, it is kept for the first in line"


def test_c10_names_are_for_custodians_applicants_read_their_place(web):
    asking.chains(web)
    [file] = asking.files(web)
    loan = lend(web, "owen", file)
    ann = wait(web, "ann", file)
    give_back(web, loan)
    later = approved(web, "owen", ask(BORROW, [file]))
    page = web.as_("owen").get(f"/requests/{later}/").text
    assert "安安" not in page
    assert "第 2 位" in page
    wang = web.as_("wang")
    page = wang.get(f"/requests/{later}/").text
    assert "排在第一位：安安" in page
    with web.work() as work:
        line = work.session.scalars(select(RequestLine.id).order_by(RequestLine.id.desc())).first()
    url = f"/requests/{later}/lines/{line}/"
    assert "安安" in wang.post(f"{url}ready/").text, "a refusal names who is first"
    given = {"reason": "法院明日开庭", "submission": "go-1"}
    assert "安安" not in web.as_("owen").get(f"/requests/{later}/").text
    assert wang.post(f"{url}overtake/", data=given).status_code == 303
    assert "法院明日开庭" in web.as_("ann").get(f"/requests/{ann}/").text
    assert "欧文" not in web.as_("ann").get(f"/requests/{ann}/").text
    shown = wang.get(f"/requests/{later}/").text
    assert "法院明日开庭" in shown
    assert "安安" in shown


def test_c10_no_clock_runs_while_custodians_and_approvers_have_it(office, turn):
    file, ann = turn
    agree(office, ann)
    office.now += timedelta(days=14)
    with office.work() as work:
        queue.lapse_expired(work)
    assert lines(office, ann) == [L.APPROVED]
    set_aside(office, ann)
    line = the_line(office, ann)
    assert (line.pick_up_until - office.now.date()).days == 7, "five working days from 待取 alone"
    assert the_file(office, file).custody is Custody.RESERVED


def test_c10_after_reservation_days_it_falls_to_the_next(office, turn):
    file, ann = turn
    office_next = submitted(office, "sun", ask(BORROW, [file]))
    with office.work("wang") as work:
        decisions.take_up_request(work, locked(work, AccessRequest, office_next))
        decisions.queue_request(work, locked(work, AccessRequest, office_next))
    office.now += timedelta(days=14)
    with office.work() as work:
        queue.lapse_expired(work)
    assert the_line(office, ann).held_at is not None, "the tenth working day still counts"
    office.now += timedelta(days=1)
    for _ in range(2):
        with office.work() as work:
            queue.lapse_expired(work)
    assert the_line(office, ann).held_at is None
    assert the_line(office, office_next).held_at is not None
    assert told(office, "request.hold_ended") == ["ann"]
    assert (header(office, ann), lines(office, ann)) == (R.PRECHECK, [L.OPEN]), "it is not refused"


def test_c10_sent_back_it_is_kept_for_two_working_days(office, turn):
    _file, ann = turn
    with office.work("wang") as work:
        decisions.return_request(work, locked(work, AccessRequest, ann), reason="写明案号")
    office.now += timedelta(days=2)
    with office.work() as work:
        queue.lapse_expired(work)
    assert the_line(office, ann).held_at is not None
    wanted = ask(BORROW, [the_line(office, ann).file_id], purpose="诉讼举证，案号（2026）12 号")
    with office.work("ann") as work:
        requests.revise_request(work, locked(work, AccessRequest, ann), ask=wanted)
        requests.submit_request(work, locked(work, AccessRequest, ann))
    office.now += timedelta(days=3)
    with office.work() as work:
        queue.lapse_expired(work)
    assert the_line(office, ann).held_at is not None, "sent again in time, it is kept on"


def test_c10_not_sent_again_it_falls(office, turn):
    file, ann = turn
    with office.work("wang") as work:
        decisions.return_request(work, locked(work, AccessRequest, ann), reason="写明案号")
    office.now += timedelta(days=3)
    with office.work() as work:
        queue.lapse_expired(work)
    assert the_line(office, ann).held_at is None
    assert the_file(office, file).custody is Custody.IN_PLACE


@pytest.mark.parametrize("how", ["withdraw", "refuse", "other_file"])
def test_c10_refused_withdrawn_or_changed_it_falls_at_once(office, turn, how):
    file, ann = turn
    if how == "withdraw":
        with office.work("ann") as work:
            requests.withdraw_request(work, lock_request(work, ann))
    elif how == "refuse":
        with office.work("wang") as work:
            approval = decisions.clear_request(work, locked(work, AccessRequest, ann)).id
        with office.work("sun") as work:
            decisions.decide_request(
                work, lock_approval(work, approval), verdict=Verdict.REJECT, comment="与本案无关"
            )
    else:
        other = the_file(office, file)
        place = (other.class_id, other.customer_id, other.place_id)
        twin = make.filed(office, *place, "KH-2026-0099", key="z")
        with office.work("wang") as work:
            decisions.return_request(work, locked(work, AccessRequest, ann), reason="换一份")
        with office.work("ann") as work:
            requests.revise_request(work, locked(work, AccessRequest, ann), ask=ask(BORROW, [twin]))
    assert the_file(office, file).custody is Custody.IN_PLACE
    held = select(RequestLine).where(RequestLine.held_at.is_not(None))
    assert office.session.scalars(held).all() == []


def test_c10_an_approval_for_a_file_still_out_does_not_lapse(office):
    [file] = asking.files(office)
    ann = approved(office, "ann", ask(BORROW, [file]))
    loan = lend(office, "owen", file)
    [line] = line_ids(office, ann)
    with office.work("wang") as work:
        desk.queue_line(work, lock_line(work, line))
    assert lines(office, ann) == [L.WAITING]
    office.now += timedelta(days=30)
    with office.work() as work:
        queue.lapse_expired(work)
    assert lines(office, ann) == [L.WAITING]
    give_back(office, loan)
    line = the_line(office, ann)
    assert (line.state, line.held_at is not None, line.pick_up_until) == (L.APPROVED, True, None)


def test_c10_an_old_approval_is_confirmed_again_by_its_last_approver(office):
    [file] = asking.files(office)
    ann = approved(office, "ann", ask(BORROW, [file]))
    office.now += timedelta(days=61)
    with office.work() as work:
        queue.lapse_expired(work)
    assert told(office, "request.confirm_again") == ["sun"]
    with pytest.raises(IllegalMove, match="孙经理"):
        set_aside(office, ann)
    with pytest.raises(NotAllowed), office.work("gm") as work:
        confirming.confirm_again(work, locked(work, AccessRequest, ann))
    with office.work("sun") as work:
        confirming.confirm_again(work, locked(work, AccessRequest, ann))
    set_aside(office, ann)
    assert lines(office, ann) == [L.READY]


def test_c10_sixty_days_are_not_too_old(office):
    [file] = asking.files(office)
    ann = approved(office, "ann", ask(BORROW, [file]))
    office.now += timedelta(days=60)
    set_aside(office, ann)


def test_i12_at_hand_out_grade_and_block_are_asked_again(office):
    [file, other] = asking.files(office, 2)
    lend(office, "ann", other)
    ann = approved(office, "ann", ask(BORROW, [file]))
    set_aside(office, ann)
    [line] = line_ids(office, ann)

    def hand_out():
        with office.work("wang") as work:
            row = lock_line(work, line)
            return desk.hand_out_file(work, row, signed=BY_HAND, items=1, pages=3)

    with office.work() as work:
        loan = work.session.scalars(select(Loan)).one()
        loan.due_on = work.today - timedelta(days=30)
    with pytest.raises(NotAllowed, match="long overdue"):
        hand_out()
    with office.work() as work:
        work.session.scalars(select(Loan)).one().due_on = work.today
        work.session.get(CustomerFile, file).secrecy = Secrecy.SECRET
    with pytest.raises(IllegalMove):
        hand_out()


def test_c10_priority_needs_a_reason_and_is_shown_on_those_it_passes(office):
    [file] = asking.files(office)
    lend(office, "owen", file)
    ann = wait(office, "ann", file)
    sun = wait(office, "sun", file, priority=1, reason="法院明日开庭")
    rows = office.session.scalars(select(Overtaking)).all()
    assert [(row.request_id, row.passed_id) for row in rows] == [(sun, ann)]


def test_c12_case_17_a_sent_request_counts_as_waiting_for_a_renewal(office):
    [file] = asking.files(office)
    loan = lend(office, "owen", file)
    submitted(office, "ann", ask(BORROW, [file]))
    with office.work("owen") as work:
        row = locked(work, Loan, loan)
        assert limits.list_askers(work, row.file, row.owner_id) == [office.people["ann"]]
        assert renewals.renew_loan(work, row) is None, "an approver decides, it is not refused"
        assert row.renewal_asked_at is not None


@pytest.mark.parametrize("ended", ["draft", "withdrawn", "mode", "own"])
def test_c12_what_is_not_sent_or_cannot_be_does_not_count(office, ended):
    [file] = asking.files(office)
    loan = lend(office, "owen", file)
    if ended == "draft":
        with office.work("ann") as work:
            requests.draft_request(work, ask(BORROW, [file]))
    elif ended != "own":
        id = submitted(office, "ann", ask(BORROW, [file]))
        if ended == "withdrawn":
            with office.work("ann") as work:
                requests.withdraw_request(work, lock_request(work, id))
        else:
            with office.work() as work:
                work.session.get(CustomerFile, file).file_class.loan_modes = ["on_site"]
    with office.work("owen") as work:
        assert renewals.renew_loan(work, locked(work, Loan, loan)) is not None


def test_c10_two_who_ask_for_the_last_place_one_holds_it(arena):
    """Custodians shelve and release at once: the paper is kept for exactly one line."""
    asking_stage = arena
    asking.chains(asking_stage)
    [file] = asking.files(asking_stage)
    first = approved(asking_stage, "ann", ask(BORROW, [file]))
    second = approved(asking_stage, "owen", ask(BORROW, [file]))
    with arena.work() as work:
        ids = {row.request_id: row.id for row in work.session.scalars(select(RequestLine)).all()}

    def aside(who, line):
        def run():
            with arena.work(who, about="requests.ready") as work:
                return desk.set_aside_file(
                    work, lock_line(work, line), submission=f"{who}{line}"
                ).id

        return run

    answers = arena.race(
        aside("wang", ids[first]), aside("he", ids[second]), aside("li", ids[first])
    )
    won = [answer for answer in answers if isinstance(answer, int)]
    lost = [answer for answer in answers if not isinstance(answer, int)]
    assert len(won) == 1, answers
    assert all(isinstance(answer, Conflict) for answer in lost), answers
    with arena.work() as work:
        held = work.session.scalars(select(RequestLine).where(RequestLine.held_at.is_not(None)))
        assert [row.id for row in held] == won


def test_c10_the_database_keeps_one_hold_for_a_file(arena):
    asking.chains(arena)
    [file] = asking.files(arena)
    for who in ("ann", "owen"):
        approved(arena, who, ask(BORROW, [file]))
    with pytest.raises(DBAPIError), Session(arena.engine) as session:
        session.execute(text("UPDATE request_lines SET held_at = '2026-11-23 04:00:00+00'"))
    with pytest.raises(DBAPIError, match="kept for its line"), Session(arena.engine) as session:
        session.execute(text("UPDATE request_lines SET state = 'ready' WHERE id = 1"))
