"""The score of a filled form: exact, rounded once at the end, with a reason for each item (MS-02).

The same scheme, profile, answers and voids always give the same score.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from models.words.forms import Blank, Counting, Effect, Mode, Verdict, WhenNotApplicable
from portal.platform.forms.scheme import NOUGHT, Critical, Item, Scheme, Section

Answer = None | str | Fraction | tuple[str, ...]
HUNDRED = Fraction(100)


class NotApplicable:
    """The answer «not applicable»."""


NA = NotApplicable()


@dataclass(frozen=True)
class ItemScore:
    """What an item earned of what was possible, and why it counts or not."""

    item: Item
    counting: Counting
    earned: Fraction = NOUGHT
    possible: Fraction = NOUGHT
    extra: Fraction = NOUGHT  # on the scale of 100: a bonus, or below nought a deduction

    @property
    def lost(self) -> Fraction:
        """What was not earned."""
        return self.possible - self.earned


@dataclass(frozen=True)
class SectionScore:
    """Sums of a section; without anything possible it is not applicable, not 0 %."""

    section: Section
    earned: Fraction
    possible: Fraction
    items: Sequence[ItemScore]

    @property
    def share(self) -> Fraction | None:
        """Per cent earned; ``None`` where nothing was possible."""
        return HUNDRED * self.earned / self.possible if self.possible else None


@dataclass(frozen=True)
class Score:
    """``raw`` is the total before, ``final`` after bonuses and critical answers; ``shown`` is what
    people see, and what is passed or graded. All are ``None`` where nothing could be rated.
    """

    sections: Sequence[SectionScore]
    raw: Fraction | None
    final: Fraction | None
    shown: Fraction | None
    extra: Fraction
    verdict: Verdict
    grade: str
    coverage: Fraction
    triggered: Sequence[tuple[str, Critical]]


def round_half_up(number: Fraction, digits: int) -> Fraction:
    """The one rounding, at the end: 84.25 → 84.3, 2/3 → 0.7 (``digits`` decimals)."""
    scale = Fraction(10) ** digits
    return Fraction((number * scale + Fraction(1, 2)).__floor__()) / scale


def score_answers(
    scheme: Scheme,
    answers: Mapping[str, Answer | NotApplicable],
    *,
    hidden: Collection[str] = (),
    voided: Collection[str] = (),
    profile: str = "",
) -> Score:
    """The score of ``answers`` by item code; ``hidden`` ones were not asked, ``voided`` ones were
    struck in an appeal. Raises ``KeyError`` for an unknown profile or word.
    """
    weights = scheme.profiles[profile] if profile else {}
    scored = [
        _score_section(scheme, section, answers, hidden, voided) for section in scheme.sections
    ]
    triggered = list(_triggered(scored, answers))
    zeroed = {code for code, critical in triggered if critical.effect is Effect.SECTION_ZERO}
    sections = [_without(section, zeroed) for section in scored]
    extra = sum((item.extra for section in scored for item in section.items), NOUGHT)
    raw = _total(scheme, sections, weights)
    coverage = _coverage(scored)
    if raw is None:
        return Score(sections, None, None, None, extra, Verdict.NOTHING, "", coverage, triggered)
    final = _apply(scheme, raw + extra, [critical for _, critical in triggered])
    shown = round_half_up(final, scheme.digits)
    verdict = _judge(scheme, shown, coverage, triggered)
    return Score(
        sections, raw, final, shown, extra, verdict, _grade(scheme, shown), coverage, triggered
    )


def _score_section(
    scheme: Scheme,
    section: Section,
    answers: Mapping[str, Answer | NotApplicable],
    hidden: Collection[str],
    voided: Collection[str],
) -> SectionScore:
    items = [
        ItemScore(item, Counting.VOIDED if item.code in voided else Counting.HIDDEN)
        if item.code in voided or item.code in hidden
        else _score_item(item, answers.get(item.code), scheme.not_applicable)
        for item in section.items
    ]
    earned = sum((item.earned for item in items), NOUGHT)
    return SectionScore(section, earned, sum((i.possible for i in items), NOUGHT), items)


def _score_item(
    item: Item, answer: Answer | NotApplicable, not_applicable: WhenNotApplicable
) -> ItemScore:
    if isinstance(answer, NotApplicable):
        policy = item.not_applicable or not_applicable
        possible = NOUGHT if policy is WhenNotApplicable.RENORM else item.possible
        earned = possible if policy is WhenNotApplicable.FULL else NOUGHT
        return ItemScore(item, Counting.NOT_APPLICABLE, earned, possible)
    if answer is None or answer == ():
        possible = NOUGHT if item.blank is Blank.EXCLUDE else item.possible
        return ItemScore(item, Counting.BLANK, NOUGHT, possible)
    earned = earn_points(item, answer)
    if item.extra:
        return ItemScore(item, Counting.COUNTED, extra=earned)
    return ItemScore(item, Counting.COUNTED, earned, item.possible)


def earn_points(item: Item, answer: str | Fraction | tuple[str, ...]) -> Fraction:
    """What an answer earns: a word its points, several their bounded sum, a number its band's."""
    if isinstance(answer, tuple):
        total = sum((item.points[word] for word in answer), NOUGHT)
        return total if item.extra else max(item.least, min(total, item.possible))
    if isinstance(answer, Fraction):
        return next((band.points for band in item.bands if band.holds(answer)), NOUGHT)
    return item.points[answer]


def _triggered(
    sections: Sequence[SectionScore], answers: Mapping[str, Answer | NotApplicable]
) -> Iterator[tuple[str, Critical]]:
    """Critical answers by item; hidden, voided and inapplicable ones never trigger."""
    for section in sections:
        for scored in section.items:
            critical = scored.item.critical
            if critical is None or scored.counting is not Counting.COUNTED:
                continue
            answer = answers[scored.item.code]
            chosen = answer if isinstance(answer, tuple) else (str(answer),)
            if critical.on.intersection(chosen):
                yield scored.item.code, critical


def _without(section: SectionScore, zeroed: Collection[str]) -> SectionScore:
    """The section, earning nothing where one of its items says so."""
    if not any(scored.item.code in zeroed for scored in section.items):
        return section
    return SectionScore(section.section, NOUGHT, section.possible, section.items)


def _total(
    scheme: Scheme, sections: Sequence[SectionScore], weights: Mapping[str, Fraction]
) -> Fraction | None:
    """On the scale of 100; sections without anything possible leave their weight to the others."""
    rated = [section for section in sections if section.possible]
    if scheme.mode is Mode.POINTS and not weights:
        possible = sum((section.possible for section in rated), NOUGHT)
        earned = sum((section.earned for section in rated), NOUGHT)
        return HUNDRED * earned / possible if possible else None
    by = {s.section.code: weights.get(s.section.code, s.section.weight) for s in rated}
    whole = sum(by.values(), NOUGHT)
    parts = (by[s.section.code] * s.earned / s.possible for s in rated)
    return HUNDRED * sum(parts, NOUGHT) / whole if whole else None


def _coverage(sections: Sequence[SectionScore]) -> Fraction:
    """The share of the points of what was asked that has been rated; 1 where none were asked."""
    items = [scored for section in sections for scored in section.items]
    not_asked = (Counting.HIDDEN, Counting.VOIDED)
    asked = sum((i.item.possible for i in items if i.counting not in not_asked), NOUGHT)
    return sum((i.possible for i in items), NOUGHT) / asked if asked else Fraction(1)


def _apply(scheme: Scheme, total: Fraction, criticals: Sequence[Critical]) -> Fraction:
    """Never below nought, never above the cap; the strictest critical answer last."""
    final = max(NOUGHT, total)
    if scheme.cap is not None:
        final = min(scheme.cap, final)
    for critical in criticals:
        if critical.effect is Effect.CAP:
            final = min(final, critical.limit)
        elif critical.effect is Effect.VISIT_ZERO:
            final = NOUGHT
    return final


def _judge(
    scheme: Scheme,
    shown: Fraction,
    coverage: Fraction,
    triggered: Sequence[tuple[str, Critical]],
) -> Verdict:
    """By the displayed score, so that 80.0 never fails at 80."""
    if any(critical.effect is Effect.VISIT_FAIL for _, critical in triggered):
        return Verdict.VETOED
    if coverage < scheme.coverage:
        return Verdict.TOO_FEW
    reached = scheme.reach is None or shown >= scheme.reach
    return Verdict.PASSED if reached else Verdict.FAILED


def _grade(scheme: Scheme, shown: Fraction) -> str:
    """The highest grade whose lowest score has been reached; empty where there are none."""
    reached = [grade for grade in scheme.grades if shown >= grade[0]]
    return max(reached)[1] if reached else ""
