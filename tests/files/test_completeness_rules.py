"""The checklist of a class against the papers of a file (A4), and the days that count (R-41)."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.words.customers import Nature
from models.words.files import Fault, ItemForm, PartFor
from portal.files.completeness_rules import Gap, Part, gaps, penalty_days, read
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
    assert gaps([part], papers) == ([Gap("合同", fault)] if fault else [])


def test_a4_where_a_copy_is_asked_an_original_will_do():
    assert gaps([Part("合同")], [paper(signed=False)]) == []


@pytest.mark.parametrize(
    ("applies", "nature", "needed"),
    [
        (PartFor.ALL, None, True),
        (PartFor.ORGANIZATION, Nature.GOVERNMENT, True),
        (PartFor.ORGANIZATION, None, True),
        (PartFor.ORGANIZATION, Nature.PERSON, False),
        (PartFor.PERSON, Nature.PERSON, True),
        (PartFor.PERSON, Nature.ORDINARY_COMPANY, False),
    ],
)
def test_a4_a_part_may_concern_some_customers_only(applies, nature, needed):
    row = {"name": "合同", "form": "copy", "copies": 1, "signed": False, "applies": applies.value}
    assert bool(read([row], nature)) is needed


@given(cure_by=DAYS, today=DAYS, offered=st.none() | DAYS, later=st.integers(0, 30))
def test_r41_days_only_grow_and_stop_when_handed_in(cure_by, today, offered, later):
    week = Calendar()
    days = penalty_days(cure_by, offered, today, week)
    assert all(cure_by < day <= today and week.working(day) for day in days)
    assert len(days) == len(set(days))
    assert penalty_days(cure_by, offered, today + timedelta(days=later), week)[: len(days)] == days
    if offered:
        assert all(day <= offered for day in days)
