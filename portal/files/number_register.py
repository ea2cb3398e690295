"""档号台账 (QJ-37): every number issued, and every serial that never was."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import and_, false, func, or_, select, true

from models.customers import Customer
from models.files.records import CustomerFile
from models.people import User
from models.platform.numbering import NumberCounter, NumberEntry
from models.words.access import Reach, Secrecy
from models.words.kinds import Kind
from models.words.labels import label
from models.words.permissions import Permission as P
from models.words.shown import ShownNumberState
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.files.registers import graded_above
from portal.platform.numbering.ledger import Gap, find_unissued
from portal.platform.numbering.rules import spell_template
from portal.platform.sheets.readers import register_reach
from portal.platform.sheets.register import (
    PERIOD,
    Col,
    Params,
    Report,
    is_within,
    moments_within,
)
from portal.platform.sheets.sheet import Tally
from portal.work import HERE, Work


def _numbers(work: Work, params: Params) -> Any:
    mine = true() if register_reach(work.actor, P.NUMBER_SEE) is Reach.ALL else false()
    return (
        select(
            NumberEntry.scope,
            NumberEntry.serial,
            NumberEntry.number,
            NumberEntry.subject,
            NumberEntry.issued_at,
            User.name,
            NumberEntry.state,
            NumberEntry.voided_at,
            NumberEntry.void_reason,
            NumberEntry.template,
        )
        .outerjoin(User, User.id == NumberEntry.issued_by)
        .where(mine, *moments_within(NumberEntry.issued_at, params))
        .order_by(NumberEntry.scope, NumberEntry.serial)
    )


def _with_gaps(
    work: Work, rows: Iterable[Sequence[Any]], params: Params
) -> Iterator[Sequence[Any]]:
    """A line for each gap among the serials of a series; there should be none (I-3)."""
    seen = set[str]()
    for scope, group in groupby(rows, key=lambda row: str(row[0])):
        seen.add(scope)
        gaps = _gaps(work, scope, params)
        for row in group:
            while gaps and gaps[0][1] < row[1]:
                yield gaps.pop(0)
            yield [*row[:6], ShownNumberState(row[6].value), *row[7:]]
        yield from gaps
    for scope in _series(work):
        if scope not in seen:
            yield from _gaps(work, scope, params)


def _series(work: Work) -> Sequence[str]:
    return work.session.scalars(select(NumberCounter.scope).order_by(NumberCounter.scope)).all()


def _gaps(work: Work, scope: str, params: Params) -> list[Sequence[Any]]:
    """The gaps of a series that belong to the period, as lines of the ledger."""
    return [
        [scope, gap.serial, _span(gap.serial, last), None, None, "", GAP, None, "", ""]
        for gap, last in find_unissued(work.session, scope)
        if _belongs(work, gap, params)
    ]


def _belongs(work: Work, gap: Gap, params: Params) -> bool:
    """A gap is of the day on which its neighbour was issued, so that no two periods share it."""
    return is_within(gap.at.astimezone(HERE).date() if gap.at else work.today, params)


def _span(first: int, last: int) -> str:
    return f"{first}–{last}" if last > first else str(first)


def _count(work: Work, params: Params) -> int:
    """Numbers and gaps, without reading every number."""
    numbers = _numbers(work, params).order_by(None).subquery()
    issued = work.session.scalar(select(func.count()).select_from(numbers)) or 0
    return issued + sum(len(_gaps(work, scope, params)) for scope in _series(work))


def _graded_above(grades: Sequence[Secrecy]) -> Any:
    """SQL: the number is that of a file or customer of one of these grades."""
    of = {
        Kind.FILE: select(CustomerFile.id).where(graded_above(grades)),
        Kind.CUSTOMER: select(Customer.id).where(Customer.secrecy.in_(grades)),
    }
    clauses = (
        and_(NumberEntry.subject == kind, NumberEntry.subject_id.in_(ids))
        for kind, ids in of.items()
    )
    return func.coalesce(or_(*clauses), false())


GAP = ShownNumberState.GAP
NUMBER_LEDGER = Report(
    name="number_ledger",
    title=N_("Ledger of file numbers"),
    about=N_("Every number assigned, by whom, what became of it, and any gaps."),
    code="QJ-37",
    permission=P.NUMBER_SEE,
    see=P.FILE_SEE,
    basis="I-3",
    own=False,
    above=_graded_above,
    numbered=2,
    columns=(
        Col(N_("Series"), width=18, spell=spell_template),
        Col(N_("Serial"), V.INTEGER, 8),
        Col(N_("Number"), V.CODE, width=16),
        Col(N_("Record type"), width=12),
        Col(N_("Issued at"), V.MOMENT, 15),
        Col(N_("Issued by"), width=10),
        Col(N_("State"), width=8, alarms=(ShownNumberState.GAP,)),
        Col(N_("Voided at"), V.MOMENT, 15),
        Col(N_("Reason for voiding"), width=22),
        Col(N_("Template"), width=24, paper=False, spell=spell_template),
    ),
    select=_numbers,
    shape=_with_gaps,
    reshapes=True,
    counted=_count,
    params=PERIOD,
    unit=N_("How many numbers"),
    tallies=(
        Tally(N_("By month"), 4, months=True),
        Tally(N_("By kind of record"), 3),
        Tally(N_("By state"), 6, "pie", order=tuple(map(label, ShownNumberState))),
    ),
)
