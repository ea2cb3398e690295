"""SC-05: a delegation holds in [start, end), is resolved at the decision, and is signed as such."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from models.approvals import Approval, ApprovalTask
from models.files.records import CustomerFile
from models.people import Delegation
from models.platform.audit import AuditEntry
from models.words.approvals import ApprovalState, Verdict
from models.words.lending import Action
from portal.errors import Conflict, NotAllowed, NotFound
from portal.lending import decisions
from portal.lending.locks import lock_approval, lock_request
from portal.people import delegations
from tests.support import asking
from tests.support.asking import ask, cleared, submitted

# Midnight in Shanghai is 16:00 UTC of the day before.
START = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
END = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture
def waiting(stage):
    """A request waits at sun, who lets owen decide in [START, END); returns (stage, approval)."""
    stage.now = START - timedelta(hours=8)
    asking.chains(stage)
    approval = cleared(stage, submitted(stage, "ann", ask(Action.VIEW, asking.files(stage))))
    with stage.work() as work:
        work.add(
            Delegation(
                from_id=stage.people["sun"],
                to_id=stage.people["owen"],
                reason="出差",
                starts_at=START,
                ends_at=END,
                subjects=[],
            )
        )
    return stage, approval


@pytest.mark.parametrize(
    ("moment", "may"),
    [(START - SECOND, False), (START, True), (END - SECOND, True), (END, False)],
)
def test_sc05_the_window_is_half_open(waiting, moment, may):
    stage, approval = waiting
    stage.now = moment
    if may:
        with stage.work("owen") as work:
            decisions.decide_request(
                work, lock_approval(work, approval), verdict=Verdict.APPROVE, step=0
            )
        assert stage.session.get(Approval, approval).state is ApprovalState.GRANTED
    elif moment < START:
        with pytest.raises(NotFound), stage.work("owen") as work:
            decisions.decide_request(
                work, lock_approval(work, approval), verdict=Verdict.APPROVE, step=0
            )
    else:
        refused = pytest.raises(NotAllowed, match="孙经理: the delegation has ended")
        with refused, stage.work("owen", about="approval.decide") as work:
            decisions.decide_request(
                work, lock_approval(work, approval), verdict=Verdict.APPROVE, step=0
            )
        last = select(AuditEntry).order_by(AuditEntry.seq.desc())
        assert stage.session.scalars(last).first().happened == "approval.decide"


def test_sc05_what_came_after_the_window_is_not_found(waiting):
    """A stand-in of yesterday learns nothing of what the giver is asked today."""
    stage, _approval = waiting
    stage.now = END
    files = [stage.session.scalar(select(CustomerFile.id))]
    later = cleared(stage, submitted(stage, "ann", ask(Action.COPY, files)))
    with pytest.raises(NotFound), stage.work("owen") as work:
        decisions.decide_request(work, lock_approval(work, later), verdict=Verdict.APPROVE)


def test_sc05_a_delegation_ended_early_is_named_as_well(waiting):
    stage, approval = waiting
    stage.now = START + SECOND
    with stage.work("sun") as work:
        delegations.end_delegation(work, work.session.scalars(select(Delegation)).one())
    stage.now += SECOND
    with pytest.raises(NotAllowed, match="孙经理"), stage.work("owen") as work:
        decisions.decide_request(work, lock_approval(work, approval), verdict=Verdict.APPROVE)


def test_sc05_the_decision_is_signed_in_the_place_of_the_giver(waiting):
    stage, approval = waiting
    stage.now = START
    with stage.work("owen") as work:
        decisions.decide_request(work, lock_approval(work, approval), verdict=Verdict.APPROVE)
    task = stage.session.scalars(select(ApprovalTask)).one()
    assert (task.decided_as["name"], task.decided_as["for"]) == ("欧文", "孙经理")
    assert task.assignee_id == stage.people["sun"]  # statistics count it for her
    decided = select(AuditEntry).where(AuditEntry.happened == "approve").order_by(AuditEntry.seq)
    entry = stage.session.scalars(decided).first()
    assert entry.actor["name"] == "欧文"
    assert entry.actor["acting_for"]["name"] == "孙经理"


def test_sc05_both_click_at_once_and_one_decision_counts(arena):
    """Real threads on both databases: the second learns that it is done."""
    asking.chains(arena)
    approval = cleared(arena, submitted(arena, "ann", ask(Action.VIEW, asking.files(arena))))
    asking.delegate(arena, "sun", "owen")

    def click(who):
        def act():
            with arena.work(who) as work:
                decisions.decide_request(
                    work, lock_approval(work, approval), verdict=Verdict.APPROVE, step=0
                )
            return who

        return act

    answers = arena.race(click("sun"), click("owen"))
    refused = [a for a in answers if isinstance(a, Conflict)]
    assert len(refused) == 1, answers
    [winner] = [a for a in answers if isinstance(a, str)]
    assert {"sun": "孙经理", "owen": "欧文"}[winner] in str(refused[0])
    with arena.work() as work:
        done = select(AuditEntry).where(AuditEntry.happened == "grant")
        assert len(work.session.scalars(done).all()) == 1


def test_q12_approving_and_withdrawing_at_once_leaves_one_truth(arena):
    """Whoever comes first wins; request, lines and approval agree, on both databases."""
    from models.lending.requests import AccessRequest, RequestLine
    from models.words.lending import LineState, RequestState
    from portal.lending import requests

    asking.chains(arena)
    ids = asking.files(arena, 4)
    for file in ids:
        request = submitted(arena, "ann", ask(Action.VIEW, [file]))
        approval = cleared(arena, request)

        def approve(approval=approval):
            with arena.work("sun") as work:
                decisions.decide_request(
                    work, lock_approval(work, approval), verdict=Verdict.APPROVE
                )

        def withdraw(request=request):
            with arena.work("ann") as work:
                requests.withdraw_request(work, lock_request(work, request))

        answers = arena.race(approve, withdraw)
        assert answers[1] is None, answers  # an approved request can still be withdrawn
        assert answers[0] is None or isinstance(answers[0], Conflict), answers
        with arena.work() as work:
            assert work.session.get(AccessRequest, request).state is RequestState.WITHDRAWN
            line = work.session.scalars(
                select(RequestLine).where(RequestLine.request_id == request)
            ).one()
            assert line.state is LineState.WITHDRAWN
            end = work.session.get(Approval, approval).state
            assert end is (ApprovalState.WITHDRAWN if answers[0] else ApprovalState.GRANTED)
