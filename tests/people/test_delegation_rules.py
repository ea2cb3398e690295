"""Delegation windows, chains and rings on plain values (C4, SC-05)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.people.delegation_rules import LONGEST_CHAIN, Edge, objection

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
    assert word in objection(new, known)


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
    assert objection(new, known) is None


EDGES = st.builds(edge, st.integers(1, 5), st.integers(1, 5), st.integers(0, 4), st.integers(1, 6))


@given(st.lists(EDGES, max_size=8))
def test_c4_whatever_is_taken_forms_no_ring_and_no_chain_over_two(wishes):
    taken = []
    for wish in wishes:
        if objection(wish, taken) is None:
            taken.append(wish)
    for moment in (START + timedelta(days=d, hours=12) for d in range(6)):
        now = [e for e in taken if e.starts_at <= moment < e.ends_at]
        for first in now:
            path = [first]
            while follow := [e for e in now if e.giver == path[-1].taker]:
                path.append(follow[0])
                assert len(path) <= LONGEST_CHAIN
                assert path[-1].taker != first.giver
