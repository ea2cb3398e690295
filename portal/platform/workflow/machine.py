"""A state machine as a table: what may happen, from where, by whom, unless."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from models.words.permissions import Permission

S = TypeVar("S", bound=StrEnum)
Guard = Callable[[Any, datetime], str | None]


@dataclass(frozen=True)
class Move(Generic[S]):
    """``rule`` is the transition's id in docs/rules; ``label`` is the button's text (a msgid)."""

    action: str
    sources: Collection[S]
    target: S
    permission: Permission
    label: str
    rule: str = ""
    unless: Guard | None = None
    needs_reason: bool = False


class Machine(Generic[S]):
    """An immutable table of moves, checked for mistakes when it is built."""

    def __init__(
        self, name: str, states: type[S], start: S, moves: Iterable[Move[S]], field: str = "state"
    ) -> None:
        self.name = name
        self.states = states
        self.start = start
        self.field = field
        self.moves = tuple(moves)
        self._check()

    def find(self, state: S, action: str) -> Move[S] | None:
        return next((m for m in self.moves if m.action == action and state in m.sources), None)

    def open_moves(self, state: S) -> tuple[Move[S], ...]:
        return tuple(m for m in self.moves if state in m.sources)

    def final(self) -> set[S]:
        return {s for s in self.states if not self.open_moves(s)}

    def diagram(self) -> str:
        """The table as a Mermaid state diagram, for the documentation."""
        arrows = [
            f"    {s} --> {m.target}: {f'{m.rule} ' if m.rule else ''}{m.action}"
            for m in self.moves
            for s in m.sources
        ]
        return "\n".join(["stateDiagram-v2", f"    [*] --> {self.start}", *arrows])

    def _check(self) -> None:
        pairs = [(s, m.action) for m in self.moves for s in m.sources]
        if len(pairs) != len(set(pairs)):
            raise ValueError(f"{self.name}: two moves share a source and an action")
        lost = set(self.states) - {self.start} - {m.target for m in self.moves}
        if lost:
            raise ValueError(f"{self.name}: unreachable {sorted(lost)}")
