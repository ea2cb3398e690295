"""The facts of a record page: labelled values, hidden or masked by field rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from models.words.access import FieldRule
from models.words.kinds import Kind
from models.words.permissions import Permission
from models.words.values import ValueKind as V
from portal.access.policy import can
from portal.platform.fields.kinds import mask
from portal.work import Work


@dataclass(frozen=True)
class Fact:
    """One labelled value. ``name`` is the field whose rule applies; ``href`` makes it a link."""

    name: str
    label: str
    value: Any
    cell: V = V.TEXT
    wide: bool = False
    href: str = ""
    masked: bool = False  # set by ``allowed``
    reveal: str = ""  # set by ``allowed``: «kind:id:field»


@dataclass(frozen=True)
class Card:
    """A titled card of facts."""

    title: str
    facts: Sequence[Fact]
    hint: str = ""


HEAD = 4  # facts at the head of an act, where a kind of record names none


def essentials(cards: Sequence[Card | Sequence[Fact]], names: Sequence[str] = ()) -> list[Fact]:
    """What a record is about, out of the cards of its page: ``names``, else the first with values.

    An act shows them at its head, so the words are those of the page.
    """
    found = [fact for card in cards for fact in (card.facts if isinstance(card, Card) else card)]
    told = [fact for fact in found if fact.value not in (None, "")]
    if not names:
        return told[:HEAD]
    return [fact for name in names for fact in told if fact.name == name]


def allowed(
    work: Work,
    row: Any,
    facts: Sequence[Fact],
    *,
    kind: Kind | None = None,
    reveal: Permission | None = None,
    owner: Any = None,
) -> list[Fact]:
    """``facts`` for this actor: hidden ones removed, masked ones masked (D4).

    A masked value can be revealed if the actor has ``reveal`` for ``owner`` (default: ``row``).
    """
    kind = kind or row.kind
    may = reveal is not None and can(work.actor, reveal, owner if owner is not None else row)
    result = []
    for fact in facts:
        rule = work.actor.rule(kind, fact.name)
        if rule is FieldRule.HIDDEN:
            continue
        if rule is FieldRule.MASKED and fact.value:
            target = f"{kind}:{row.id}:{fact.name}" if may else ""
            shown = mask(fact.cell, str(fact.value))
            fact = Fact(  # noqa: PLW2901
                fact.name,
                fact.label,
                shown,
                V.TEXT,
                fact.wide,
                masked=True,
                reveal=target,
            )
        result.append(fact)
    return result
