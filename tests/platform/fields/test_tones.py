"""Every state has its colour, and no colour is of a word that is no state."""

from enum import StrEnum

import pytest

from models.words import approvals, customers, files, lending, people, platform, shown
from models.words.access import Secrecy
from models.words.approvals import ApprovalState, TaskState
from models.words.files import Custody, FileLife
from models.words.lending import LoanState, RequestState
from models.words.tones import TONES, tone
from models.words.values import Tone

WINGS = (approvals, customers, files, lending, people, platform, shown)
STATES = {
    value
    for wing in WINGS
    for name, value in vars(wing).items()
    if isinstance(value, type) and issubclass(value, StrEnum) and name.endswith("State")
} | {Custody, FileLife}


def test_every_state_has_its_colour_and_no_key_is_dead():
    assert set(TONES) == STATES
    for states, colours in TONES.items():
        assert list(colours) == list(states)
        assert {type(word) for word in colours} == {states}


@pytest.mark.parametrize("wing", WINGS)
def test_a_wing_colours_its_own_states(wing):
    assert {states.__module__ for states in wing.TONES} == {wing.__name__}


@pytest.mark.parametrize(
    ("word", "colour"),
    [
        (FileLife.PENDING_REVIEW, Tone.WARN),  # 待审核
        (LoanState.LOST_CONFIRMED, Tone.BAD),  # 确认遗失
        (LoanState.COMPENSATING, Tone.WARN),  # 赔偿中
        (RequestState.RETURNED, Tone.WARN),  # sent back to be mended: not home yet
        (ApprovalState.RETURNED, Tone.WARN),
        (TaskState.RETURNED, Tone.WARN),
        (LoanState.RETURNED, Tone.OK),
        (RequestState.WITHDRAWN, Tone.MUTE),
        (Secrecy.TOP, None),
    ],
)
def test_what_a_state_looks_like(word, colour):
    assert tone(word) is colour
