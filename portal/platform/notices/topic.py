"""A topic: one sentence people are told, and whether what it says still holds (D8)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement

from models.words.platform import NewsGroup
from models.words.plurals import fill
from models.words.tasks import task_label
from portal.config import Config

Say = Callable[[str], str]  # translates a msgid
Tell = Callable[[str, Mapping[str, Any], Say], str]  # (topic, values, say) → its sentence
Holds = Callable[[date], ColumnElement[bool]]  # on a day: a clause about a row of ``notices``


def task_name(value: Any, say: Say) -> str:
    """A background task as people call it."""
    return say(task_label(str(value)))


@dataclass(frozen=True)
class Topic:
    """One sentence (a msgid with ``%(name)s`` places from the notice's values) and its cause.

    ``holds`` is false once the cause is settled: such a notice is neither mailed nor shown as
    unread, whoever settled it; without it the sentence holds for good. ``news`` is the group under
    which people switch it off; None for what somebody has to do or must know. ``page`` is where it
    leads when it is about no record of its own; ``link`` makes the address that its letter alone
    carries, ``urgent`` is mailed whatever the person prefers; ``spelt`` says how values that are no
    plain text are written out.
    """

    sentence: str
    holds: Holds | None = None
    news: NewsGroup | None = None
    page: str = ""
    link: Callable[[Config, Mapping[str, Any]], str] | None = None
    urgent: bool = False
    spelt: Mapping[str, Callable[[Any, Say], str]] = field(default_factory=dict)

    def tell(self, values: Mapping[str, Any], say: Say) -> str:
        """The sentence, translated by ``say``; a place without a value shows as «—»."""
        spelt = {n: spell(values[n], say) for n, spell in self.spelt.items() if n in values}
        return fill(say(self.sentence), _Dashed({**values, **spelt}))


class _Dashed(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "—"
