"""SC-05: delegation edges — window, chain, ring, scope, end — as the actor sees them (C4, I-12)."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from models.people import Delegation, User
from models.platform.audit import AuditEntry
from models.platform.notices import Notice
from models.words.kinds import Kind
from models.words.people import DelegationState
from models.words.permissions import Permission as P
from portal.access.policy import can
from portal.errors import IllegalMove, NotFound, Problems
from portal.people import accounts, delegations
from tests.support.rows import locked

START = datetime(2026, 11, 22, 16, tzinfo=UTC)  # 2026-11-23 00:00 in Shanghai
END = datetime(2026, 11, 24, 16, tzinfo=UTC)


@pytest.fixture(autouse=True)
def before(stage):
    stage.now = START - timedelta(days=1)


def give(stage, giver, taker, *, window=(START, END), reason="年假", subjects=()):
    with stage.work(giver) as work:
        return delegations.grant_delegation(
            work,
            to_id=stage.people[taker],
            starts_at=window[0],
            ends_at=window[1],
            reason=reason,
            subjects=subjects,
        ).id


def stands(stage, name):
    return {(s.name, tuple(sorted(s.subjects))) for s in stage.actor(name).stands_for}


def test_sc05_the_window_is_half_open(stage):
    give(stage, "zhang", "bo")
    for moment, inside in (
        (START - timedelta(seconds=1), False),
        (START, True),
        (END - timedelta(seconds=1), True),
        (END, False),
    ):
        stage.now = moment
        assert stands(stage, "bo") == ({("张经理", ())} if inside else set()), moment


def test_sc05_a_chain_of_two_reaches_and_a_third_link_is_refused(stage):
    give(stage, "zhang", "bo")
    give(stage, "bo", "owen")
    stage.now = START
    assert stands(stage, "owen") == {("薄荷", ()), ("张经理", ())}
    with pytest.raises(Problems) as refusal:
        give(stage, "owen", "ann")
    assert "once at most" in refusal.value.problems["to_id"].text
    assert stands(stage, "ann") == set()


def test_sc05_a_ring_is_refused(stage):
    give(stage, "zhang", "bo")
    with pytest.raises(Problems) as refusal:
        give(stage, "bo", "zhang")
    assert "ring" in refusal.value.problems["to_id"].text


def test_c4_scopes_meet_along_the_chain(stage):
    give(stage, "zhang", "bo", subjects=[Kind.REQUEST, Kind.FILE])
    give(stage, "bo", "owen", subjects=[Kind.REQUEST, Kind.LOAN])
    give(stage, "gm", "sun", subjects=[Kind.FILE])
    give(stage, "sun", "ann", subjects=[Kind.LOAN])
    stage.now = START
    assert ("张经理", ("request",)) in stands(stage, "owen")
    assert stands(stage, "ann") == {("孙经理", ("loan",))}, "nothing is covered by both"


@pytest.mark.parametrize(
    ("taker", "reason", "start", "end", "field"),
    [
        ("bo", " ", START, END, "reason"),
        ("audit", "x!", START, END, "to_id"),
        ("zhang", "xx", START, END, "to_id"),
        ("bo", "xx", END, START, "ends_at"),
        ("bo", "xx", START - timedelta(days=9), START - timedelta(days=2), "ends_at"),
    ],
)
def test_c4_what_cannot_be_is_refused_at_its_field(stage, taker, reason, start, end, field):
    with pytest.raises(Problems) as refusal:
        give(stage, "zhang", taker, window=(start, end), reason=reason)
    assert field in refusal.value.problems
    assert stage.session.scalars(select(Delegation.id)).all() == []


def test_i12_an_ended_one_no_longer_counts_and_only_giver_and_officer_end_it(stage):
    id = give(stage, "zhang", "bo")
    stage.now = START
    for name in ("ann", "sun", "sys"):
        with pytest.raises(NotFound), stage.work(name) as work:
            delegations.end_delegation(work, locked(work, Delegation, id))
    row = stage.session.get(Delegation, id)
    assert can(stage.actor("bo"), P.DELEGATION_SEE, row)
    assert not can(stage.actor("bo"), P.DELEGATION_END, row)
    with stage.work("sec") as work:
        delegations.end_delegation(work, locked(work, Delegation, id))
    assert stands(stage, "bo") == set()
    with pytest.raises(IllegalMove), stage.work("zhang") as work:
        delegations.end_delegation(work, locked(work, Delegation, id))
    told = stage.session.scalars(select(Notice.topic).order_by(Notice.id)).all()
    assert told == ["delegation.given", "delegation.ended"]


def test_i12_a_disabled_person_neither_gives_nor_takes(stage):
    kept = give(stage, "sun", "ann")
    ended = give(stage, "zhang", "bo")
    with stage.work("sys") as work:
        accounts.disable_account(work, locked(work, User, stage.people["bo"]), reason="离职")
    states = dict(stage.session.execute(select(Delegation.id, Delegation.state)).all())
    assert states == {kept: DelegationState.GIVEN, ended: DelegationState.ENDED}
    ends = stage.session.scalars(select(AuditEntry).where(AuditEntry.happened == "end")).all()
    assert [e.actor["name"] for e in ends] == ["system"]
