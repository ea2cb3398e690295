"""Delegation windows, chains and rings on plain values (C4, SC-05)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.words.people import DelegationState
from portal.people.delegation_rules import DELEGATION, Edge, delegation_objection

START = datetime(2026, 11, 23, tzinfo=UTC)
ZHANG, DING, X, Y = 1, 2, 3, 4


def edge(giver, taker, first=0, last=2):
    return Edge(giver, taker, START + timedelta(days=first), START + timedelta(days=last))


@pytest.mark.parametrize(
    ("new", "known", "word"),
    [
        (edge(ZHANG, ZHANG), [], "another person"),
        (edge(ZHANG, DING, 2, 2), [], "before the start"),
        (edge(DING, ZHANG), [edge(ZHANG, DING)], "ring"),
        (edge(X, ZHANG), [edge(ZHANG, DING), edge(DING, X)], "ring"),
        (edge(X, Y), [edge(ZHANG, DING), edge(DING, X)], "once at most"),
        (edge(ZHANG, DING), [edge(DING, X), edge(X, Y)], "once at most"),
        (edge(DING, X), [edge(ZHANG, DING), edge(X, Y)], "once at most"),
    ],
)
def test_sc05_is_refused(new, known, word):
    assert word in delegation_objection(new, known)


@pytest.mark.parametrize(
    ("new", "known"),
    [
        (edge(ZHANG, DING), []),
        (edge(DING, X), [edge(ZHANG, DING)]),
        (edge(X, Y, 2, 4), [edge(ZHANG, DING), edge(DING, X)]),  # half-open: the windows touch
        (edge(DING, ZHANG, 2, 4), [edge(ZHANG, DING)]),
        (edge(ZHANG, X), [edge(ZHANG, DING)]),
    ],
)
def test_sc05_is_taken(new, known):
    assert delegation_objection(new, known) is None


EDGES = st.builds(edge, st.integers(1, 5), st.integers(1, 5), st.integers(0, 4), st.integers(1, 6))


@given(st.lists(EDGES, max_size=8))
def test_c4_whatever_is_taken_forms_no_ring_and_no_chain_over_two(wishes):
    taken = []
    for wish in wishes:
        if delegation_objection(wish, taken) is None:
            taken.append(wish)
    for moment in (START + timedelta(days=d, hours=12) for d in range(6)):
        now = [e for e in taken if e.starts_at <= moment < e.ends_at]
        for first in now:
            path = [first]
            while follow := [e for e in now if e.giver == path[-1].taker]:
                path.append(follow[0])
                assert len(path) <= 2
                assert path[-1].taker != first.giver


@pytest.mark.parametrize(("first", "last"), [(2, 4), (-2, 0)])
def test_c4_windows_that_only_touch_do_not_meet(first, last):
    one, other = edge(DING, ZHANG), edge(ZHANG, DING, first, last)
    assert not one.overlaps(other)
    assert not other.overlaps(one)
    assert delegation_objection(other, [one]) is None


@pytest.mark.parametrize(("first", "last"), [(1, 4), (-2, 1), (0, 2), (-1, 3)])
def test_c4_windows_that_share_a_moment_meet(first, last):
    one, other = edge(DING, ZHANG), edge(ZHANG, DING, first, last)
    assert one.overlaps(other)
    assert other.overlaps(one)
    assert "ring" in delegation_objection(other, [one])


def test_c4_a_window_of_no_length_or_backwards_is_refused_and_the_shortest_taken():
    assert "before the start" in delegation_objection(edge(ZHANG, DING, 3, 2), [])
    assert "before the start" in delegation_objection(edge(ZHANG, DING, 2, 2), [])
    assert delegation_objection(Edge(ZHANG, DING, START, START + timedelta(seconds=1)), []) is None


def test_c4_steps_that_are_never_open_at_one_moment_are_no_chain():
    known = [edge(ZHANG, DING, 0, 2), edge(DING, Y, 4, 6)]
    assert delegation_objection(edge(X, ZHANG, 0, 6), known) is None
    both = [edge(ZHANG, DING, 0, 5), edge(DING, Y, 4, 6)]
    assert "once at most" in delegation_objection(edge(X, ZHANG, 0, 6), both)


def test_c4_a_ring_of_four_is_a_ring():
    known = [edge(DING, X), edge(X, Y), edge(Y, ZHANG)]
    assert "ring" in delegation_objection(edge(ZHANG, DING), known)


def test_c4_many_may_delegate_to_one_and_one_to_many():
    known = [edge(ZHANG, DING), edge(X, DING), edge(Y, DING)]
    assert delegation_objection(edge(5, DING), known) is None
    assert delegation_objection(edge(DING, 6), known) is None
    assert delegation_objection(edge(ZHANG, 6), known) is None


def test_a_delegation_ends_once():
    assert DELEGATION.final() == {DelegationState.ENDED}
    assert not any(move.needs_reason for move in DELEGATION.moves)
    assert len({edge(ZHANG, DING), edge(ZHANG, DING)}) == 1
