"""Every word has a text for people: ``label(JobState.DONE)``."""

from collections.abc import Mapping
from enum import StrEnum

from models.words import (
    access,
    approvals,
    customers,
    files,
    kinds,
    lending,
    people,
    permissions,
    platform,
)

# By type first: equal words of two vocabularies are equal strings (Kind.AUDIT == Duty.AUDIT).
LABELS: Mapping[type[StrEnum], Mapping[str, str]] = {
    **kinds.LABELS,
    **permissions.LABELS,
    **access.LABELS,
    **platform.LABELS,
    **people.LABELS,
    **approvals.LABELS,
    **customers.LABELS,
    **files.LABELS,
    **lending.LABELS,
}


def label(word: StrEnum) -> str:
    """The msgid of a word; the views translate it. ``KeyError`` for one without a text."""
    return LABELS[type(word)][word]
