"""疑似重复客户 (R-70, A7): cards in use that share a name, a phone or an identity number."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import func, literal, select, union_all

from models.customers import Customer
from models.people import Department, User
from models.types import word
from models.words.access import FieldRule
from models.words.customers import CustomerState, Likeness
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.access.holders import holders_of
from portal.access.load import actor_for
from portal.access.policy import visible
from portal.customers.rules import MASKS
from portal.platform.jobs.queue import Run
from portal.platform.notices import outbox
from portal.platform.sheets.register import Col, Params, Report
from portal.work import Work

MARKS: Mapping[Likeness, Any] = {
    Likeness.NAME: Customer.name_key,
    Likeness.PHONE: Customer.phone,
    Likeness.IDENTITY: Customer.id_number,
}
MARK = 9  # the column that says what is shared; people see the number of the group instead


def _select(work: Work, _params: Params) -> Any:
    """Cards that are alike stand together; one that shares two things stands in two groups."""
    alike = _alike(work)
    return (
        select(
            literal(0),
            alike.c.likeness,
            Customer.number,
            Customer.name,
            Customer.legal_representative,
            Customer.phone,
            User.name,
            Department.name,
            Customer.created_at,
            alike.c.mark,
        )
        .join(Customer, Customer.id == alike.c.id)
        .join(User, User.id == Customer.owner_id)
        .outerjoin(Department, Department.id == Customer.department_id)
        .order_by(alike.c.likeness, alike.c.mark, Customer.id)
    )


def _alike(work: Work) -> Any:
    return union_all(*(_sharing(work, likeness) for likeness in _open(work))).subquery()


def report(run: Run) -> None:
    """Every month: how many groups there are, told to each who may merge, as they may see them."""
    with run.reading() as work:
        actors = [
            actor_for(work.session, id, work.now)
            for id in holders_of(work.session, P.CUSTOMER_MERGE)
        ]
        found = {a.id: _count(replace(work, actor=a)) for a in actors if a}
    with run.work() as work:
        month = f"{work.today:%Y-%m}"
        for id, groups in found.items():
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
    run.progress(len(found), len(found))


def _count(work: Work) -> int:
    """Groups of cards that are alike, in the eyes of this actor."""
    alike = _alike(work)
    groups = select(alike.c.mark, alike.c.likeness).distinct().subquery()
    return work.session.scalar(select(func.count()).select_from(groups)) or 0


def _open(work: Work) -> list[Likeness]:
    """What may be compared: a field one sees masked must not become an oracle (D4)."""
    rule = work.actor.rule
    return [
        x
        for x, column in MARKS.items()
        if x is Likeness.NAME or rule(Kind.CUSTOMER, column.key) is FieldRule.OPEN
    ]


def _sharing(work: Work, likeness: Likeness) -> Any:
    """(likeness, mark, id) of the cards whose mark is not theirs alone."""
    mark = MARKS[likeness]
    cards = (
        Customer.state == CustomerState.ACTIVE,
        mark != "",
        visible(work.actor, P.CUSTOMER_SEE, Customer),
        visible(work.actor, P.CUSTOMER_EXPORT, Customer),
    )
    shared = select(mark).where(*cards).group_by(mark).having(func.count() > 1)
    said = literal(likeness, word(Likeness)).label("likeness")
    return select(said, mark.label("mark"), Customer.id).where(*cards, mark.in_(shared))


def _groups(_work: Work, rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    """Number the groups in the order they come."""
    group, last = 0, None
    for row in rows:
        here = (row[1], row[MARK])
        group, last = group + (here != last), here
        yield (group, *row[1:])


CUSTOMER_TWINS = Report(
    name="customer_twins",
    title=N_("Suspected duplicate customers"),
    about=N_("Customers in use that share a name, a phone or an identity number, in groups."),
    code="QJ-43",
    permission=P.CUSTOMER_EXPORT,
    columns=(
        Col(N_("Group"), "number", 8),
        Col(N_("What is the same"), width=16),
        Col(N_("Customer number"), width=18),
        Col(N_("Customer name"), "text", 32, (Kind.CUSTOMER, "name"), "name"),
        Col(
            N_("Legal representative"),
            "text",
            14,
            (Kind.CUSTOMER, "legal_representative"),
            MASKS.get("legal_representative", "name"),
        ),
        Col(N_("Phone"), "text", 18, (Kind.CUSTOMER, "phone"), MASKS["phone"]),
        Col(N_("Owner"), width=12),
        Col(N_("Department"), width=14),
        Col(N_("Opened"), "moment", 17),
    ),
    select=_select,
    shape=_groups,
    tallies=((N_("By what is the same"), 1, "column"), (N_("By department"), 7, "bar")),
)
