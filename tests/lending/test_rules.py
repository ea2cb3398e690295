"""Overdue counting, reminder rungs, renewals and returns as plain decisions (C12, C13, L2–L7)."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.words.access import Secrecy
from models.words.lending import OPEN_LOANS, Condition, LoanState, ReminderStage
from portal.lending import rules
from portal.lending.rules import LADDER, LOAN, Rung

DUE = date(2026, 10, 8)
S, R = LoanState, ReminderStage
dates = st.dates(date(2026, 1, 1), date(2028, 12, 31))
ORDER = [stage for _, stage in LADDER]


def moment(day, clock):
    hour, minute, second = clock
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=rules.HERE)


@pytest.mark.parametrize(
    ("day", "clock", "overdue"),
    [
        (DUE, (23, 59, 59), 0),
        (DUE + timedelta(1), (0, 0, 30), 1),
        (DUE - timedelta(1), (12, 0, 0), 0),
    ],
)
def test_sc07_the_clock_stops_when_paper_comes_in(day, clock, overdue):
    came = moment(day, clock).astimezone(UTC)
    assert rules.overdue_days(S.RETURN_CHECK, DUE, came, DUE + timedelta(30)) == overdue


def test_due_soon_starts_two_days_before_and_ends_with_the_due_day():
    days = {n: rules.due_soon(S.ISSUED, DUE, None, DUE + timedelta(n)) for n in range(-4, 3)}
    assert [n for n, soon in days.items() if soon] == [-2, -1, 0]


@given(dates, dates, st.integers(-5, 30))
def test_the_latest_due_day_of_a_query_agrees_with_counting(due, today, late_by):
    assert (due <= rules.latest_due(late_by, today)) == (rules.lateness(due, today) >= late_by)


@pytest.mark.parametrize(
    ("late", "fired", "rung"),
    [
        (-3, [], None),
        (-2, [], Rung(R.SOON, ())),
        (0, [R.SOON], None),
        (1, [R.SOON], Rung(R.LATE, ())),
        (3, [R.SOON, R.LATE], Rung(R.SUPERIOR, ())),
        (4, [R.SOON], Rung(R.SUPERIOR, (R.LATE,))),
        (40, [], Rung(R.LOSS, (R.SOON, R.LATE, R.SUPERIOR, R.BLOCKED))),
        (40, [R.LOSS], None),
        (3, [R.BLOCKED], None),
    ],
)
def test_sc07_only_the_highest_rung_fires_and_names_those_passed(late, fired, rung):
    assert rules.next_rung(DUE, DUE + timedelta(late), fired) == rung


@given(st.lists(st.integers(-5, 30), min_size=1, max_size=12).map(sorted))
def test_sc07_no_rung_fires_twice_whatever_days_the_scheduler_runs(days):
    fired: list[ReminderStage] = []
    told: list[ReminderStage] = []
    for late in days:
        rung = rules.next_rung(DUE, DUE + timedelta(late), fired)
        if rung:
            fired.append(rung.stage)
            told += [*rung.skipped, rung.stage]
    assert told == ORDER[: len(told)]
    assert len(fired) == len(set(fired))


@given(dates, dates, dates)
def test_l3_a_recall_never_lengthens(due, wanted, next_workday):
    new = rules.recalled_due(due, wanted, next_workday)
    assert new <= due
    assert new == due or new >= min(wanted, next_workday)


def test_every_second_renewal_must_be_seen():
    assert [rules.must_be_seen(n) for n in range(4)] == [False, True, False, True]


@pytest.mark.parametrize(
    ("waiting", "secrecy", "needed"),
    [
        (0, Secrecy.NORMAL, False),
        (0, Secrecy.INTERNAL, False),
        (1, Secrecy.NORMAL, True),
        (0, Secrecy.SECRET, True),
        (0, Secrecy.TOP, True),
    ],
)
def test_who_waits_or_graded_files_bring_an_approver_in(waiting, secrecy, needed):
    assert rules.needs_approver(waiting, secrecy) is needed


def test_sc08_the_second_case_in_a_month_doubles():
    assert [rules.factor(n) for n in range(3)] == [1, 2, 2]


def test_l12_two_looks_by_one_person_are_not_enough():
    assert not rules.searched_enough([])
    assert not rules.searched_enough([7, 7])
    assert rules.searched_enough([7, 8])


def counted(items=2, pages=120, condition=Condition.INTACT, **rest):
    return SimpleNamespace(
        items_out=2,
        pages_out=120,
        condition_out=Condition.SOILED,
        items_in=items,
        pages_in=pages,
        condition_in=condition,
        difference="",
        statement="",
        answer_by=None,
        **rest,
    )


@pytest.mark.parametrize(
    ("loan", "passes"),
    [
        (counted(), True),
        (counted(condition=Condition.SOILED), True),
        (counted(condition=Condition.WORN), False),
        (counted(pages=118), False),
        (counted(pages=121), False),
        (counted(items=1), False),
        (counted(items=None), False),
    ],
)
def test_l5_only_what_was_lent_passes(loan, passes):
    """LN-09: items, pages and condition are compared."""
    move = LOAN.find(S.RETURN_CHECK, "pass")
    assert (move.unless(loan, moment(DUE, (9, 0, 0))) is None) is passes


def test_l6_waits_a_working_day_for_the_borrower_unless_they_spoke():
    move = LOAN.find(S.RETURN_CHECK, "differ")
    assert move.unless(counted(), moment(DUE, (9, 0, 0)))
    loan = counted(pages=118)
    loan.answer_by = DUE
    assert move.unless(loan, moment(DUE, (23, 59, 59)))
    assert move.unless(loan, moment(DUE + timedelta(1), (0, 0, 0))) is None
    loan.statement = "我没有动过"
    assert move.unless(loan, moment(DUE, (9, 0, 0))) is None


def test_i1_an_open_loan_is_one_whose_paper_has_not_been_passed():
    assert {s for s in S if LOAN.find(s, "receive")} | {S.RETURN_CHECK, S.SEARCHING} == set(
        OPEN_LOANS
    )


def test_every_rule_of_the_loan_table_has_its_move():
    assert {move.rule for move in LOAN.moves} == {f"L{n}" for n in range(2, 16)}


def test_time_never_moves_a_loan():
    """Overdue is derived: no move can be made by the system's clock alone (I-14)."""
    assert not {"expire", "overdue", "auto_return"} & {move.action for move in LOAN.moves}
