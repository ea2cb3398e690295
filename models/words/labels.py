"""Labels of enum members: ``label(JobState.DONE)``."""

from collections.abc import Mapping
from enum import StrEnum

from models.words import (
    access,
    approvals,
    customers,
    files,
    forms,
    kinds,
    lending,
    people,
    permissions,
    platform,
    shown,
)

# By type first, because members of two enums may be equal strings (Kind.AUDIT == Duty.AUDIT).
LABELS: Mapping[type[StrEnum], Mapping[str, str]] = {
    **kinds.LABELS,
    **permissions.LABELS,
    **access.LABELS,
    **platform.LABELS,
    **people.LABELS,
    **approvals.LABELS,
    **customers.LABELS,
    **files.LABELS,
    **forms.LABELS,
    **lending.LABELS,
    **shown.LABELS,
}


def label(word: StrEnum) -> str:
    """The msgid of an enum member. Raises ``KeyError`` for one without a label."""
    return LABELS[type(word)][word]
