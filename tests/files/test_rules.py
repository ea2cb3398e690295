"""Deadlines, the four steps, people apart, and numbers as templates say (A1, A2, A6, R-63)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.words.files import Custody, FileLife
from models.words.files import DeadlineUnit as U
from portal.errors import Invalid, NotAllowed
from portal.files import rules
from portal.platform.calendar.rules import Calendar
from portal.platform.numbering import rules as numbering

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
    rules.check_apart(3, (1, 2, None), "No.")
    with pytest.raises(NotAllowed, match="No"):
        rules.check_apart(2, (1, 2, None), "No.")


def test_f1_f17_life_and_custody_are_tables():
    assert rules.FILE_LIFE.final() == {FileLife.VOID}
    assert rules.CUSTODY.final() == set()
    assert {m.rule for m in rules.FILE_LIFE.moves} == {"F2", "F3", "F4", "F9", "F16", "F17"}
    assert rules.CUSTODY.find(Custody.IN_PLACE, "hand_out") is None, "only what is set aside"


PARTS = {"class": "KH", "dept": "07", "year": "2026", "month": "11"}


@pytest.mark.parametrize(
    ("template", "serial", "number"),
    [
        ("{class}-{year}-{seq:4}", 7, "KH-2026-0007"),
        ("{year}{dept}{seq:5}", 1, "20260700001"),
        ("{class}-{year}-{seq:4}", 12345, "KH-2026-12345"),
        ("档{month}第{seq}号", 3, "档11第3号"),
    ],
)
def test_no02_no03_templates(template, serial, number):
    numbering.check_template(template)
    assert numbering.render_number(template, PARTS, serial) == number


@pytest.mark.parametrize("template", ["KH", "{seq}{seq}", "{class}-{who}-{seq}", "{seq", "{}{seq}"])
def test_a_bad_template_is_refused(template):
    with pytest.raises(Invalid) as refusal:
        numbering.check_template(template)
    assert refusal.value.field == "numbering"


@given(
    st.lists(
        st.sampled_from(["{class}", "{dept}", "{year}", "{month}", "-", "档", "K"]), max_size=5
    ),
    st.integers(1, 8),
    st.lists(st.integers(1, 10**7), min_size=2, max_size=2, unique=True),
)
def test_i3_two_serials_never_make_one_number(around, width, serials):
    template = "".join([*around, "/", f"{{seq:{width}}}"])
    numbering.check_template(template)
    first, second = (numbering.render_number(template, PARTS, n) for n in serials)
    assert first != second
    assert numbering.scope_of(template, PARTS) in first.rsplit("/", 1)[0] + f"/{{seq:{width}}}"
