"""Overdue, due soon and out as clauses of a query: the twins of ``portal.lending.rules``."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, null

from models.lending.loans import Loan
from portal.lending import rules


def out() -> ColumnElement[bool]:
    """The paper has not come in."""
    return and_(Loan.state.in_(rules.RUNNING), Loan.received_at.is_(None))


def overdue(today: date, days: int = 1) -> ColumnElement[bool]:
    """At least ``days`` days overdue today."""
    return and_(out(), Loan.due_on <= rules.latest_due(days, today))


def due_soon(today: date) -> ColumnElement[bool]:
    return and_(out(), Loan.due_on.between(today, rules.latest_due(-rules.SOON, today)))


def still_due() -> Any:
    """The due day while the paper is out, else nothing: only then is anything late."""
    return case((out(), Loan.due_on), else_=null())
