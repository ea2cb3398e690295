"""Words that people read and no table holds: derived when they are asked for."""

from collections.abc import Mapping
from enum import StrEnum

from models.words import lending, platform
from models.words.lending import LoanState
from models.words.platform import NumberState
from models.words.text import N_
from models.words.values import Tone


class ShownLoanState(StrEnum):
    """The state of a loan as it is shown: its own, but for one that is out past its day."""

    OVERDUE = "overdue"
    ISSUED = "issued"
    RETURN_CHECK = "return_check"
    RETURNED = "returned"
    RETURNED_DAMAGED = "returned_damaged"
    CLAIMED_RETURNED = "claimed_returned"
    SEARCHING = "searching"
    LOST_CONFIRMED = "lost_confirmed"
    COMPENSATING = "compensating"
    SETTLED = "settled"
    WAIVED = "waived"
    FOUND = "found"
    CLOSED = "closed"


class ShownNumberState(StrEnum):
    """The state of a number as it is shown: its own, or that there is none of that serial."""

    GAP = "gap"
    ISSUED = "issued"
    VOID = "void"


def _of_loans(table: Mapping[str, str]) -> dict[str, str]:
    return {ShownLoanState(state.value): table[state] for state in LoanState}


def _of_numbers(table: Mapping[str, str]) -> dict[str, str]:
    return {ShownNumberState(state.value): table[state] for state in NumberState}


LABELS: Mapping[type[StrEnum], Mapping[str, str]] = {
    ShownLoanState: {
        ShownLoanState.OVERDUE: N_("Overdue"),
        **_of_loans(lending.LABELS[LoanState]),
    },
    ShownNumberState: {
        ShownNumberState.GAP: N_("Gap"),
        **_of_numbers(platform.LABELS[NumberState]),
    },
}

TONES: Mapping[type[StrEnum], Mapping[str, Tone]] = {
    ShownLoanState: {
        ShownLoanState.OVERDUE: Tone.BAD,
        **{ShownLoanState(s.value): lending.TONES[LoanState][s] for s in LoanState},
    },
    ShownNumberState: {
        ShownNumberState.GAP: Tone.BAD,
        **{ShownNumberState(s.value): platform.TONES[NumberState][s] for s in NumberState},
    },
}
