"""Overdue counting, reminder rungs, renewals and returns as plain decisions (C12, C13, L2–L7)."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.words.access import Secrecy
from models.words.lending import OPEN_LOANS, Condition, LoanState, ReminderStage
from portal.errors import Invalid
from portal.lending import rules
from portal.lending.rules import LADDER, LOAN, Rung
from portal.platform.calendar.rules import Calendar

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
    days = {n: rules.is_due_soon(S.ISSUED, DUE, None, DUE + timedelta(n)) for n in range(-4, 3)}
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
    new = rules.recalled_due_day(due, wanted, next_workday)
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
    assert [rules.compensation_factor(n) for n in range(3)] == [1, 2, 2]


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


T = datetime(2026, 10, 8, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changed", "taken"),
    [
        ({}, True),  # on the due day
        ({"due_on": DUE - timedelta(1)}, False),
        ({"due_on": DUE - timedelta(1), "renewal_asked_at": T - timedelta(1)}, True),
        ({"due_on": DUE - timedelta(2), "renewal_asked_at": T - timedelta(1)}, False),
        ({"recalled_at": T}, False),
    ],
)
def test_l2_a_loan_is_renewed_in_time_and_never_after_a_recall(changed, taken):
    loan = SimpleNamespace(
        **{"due_on": DUE, "renewal_asked_at": None, "recalled_at": None} | changed
    )
    move = LOAN.find(S.ISSUED, "renew")
    assert (move.unless(loan, T) is None) is taken


@pytest.mark.parametrize(
    ("hours", "over"),
    [(0, False), (23, False), (24, True), (48, True)],
)
def test_l12_the_last_day_of_a_search_is_searched_to_its_end(hours, over):
    """23:59:59 in Shanghai on the last day still belongs to the search."""
    loan = SimpleNamespace(search_until=DUE)
    move = LOAN.find(S.SEARCHING, "confirm_loss")
    midnight = moment(DUE, (0, 0, 0)).astimezone(UTC)
    assert (move.unless(loan, midnight + timedelta(hours=hours)) is None) is over
    if not over:
        return
    assert move.unless(loan, moment(DUE, (23, 59, 59))), "a second before it is not"


def test_l12_where_no_search_was_ordered_there_is_none_to_wait_for():
    move = LOAN.find(S.SEARCHING, "confirm_loss")
    assert move.unless(SimpleNamespace(search_until=None), T) is None


def test_l7_what_was_reported_lost_is_not_shelved():
    move = LOAN.find(S.SETTLED, "shelve")
    assert move.unless(SimpleNamespace(search_until=DUE), T)
    assert move.unless(SimpleNamespace(search_until=None), T) is None


@pytest.mark.parametrize(
    ("decided", "appealed", "until", "open_"),
    [
        (None, None, None, False),
        (None, None, DUE, False),
        (7, None, None, False),
        (7, None, DUE, True),
        (7, None, DUE - timedelta(1), False),
        (7, T, DUE, False),
    ],
)
def test_l13_one_appeal_against_a_decision_up_to_its_last_day(decided, appealed, until, open_):
    loan = SimpleNamespace(decided_by=decided, appealed_at=appealed, appeal_until=until)
    move = LOAN.find(S.COMPENSATING, "appeal")
    assert (move.unless(loan, moment(DUE, (23, 59, 59))) is None) is open_


@pytest.mark.parametrize(
    ("decided", "appealed", "until", "settled"),
    [
        (None, None, None, False),
        (None, T, DUE, False),
        (7, None, None, True),
        (7, None, DUE, True),
        (7, T, DUE, False),
        (7, T, None, True),  # decided once more: there is no second appeal
    ],
)
def test_l14_nothing_is_settled_before_it_is_decided_for_good(decided, appealed, until, settled):
    loan = SimpleNamespace(decided_by=decided, appealed_at=appealed, appeal_until=until)
    move = LOAN.find(S.COMPENSATING, "settle")
    assert (move.unless(loan, T) is None) is settled


@pytest.mark.parametrize("lacking", ["items", "pages", "condition"])
def test_l5_items_pages_and_condition_are_all_counted_first(lacking):
    loan = counted(**{lacking: None})
    assert not rules.differs(loan)
    said = LOAN.find(S.RETURN_CHECK, "pass").unless(loan, T)
    assert said
    assert said != LOAN.find(S.RETURN_CHECK, "pass").unless(counted(pages=118), T)


@pytest.mark.parametrize(
    ("loan", "other"),
    [
        (counted(), False),
        (counted(items=3), True),
        (counted(items=1), True),
        (counted(pages=119), True),
        (counted(pages=121), True),
        (counted(items=1, pages=119), True),
        (counted(condition=Condition.WORN), True),
        (counted(condition=Condition.INTACT), False),
    ],
)
def test_l6_more_or_less_or_worse_than_what_was_lent_is_a_difference(loan, other):
    assert rules.differs(loan) is other


def test_l6_a_day_to_answer_that_was_never_set_has_nobody_wait():
    loan = counted(pages=118)
    assert LOAN.find(S.RETURN_CHECK, "differ").unless(loan, T) is None


def test_paper_gets_worse_in_this_order():
    order = ["intact", "soiled", "worn", "damaged", "lost"]
    for before, one in enumerate(order):
        for after, other in enumerate(order):
            assert rules.is_worse(Condition(one), Condition(other)) is (after > before)


@pytest.mark.parametrize(
    "amount", ["0", "0.00", "0.01", "200", "200.00", "9999999.99", "10000000", "1E+3"]
)
def test_an_amount_of_money_is_taken(amount):
    assert rules.check_amount(Decimal(amount)) is None


@pytest.mark.parametrize(
    "amount", ["-0.01", "10000000.01", "0.001", "200.005", "NaN", "Infinity", "-Infinity"]
)
def test_an_amount_outside_its_bounds_or_finer_than_fen_is_refused(amount):
    with pytest.raises(Invalid) as refused:
        rules.check_amount(Decimal(amount))
    assert refused.value.field == "amount"


@pytest.mark.parametrize(
    ("state", "received", "days"),
    [
        (S.ISSUED, None, 3),
        (S.CLAIMED_RETURNED, None, 3),
        (S.SEARCHING, None, 3),
        (S.RETURN_CHECK, None, 0),
        (S.CLOSED, None, 0),
        (S.RETURN_CHECK, moment(DUE, (23, 59, 59)), 0),
        (S.RETURN_CHECK, moment(DUE - timedelta(2), (9, 0, 0)), 0),
        (S.CLOSED, moment(DUE + timedelta(2), (9, 0, 0)), 2),
    ],
)
def test_sc07_days_overdue_of_each_state(state, received, days):
    assert rules.overdue_days(state, DUE, received, DUE + timedelta(3)) == days
    assert rules.overdue_days(S.ISSUED, DUE, None, DUE - timedelta(1)) == 0


def test_due_soon_is_what_is_still_out():
    for state in S:
        out = state in (S.ISSUED, S.CLAIMED_RETURNED, S.SEARCHING)
        assert rules.is_due_soon(state, DUE, None, DUE) is out
        assert rules.is_due_soon(state, DUE, T, DUE) is False


def test_c13_reminders_go_out_two_days_before_and_one_three_seven_and_fifteen_after():
    days = [day for day in range(-10, 30) if rules.next_rung(DUE, DUE + timedelta(day), ORDER[:0])]
    assert days[0] == -2
    told = {}
    for day in range(-3, 20):
        rung = rules.next_rung(DUE, DUE + timedelta(day), told)
        if rung:
            told[rung.stage] = day
    assert told == {R.SOON: -2, R.LATE: 1, R.SUPERIOR: 3, R.BLOCKED: 7, R.LOSS: 15}
    assert [stage.value for stage in told] == ["t-2", "t+1", "t+3", "t+7", "t+15"]
    assert len({Rung(R.SOON, ()), Rung(R.SOON, ())}) == 1


@pytest.mark.parametrize(
    ("due", "wanted", "next_workday", "new"),
    [(20, 10, 12, 12), (20, 15, 12, 15), (20, 25, 12, 20), (11, 10, 12, 11)],
)
def test_l3_a_recall_leaves_the_day_wanted_but_a_working_day_at_least(
    due, wanted, next_workday, new
):
    days = [date(2026, 10, n) for n in (due, wanted, next_workday)]
    assert rules.recalled_due_day(*days) == date(2026, 10, new)


def test_which_acts_on_a_loan_need_a_reason():
    assert {move.action for move in LOAN.moves if move.needs_reason} == {
        "recall",
        "claim",
        "deny_claim",
        "search",
        "confirm_loss",
        "decide",
        "appeal",
        "settle",
        "waive",
        "found",
        "conclude",
    }


def test_a_loan_is_over_when_it_is_closed():
    assert LOAN.final() == {S.CLOSED}
    assert LOAN.find(S.SEARCHING, "receive") is None
    assert LOAN.find(S.LOST_CONFIRMED, "waive") is None, "a loss is decided on first"


def test_l15_what_was_never_reported_lost_cannot_turn_up():
    move = LOAN.find(S.SEARCHING, "found")
    assert move.unless(SimpleNamespace(search_until=None), T)
    assert move.unless(SimpleNamespace(search_until=DUE), T) is None


@pytest.mark.parametrize(
    ("day", "earliest", "kept"),
    [
        (date(2026, 11, 27), date(2026, 11, 23), date(2026, 11, 27)),  # a Friday
        (date(2026, 11, 29), date(2026, 11, 23), date(2026, 11, 27)),
        (date(2026, 11, 28), date(2026, 11, 23), date(2026, 11, 27)),
        (date(2026, 11, 29), date(2026, 11, 28), date(2026, 11, 28)),
        (date(2026, 11, 29), date(2026, 11, 29), date(2026, 11, 29)),
        (date(2026, 10, 6), date(2026, 9, 1), date(2026, 9, 30)),
    ],
)
def test_l3_a_recall_lands_on_no_closed_day(day, earliest, kept):
    holiday = {date(2026, 10, d): False for d in range(1, 8)}
    assert rules.last_open_day(day, earliest, Calendar(holiday)) == kept
