"""Answers about customers: grades by region, and who is new, lost or archived (R-42)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import case, func, literal, select

from models.customers import Customer
from models.words.customers import CustomerState, Lifecycle
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.platform.sheets.answers import OTHERS, Answer, Key, Measure, Shape, Stock
from portal.platform.sheets.readers import register_rows
from portal.platform.sheets.span import Flow, Span, add_up
from portal.work import Work

CUSTOMERS = N_("customers")
REGIONS, GRADES = 30, 8  # as many as a page has room for; the rest are counted together


def _may(work: Work) -> tuple[Any, ...]:
    """SQL: the customers whose figures this actor may take out; merged cards are nobody's."""
    return (
        Customer.state != CustomerState.MERGED,
        register_rows(work, P.CUSTOMER_SEE, P.CUSTOMER_EXPORT, Customer),
    )


def _grades(work: Work, span: Span) -> Any:
    """Grade by region: the most frequent of both by name, the others together."""
    groups = (
        select(Customer.region, Customer.grade, func.count().label("customers"))
        .where(Customer.state == CustomerState.ACTIVE, span.until(Customer.created_at), *_may(work))
        .group_by(Customer.region, Customer.grade)
        .cte("groups")
    )
    region = _named(groups, groups.c.region, REGIONS)
    grade = _named(groups, groups.c.grade, GRADES)
    lines = select(region.label("region"), grade.label("grade"), groups.c.customers).subquery()
    number = func.sum(lines.c.customers)
    return (
        select(lines.c.region.label("id"), lines.c.region, lines.c.grade, number.label("customers"))
        .group_by(lines.c.region, lines.c.grade)
        .order_by(func.sum(number).over(partition_by=lines.c.region).desc(), lines.c.region)
    )


def _named(groups: Any, word: Any, most: int) -> Any:
    """SQL: the word, or that of all others where it is none of the most frequent."""
    size = func.sum(groups.c.customers)
    top = (
        select(word.label("word"))
        .where(word != "")
        .group_by(word)
        .order_by(size.desc(), word)
        .limit(most)
        .subquery()
    )
    return case((word.in_(select(top.c.word)), word), (word == "", ""), else_=literal(OTHERS))


GRADES_BY_REGION = Answer(
    name="grades",
    title=N_("Customers by grade and region"),
    about=N_("Customers in use at the end of the month, by the grade and region they have now."),
    unit=CUSTOMERS,
    permission=P.CUSTOMER_EXPORT,
    shape=Shape.CROSS,
    query=_grades,
    keys=(Key("region", N_("Region"), 18),),
    across="grade",
    along=N_("Grade"),
    measures=(Measure("customers", N_("Customers")),),
    guards=((Kind.CUSTOMER, "grade"), (Kind.CUSTOMER, "region")),
    chart="column",
)


def first_opened() -> Any:
    """SQL: the day the first card was opened, by its number and not by reading all."""
    return select(Customer.created_at).order_by(Customer.id).limit(1).scalar_subquery()


def _new_and_lost(work: Work, span: Span) -> Any:
    """Cards opened, archived, and customers lost by the day their stage became «lost»."""
    rows = select().select_from(Customer).where(*_may(work))
    archived = rows.where(Customer.state == CustomerState.ARCHIVED)
    lost = rows.where(Customer.lifecycle == Lifecycle.LOST)
    one, off = literal(1), literal(-1)
    return add_up(
        span,
        [
            Flow(rows, Customer.created_at, {"net": one, "new": one}),
            Flow(archived, Customer.archived_at, {"net": off, "archived": one}),
            Flow(lost, Customer.lost_on, {"lost": one}),
        ],
        stock=True,
    )


NEW_AND_LOST = Answer(
    name="new_and_lost",
    title=N_("Customers new and lost"),
    about=N_(
        "New on the day the card was opened; lost on the day its stage became “lost customer”, "
        "where that is known. Merged cards count for nobody."
    ),
    unit=CUSTOMERS,
    permission=P.CUSTOMER_EXPORT,
    shape=Shape.SERIES,
    query=_new_and_lost,
    measures=(
        Measure("new", N_("Customers new"), lead=N_("Customers new"), unit=CUSTOMERS),
        Measure("lost", N_("Customers lost"), lead=N_("Customers lost"), unit=CUSTOMERS),
        Measure("archived", N_("Customers archived")),
        Measure(
            "closing",
            N_("In use at the end"),
            stock=Stock.CLOSING,
            source="net",
            lead=N_("Customers in use at the end"),
            unit=CUSTOMERS,
        ),
    ),
    guards=((Kind.CUSTOMER, "lifecycle"),),
    since=first_opened,
    chart="column",
    drawn=("new", "lost", "archived"),
)

ANSWERS: Sequence[Answer] = (GRADES_BY_REGION, NEW_AND_LOST)
