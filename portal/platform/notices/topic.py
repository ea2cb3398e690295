"""A topic: one sentence people are told, and whether it is still true when it leaves (D8)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from models.platform.notices import Notice
from models.words.tasks import task_label
from portal.work import Work

Say = Callable[[str], str]  # translates a msgid
Tell = Callable[[str, Mapping[str, Any], Say], str]  # (topic, values, say) → its sentence


def is_always_true(_work: Work, _notice: Notice) -> bool:
    return True


def task_name(value: Any, say: Say) -> str:
    """A background task as people call it."""
    return say(task_label(str(value)))


@dataclass(frozen=True)
class Topic:
    """One sentence (a msgid with ``%(name)s`` places from the notice's values) and its check.

    ``page`` is where it leads when it is about no record of its own; ``spelt`` says how values
    that are no plain text are written out.
    """

    sentence: str
    is_true: Callable[[Work, Notice], bool] = is_always_true
    page: str = ""
    spelt: Mapping[str, Callable[[Any, Say], str]] = field(default_factory=dict)

    def tell(self, values: Mapping[str, Any], say: Say) -> str:
        """The sentence, translated by ``say``; a place without a value shows as «—»."""
        spelt = {n: spell(values[n], say) for n, spell in self.spelt.items() if n in values}
        return say(self.sentence) % _Dashed({**values, **spelt})


class _Dashed(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "—"
