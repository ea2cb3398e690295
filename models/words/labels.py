"""Every word has a text for people: ``label(JobState.DONE)``."""

from collections.abc import Mapping
from enum import StrEnum

from models.words.kind_labels import KIND_LABELS
from models.words.permission_labels import PERMISSION_LABELS
from models.words.state_labels import STATE_LABELS

# By type first: equal words of two vocabularies are equal strings (Kind.AUDIT == Duty.AUDIT).
LABELS: Mapping[type[StrEnum], Mapping[str, str]] = {
    **KIND_LABELS,
    **STATE_LABELS,
    **PERMISSION_LABELS,
}


def label(word: StrEnum) -> str:
    """The msgid of a word; the views translate it. ``KeyError`` for one without a text."""
    return LABELS[type(word)][word]
