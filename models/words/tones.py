"""Colours of states: ``tone(JobState.DONE)``."""

from collections.abc import Mapping
from enum import StrEnum

from models.words import approvals, customers, files, lending, people, platform, shown
from models.words.values import Tone

# By type first, like labels: «returned» is good for a loan but not for a request.
TONES: Mapping[type[StrEnum], Mapping[str, Tone]] = {
    **platform.TONES,
    **people.TONES,
    **approvals.TONES,
    **customers.TONES,
    **files.TONES,
    **lending.TONES,
    **shown.TONES,
}


def tone(word: StrEnum) -> Tone | None:
    """The colour of a state; None for a member that is not a state."""
    states = TONES.get(type(word))
    return None if states is None else states[word]
