"""«Out», «overdue» and «due soon» as SQL clauses that match ``portal.lending.rules``."""

from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    String,
    and_,
    case,
    func,
    literal,
    null,
    or_,
    type_coerce,
)

from models.days import DayHere, DaysBetween
from models.lending.loans import Loan
from models.types import enum_type
from models.words.lending import RUNNING
from models.words.shown import ShownLoanState
from portal.lending import rules


def is_out() -> ColumnElement[bool]:
    """The file has not come back."""
    return and_(Loan.state.in_(RUNNING), Loan.received_at.is_(None))


def is_overdue(today: date, days: int = 1) -> ColumnElement[bool]:
    """At least ``days`` days overdue on ``today``."""
    return and_(is_out(), Loan.due_on <= rules.latest_due(days, today))


def is_due_soon(today: date) -> ColumnElement[bool]:
    """The file is out and due today or within two days."""
    return and_(is_out(), Loan.due_on.between(today, rules.latest_due(-rules.SOON, today)))


def outstanding_due_day() -> Any:
    """The due day while the file is out, else NULL: only then can it be late."""
    return case((is_out(), Loan.due_on), else_=null())


def shown_state(today: date) -> Any:
    """What people read as its state: «overdue» while it is out past its day, else its own."""
    shown = case((is_overdue(today), literal(ShownLoanState.OVERDUE.value)), else_=_plain_state())
    return type_coerce(shown, enum_type(ShownLoanState))


def _plain_state() -> Any:
    return type_coerce(Loan.state, String())


def days_late_by(day: Any) -> Any:
    """SQL: days overdue as they stood at the end of ``day``, a date of SQL: what came back or was
    settled later was still out. 0 for what was not late then.
    """
    back = and_(Loan.received_at.is_not(None), DayHere(Loan.received_at) <= day)
    came = DaysBetween(DayHere(Loan.received_at), Loan.due_on)
    out = DaysBetween(day, Loan.due_on)
    return case((back & (came > 0), came), (~back & was_out(day) & (out > 0), out), else_=0)


def was_out(day: Any) -> Any:
    """SQL: the file had not come back by the end of ``day``, nor was its loss decided on."""
    return or_(is_out(), ended_on() > day)


def ended_on() -> Any:
    """SQL: since when a loan is not out any more: it came back, or its loss was decided on."""
    decided = func.coalesce(Loan.decided_on, DayHere(Loan.updated_at))
    return case((Loan.received_at.is_not(None), DayHere(Loan.received_at)), else_=decided)


def days_late(today: date) -> Any:
    """Days overdue as ``rules.overdue_days`` counts them; NULL while its day has not passed."""
    came = DaysBetween(DayHere(Loan.received_at), Loan.due_on)
    return case(
        (and_(Loan.received_at.is_not(None), came > 0), came),
        (Loan.received_at.is_not(None), 0),
        (is_overdue(today), DaysBetween(literal(today, Date()), Loan.due_on)),
        else_=null(),
    )
