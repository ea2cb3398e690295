"""Deadlines, the four steps, and people apart (A1, A6, R-63)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.words.access import Secrecy
from models.words.files import Custody, FileLife
from models.words.files import DeadlineUnit as U
from models.words.lending import LoanMode
from portal.errors import NotAllowed
from portal.files import rules
from portal.platform.calendar.rules import Calendar

# Golden week 2026 with its make-up Saturday (SC-01)
HOLIDAY = {date(2026, 10, d): False for d in range(1, 8)} | {date(2026, 10, 10): True}


@pytest.mark.parametrize(
    ("amount", "unit", "days", "expected"),
    [
        (7, U.CALENDAR_DAYS, HOLIDAY, date(2026, 10, 7)),
        (3, U.WORKDAYS, HOLIDAY, date(2026, 10, 10)),
        (3, U.WORKDAYS, {k: v for k, v in HOLIDAY.items() if not v}, date(2026, 10, 12)),
        (18, U.SAME_DAY, HOLIDAY, date(2026, 9, 30)),
    ],
)
def test_sc01_deadline_across_a_holiday(amount, unit, days, expected):
    calendar = Calendar(days, frozenset({2026}))
    assert rules.due_on(date(2026, 9, 30), amount, unit, calendar.add_workdays) == expected


@pytest.mark.parametrize(
    ("moment", "unit", "late"),
    [
        (datetime(2026, 9, 30, 9, 59, tzinfo=UTC), U.SAME_DAY, False),  # 17:59 in Shanghai
        (datetime(2026, 9, 30, 10, 0, tzinfo=UTC), U.SAME_DAY, True),
        (datetime(2026, 9, 30, 15, 59, 59, tzinfo=UTC), U.WORKDAYS, False),
        (datetime(2026, 9, 30, 16, 0, tzinfo=UTC), U.WORKDAYS, True),
    ],
)
def test_r71_late_begins_at_the_hour_or_at_midnight(moment, unit, late):
    assert rules.is_late(moment, date(2026, 9, 30), 18, unit) is late


def test_no_deadline_is_never_late():
    assert not rules.is_late(datetime(2030, 1, 1, tzinfo=UTC), None, 7, U.WORKDAYS)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 60))
def test_a_deadline_is_never_before_its_start(day, amount):
    calendar = Calendar()
    for unit in (U.CALENDAR_DAYS, U.WORKDAYS):
        due = rules.due_on(day, amount, unit, calendar.add_workdays)
        assert due >= day + timedelta(days=amount)


def test_r63_each_open_step_is_named():
    """R-63, CF-26: the four steps of filing."""
    none = rules.missing_steps(sorted_out=False, items=0, pages=0, on_paper=True, has_place=False)
    assert [name for name, _ in none] == ["sorted_out", "items", "pages", "place_id"]
    done = rules.missing_steps(sorted_out=True, items=1, pages=3, on_paper=True, has_place=True)
    assert not done
    digital = rules.missing_steps(
        sorted_out=True, items=1, pages=3, on_paper=False, has_place=False
    )
    assert not digital


def test_a6_nobody_takes_two_steps():
    rules.check_other_person(3, (1, 2, None), "No.")
    with pytest.raises(NotAllowed, match="No"):
        rules.check_other_person(2, (1, 2, None), "No.")


def test_f1_f17_life_and_custody_are_tables():
    assert rules.FILE_LIFE.final() == {FileLife.VOID}
    assert rules.CUSTODY.final() == set()
    assert {m.rule for m in rules.FILE_LIFE.moves} == {"F2", "F3", "F4", "F9", "F16", "F17"}
    assert rules.CUSTODY.find(Custody.IN_PLACE, "hand_out") is None, "only what is set aside"


@pytest.mark.parametrize(
    ("amount", "unit", "late_from"),
    [
        (0, U.SAME_DAY, datetime(2026, 9, 29, 16, tzinfo=UTC)),
        (17, U.SAME_DAY, datetime(2026, 9, 30, 9, tzinfo=UTC)),
        (23, U.SAME_DAY, datetime(2026, 9, 30, 15, tzinfo=UTC)),
        (24, U.SAME_DAY, datetime(2026, 9, 30, 15, tzinfo=UTC)),
        (99, U.SAME_DAY, datetime(2026, 9, 30, 15, tzinfo=UTC)),
        (3, U.WORKDAYS, datetime(2026, 9, 30, 16, tzinfo=UTC)),
        (3, U.CALENDAR_DAYS, datetime(2026, 9, 30, 16, tzinfo=UTC)),
    ],
)
def test_r71_the_first_moment_that_is_late(amount, unit, late_from):
    due = date(2026, 9, 30)
    assert rules.due_moment(due, amount, unit) == late_from
    assert rules.is_late(late_from, due, amount, unit)
    assert not rules.is_late(late_from - timedelta(microseconds=1), due, amount, unit)


@pytest.mark.parametrize(
    ("changed", "open_steps"),
    [
        ({"sorted_out": False}, ["sorted_out"]),
        ({"items": 0}, ["items"]),
        ({"pages": 0}, ["pages"]),
        ({"has_place": False}, ["place_id"]),
        ({"has_place": False, "on_paper": False}, []),
        ({"on_paper": False}, []),
        ({}, []),
    ],
)
def test_r63_each_step_is_open_by_itself(changed, open_steps):
    done = {"sorted_out": True, "items": 1, "pages": 1, "on_paper": True, "has_place": True}
    assert [name for name, _ in rules.missing_steps(**done | changed)] == open_steps


def test_which_acts_on_a_file_need_a_reason():
    needed = {(s, m.action) for m in rules.FILE_LIFE.moves if m.needs_reason for s in m.sources}
    assert needed == {
        (FileLife.PENDING_REVIEW, "send_back"),
        (FileLife.REVIEWED, "send_back"),
        (FileLife.DRAFT, "void"),
        (FileLife.PENDING_REVIEW, "void"),
        (FileLife.REVIEWED, "void"),
        (FileLife.FILED, "void"),
    }
    assert not [move.action for move in rules.CUSTODY.moves if move.needs_reason]


def test_a6_two_steps_by_one_person_are_refused_whoever_took_none():
    with pytest.raises(NotAllowed):
        rules.check_other_person(1, (1,), "No.")
    rules.check_other_person(1, (), "No.")
    rules.check_other_person(1, (None, None), "No.")


@pytest.mark.parametrize(
    ("mode", "grade", "modes", "up_to", "bar"),
    [
        ("on_site", "normal", (), "normal", None),
        ("on_site", "top", (), "normal", None),
        ("on_site", "top", ("on_site",), "normal", None),
        ("on_site", "normal", ("take_out",), "top", rules.ModeBar.CLASS),
        ("take_out", "normal", ("on_site",), "top", rules.ModeBar.CLASS),
        ("take_out", "internal", (), "internal", None),
        ("take_out", "internal", ("take_out",), "secret", None),
        ("take_out", "secret", ("take_out",), "internal", rules.ModeBar.GRADE),
        ("take_out", "top", (), "secret", rules.ModeBar.GRADE),
    ],
)
def test_r28_class_and_grade_bar_a_way_of_lending(mode, grade, modes, up_to, bar):
    found = rules.mode_bar(LoanMode(mode), Secrecy(grade), modes=modes, up_to=Secrecy(up_to))
    assert found is bar


def test_grades_are_told_apart_the_nearest_first():
    normal, internal, secret, top = Secrecy
    assert rules.is_lower_grade(internal, secret)
    assert not rules.is_lower_grade(secret, secret)
    assert not rules.is_lower_grade(top, secret)
    assert rules.other_grades(secret, lower=True) == [internal, normal]
    assert rules.other_grades(internal, lower=False) == [secret, top]
    assert rules.other_grades(normal, lower=True) == rules.other_grades(top, lower=False) == []


def test_a_proposed_title_keeps_the_class_and_shows_that_a_name_was_shortened():
    from portal.files.proposals import LONGEST_TITLE, propose_title

    title = propose_title("甲" * 200, "客户档案")
    assert len(title) == LONGEST_TITLE
    assert title.endswith("甲…客户档案")
