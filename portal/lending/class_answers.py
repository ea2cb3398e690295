"""Answers about lending by class: which are lent most, and what was never lent."""

from typing import Any

from sqlalchemy import and_, case, func, literal, or_, select

from models.files.records import CustomerFile, FileClass
from models.lending.loans import Loan
from models.words.permissions import Permission as P
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.files.answers import may as may_file
from portal.files.stock import GONE, in_stock, left_on
from portal.platform.sheets.answers import Answer, Key, Measure, Shape, Stock
from portal.platform.sheets.readers import register_rows
from portal.platform.sheets.span import Flow, Span, add_up
from portal.work import Work

FILES, LOANS = N_("files"), N_("loans")


def _lent_by_class(work: Work, span: Span) -> Any:
    now = func.sum(case((span.now(Loan.issued_on), 1), else_=0))
    return (
        select(CustomerFile.class_id, func.count().label("year"), now.label("loans"))
        .join(CustomerFile, CustomerFile.id == Loan.file_id)
        .where(span.within(Loan.issued_on), register_rows(work, P.LOAN_SEE, P.LOAN_EXPORT, Loan))
        .group_by(CustomerFile.class_id)
        .subquery()
    )


def _kept_by_class(work: Work, span: Span) -> Any:
    lent = select(Loan.id).where(Loan.file_id == CustomerFile.id, span.until(Loan.issued_on))
    never = func.sum(case((lent.exists(), 0), else_=1))
    return (
        select(CustomerFile.class_id, func.count().label("stock"), never.label("never"))
        .where(in_stock(span.until(CustomerFile.filed_at), span.end), may_file(work, CustomerFile))
        .group_by(CustomerFile.class_id)
        .subquery()
    )


def _classes(work: Work, span: Span) -> Any:
    """Per class: loans of the month and of all months, stock at the end, never lent of it."""
    loans, stock = _lent_by_class(work, span), _kept_by_class(work, span)
    columns = (loans.c.loans, loans.c.year, stock.c.stock, stock.c.never)
    return (
        select(
            FileClass.id,
            FileClass.name.label("class"),
            *(func.coalesce(column, 0).label(column.name) for column in columns),
        )
        .outerjoin(loans, loans.c.class_id == FileClass.id)
        .outerjoin(stock, stock.c.class_id == FileClass.id)
        .where(or_(loans.c.class_id.is_not(None), stock.c.class_id.is_not(None)))
        .order_by(
            func.coalesce(loans.c.loans, 0).desc(),
            func.coalesce(loans.c.year, 0).desc(),
            FileClass.name,
            FileClass.id,
        )
    )


CLASSES = Answer(
    name="classes",
    title=N_("Most lent classes"),
    about=N_("The most lent first. Turnover: loans of the months shown, per file in stock."),
    unit=LOANS,
    permission=P.LOAN_EXPORT,
    shape=Shape.TABLE,
    query=_classes,
    keys=(Key("class", N_("Class"), 24),),
    measures=(
        Measure("loans", N_("Lent in the month")),
        Measure("share", N_("Share of the month"), V.PERCENT, part="loans", of_all=True),
        Measure("year", N_("Lent in these months")),
        Measure("stock", N_("Files in stock")),
        Measure("turnover", N_("Turnover"), V.PERCENT, part="year", whole="stock"),
        Measure("never", N_("Never lent")),
        Measure("never_share", N_("Share never lent"), V.PERCENT, part="never", whole="stock"),
    ),
    chart="bar",
    drawn=("loans",),
)


def _never(work: Work, span: Span) -> Any:
    """Files never lent come in when filed, and go when first lent, or gone before that."""
    first = (
        select(Loan.file_id, func.min(Loan.issued_on).label("day")).group_by(Loan.file_id)
    ).subquery()
    filed = and_(CustomerFile.filed_at.is_not(None), may_file(work, CustomerFile))
    rows = select().select_from(CustomerFile).where(filed)
    gone = select(left_on().label("day")).where(filed, CustomerFile.life.in_(GONE)).subquery()
    ended = (
        select(func.coalesce(first.c.day, left_on()).label("day"))
        .select_from(CustomerFile)
        .outerjoin(first, first.c.file_id == CustomerFile.id)
        .where(filed, or_(first.c.day.is_not(None), CustomerFile.life.in_(GONE)))
        .subquery()
    )
    one, off = literal(1), literal(-1)
    return add_up(
        span,
        [
            Flow(rows, CustomerFile.filed_at, {"stock": one, "never": one}),
            Flow(select().select_from(gone), gone.c.day, {"stock": off}),
            Flow(select().select_from(ended), ended.c.day, {"never": off}),
        ],
        stock=True,
    )


NEVER_LENT = Answer(
    name="never_lent",
    title=N_("Files never lent"),
    about=N_("Files in stock at the end of the month that had not been lent by then."),
    unit=FILES,
    permission=P.LOAN_EXPORT,
    shape=Shape.SERIES,
    query=_never,
    measures=(
        Measure("stock", N_("Files in stock"), stock=Stock.CLOSING, source="stock"),
        Measure(
            "never",
            N_("Never lent"),
            stock=Stock.CLOSING,
            source="never",
            lead=N_("Files never lent"),
            unit=FILES,
        ),
        Measure(
            "share",
            N_("Share never lent"),
            V.PERCENT,
            part="never",
            whole="stock",
            added=False,
        ),
    ),
    chart="line",
    drawn=("share",),
)
