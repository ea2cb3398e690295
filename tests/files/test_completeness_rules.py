"""The checklist of a class against the papers of a file (A4), and the days that count (R-41)."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.words.customers import Nature
from models.words.files import DeficiencyState, Fault, ItemForm, PartFor, PenaltyState
from portal.files.completeness_rules import (
    DEFICIENCY,
    PENALTY,
    Gap,
    Part,
    checklist_gaps,
    penalty_days,
    penalty_factor,
    read_checklist,
)
from portal.platform.calendar.rules import Calendar

TUESDAY = date(2026, 11, 24)
DAYS = st.integers(0, 60).map(lambda n: TUESDAY + timedelta(days=n))


def paper(part="合同", form=ItemForm.ORIGINAL, copies=1, signed=True):
    return SimpleNamespace(part=part, form=form, copies=copies, signed=signed)


@pytest.mark.parametrize(
    ("papers", "fault"),
    [
        ([], Fault.MISSING),
        ([paper("别的")], Fault.MISSING),
        ([paper(form=ItemForm.COPY)], Fault.COPY_ONLY),
        ([paper()], Fault.TOO_FEW),
        ([paper(), paper(form=ItemForm.COPY)], Fault.TOO_FEW),
        ([paper(copies=2, signed=False)], Fault.UNSIGNED),
        ([paper(signed=False), paper()], None),
        ([paper(copies=2)], None),
    ],
)
def test_a4_the_gravest_fault_of_a_part(papers, fault):
    part = Part("合同", ItemForm.ORIGINAL, copies=2, signed=True)
    assert checklist_gaps([part], papers) == ([Gap("合同", fault)] if fault else [])


def test_a4_where_a_copy_is_asked_an_original_will_do():
    assert checklist_gaps([Part("合同")], [paper(signed=False)]) == []


@pytest.mark.parametrize(
    ("applies", "nature", "needed"),
    [
        (PartFor.ALL, None, True),
        (PartFor.ALL, Nature.PERSON, True),
        (PartFor.ALL, Nature.ORDINARY_COMPANY, True),
        (PartFor.ORGANIZATION, Nature.GOVERNMENT, True),
        (PartFor.ORGANIZATION, None, True),
        (PartFor.ORGANIZATION, Nature.PERSON, False),
        (PartFor.PERSON, Nature.PERSON, True),
        (PartFor.PERSON, Nature.ORDINARY_COMPANY, False),
    ],
)
def test_a4_a_part_may_concern_some_customers_only(applies, nature, needed):
    row = {"name": "合同", "form": "copy", "copies": 1, "signed": False, "applies": applies.value}
    assert bool(read_checklist([row], nature)) is needed


@given(cure_by=DAYS, today=DAYS, offered=st.none() | DAYS, later=st.integers(0, 30))
def test_r41_days_only_grow_and_stop_when_handed_in(cure_by, today, offered, later):
    week = Calendar()
    days = penalty_days(cure_by, offered, today, week)
    assert all(cure_by < day <= today and week.working(day) for day in days)
    assert len(days) == len(set(days))
    assert penalty_days(cure_by, offered, today + timedelta(days=later), week)[: len(days)] == days
    if offered:
        assert all(day <= offered for day in days)


def test_r41_the_days_between_the_last_day_and_the_day_it_came_in():
    friday, week = date(2026, 11, 20), Calendar()
    monday = [date(2026, 11, 23)]
    assert penalty_days(friday, None, friday, week) == []
    assert penalty_days(friday, None, date(2026, 11, 22), week) == []
    assert penalty_days(friday, None, date(2026, 11, 23), week) == monday
    assert penalty_days(friday, None, TUESDAY, week) == [*monday, TUESDAY]
    assert penalty_days(friday, date(2026, 11, 23), TUESDAY, week) == monday
    assert penalty_days(friday, friday, TUESDAY, week) == []
    golden = Calendar({date(2026, 10, d): False for d in range(1, 8)}, frozenset({2026}))
    assert penalty_days(date(2026, 9, 30), None, date(2026, 10, 8), golden) == [date(2026, 10, 8)]


@pytest.mark.parametrize(
    ("times", "double_from", "times_as_much"),
    [(1, 2, 1), (2, 2, 2), (3, 2, 2), (1, 1, 2), (1, 0, 1), (99, 0, 1)],
)
def test_r38_a_missing_part_costs_double_from_the_nth_of_a_month_on(
    times, double_from, times_as_much
):
    assert penalty_factor(times, double_from) == times_as_much


def penalty(appealed_at=None, appeal_until=None):
    return SimpleNamespace(appealed_at=appealed_at, appeal_until=appeal_until)


@pytest.mark.parametrize(
    ("given", "now", "open_"),
    [
        (penalty(), datetime(2026, 11, 24, 4, tzinfo=UTC), True),
        # 23:59:59 in Shanghai on the last day, and a second later
        (penalty(None, TUESDAY), datetime(2026, 11, 24, 15, 59, 59, tzinfo=UTC), True),
        (penalty(None, TUESDAY), datetime(2026, 11, 24, 16, tzinfo=UTC), False),
        (penalty(datetime(2026, 11, 23, tzinfo=UTC)), datetime(2026, 11, 23, tzinfo=UTC), False),
        (
            penalty(datetime(2026, 11, 23, tzinfo=UTC), TUESDAY),
            datetime(2026, 11, 23, tzinfo=UTC),
            False,
        ),
    ],
)
def test_c16_one_appeal_up_to_the_end_of_its_last_day(given, now, open_):
    move = PENALTY.find(PenaltyState.CONFIRMED, "appeal")
    assert (move.unless(given, now) is None) is open_


def test_which_acts_need_a_reason():
    reasons = {
        machine.name: {move.action for move in machine.moves if move.needs_reason}
        for machine in (DEFICIENCY, PENALTY)
    }
    assert reasons == {
        "deficiency": {"deny", "drop"},
        "penalty": {"appeal", "uphold", "drop"},
    }


def test_what_is_cured_dropped_or_never_appealed_is_over():
    assert DEFICIENCY.final() == {DeficiencyState.CURED, DeficiencyState.DROPPED}
    assert PENALTY.final() == {PenaltyState.DROPPED}
    assert PENALTY.find(PenaltyState.PROPOSED, "appeal") is None


def test_a_line_of_a_checklist_asks_for_one_copy_unsigned_of_everybody():
    plain = Part("合同")
    assert plain == Part("合同", ItemForm.COPY, 1, False, PartFor.ALL)
    assert checklist_gaps([plain], [paper(form=ItemForm.COPY, copies=1, signed=False)]) == []
    assert checklist_gaps([plain], [paper(copies=0)]) == [Gap("合同", Fault.TOO_FEW)]
    assert len({plain, Part("合同"), Gap("合同", Fault.MISSING), Gap("合同", Fault.MISSING)}) == 2


def test_the_rows_of_a_class_are_read_as_they_are_kept():
    row = {"name": "合同", "form": "original", "copies": "2", "signed": 1, "applies": "all"}
    assert read_checklist([row], None) == [Part("合同", ItemForm.ORIGINAL, 2, True, PartFor.ALL)]


def test_a4_an_original_is_never_replaced_and_copies_do_not_count_for_it():
    asked = Part("合同", ItemForm.ORIGINAL, copies=2, signed=True)
    original = paper(copies=1, signed=False)
    copy = paper(form=ItemForm.COPY, copies=5, signed=True)
    assert checklist_gaps([asked], [original, copy]) == [Gap("合同", Fault.TOO_FEW)]
    signed_copy_only = [paper(copies=2, signed=False), copy]
    assert checklist_gaps([asked], signed_copy_only) == [Gap("合同", Fault.UNSIGNED)]


def test_every_part_is_looked_at_in_its_order():
    parts = [Part("甲"), Part("乙"), Part("丙")]
    assert checklist_gaps(parts, [paper(part="乙")]) == [
        Gap("甲", Fault.MISSING),
        Gap("丙", Fault.MISSING),
    ]


def test_r41_the_day_after_the_last_day_counts():
    assert penalty_days(date(2026, 11, 23), None, TUESDAY, Calendar()) == [TUESDAY]
