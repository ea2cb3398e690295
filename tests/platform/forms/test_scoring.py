"""Scores: every vector and worked example of the trade, and what must hold for any form."""

import json
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.words.forms import Blank, Counting, Effect, Mode, Verdict, WhenNotApplicable
from portal.platform.forms.scheme import Band, Critical, Item, Scheme, Section
from portal.platform.forms.scoring import NA, round_half_up, score_answers
from tests.conftest import SHARED

VECTORS = SHARED / "vectors/scoring.json"
NO_VECTORS = pytest.mark.skipif(not VECTORS.exists(), reason="the vectors are not here")


def exact(value):
    return None if value is None else Fraction(str(value))


def item_of(told):
    critical = None
    if "critical" in told:
        effect, _, limit = told["critical"]["effect"].partition(":")
        critical = Critical(frozenset(told["critical"]["on"]), Effect(effect), exact(limit or 0))
    return Item(
        told["id"],
        {word: exact(points) for word, points in told.get("points", {}).items()},
        [Band(*map(exact, band)) for band in told.get("bands", ())],
        told["type"] == "multi",
        exact(told.get("max")),
        exact(told.get("floor", 0)),
        bool(told.get("bonus") or told.get("deduct")),
        critical,
    )


def scheme_of(told):
    return Scheme(
        [
            Section(s["id"], [item_of(i) for i in s["items"]], exact(s.get("weight", 0)))
            for s in told["sections"]
        ],
        Mode(told["mode"]),
        told["digits"],
        exact(told["pass"]),
        [(exact(low), grade) for low, grade in told.get("bands", ())],
        WhenNotApplicable(told.get("na", "renorm")),
    )


def answer_of(told):
    if told == "__na__":
        return NA
    if isinstance(told, list):
        return tuple(told)
    return exact(told) if isinstance(told, int | float) else told


def vectors():
    return json.loads(VECTORS.read_text())["vectors"] if VECTORS.exists() else []


def score_of(vector, **more):
    answers = {code: answer_of(told) for code, told in vector["answers"].items()}
    return score_answers(scheme_of(vector["template"]), answers, **more)


def spelt(number, digits=1):
    return None if number is None else f"{float(round_half_up(number, digits)):.{digits}f}"


@NO_VECTORS
@pytest.mark.parametrize("vector", vectors(), ids=lambda vector: vector["id"])
def test_every_vector(vector):
    score, expect = (
        score_of(vector, hidden=vector["hidden"], voided=vector["void"]),
        vector["expect"],
    )
    assert spelt(score.raw) == expect["raw"]
    assert spelt(score.final) == expect["final"]
    if expect["raw"] is None:
        assert score.verdict is Verdict.NOTHING
        return
    assert str(score.raw) == expect["raw_exact"]
    assert str(score.extra) == expect["bonus"]
    assert (score.verdict is Verdict.PASSED) == expect["passed"]
    vetoed = score.verdict is Verdict.VETOED
    assert ("不合格(否决)" if vetoed else score.grade or None) == expect["band"]
    assert [
        [s.section.code, str(s.earned), str(s.possible), spelt(s.share) or "N/A"]
        for s in score.sections
    ] == expect["sections"]
    assert [code for code, _ in score.triggered] == [code for code, _ in expect["critical"]]


def base():
    """The answers «a» of the worked examples: A 17, B 8, C 22, D 34 of 100 points."""
    return next(vector for vector in vectors() if vector["id"] == "E10b")


@NO_VECTORS
@pytest.mark.parametrize(
    ("policy", "mode", "shown"),
    [
        ("renorm", "points", "81.5"),
        ("renorm", "weights", "82.0"),
        ("full", "points", "83.0"),
        ("zero", "points", "75.0"),
    ],
)
def test_two_sub_sections_not_applicable_four_ways(policy, mode, shown):
    vector = base()
    template = {**vector["template"], "na": policy, "mode": mode}
    codes = [i["id"] for s in template["sections"] for i in s["items"]]
    gone = [code for code in codes if code.startswith(("D4", "D6"))]
    answers = {**vector["answers"], **dict.fromkeys(gone, "__na__")}
    assert spelt(score_of({**vector, "template": template, "answers": answers}).final) == shown


@NO_VECTORS
@pytest.mark.parametrize(("mode", "shown"), [("points", "80.4"), ("weights", "80.5")])
def test_voiding_is_not_overturning(mode, shown):
    vector = next(vector for vector in vectors() if vector["id"] == "E10a")
    template = {**vector["template"], "mode": mode}
    assert spelt(score_of({**vector, "template": template}, voided=["D8.1"]).final) == shown


@NO_VECTORS
def test_not_applicable_cannot_hide_a_bad_visit():
    vector = next(vector for vector in vectors() if vector["id"] == "E11")
    scheme = replace(scheme_of(vector["template"]), coverage=Fraction(7, 10))
    answers = {code: answer_of(told) for code, told in vector["answers"].items()}
    score = score_answers(scheme, answers)
    assert score.coverage == Fraction(46, 100)
    assert score.verdict is Verdict.TOO_FEW


@pytest.mark.parametrize(
    ("number", "digits", "shown"),
    [
        ("84.25", 1, "84.3"),
        ("64.85", 1, "64.9"),
        ("79.95", 1, "80.0"),
        ("79.94", 1, "79.9"),
        ("200/3", 1, "66.7"),
        ("31.25", 1, "31.3"),
        ("84.5", 0, "85"),
    ],
)
def test_a_score_is_rounded_once_and_half_up(number, digits, shown):
    assert spelt(Fraction(number), digits) == shown


YES = {"yes": Fraction(2), "no": Fraction(0)}


def form(*items, **more):
    return Scheme([Section("s", items, Fraction(1))], **more)


def test_80_displayed_passes_at_80():
    item = Item("n", bands=[Band(None, None, Fraction("79.95"))], most=Fraction(100))
    score = score_answers(form(item, reach=Fraction(80)), {"n": Fraction(1)})
    assert (score.final, score.shown) == (Fraction("79.95"), 80)
    assert score.verdict is Verdict.PASSED


@pytest.mark.parametrize(
    ("number", "points"), [("2.99", 5), ("3", 3), ("4.99", 3), ("5", 1), ("10", 0), ("-1", 5)]
)
def test_a_number_earns_its_band_from_its_lower_end_on(number, points):
    bands = [Band(None, Fraction(3), Fraction(5)), Band(Fraction(3), Fraction(5), Fraction(3))]
    bands += [Band(Fraction(5), Fraction(10), Fraction(1))]
    score = score_answers(form(Item("w", bands=bands)), {"w": Fraction(number)})
    assert score.sections[0].earned == points
    assert score.sections[0].possible == 5


@pytest.mark.parametrize(
    ("effects", "final", "verdict"),
    [
        ([Effect.VISIT_FAIL], 100, Verdict.VETOED),
        ([Effect.VISIT_ZERO], 0, Verdict.FAILED),
        ([Effect.CAP], 59, Verdict.FAILED),
        ([Effect.CAP, Effect.VISIT_ZERO], 0, Verdict.FAILED),
        ([Effect.CAP, Effect.VISIT_FAIL], 59, Verdict.VETOED),
        ([Effect.SECTION_ZERO], 0, Verdict.FAILED),
    ],
)
def test_critical_answers_are_all_on_record_and_the_strictest_wins(effects, final, verdict):
    items = [
        Item(f"i{n}", YES, critical=Critical(frozenset({"yes"}), effect, Fraction(59)))
        for n, effect in enumerate(effects)
    ]
    score = score_answers(form(*items, reach=Fraction(60)), {i.code: "yes" for i in items})
    assert (score.final, score.verdict, len(score.triggered)) == (final, verdict, len(effects))


@pytest.mark.parametrize(
    ("given_", "hidden", "voided", "counting"),
    [
        ({"i": NA}, (), (), Counting.NOT_APPLICABLE),
        ({"i": "yes"}, ("i",), (), Counting.HIDDEN),
        ({"i": "yes"}, (), ("i",), Counting.VOIDED),
        ({}, (), (), Counting.BLANK),
        ({"i": "yes"}, (), (), Counting.COUNTED),
    ],
)
def test_what_is_hidden_voided_or_inapplicable_never_triggers(given_, hidden, voided, counting):
    item = Item("i", YES, critical=Critical(frozenset({"yes"}), Effect.VISIT_FAIL))
    score = score_answers(
        form(item, Item("j", YES)), {**given_, "j": "yes"}, hidden=hidden, voided=voided
    )
    assert score.sections[0].items[0].counting is counting
    assert bool(score.triggered) == (counting is Counting.COUNTED)


@pytest.mark.parametrize(("blank", "shown"), [(Blank.ZERO, 50), (Blank.EXCLUDE, 100)])
def test_an_item_left_blank_earns_nothing_or_is_left_out(blank, shown):
    score = score_answers(form(Item("a", YES), Item("b", YES, blank=blank)), {"a": "yes"})
    assert score.shown == shown


def test_a_bonus_and_a_deduction_act_on_the_scale_of_100_within_its_bounds():
    bonus = Item("b", {"yes": Fraction(3)}, extra=True)
    minus = Item("d", {"yes": Fraction(-120)}, extra=True)
    full = score_answers(form(Item("a", YES), bonus), {"a": "yes", "b": "yes"})
    assert (full.raw, full.extra, full.final) == (100, 3, 100)
    open_ = score_answers(form(Item("a", YES), bonus, cap=None), {"a": "yes", "b": "yes"})
    assert open_.final == 103
    assert score_answers(form(Item("a", YES), minus), {"a": "yes", "d": "yes"}).final == 0


def test_a_profile_weighs_the_sections_anew():
    scheme = Scheme(
        [
            Section("a", [Item("x", YES)], Fraction(50)),
            Section("b", [Item("y", YES)], Fraction(50)),
        ],
        Mode.WEIGHTS,
        profiles={"summer": {"a": Fraction(10), "b": Fraction(90)}},
    )
    answers = {"x": "no", "y": "yes"}
    assert score_answers(scheme, answers).shown == 50
    assert score_answers(scheme, answers, profile="summer").shown == 90
    with pytest.raises(KeyError):
        score_answers(scheme, answers, profile="winter")


schemes = st.lists(
    st.lists(st.integers(0, 9), min_size=1, max_size=5), min_size=1, max_size=4
).map(
    lambda table: Scheme(
        [
            Section(str(s), [Item(f"{s}.{i}", {"yes": Fraction(p), "no": Fraction(0)}) for i, p in enumerate(points)], Fraction(s + 1))
            for s, points in enumerate(table)
        ]
    )
)  # fmt: skip


@given(schemes, st.data(), st.sampled_from(list(Mode)))
def test_a_score_lies_between_0_and_100_and_a_better_answer_never_lowers_it(scheme, data, mode):
    scheme = replace(scheme, mode=mode)
    codes = [item.code for section in scheme.sections for item in section.items]
    answers = {code: data.draw(st.sampled_from(["yes", "no", NA, None])) for code in codes}
    score = score_answers(scheme, answers)
    assert score.final is None or 0 <= score.final <= 100
    assert score == score_answers(scheme, dict(reversed(answers.items())))
    worse = [code for code in codes if answers[code] == "no"]
    if worse and score.final is not None:
        better = score_answers(scheme, {**answers, data.draw(st.sampled_from(worse)): "yes"})
        assert better.final >= score.final


@given(schemes)
def test_all_not_applicable_is_nothing_and_never_0(scheme):
    codes = [item.code for section in scheme.sections for item in section.items]
    score = score_answers(scheme, dict.fromkeys(codes, NA))
    assert (score.final, score.shown, score.verdict) == (None, None, Verdict.NOTHING)
