"""What can happen. An event is reacted to and audited, in one transaction with its cause."""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models.words.approvals import Verdict
from models.words.kinds import Kind


@dataclass(frozen=True, kw_only=True)
class Event:
    kind: Kind
    id: int

    @property
    def happened(self) -> str:
        """The word the audit keeps for it."""
        return type(self).__name__.lower()


@dataclass(frozen=True, kw_only=True)
class Moved(Event):
    """A record went from one state to the next; ``dimension`` is the column that moved."""

    action: str
    dimension: str
    source: str
    target: str
    reason: str = ""
    facts: dict[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def happened(self) -> str:
        return self.action


@dataclass(frozen=True, kw_only=True)
class Saved(Event):
    """A record was created or edited by hand: field → [old, new]."""

    changes: dict[str, Any]
    created: bool = False

    @property
    def happened(self) -> str:
        return "create" if self.created else "edit"


@dataclass(frozen=True, kw_only=True)
class Done(Event):
    """Something happened that is no move and no edit: a sign-in, a reveal, an export, a read."""

    action: str
    facts: dict[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def happened(self) -> str:
        return self.action


@dataclass(frozen=True, kw_only=True)
class Refused(Event):
    """Somebody tried what they may not, or what cannot be now.

    ``reason`` is a msgid where ``values`` are kept for its places, to be read in any language.
    ``field`` is the form's, ``about`` the setting, register or list it was about.
    """

    action: str
    reason: str
    values: dict[str, Any] | None = None
    field: str = ""
    about: Sequence[str] = ()

    @property
    def happened(self) -> str:
        return self.action


@dataclass(frozen=True, kw_only=True)
class ApprovalSettled(Event):
    """A chain has run to its end; ``kind`` and ``id`` name the record it was for."""

    approval_id: int
    verdict: Verdict
    comment: str = ""


Reaction = Callable[[Any, Any], None]  # (work, event)
# By event type, kind and, for a move, its action; None stands for any.
Reactions = Mapping[tuple[type[Event], Kind | None, str | None], tuple[Reaction, ...]]
