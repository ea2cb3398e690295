"""When a loan may be renewed, recalled, returned, lost and settled (rules/lending.md)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from models.words.access import Secrecy
from models.words.lending import RUNNING, Condition, ReminderStage
from models.words.lending import LoanState as S
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.errors import Invalid
from portal.platform.calendar.rules import Calendar
from portal.platform.workflow.machine import Machine, Move

HERE = ZoneInfo("Asia/Shanghai")
REMINDED = (S.ISSUED,)  # a claim or a search pauses reminders and blocking (L9, L11)
SOON = 2
WORSE = list(Condition)

LADDER: Sequence[tuple[int, ReminderStage]] = (
    (-SOON, ReminderStage.SOON),
    (1, ReminderStage.LATE),
    (3, ReminderStage.SUPERIOR),
    (7, ReminderStage.BLOCKED),
    (15, ReminderStage.LOSS),
)


def business_day(moment: datetime) -> date:
    """The business date of a moment in Asia/Shanghai (SC-07)."""
    return moment.astimezone(HERE).date()


def lateness(due_on: date, day: date) -> int:
    """Days from the due day to ``day``: 1 is the first day overdue, negative is time left.

    The only place where overdue days are counted; every comparison with it is ``>=``.
    """
    return (day - due_on).days


def overdue_days(state: S, due_on: date, received_at: datetime | None, today: date) -> int:
    """Days overdue, 0 if in time; the clock stops on the day the file came back (L4)."""
    if received_at is not None:
        return max(0, lateness(due_on, business_day(received_at)))
    return max(0, lateness(due_on, today)) if state in RUNNING else 0


def is_due_soon(state: S, due_on: date, received_at: datetime | None, today: date) -> bool:
    """Whether the file is still out and due today or within two days."""
    out = state in RUNNING and received_at is None
    return out and lateness(due_on, today) >= -SOON and not lateness(due_on, today) >= 1


def latest_due(late_by: int, today: date) -> date:
    """The latest due day that is at least ``late_by`` days overdue; for use in queries."""
    return today - timedelta(days=late_by)


@dataclass(frozen=True)
class Rung:
    """A reminder to be sent, and the earlier stages that were skipped."""

    stage: ReminderStage
    skipped: tuple[ReminderStage, ...]


def next_rung(due_on: date, today: date, fired: Iterable[ReminderStage]) -> Rung | None:
    """The latest stage reached, unless it or a later one was sent already (C13)."""
    late = lateness(due_on, today)
    reached = [stage for days, stage in LADDER if late >= days]
    order = [stage for _, stage in LADDER]
    highest = max((order.index(stage) for stage in fired), default=-1)
    if highest >= len(reached) - 1:
        return None
    return Rung(reached[-1], tuple(reached[highest + 1 : -1]))


def must_be_seen(renewals: int) -> bool:
    """Whether the file must be shown: for every second renewal (C12)."""
    return (renewals + 1) % 2 == 0


def needs_approver(waiting: int, secrecy: Secrecy) -> bool:
    """Whether an approver decides: somebody waits, or the grade is secret or higher (C12)."""
    return waiting > 0 or secrecy in (Secrecy.SECRET, Secrecy.TOP)


def recalled_due_day(due_on: date, wanted: date, next_workday: date) -> date:
    """The due day after a recall: min(old, max(wanted, next working day)) (L3)."""
    return min(due_on, max(wanted, next_workday))


def last_open_day(day: date, earliest: date, calendar: Calendar) -> date:
    """``day``, or the last working day before it, not before ``earliest``: a recall never lands on
    a closed day (L3).
    """
    while day > earliest and not calendar.working(day):
        day -= timedelta(days=1)
    return day


def compensation_factor(earlier_cases: int) -> int:
    """2 from the second loss or damage in a calendar month on, else 1 (SC-08, R-39)."""
    return 2 if earlier_cases >= 1 else 1


def searched_enough(searchers: Collection[int]) -> bool:
    """Whether two different people have searched, as a loss requires (L12)."""
    return len(set(searchers)) >= 2


def check_amount(amount: Decimal) -> None:
    """Raise ``Invalid`` unless ``amount`` is 0 to 10,000,000.00 CNY, whole fen."""
    fits = amount.is_finite() and 0 <= amount <= 10_000_000
    if not fits or amount != amount.quantize(Decimal("0.01")):
        raise Invalid(
            N_("Please enter an amount from 0 to 10,000,000 with two decimals, e.g. 200.00."),
            field="amount",
        )


def is_worse(before: Condition, after: Condition) -> bool:
    """Whether the condition ``after`` is worse than ``before``."""
    return WORSE.index(after) > WORSE.index(before)


def _not_renewable(loan: Any, now: datetime) -> str | None:
    """Why no renewal is possible, or None; one requested in time may be approved later."""
    if lateness(loan.due_on, business_day(loan.renewal_asked_at or now)) >= 1:
        return N_("This loan is overdue and cannot be renewed. Please return the file.")
    if loan.recalled_at is not None:
        return N_("This loan has been recalled and cannot be renewed. Please return the file.")
    return None


def differs(loan: Any) -> bool:
    """Whether what was counted differs from what was lent (L6)."""
    if loan.items_in is None or loan.pages_in is None or loan.condition_in is None:
        return False
    same = (loan.items_in, loan.pages_in) == (loan.items_out, loan.pages_out)
    return not same or is_worse(loan.condition_out, loan.condition_in)


def _differs(loan: Any, _now: datetime) -> str | None:
    if loan.items_in is None or loan.pages_in is None or loan.condition_in is None:
        return N_("Please count items and pages first.")
    if differs(loan):
        return N_(
            "What was returned differs from what was lent, so it cannot be accepted as returned."
        )
    return None


def _agrees(loan: Any, now: datetime) -> str | None:
    if not differs(loan):
        return N_("No difference has been found: please check what came back first.")
    if not loan.statement and loan.answer_by is not None and business_day(now) <= loan.answer_by:
        return N_("The borrower must be heard first: they have one working day to respond.")
    return None


def _paper_gone(loan: Any, _now: datetime) -> str | None:
    if loan.search_until is not None:
        return N_("The file is lost and cannot be shelved. If it was found, say so first.")
    return None


def _never_missing(loan: Any, _now: datetime) -> str | None:
    if loan.search_until is None:
        return N_("This file was never reported lost.")
    return None


def _searching(loan: Any, now: datetime) -> str | None:
    if loan.search_until is not None and business_day(now) <= loan.search_until:
        return N_("The search period has not ended yet.")
    return None


def _undecided(loan: Any, _now: datetime) -> str | None:
    if loan.decided_by is None:
        return N_("An approver must decide on the compensation first.")
    if loan.appealed_at is not None and loan.appeal_until is not None:
        return N_("The borrower has appealed: an approver must decide again first.")
    return None


def _too_late(loan: Any, now: datetime) -> str | None:
    """Why no appeal can be made now, or None: one appeal, in time (L13)."""
    if loan.decided_by is None:
        return N_("There is no decision to appeal against yet.")
    if loan.appealed_at is not None:
        return N_("An appeal has already been made.")
    if loan.appeal_until is None or business_day(now) > loan.appeal_until:
        return N_("The appeal period has ended.")
    return None


LOAN = Machine(
    "loan",
    S,
    S.ISSUED,
    (
        Move("renew", (S.ISSUED,), S.ISSUED, P.LOAN_RENEW, N_("Renew"), "L2", _not_renewable),
        Move("recall", (S.ISSUED,), S.ISSUED, P.LOAN_RECALL, N_("Recall"), "L3", None, True),
        Move(
            "receive", (S.ISSUED, S.CLAIMED_RETURNED), S.RETURN_CHECK, P.LOAN_HANDLE,
            N_("Receive"), "L4",
        ),
        Move(
            "pass", (S.RETURN_CHECK,), S.RETURNED, P.LOAN_HANDLE, N_("Pass check"), "L5", _differs
        ),
        Move(
            "differ", (S.RETURN_CHECK,), S.RETURNED_DAMAGED, P.LOAN_HANDLE,
            N_("Settle as damaged"), "L6", _agrees,
        ),
        Move(
            "shelve", (S.RETURNED, S.SETTLED, S.WAIVED), S.CLOSED, P.LOAN_HANDLE,
            N_("Put back on shelf"), "L7", _paper_gone,
        ),
        Move("assess", (S.RETURNED_DAMAGED,), S.COMPENSATING, P.LOAN_ASSESS, N_("Assess"), "L8"),
        Move(
            "claim", (S.ISSUED,), S.CLAIMED_RETURNED, P.LOAN_REPORT,
            N_("Say it was returned"), "L9", None, True,
        ),
        Move(
            "deny_claim", (S.CLAIMED_RETURNED,), S.ISSUED, P.LOAN_HANDLE,
            N_("Not on the shelf"), "L10", None, True,
        ),
        Move(
            "confirm_claim", (S.CLAIMED_RETURNED,), S.RETURNED, P.LOAN_HANDLE,
            N_("Found on the shelf"), "L10", _differs,
        ),
        Move(
            "search", (S.ISSUED, S.CLAIMED_RETURNED), S.SEARCHING, P.LOAN_REPORT,
            N_("Report lost"), "L11", None, True,
        ),
        Move(
            "confirm_loss", (S.SEARCHING,), S.LOST_CONFIRMED, P.LOAN_DECIDE,
            N_("Confirm loss"), "L12", _searching, True,
        ),
        Move(
            "decide", (S.LOST_CONFIRMED, S.COMPENSATING), S.COMPENSATING, P.LOAN_DECIDE,
            N_("Decide on compensation"), "L13", None, True,
        ),
        Move(
            "appeal", (S.COMPENSATING,), S.COMPENSATING, P.LOAN_REPORT, N_("Appeal"), "L13",
            _too_late, True,
        ),
        Move(
            "settle", (S.COMPENSATING,), S.SETTLED, P.LOAN_ASSESS, N_("Settle"), "L14", _undecided,
            True,
        ),
        Move("waive", (S.COMPENSATING,), S.WAIVED, P.LOAN_DECIDE, N_("Waive"), "L14", None, True),
        Move(
            "found",
            (S.SEARCHING, S.LOST_CONFIRMED, S.COMPENSATING, S.SETTLED, S.WAIVED),
            S.FOUND, P.LOAN_HANDLE, N_("File turned up"), "L15", _never_missing, True,
        ),
        Move(
            "conclude", (S.FOUND,), S.CLOSED, P.LOAN_DECIDE, N_("Decide on refund"), "L15", None,
            True,
        ),
    ),
)  # fmt: skip
