"""Answers about the approvals of requests: how long they took, and how many were refused."""

from typing import Any

from sqlalchemy import case, func, select

from models.approvals import Approval
from models.days import DayHere, MinutesBetween, MonthOf
from models.lending.requests import AccessRequest
from models.words.approvals import ApprovalState
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.platform.sheets.answers import TENTHS, Answer, Measure, Shape
from portal.platform.sheets.readers import register_rows
from portal.platform.sheets.span import Span
from portal.work import Work

HOURS, REQUESTS = N_("hours"), N_("requests")


def _approvals(work: Work, span: Span) -> Any:
    """Granted and refused, by the day it was settled; the time by the nearest rank."""
    lines = (
        select(
            MonthOf(DayHere(Approval.settled_at)).label("month"),
            MinutesBetween(Approval.settled_at, Approval.created_at).label("took"),
            case((Approval.state == ApprovalState.REFUSED, 1), else_=0).label("refused"),
        )
        .join(AccessRequest, AccessRequest.id == Approval.subject_id)
        .where(
            Approval.subject == Kind.REQUEST,
            Approval.state.in_((ApprovalState.GRANTED, ApprovalState.REFUSED)),
            span.within(Approval.settled_at),
            register_rows(work, P.REQUEST_SEE, P.REQUEST_EXPORT, AccessRequest),
        )
        .subquery()
    )
    ranked = select(
        lines,
        func.row_number().over(partition_by=lines.c.month, order_by=lines.c.took).label("rank"),
        func.count().over(partition_by=lines.c.month).label("of"),
    ).subquery()
    return select(
        ranked.c.month,
        func.count().label("settled"),
        func.sum(ranked.c.refused).label("refused"),
        _at(ranked, 5).label("median"),
        _at(ranked, 9).label("ninth"),
        func.max(ranked.c.took).label("longest"),
    ).group_by(ranked.c.month)


def _at(ranked: Any, tenths: int) -> Any:
    """SQL: the value below or at which that many tenths of all lie."""
    place = (ranked.c.of * tenths + 9) // 10
    return func.max(case((ranked.c.rank == place, ranked.c.took)))


APPROVALS = Answer(
    name="approvals",
    title=N_("Approvals of requests"),
    about=N_(
        "Requests granted or refused in the month; hours from the start of the approval to its "
        "end, nights and closed days included. Those sent back or withdrawn are not in it."
    ),
    unit=REQUESTS,
    permission=P.REQUEST_EXPORT,
    shape=Shape.SERIES,
    query=_approvals,
    measures=(
        Measure("settled", N_("Requests decided")),
        Measure("refused", N_("Requests refused")),
        Measure(
            "share",
            N_("Share refused"),
            V.PERCENT,
            part="refused",
            whole="settled",
            lead=N_("Share refused"),
            unit="%",
        ),
        Measure(
            "median",
            N_("Median (hours)"),
            per=60,
            added=False,
            format=TENTHS,
            lead=N_("Approval: median"),
            unit=HOURS,
        ),
        Measure(
            "ninth",
            N_("9 of 10 within (hours)"),
            per=60,
            added=False,
            format=TENTHS,
            lead=N_("Approval: 9 of 10 within"),
            unit=HOURS,
        ),
        Measure("longest", N_("Longest (hours)"), per=60, added=False, format=TENTHS),
    ),
    chart="line",
    drawn=("median", "ninth"),
)
