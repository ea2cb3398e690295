"""What a formula may read besides the values of its own form: the clock, calendar, office tables.

Everything is handed in, so that this family knows no subject and the phone can be given the same.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from models.words.text import N_
from portal.errors import Invalid
from portal.platform.calendar.rules import Calendar
from portal.platform.expressions.values import EPOCH, HERE, Value

Values = Mapping[str, Value]


def _none(*_: object) -> Value:
    return None


def all_lines(name: str) -> Invalid:
    """The refusal of a name that stands for all lines, where one value is needed."""
    return Invalid(
        N_("«${%(name)s}» stands for all lines: put it into sum(), count() or the like."), name=name
    )


@dataclass(frozen=True)
class World:
    """``now`` is the moment of the act; the functions answer empty for what they do not know."""

    now: datetime = datetime(EPOCH.year, EPOCH.month, EPOCH.day, tzinfo=HERE)
    calendar: Calendar = field(default_factory=Calendar)
    setting: Callable[[str], Value] = _none
    lookup: Callable[..., Value] = _none  # table, keys …
    word_number: Callable[[str, Value], Value] = _none  # field, chosen word
    choice_label: Callable[[str, Value], Value] = _none  # field, chosen word
    actor: Callable[[str], Value] = _none  # id, department, post
    old: Callable[[str], Value] = _none  # a field as it was before the edit


@dataclass(frozen=True)
class Scope:
    """What names mean at one place: the form's values, its lines, the line at hand, the own value.

    ``values`` has fields by name, with a reference's as ``customer.region``; ``columns`` are those
    of the choice that a filter looks at.
    """

    values: Values = field(default_factory=dict)
    lines: Mapping[str, Sequence[Values]] = field(default_factory=dict)
    own: Value = None
    columns: Values = field(default_factory=dict)
    world: World = field(default_factory=World)
    line_of: str = ""
    line: Values = field(default_factory=dict)

    def read(self, name: str) -> Value:
        """The value of ``${name}``; empty for a known name without a value.

        Raises ``Invalid`` for a name that stands for all lines outside a sum, count and the like.
        """
        head, _, rest = name.partition(".")
        if self.line_of:
            if name in self.line:
                return self.line[name]
            if head == self.line_of:
                return self.line.get(rest) if rest else True
        if name in self.values:
            return self.values[name]
        if head in self.lines:
            raise all_lines(name)
        return None

    def within(self, lines: str, line: Values) -> "Scope":
        """The scope of one of the lines."""
        return replace(self, line_of=lines, line=line)
