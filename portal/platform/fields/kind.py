"""What there is to know of a kind of value, and what a field adds to its kind."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Literal

from portal.platform.fields.masks import Mask


@dataclass(frozen=True)
class Spec:
    """What a field adds to its kind: its vocabulary, its bounds, the day it is read on.

    ``spellings`` is what people write → what it stands for: labels of words, names of records.
    """

    words: type[StrEnum] | None = None
    longest: int | None = None
    lowest: int | None = None
    highest: int | None = None
    today: date | None = None
    spellings: Mapping[str, Any] = field(default_factory=dict, hash=False)
    past: bool = False  # a day that has been


# The WHERE clause of (column or expression, text from the URL, vocabulary); None means all rows.
# Raises ``ValueError`` or ``KeyError`` for a text that is none of its kind.
Clause = Callable[[Any, str, type[StrEnum] | None], Any]


@dataclass(frozen=True)
class Filter:
    """How a list is cut by a value: what the control looks like, and the clause it means."""

    look: Literal["select", "range", "lookup", "text"]
    clause: Clause
    input: Literal["text", "date"] = "text"  # at either end of a range


@dataclass(frozen=True)
class SheetColumn:
    """How Excel shows a value: its number format, and how a column of it is set.

    ``text``: written as text whatever it is; ``day``: of a moment only the day is written.
    """

    format: str
    text: bool = False
    wraps: bool = False
    centred: bool = False
    day: bool = False
    narrowest: int = 0  # Latin characters that a sheet too wide for A4 must leave it


@dataclass(frozen=True)
class KindOfValue:
    """All that is known of a kind, but for how it is drawn: that is ``views.shell.kinds``.

    ``python`` is what a row holds, and what its JSON form is read back to. ``empty`` is what is
    kept where nothing was given.
    """

    python: type[Any]
    empty: Any
    parse: Callable[[str, Spec], Any]  # what a control of ours posts; raises ``Invalid``
    typed: Callable[[Any], str]  # and what it shows of a value
    take: Callable[[Any, Spec], Any]  # as people write it, or a value: checked, in one spelling
    mask: Mask
    filter: Filter
    sort: Callable[[Any], Any] | None  # what its column is ordered by; None: by nothing
    sheet: SheetColumn
    tokens: Callable[[str], set[str]] | None  # what it is found by
    help: str  # what a field takes (a msgid)
    example: str
