"""Asking for files: what is refused before sending, who checks, and line by line decisions."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from models.approvals import Approval
from models.files.records import CustomerFile
from models.lending.requests import AccessRequest, RequestLine, Visitor
from models.platform.audit import AuditEntry
from models.words.access import Secrecy
from models.words.approvals import ApprovalState, Verdict
from models.words.files import Custody
from models.words.lending import Action, LoanMode
from models.words.lending import LineState as L
from models.words.lending import RequestState as R
from portal.errors import IllegalMove, Invalid, NotAllowed, NotFound, Problems
from portal.lending import decisions, desk, queue, requests
from portal.lending.decisions import LineVerdict
from portal.lending.locks import lock_approval, lock_line
from portal.lending.visitors import Stranger
from tests.support import asking
from tests.support.asking import approved, ask, cleared, header, line_ids, lines, submitted, told
from tests.support.rows import locked

APPROVE, REJECT, RETURN = Verdict.APPROVE, Verdict.REJECT, Verdict.RETURN


@pytest.fixture
def office(stage):
    asking.chains(stage)
    return stage


@pytest.mark.parametrize(
    ("action", "wrong", "field"),
    [
        (Action.VIEW, {"purpose": "看看"}, "purpose"),
        (Action.VIEW, {"purpose_category": "curious"}, "purpose_category"),
        (Action.VIEW, {"place": " "}, "place"),
        (Action.VIEW, {"planned_on": date(2026, 11, 22)}, "planned_on"),
        (Action.VIEW, {"accepted_terms": False}, "accepted_terms"),
        (Action.BORROW, {"mode": None}, "mode"),
        (Action.BORROW, {"term_days": 15}, "term_days"),
        (Action.BORROW, {"term_days": None}, "term_days"),
        (Action.COPY, {"pages": ""}, "pages"),
        (Action.COPY, {"copies": 100}, "copies"),
        (Action.COPY, {"external": True, "return_by": None}, "return_by"),
        (Action.VIEW, {"file_ids": []}, "file_ids"),
    ],
)
def test_q1_what_is_wrong_is_named_at_its_field(office, action, wrong, field):
    """C1, AC-13, LN-10: read (FM-20), borrow (FM-21) and copy (FM-22) have fields of their own."""
    with pytest.raises(Problems) as caught:
        submitted(office, "ann", ask(action, **{"file_ids": asking.files(office), **wrong}))
    assert list(caught.value.problems) == [field]


def test_q1_a_high_grade_is_read_on_site_only(office):
    ids = asking.files(office, secrecy=Secrecy.SECRET)
    with pytest.raises(Problems, match="1"):
        submitted(office, "ann", ask(Action.BORROW, ids))
    id = submitted(office, "ann", ask(Action.BORROW, ids, mode=LoanMode.ON_SITE))
    assert header(office, id) is R.SUBMITTED


def test_a_file_of_another_department_does_not_exist_for_a_clerk(office):
    """C17: above the listed grade."""
    with pytest.raises(NotFound):
        submitted(office, "bo", ask(Action.VIEW, asking.files(office, secrecy=Secrecy.SECRET)))


def test_the_same_file_is_not_asked_for_twice(office):
    ids = asking.files(office)
    submitted(office, "ann", ask(Action.VIEW, ids))
    with pytest.raises(Problems) as caught:
        submitted(office, "ann", ask(Action.VIEW, ids))
    assert f"file-{ids[0]}" in caught.value.problems


def test_c2_the_route_is_previewed_and_kept(office):
    [file] = asking.files(office, secrecy=Secrecy.TOP)
    id = submitted(office, "ann", ask(Action.VIEW, [file]))
    request = office.session.get(AccessRequest, id)
    assert [s["people"] for s in request.route["preview"]] == [["孙经理"], ["总经理"]]
    assert request.number == "LY-202611-0001"
    assert told(office, "request.submitted") == ["he", "li", "wang"]


def test_a_returned_request_is_mended_and_sent_again(office):
    first, second = asking.files(office, 2)
    id = submitted(office, "ann", ask(Action.VIEW, [first]))
    with office.work("wang") as work:
        decisions.take_up_request(work, locked(work, AccessRequest, id))
    with pytest.raises(Invalid), office.work("wang") as work:
        decisions.return_request(work, locked(work, AccessRequest, id), reason="")
    with office.work("wang") as work:
        decisions.return_request(work, locked(work, AccessRequest, id), reason="请补充案号")
    assert header(office, id) is R.RETURNED
    with office.work("ann") as work:
        requests.revise_request(
            work,
            locked(work, AccessRequest, id),
            ask=ask(Action.VIEW, [second], purpose="诉讼举证，案号（2026）浙 01 民初 12 号"),
        )
        requests.submit_request(work, locked(work, AccessRequest, id))
    assert header(office, id) is R.SUBMITTED
    assert [line.file_id for line in office.session.get(AccessRequest, id).lines] == [second]


def test_only_the_applicant_changes_a_request(office):
    id = submitted(office, "ann", ask(Action.VIEW, asking.files(office)))
    with pytest.raises(NotAllowed), office.work("wang") as work:
        requests.revise_request(work, locked(work, AccessRequest, id), ask=ask(Action.VIEW, []))
    with pytest.raises(NotFound), office.work("bo") as work:
        requests.withdraw_request(work, locked(work, AccessRequest, id))


def test_q6_three_of_five_lines_and_a_shorter_term(office):
    id = submitted(office, "ann", ask(Action.BORROW, asking.files(office, 5)))
    approval = cleared(office, id)
    a, b, _, d, e = line_ids(office, id)
    said = {
        d: LineVerdict(False, comment="与本案无关"),
        e: LineVerdict(False, comment="与本案无关"),
    }
    said[a] = LineVerdict(True, term_days=3)
    with office.work("sun") as work:
        decisions.decide_request(
            work, lock_approval(work, approval), verdict=APPROVE, verdicts=said
        )
    assert lines(office, id) == [L.APPROVED, L.APPROVED, L.APPROVED, L.REJECTED, L.REJECTED]
    assert header(office, id) is R.APPROVED
    terms = select(RequestLine.term_days).where(RequestLine.id.in_([a, b])).order_by(RequestLine.id)
    assert list(office.session.scalars(terms)) == [3, 10]


def test_q6_a_longer_term_than_asked_is_impossible(office):
    id = submitted(office, "ann", ask(Action.BORROW, asking.files(office)))
    approval = cleared(office, id)
    [line] = line_ids(office, id)
    with pytest.raises(Invalid), office.work("sun") as work:
        decisions.decide_request(
            work,
            lock_approval(work, approval),
            verdict=APPROVE,
            verdicts={line: LineVerdict(True, term_days=14)},
        )


def test_q7_refusing_every_line_is_a_refusal_and_needs_reasons(office):
    id = submitted(office, "ann", ask(Action.VIEW, asking.files(office, 2)))
    approval = cleared(office, id)
    a, b = line_ids(office, id)
    with pytest.raises(Invalid), office.work("sun") as work:
        decisions.decide_request(
            work, lock_approval(work, approval), verdict=APPROVE, verdicts={a: LineVerdict(False)}
        )
    said = {a: LineVerdict(False, comment="无关"), b: LineVerdict(False, comment="无关")}
    with office.work("sun") as work:
        decisions.decide_request(
            work, lock_approval(work, approval), verdict=APPROVE, verdicts=said
        )
    assert header(office, id) is R.REJECTED
    assert office.session.get(Approval, approval).state is ApprovalState.REFUSED
    assert told(office, "request.rejected") == ["ann"]


def test_q8_sent_back_by_an_approver_it_starts_anew(office):
    id = submitted(office, "ann", ask(Action.VIEW, asking.files(office, secrecy=Secrecy.TOP)))
    approval = cleared(office, id)
    with office.work("sun") as work:
        decisions.decide_request(work, lock_approval(work, approval), verdict=APPROVE)
    with office.work("gm") as work:
        decisions.decide_request(
            work, lock_approval(work, approval), verdict=RETURN, comment="写明案号"
        )
    assert header(office, id) is R.RETURNED
    with office.work("ann") as work:
        requests.submit_request(work, locked(work, AccessRequest, id))
    again = cleared(office, id)
    with office.work("sun") as work:
        decisions.decide_request(work, lock_approval(work, again), verdict=APPROVE)
    assert header(office, id) is R.IN_APPROVAL


def test_q12_withdrawing_ends_the_approval_too(office):
    id = submitted(office, "ann", ask(Action.VIEW, asking.files(office)))
    approval = cleared(office, id)
    with office.work("ann") as work:
        requests.withdraw_request(work, locked(work, AccessRequest, id), reason="不需要了")
    assert (header(office, id), lines(office, id)) == (R.WITHDRAWN, [L.WITHDRAWN])
    assert office.session.get(Approval, approval).state is ApprovalState.WITHDRAWN
    happened = set(office.session.scalars(select(AuditEntry.happened)))
    assert {"submit", "take_up", "clear", "withdraw"} <= happened


def test_q11_what_is_set_aside_and_not_collected_in_time_lapses(office):
    id = approved(office, "ann", ask(Action.VIEW, asking.files(office)))
    office.now += timedelta(days=28)  # with the custodians: no clock of the applicant runs
    with office.work() as work:
        queue.lapse_expired(work)
    assert header(office, id) is R.APPROVED
    [line] = line_ids(office, id)
    with office.work("wang") as work:
        desk.set_aside_file(work, lock_line(work, line))
    office.now += timedelta(days=7)  # Monday to Monday: five working days
    with office.work() as work:
        queue.lapse_expired(work)
    assert header(office, id) is R.READY
    office.now += timedelta(days=1)
    for _ in range(2):
        with office.work() as work:
            queue.lapse_expired(work)
    assert (header(office, id), lines(office, id)) == (R.LAPSED, [L.LAPSED])
    assert told(office, "request.lapsed") == ["ann"]


def test_c5_a_visitor_leaves_a_tail_and_a_hash_only(office):
    number = "11010519491231002X"
    who = Stranger(name="赵律师", id_type="身份证", id_number=number, relation="代理律师")
    id = submitted(office, "ann", ask(Action.VIEW, asking.files(office), visitor=who))
    row = office.session.scalars(select(Visitor)).one()
    assert (row.id_tail, len(row.id_hash)) == ("002X", 64)
    assert number not in str(vars(row))
    assert office.session.get(AccessRequest, id).visitor_id == row.id


def test_c5_a_visitor_without_an_id_is_refused(office):
    """R-21: a stranger proves who they are."""
    with pytest.raises(Problems) as caught:
        submitted(office, "ann", ask(Action.VIEW, asking.files(office), visitor=Stranger(name="")))
    assert set(caught.value.problems) == {"visitor_name", "visitor_id_number", "visitor_relation"}


def test_c10_a_file_in_use_is_queued_and_the_first_in_line_is_told(office):
    [file] = asking.files(office)
    with office.work() as work:
        row = work.session.get(CustomerFile, file)
        from portal.files import custody

        custody.reserve_paper(work, row)
    id = submitted(office, "ann", ask(Action.VIEW, [file]))
    with office.work("wang") as work:
        decisions.take_up_request(work, locked(work, AccessRequest, id))
        decisions.queue_request(work, locked(work, AccessRequest, id))
    assert (header(office, id), lines(office, id)) == (R.WAITLISTED, [L.WAITING])
    with office.work() as work:
        custody.release_paper(work, work.session.get(CustomerFile, file))
    assert (header(office, id), lines(office, id)) == (R.PRECHECK, [L.OPEN])
    assert told(office, "request.your_turn") == ["ann"]
    assert office.session.get(CustomerFile, file).custody is Custody.RESERVED


def test_c10_who_goes_first_needs_a_reason_and_gets_the_file_first(office):
    ids = asking.files(office)
    [first] = line_ids(office, approved(office, "ann", ask(Action.VIEW, ids)))
    with office.work("wang") as work:
        desk.set_aside_file(work, lock_line(work, first))
    waiting = [submitted(office, who, ask(Action.VIEW, ids)) for who in ("owen", "sun")]
    with pytest.raises(Invalid, match="takes priority"), office.work("wang") as work:
        decisions.take_up_request(work, locked(work, AccessRequest, waiting[1]))
        decisions.queue_request(work, locked(work, AccessRequest, waiting[1]), priority=1)
    for id, priority in zip(waiting, (0, 1), strict=True):
        with office.work("wang") as work:
            decisions.take_up_request(work, locked(work, AccessRequest, id))
            decisions.queue_request(
                work, locked(work, AccessRequest, id), priority=priority, reason="明日开庭"
            )
    with office.work() as work:
        order = [line.request_id for line in queue.list_waiting(work, ids[0])]
    assert order == [waiting[1], waiting[0]]


def test_c15_copies_that_leave_the_house_ask_the_general_manager_too(office):
    wanted = ask(Action.COPY, asking.files(office), external=True, return_by=date(2026, 12, 1))
    id = submitted(office, "ann", wanted)
    request = office.session.get(AccessRequest, id)
    assert [s["people"] for s in request.route["preview"]] == [["孙经理"], ["总经理"]]


def test_a_request_cannot_skip_its_check(office):
    id = submitted(office, "ann", ask(Action.VIEW, asking.files(office)))
    with pytest.raises(IllegalMove), office.work("wang") as work:
        decisions.clear_request(work, locked(work, AccessRequest, id))


def test_q9_what_was_set_aside_goes_back_and_the_approval_holds_on(office):
    request = approved(office, "ann", ask(Action.BORROW, asking.files(office)))
    (line,) = line_ids(office, request)
    for _ in range(2):
        with office.work("wang") as work:
            desk.set_aside_file(work, lock_line(work, line))
        with office.work("wang") as work:
            assert desk.put_back_file(work, lock_line(work, line)).file.custody is Custody.IN_PLACE
        assert (lines(office, request), header(office, request)) == ([L.APPROVED], R.APPROVED)
    with pytest.raises(IllegalMove), office.work("wang") as work:
        desk.put_back_file(work, lock_line(work, line))
    with pytest.raises((NotAllowed, NotFound)), office.work("ann") as work:
        desk.put_back_file(work, lock_line(work, line))
    acts = select(AuditEntry.happened).where(AuditEntry.subject == "request_line")
    assert list(office.session.scalars(acts)).count("put_back") == 2
