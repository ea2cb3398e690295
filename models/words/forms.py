"""Words of forms: what a score came to, and what became of each scored item."""

from collections.abc import Mapping
from enum import StrEnum

from models.words.text import N_


class Verdict(StrEnum):
    """What a visit came to by its displayed score, its vetoes and its coverage."""

    PASSED = "passed"
    FAILED = "failed"
    VETOED = "vetoed"
    TOO_FEW = "too_few"
    NOTHING = "nothing"


class Counting(StrEnum):
    """Why an item counts, or does not."""

    COUNTED = "counted"
    NOT_APPLICABLE = "not_applicable"
    HIDDEN = "hidden"
    VOIDED = "voided"
    BLANK = "blank"


class Blank(StrEnum):
    """What an unanswered optional item means."""

    ZERO = "zero"
    EXCLUDE = "exclude"


class WhenNotApplicable(StrEnum):
    """What «not applicable» does to an item: leaves both sums, earns all, earns nothing."""

    RENORM = "renorm"
    FULL = "full"
    ZERO = "zero"


class Mode(StrEnum):
    """Whether points are added up over all sections, or shares of sections weighed."""

    POINTS = "points"
    WEIGHTS = "weights"


class Effect(StrEnum):
    """What a critical answer does; from mild to strict."""

    SECTION_ZERO = "section_zero"
    CAP = "cap"
    VISIT_FAIL = "visit_fail"
    VISIT_ZERO = "visit_zero"


LABELS: Mapping[type[StrEnum], Mapping[str, str]] = {
    Verdict: {
        Verdict.PASSED: N_("Standard reached"),
        Verdict.FAILED: N_("Below the standard"),
        Verdict.VETOED: N_("Vetoed"),
        Verdict.TOO_FEW: N_("Too little was rated"),
        Verdict.NOTHING: N_("Nothing could be rated"),
    },
    Counting: {
        Counting.COUNTED: N_("Counted"),
        Counting.NOT_APPLICABLE: N_("Not applicable"),
        Counting.HIDDEN: N_("Not asked"),
        Counting.VOIDED: N_("Voided"),
        Counting.BLANK: N_("Not answered"),
    },
    Blank: {Blank.ZERO: N_("Earns nothing"), Blank.EXCLUDE: N_("Is left out")},
    WhenNotApplicable: {
        WhenNotApplicable.RENORM: N_("Is left out, the rest counts more"),
        WhenNotApplicable.FULL: N_("Earns all points"),
        WhenNotApplicable.ZERO: N_("Earns no points"),
    },
    Mode: {Mode.POINTS: N_("Points added up"), Mode.WEIGHTS: N_("Sections weighed")},
    Effect: {
        Effect.SECTION_ZERO: N_("The section earns nothing"),
        Effect.CAP: N_("The score is capped"),
        Effect.VISIT_FAIL: N_("The visit fails"),
        Effect.VISIT_ZERO: N_("The visit earns nothing"),
    },
}
