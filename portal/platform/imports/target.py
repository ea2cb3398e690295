"""The interface of an importable kind, and one row on its way through it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.platform import Outcome
from portal.errors import Conflict, PortalError
from portal.platform.audit.chain import to_json
from portal.platform.imports import rules
from portal.platform.imports.row_rules import NOT_TAKEN
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
    problems: dict[str, Any] = field(default_factory=dict)  # why it is not written
    record_id: int | None = None
    record_revision: int | None = None
    rest: dict[str, str] = field(default_factory=dict)  # column → text, where none is matched
    left: dict[str, Any] = field(default_factory=dict)  # cells that stay empty, and why
    joins: int = 0  # the earlier row that is the same
    # For the summary of the file; not kept with the row.
    said: dict[str, str] = field(default_factory=dict)  # field → the word that a choice explained
    lacks: Sequence[str] = ()  # what a new record will still need
    apart: str = ""  # an earlier row, or a record, of this name that is another for certain
    kept: dict[str, str] = field(default_factory=dict)  # field → line of the remarks; no fault
    told: list[tuple[str, str, str]] = field(default_factory=list)  # kind, field, text

    def fault(
        self, name: str, error: PortalError, suggest: str = "", *, outcome: Outcome = Outcome.ERROR
    ) -> None:
        """Say why a cell cannot be taken, and the nearest choice that could."""
        self.problems[name] = _reason(error, suggest)
        self.outcome = outcome

    def leave(self, name: str, error: PortalError, suggest: str = "") -> None:
        """Say why a cell stays empty; the row is written, and its text is kept elsewhere."""
        self.left[name] = _reason(error, suggest) | {"typed": self.cells.get(name, "")}

    def ask(
        self, name: str, error: PortalError, *, id: int = 0, line: int = 0, about: str = ""
    ) -> None:
        """Ask whether it is the same as a record or as an earlier row, or ``about`` something
        else that only a person knows; until then it waits.
        """
        twin: dict[str, Any] = {"about": about} if about else {}
        if not about or id:
            twin["twin"] = {"id": id, "line": line}
        self.problems[name] = _reason(error, "") | twin
        if self.outcome is not Outcome.ERROR:
            self.outcome = Outcome.DECIDE

    def refuse(self, error: PortalError) -> None:
        """Say why the row cannot be written after all; it is written by none."""
        outcome = Outcome.CONFLICT if isinstance(error, Conflict) else Outcome.ERROR
        several = getattr(error, "problems", None) or {error.field: error}
        for name, fault in several.items():
            self.fault(name, fault, outcome=outcome)


def _reason(error: PortalError, suggest: str) -> dict[str, Any]:
    reason = {"text": error.text, "values": to_json(error.values)}
    return reason | ({"suggest": suggest} if suggest else {})


@dataclass(frozen=True)
class Setup:
    """What was decided about a file: its headings, and what people chose for kinds of rows."""

    headings: Mapping[str, str] = field(default_factory=dict)  # by column
    not_taken: frozenset[str] = frozenset()  # columns that are not kept in the remarks either
    remarks: bool = True  # what fills no field goes to the remarks
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # field → text → meaning
    twins: Mapping[str, str] = field(default_factory=dict)  # line → «same» or «other»
    alike: str = ""  # the same for all that were not decided one by one
    options: Mapping[str, str] = field(default_factory=dict)  # what holds for a kind of rows

    def twin(self, line: int) -> str:
        """What was decided about a row that looks like another."""
        return self.twins.get(str(line)) or self.alike

    def known(self, line: int) -> str:
        """What was decided about a row whose name is that of a record."""
        return self.twins.get(str(line)) or self.option("updates")

    def option(self, name: str) -> str:
        """What was chosen for a kind of rows, nothing where nobody chose."""
        return self.options.get(name, "")


@dataclass(frozen=True)
class Target:
    """What can be imported. ``check`` works on many lines at once and keeps its memory in Seen,
    where ``setup`` is; ``ready`` asks once what writing a chunk needs and refuses the lines it
    cannot be done for; ``write`` gets it with the others and returns the record of each, or
    raises and has done nothing; ``undo`` gives those it took back, leaves what was touched since,
    or raises likewise.
    """

    kind: Kind
    title: str
    fields: Sequence[rules.Field]
    check: Callable[[Work, list[Line], Seen], None]
    ready: Callable[[Work, list[Line], Setup], Any]
    write: Callable[[Work, list[Line], Any], Sequence[Any]]
    undo: Callable[[Work, list[Line]], list[Line]]
    found_by: frozenset[str] = frozenset({rules.ID})  # with one of these no field is needed
    # Headings of our own sheets that no field takes: they tell what the portal knows already.
    derived: frozenset[str] = frozenset()
    tell: Callable[[Work, Any], None] | None = None  # told of the batch once all is written

    def gathers(self, name: str) -> bool:
        """Whether several columns may fill this field."""
        return any(f.name == name and f.gathers for f in self.fields)

    def field(self, name: str) -> rules.Field | None:
        return next((f for f in self.fields if f.name == name), None)


def is_beside(target: Target, name: str | None) -> bool:
    """Whether a column so matched fills no field of its own."""
    return not name or name == NOT_TAKEN or target.gathers(name)
