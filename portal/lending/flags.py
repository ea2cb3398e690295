"""«Out», «overdue» and «due soon» as SQL clauses that match ``portal.lending.rules``."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, null

from models.lending.loans import Loan
from portal.lending import rules


def is_out() -> ColumnElement[bool]:
    """The file has not come back."""
    return and_(Loan.state.in_(rules.RUNNING), Loan.received_at.is_(None))


def is_overdue(today: date, days: int = 1) -> ColumnElement[bool]:
    """At least ``days`` days overdue on ``today``."""
    return and_(is_out(), Loan.due_on <= rules.latest_due(days, today))


def is_due_soon(today: date) -> ColumnElement[bool]:
    """The file is out and due today or within two days."""
    return and_(is_out(), Loan.due_on.between(today, rules.latest_due(-rules.SOON, today)))


def outstanding_due_day() -> Any:
    """The due day while the file is out, else NULL: only then can it be late."""
    return case((is_out(), Loan.due_on), else_=null())
