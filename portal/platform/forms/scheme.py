"""How a form is scored: its sections, items, points and what follows from single answers.

Points and weights are exact; a scheme is part of a published version and never changes (MS-01).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from models.words.forms import Blank, Effect, Mode, WhenNotApplicable

Points = Mapping[str, Fraction]
NOUGHT = Fraction(0)


@dataclass(frozen=True)
class Band:
    """Points of a number from ``low`` up to, not with, ``high``; open where ``None``."""

    low: Fraction | None
    high: Fraction | None
    points: Fraction

    def holds(self, number: Fraction) -> bool:
        """Does it lie within?"""
        above = self.low is None or self.low <= number
        return above and (self.high is None or number < self.high)


@dataclass(frozen=True)
class Critical:
    """An answer among ``on`` has an effect on the whole; ``limit`` is that of a cap."""

    on: frozenset[str]
    effect: Effect
    limit: Fraction = NOUGHT


@dataclass(frozen=True)
class Item:
    """A scored question: one or several words with ``points``, or a number with ``bands``.

    ``most`` replaces the highest that can be earned; several words together earn no less than
    ``least``. With ``extra`` it is a bonus or a deduction on the scale of 100.
    """

    code: str
    points: Points = field(default_factory=dict)
    bands: Sequence[Band] = ()
    several: bool = False
    most: Fraction | None = None
    least: Fraction = NOUGHT
    extra: bool = False
    critical: Critical | None = None
    not_applicable: WhenNotApplicable | None = None  # of the scheme, unless the item says
    blank: Blank = Blank.ZERO

    @property
    def possible(self) -> Fraction:
        """The highest that can be earned."""
        if self.extra:
            return NOUGHT
        if self.most is not None:
            return self.most
        if self.several:
            return sum((p for p in self.points.values() if p > 0), NOUGHT)
        return max([NOUGHT, *self.points.values(), *(band.points for band in self.bands)])


@dataclass(frozen=True)
class Section:
    """A part of the form; its ``weight`` counts where sections are weighed."""

    code: str
    items: Sequence[Item]
    weight: Fraction = NOUGHT


@dataclass(frozen=True)
class Scheme:
    """The whole: ``grades`` by their lowest score, the least to ``reach``, the share of the points
    that must have been rated (``coverage``, 0 to 1), and profiles of weights by section.
    """

    sections: Sequence[Section]
    mode: Mode = Mode.POINTS
    digits: int = 1
    reach: Fraction | None = None
    grades: Sequence[tuple[Fraction, str]] = ()
    not_applicable: WhenNotApplicable = WhenNotApplicable.RENORM
    cap: Fraction | None = Fraction(100)
    coverage: Fraction = NOUGHT
    profiles: Mapping[str, Mapping[str, Fraction]] = field(default_factory=dict)
