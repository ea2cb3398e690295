"""The interface of an importable kind, and one row on its way through it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.platform import Outcome
from portal.errors import Conflict, PortalError
from portal.platform.audit.chain import to_json
from portal.platform.imports import rules
from portal.work import Work

MAY = P.CUSTOMER_IMPORT
Seen = dict[str, Any]


@dataclass
class Line:
    """One row of the sheet on its way in; a target fills in what it will do."""

    number: int
    cells: dict[str, str]
    outcome: Outcome = Outcome.NEW
    changes: dict[str, Any] = field(default_factory=dict)
    problems: dict[str, Any] = field(default_factory=dict)
    record_id: int | None = None
    record_revision: int | None = None
    rest: dict[str, str] = field(default_factory=dict)  # column → text, where none is matched

    def fault(
        self, name: str, error: PortalError, suggest: str = "", *, outcome: Outcome = Outcome.ERROR
    ) -> None:
        """Say why a cell cannot be taken, and the nearest choice that could."""
        reason = {"text": error.text, "values": to_json(error.values)}
        self.problems[name] = reason | ({"suggest": suggest} if suggest else {})
        self.outcome = outcome

    def refuse(self, error: PortalError) -> None:
        """Say why the row cannot be written after all; it is written by none."""
        outcome = Outcome.CONFLICT if isinstance(error, Conflict) else Outcome.ERROR
        several = getattr(error, "problems", None) or {error.field: error}
        for name, fault in several.items():
            self.fault(name, fault, outcome=outcome)


@dataclass(frozen=True)
class Target:
    """What can be imported. ``check`` works on many lines at once and keeps its memory in Seen;
    ``ready`` asks once what writing a chunk needs and refuses the lines it cannot be done for;
    ``write`` gets it with the others and returns the record of each, or raises and has done
    nothing; ``undo`` gives those it took back, leaves what was touched since, or raises likewise.
    """

    kind: Kind
    title: str
    fields: Sequence[rules.Field]
    check: Callable[[Work, list[Line], Seen], None]
    ready: Callable[[Work, list[Line]], Any]
    write: Callable[[Work, list[Line], Any], Sequence[Any]]
    undo: Callable[[Work, list[Line]], list[Line]]
    found_by: frozenset[str] = frozenset({rules.ID})  # with one of these no field is needed

    def field(self, name: str) -> rules.Field | None:
        return next((f for f in self.fields if f.name == name), None)
