"""Suspected duplicates (疑似重复客户, R-70, A7): cards sharing a name, phone or identity number."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import func, literal, select, union_all

from models.customers import Customer
from models.people import Department, User
from models.types import enum_type
from models.words.access import FieldRule
from models.words.customers import CustomerState, Likeness
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.access.holders import holders_of
from portal.access.load import actor_for
from portal.platform.jobs.queue import Run
from portal.platform.notices import outbox
from portal.platform.sheets.readers import register_rows
from portal.platform.sheets.register import Col, Params, Report
from portal.platform.sheets.sheet import Tally
from portal.work import Work

COMPARED: Mapping[Likeness, Any] = {
    Likeness.NAME: Customer.name_key,
    Likeness.PHONE: Customer.phone,
    Likeness.IDENTITY: Customer.id_number,
}
SHARED_VALUE = 10  # index of the column with the shared value; people see the group's number


def _select(work: Work, _params: Params) -> Any:
    """Similar cards in groups; a card that shares two values is in two groups."""
    similar = _similar_cards(work)
    return (
        select(
            literal(0),
            similar.c.likeness,
            Customer.number,
            Customer.name,
            Customer.legal_representative,
            Customer.phone,
            User.name,
            Department.name,
            Customer.created_at,
            literal(""),
            similar.c.mark,
        )
        .join(Customer, Customer.id == similar.c.id)
        .join(User, User.id == Customer.owner_id)
        .outerjoin(Department, Department.id == Customer.department_id)
        .order_by(similar.c.likeness, similar.c.mark, Customer.id)
    )


def _similar_cards(work: Work) -> Any:
    return union_all(
        *(_cards_sharing(work, likeness) for likeness in _comparable_fields(work))
    ).subquery()


def report_twins(run: Run) -> None:
    """Monthly job: notifies everybody who may merge of the number of groups that they may see."""
    with run.reading() as work:
        actors = [
            actor_for(work.session, id, work.now)
            for id in holders_of(work.session, P.CUSTOMER_MERGE)
        ]
        counts = {a.id: _count_groups(replace(work, actor=a)) for a in actors if a}
    with run.work() as work:
        month = f"{work.today:%Y-%m}"
        for id, groups in counts.items():
            if groups:
                outbox.tell(
                    work,
                    [id],
                    "customer.twins",
                    Kind.REPORT,
                    0,
                    stage=month,
                    month=month,
                    groups=groups,
                )
    run.progress(len(counts), len(counts))


def _count_groups(work: Work) -> int:
    """The number of groups of similar cards that the actor may see."""
    groups = (_shared_values(work, likeness).subquery() for likeness in _comparable_fields(work))
    counts = [select(func.count()).select_from(each).scalar_subquery() for each in groups]
    return sum(work.session.execute(select(*counts)).one())


def _comparable_fields(work: Work) -> list[Likeness]:
    """What the actor may compare by; not a masked field, which would be an oracle (D4)."""
    rule = work.actor.rule
    return [
        x
        for x, column in COMPARED.items()
        if x is Likeness.NAME or rule(Kind.CUSTOMER, column.key) is FieldRule.OPEN
    ]


def _cards_sharing(work: Work, likeness: Likeness) -> Any:
    """(likeness, mark, id) of the cards that share the compared value with another card."""
    mark = COMPARED[likeness]
    label = literal(likeness, enum_type(Likeness)).label("likeness")
    cards = _cards_with(work, mark)
    shared = _shared_values(work, likeness)
    return select(label, mark.label("mark"), Customer.id).where(*cards, mark.in_(shared))


def _shared_values(work: Work, likeness: Likeness) -> Any:
    """The values that more than one card has."""
    mark = COMPARED[likeness]
    cards = _cards_with(work, mark)
    return select(mark).where(*cards).group_by(mark).having(func.count() > 1)


def _cards_with(work: Work, mark: Any) -> Sequence[Any]:
    """The conditions on cards in use that have a value and that the actor may take out."""
    return (
        Customer.state == CustomerState.ACTIVE,
        mark != "",
        register_rows(work, P.CUSTOMER_SEE, P.CUSTOMER_EXPORT, Customer),
    )


def _number_groups(
    _work: Work, rows: Iterable[Sequence[Any]], _params: Params
) -> Iterator[Sequence[Any]]:
    """Number the groups in the order of the rows."""
    group, last = 0, None
    for row in rows:
        current = (row[1], row[SHARED_VALUE])
        group, last = group + (current != last), current
        yield (group, *row[1:])


CUSTOMER_TWINS = Report(
    name="customer_twins",
    title=N_("Suspected duplicate customers"),
    about=N_("Customers in use that share a name, a phone or an identity number, in groups."),
    code="QJ-43",
    permission=P.CUSTOMER_EXPORT,
    see=P.CUSTOMER_SEE,
    basis="R-70",
    own=False,
    outside=False,
    columns=(
        Col(N_("Group"), V.INTEGER, 6),
        Col(N_("What is the same"), width=10),
        Col(N_("Customer number"), V.CODE, 13),
        Col(N_("Customer name"), V.TEXT, 26, (Kind.CUSTOMER, "name")),
        Col(N_("Legal representative"), V.TEXT, 10, (Kind.CUSTOMER, "legal_representative")),
        Col(N_("Phone"), V.PHONE, 13, (Kind.CUSTOMER, "phone")),
        Col(N_("Owner"), width=9),
        Col(N_("Department"), width=12),
        Col(N_("Opened"), V.DATE, 10),
        Col(N_("Note"), width=14),
    ),
    select=_select,
    shape=_number_groups,
    unit=N_("Number of customers"),
    tallies=(Tally(N_("By shared value"), 1), Tally(N_("By department"), 7, "bar")),
)
