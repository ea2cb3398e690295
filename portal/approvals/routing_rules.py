"""Which chain a request follows: class × secrecy × action × department, most special first (C2)."""

from collections.abc import Iterable
from dataclasses import dataclass

from models.words.access import Secrecy
from models.words.lending import Action


@dataclass(frozen=True)
class Want:
    """One file wanted by somebody: what the routing table is asked."""

    class_id: int | None
    secrecy: Secrecy
    action: Action
    own_department: bool


@dataclass(frozen=True)
class Rule:
    """One row of the table; ``None`` matches all."""

    id: int
    chain_code: str
    class_id: int | None = None
    secrecy: Secrecy | None = None
    action: Action | None = None
    own_department: bool | None = None


def matches(rule: Rule, want: Want) -> bool:
    """Does every column that says something say what is wanted?"""
    return (
        rule.class_id in (None, want.class_id)
        and rule.secrecy in (None, want.secrecy)
        and rule.action in (None, want.action)
        and rule.own_department in (None, want.own_department)
    )


def weight(rule: Rule) -> int:
    """How special a row is: secrecy before class before action before department."""
    return (
        8 * (rule.secrecy is not None)
        + 4 * (rule.class_id is not None)
        + 2 * (rule.action is not None)
        + (rule.own_department is not None)
    )


def choose(rules: Iterable[Rule], want: Want) -> Rule | None:
    """The most special row that matches; of two equals the older. None when nothing matches."""
    fitting = [rule for rule in rules if matches(rule, want)]
    return max(fitting, key=lambda rule: (weight(rule), -rule.id), default=None)
