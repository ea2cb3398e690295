"""Which chain a request follows: the most specific row of the routing table that matches (C2)."""

from collections.abc import Iterable
from dataclasses import dataclass

from models.words.access import Secrecy
from models.words.lending import Action


@dataclass(frozen=True)
class Want:
    """One file somebody wants, in the terms of the routing table."""

    class_id: int | None
    secrecy: Secrecy
    action: Action
    own_department: bool


@dataclass(frozen=True)
class Rule:
    """One row of the routing table; ``None`` matches everything."""

    id: int
    chain_code: str
    class_id: int | None = None
    secrecy: Secrecy | None = None
    action: Action | None = None
    own_department: bool | None = None


def rule_matches(rule: Rule, want: Want) -> bool:
    """Whether every column of the rule that is set equals what is wanted."""
    return (
        rule.class_id in (None, want.class_id)
        and rule.secrecy in (None, want.secrecy)
        and rule.action in (None, want.action)
        and rule.own_department in (None, want.own_department)
    )


def rule_specificity(rule: Rule) -> int:
    """How specific a rule is; secrecy outweighs class, class action, action department."""
    return (
        8 * (rule.secrecy is not None)
        + 4 * (rule.class_id is not None)
        + 2 * (rule.action is not None)
        + (rule.own_department is not None)
    )


def choose_rule(rules: Iterable[Rule], want: Want) -> Rule | None:
    """The most specific rule that matches, of two equals the older; None if none matches."""
    matching = [rule for rule in rules if rule_matches(rule, want)]
    return max(matching, key=lambda rule: (rule_specificity(rule), -rule.id), default=None)
