"""Rules of delegation: its window, at most two in a chain, no cycles (C4, SC-05)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from models.words.people import DelegationState as S
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.platform.workflow.machine import Machine, Move

LONGEST_CHAIN = 2

DELEGATION = Machine(
    "delegation",
    S,
    start=S.GIVEN,
    moves=[Move("end", [S.GIVEN], S.ENDED, P.DELEGATION_END, N_("End"), "C4")],
)


@dataclass(frozen=True)
class Edge:
    """``giver`` lets ``taker`` decide in the half-open interval ``[starts_at, ends_at)``."""

    giver: int
    taker: int
    starts_at: datetime
    ends_at: datetime

    def overlaps(self, other: "Edge") -> bool:
        """Whether the two windows share a moment."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


def delegation_objection(new: Edge, known: Iterable[Edge]) -> str | None:
    """Why ``new`` cannot join the ``known`` delegations (a msgid), or None."""
    if new.giver == new.taker:
        return N_("Please choose another person; you already decide for yourself.")
    if new.ends_at <= new.starts_at:
        return N_("The end is before the start. Please check both.")
    near = [edge for edge in known if edge.overlaps(new)]
    before, after = _paths(new, near, back=True), _paths(new, near, back=False)
    if any(new.giver in (edge.giver, edge.taker) for path in after for edge in path):
        return N_("This person has delegated to you for that time: the two would form a ring.")
    if _length(before) + 1 + _length(after) > LONGEST_CHAIN:
        return N_("A delegation can be passed on once at most. Choose somebody who is present.")
    return None


def _paths(new: Edge, edges: Sequence[Edge], *, back: bool) -> list[list[Edge]]:
    """Every path of at most three edges that leads to ``new`` (``back``) or on from it."""
    paths: list[list[Edge]] = [[]]
    result: list[list[Edge]] = []
    for _ in range(LONGEST_CHAIN + 1):
        paths = [
            [*path, edge]
            for path in paths
            for edge in edges
            if _follows(path[-1] if path else new, edge, back=back)
            and all(edge.overlaps(one) for one in path)
        ]
        result += paths
    return result


def _follows(last: Edge, edge: Edge, *, back: bool) -> bool:
    return edge.taker == last.giver if back else edge.giver == last.taker


def _length(paths: list[list[Edge]]) -> int:
    return max((len(path) for path in paths), default=0)
