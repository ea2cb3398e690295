"""Customer overview (客户一览表, R-42): one line per customer, with ids for importing it back."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from models.customers import Contact, Customer
from models.files.records import CustomerFile
from models.people import Department, User
from models.words.access import Secrecy
from models.words.customers import CustomerState, Lifecycle
from models.words.kinds import Kind
from models.words.labels import label
from models.words.permissions import Permission as P
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.access.policy import visible
from portal.customers.rules import field_kind
from portal.platform.sheets.readers import register_rows
from portal.platform.sheets.register import Col, Params, Report
from portal.platform.sheets.sheet import Tally
from portal.work import Work

OLD = (CustomerState.ARCHIVED, CustomerState.MERGED)
COLUMNS_BEFORE_CONTACT = (
    Customer.number,
    Customer.name,
    Customer.legal_representative,
    Customer.address,
    Customer.postcode,
    Customer.phone,
    Customer.fax,
    Customer.business_scope,
    Customer.registered_capital,
)


def _select(work: Work, _params: Params) -> Any:
    first = (
        select(Contact.name)
        .where(Contact.customer_id == Customer.id)
        .order_by(Contact.position_no, Contact.id)
        .limit(1)
        .correlate(Customer)
        .scalar_subquery()
    )
    files = visible(work.actor, P.FILE_SEE, CustomerFile)
    numbers = (
        select(func.min(CustomerFile.number))
        .where(CustomerFile.customer_id == Customer.id, files)
        .correlate(Customer)
        .scalar_subquery()
    )
    return (
        select(
            *COLUMNS_BEFORE_CONTACT,
            User.name,
            first,
            Customer.grade,
            Department.name,
            numbers,
            Customer.lifecycle,
            Customer.updated_at,
            Customer.id,
            Customer.revision,
        )
        .join(User, User.id == Customer.owner_id)
        .outerjoin(Department, Department.id == Customer.department_id)
        .where(
            Customer.state == CustomerState.ACTIVE,
            register_rows(work, P.CUSTOMER_SEE, P.CUSTOMER_EXPORT, Customer),
        )
        .order_by(Customer.id)
    )


def _col(name: str, title: str, width: int, *, paper: bool = True) -> Col:
    return Col(title, field_kind(name), width, (Kind.CUSTOMER, name), paper)


def _left_out(work: Work, _params: Params) -> list[tuple[str, int]]:
    """Cards that are no longer in use; the register says that they are not in it."""
    may = register_rows(work, P.CUSTOMER_SEE, P.CUSTOMER_EXPORT, Customer)
    statement = (
        select(Customer.state, func.count())
        .where(Customer.state != CustomerState.ACTIVE, may)
        .group_by(Customer.state)
    )
    counts = dict(work.session.execute(statement).all())
    return [(label(state), counts.get(state, 0)) for state in OLD]


def _graded_above(grades: Sequence[Secrecy]) -> Any:
    return Customer.secrecy.in_(grades)


CUSTOMER_REGISTER = Report(
    name="customer_register",
    title=N_("Customer overview"),
    about=N_("All customers in use, one row each, with charts. Can be edited and imported again."),
    code="QJ-02",
    permission=P.CUSTOMER_EXPORT,
    see=P.CUSTOMER_SEE,
    basis="R-42",
    above=_graded_above,
    columns=(
        Col(N_("Customer number"), V.CODE, 13),
        _col("name", N_("Customer name"), 20),
        _col("legal_representative", N_("Legal representative"), 8),
        _col("address", N_("Address"), 20),
        _col("postcode", N_("Postcode"), 7),
        _col("phone", N_("Phone"), 13),
        _col("fax", N_("Fax"), 13),
        _col("business_scope", N_("Business scope"), 14),
        _col("registered_capital", N_("Registered capital (yuan)"), 12),
        Col(N_("Owner"), width=8),
        Col(N_("Contact name"), V.TEXT, 12, (Kind.CONTACT, "name"), paper=False),
        _col("grade", N_("Grade"), 8, paper=False),
        Col(N_("Department"), width=14, paper=False),
        Col(N_("File number"), V.CODE, 18, paper=False),
        _col("lifecycle", N_("Stage"), 12, paper=False),
        Col(N_("Last changed"), V.DATE, 12, paper=False),
        Col(N_("Record ID"), V.INTEGER, 10, paper=False),
        Col(N_("Revision"), V.INTEGER, 8, paper=False),
    ),
    select=_select,
    unit=N_("Number of customers"),
    tallies=(
        Tally(N_("By stage"), 14, order=tuple(map(label, Lifecycle))),
        Tally(N_("By department"), 12, "bar"),
        Tally(N_("By grade"), 11, "pie", alphabetical=True),
    ),
    left_out=_left_out,
)
