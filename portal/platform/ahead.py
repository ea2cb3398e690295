"""Asks the small questions of a page together, in one statement.

A record's page asks what was said, what happened, what hangs on it, what comes next: each a look-up
of a few rows, where the round trip costs more than the answer. ``ask_together`` asks them at once
and ``ask`` then finds the answer; without it, ``ask`` asks by itself.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Enum,
    Integer,
    Select,
    String,
    cast,
    false,
    literal_column,
    null,
    select,
    type_coerce,
    union_all,
)

from models.types import Long
from portal.fast.kept import kept
from portal.work import Work

Convert = Callable[[Any], Any] | None


@dataclass(frozen=True)
class Question:
    """A statement that was built once (``kept``) and what its parameters are given.

    ``name`` says which one it is within a page; parameters of one name have one value there.
    """

    name: str
    statement: Select[Any]
    given: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> tuple[Any, ...]:
        """What tells its answer from others."""
        return self.name, *self.given.items()


@dataclass(frozen=True)
class Layout:
    """Where the columns of one question lie in the rows of the union."""

    row: Callable[..., Any]
    places: Sequence[tuple[int, Convert]]

    def read(self, line: Sequence[Any]) -> Any:
        """A row of the question, with its columns by name."""
        return self.row(
            *(
                line[at] if convert is None or line[at] is None else convert(line[at])
                for at, convert in self.places
            )
        )


def ask(work: Work, question: Question) -> Sequence[Any]:
    """The rows of a question, in the order of its statement."""
    found: Sequence[Any] | None = work.known.get(question.key)
    if found is None:
        given = dict(question.given)
        found = work.session.connection().execute(question.statement, given).all()
    return found


def ask_together(work: Work, questions: Iterable[Question]) -> None:
    """Ask what is not known yet in one statement; for pages, which only read."""
    asked = [question for question in questions if question.key not in work.known]
    if len(asked) == 1:
        work.known[asked[0].key] = ask(work, asked[0])
    if len(asked) < 2:
        return
    given: dict[str, Any] = {}
    for question in asked:
        for name, value in question.given.items():
            if given.setdefault(name, value) != value:
                raise ValueError(f"two values for the parameter {name}")
        work.known[question.key] = []
    statement, layouts = _together(tuple(question.statement for question in asked))
    for line in work.session.connection().execute(statement, given):
        work.known[asked[line[0]].key].append(layouts[line[0]].read(line))


@kept(500)
def _together(
    statements: tuple[Select[Any], ...],
) -> tuple[CompoundSelect[Any], Sequence[Layout]]:
    """The union of statements: a number for each, and a place for every column of any of them."""
    slots: list[Any] = []
    inner = [statement.subquery() for statement in statements]
    taken = [_places(tuple(each.c), slots) for each in inner]
    blank = [cast(null(), slot).label(f"slot_{n}") for n, slot in enumerate(slots)]
    branches = [select(literal_column("-1", Integer).label("tag"), *blank).where(false())]
    layouts = []
    for number, (each, places) in enumerate(zip(inner, taken, strict=True)):
        values: list[Any] = [null()] * len(slots)
        for place, column in zip(places, each.c, strict=True):
            values[place] = type_coerce(column, slots[place])
        branches.append(select(literal_column(str(number), Integer), *values))
        row = namedtuple("Row", [column.key for column in each.c])  # type: ignore[misc]
        converts = [_convert(column.type) for column in each.c]
        ways = [(place + 1, way) for place, way in zip(places, converts, strict=True)]
        layouts.append(Layout(row, ways))
    return union_all(*branches), layouts


def _places(columns: Sequence[Any], slots: list[Any]) -> list[int]:
    """A slot of its own kind for each column; new ones are added where none is left."""
    places: list[int] = []
    for column in columns:
        kind = _slot(column.type)
        free = (n for n, s in enumerate(slots) if type(s) is type(kind) and n not in places)
        place = next(free, len(slots))
        if place == len(slots):
            slots.append(kind)
        places.append(place)
    return places


def _slot(kind: Any) -> Any:
    """Texts and words share slots, and so do numbers of any length."""
    if isinstance(kind, String):  # words are too
        return String()
    return Long if isinstance(kind, Integer) else kind


def _convert(kind: Any) -> Convert:
    """Makes words of texts."""
    return kind.enum_class if isinstance(kind, Enum) else None
