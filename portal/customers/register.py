"""Customer overview (客户一览表, R-42): one line per customer, with ids for importing it back."""

from typing import Any

from sqlalchemy import func, select

from models.customers import Contact, Customer
from models.files.records import CustomerFile
from models.people import Department, User
from models.words.customers import CustomerState
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.access.policy import visible
from portal.customers.rules import field_kind
from portal.platform.sheets.register import Col, Params, Report
from portal.work import Work

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
            first,
            Customer.grade,
            User.name,
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
            visible(work.actor, P.CUSTOMER_SEE, Customer),
            visible(work.actor, P.CUSTOMER_EXPORT, Customer),
        )
        .order_by(Customer.id)
    )


def _col(name: str, title: str, width: int) -> Col:
    return Col(title, field_kind(name), width, (Kind.CUSTOMER, name))


CUSTOMER_REGISTER = Report(
    name="customer_register",
    title=N_("Customer overview"),
    about=N_("All customers in use, one row each, with charts. Can be edited and imported again."),
    code="QJ-02",
    permission=P.CUSTOMER_EXPORT,
    columns=(
        Col(N_("Customer number"), V.CODE, width=16),
        _col("name", N_("Customer name"), 30),
        _col("legal_representative", N_("Legal representative"), 12),
        _col("address", N_("Address"), 34),
        _col("postcode", N_("Postcode"), 10),
        _col("phone", N_("Phone"), 17),
        _col("fax", N_("Fax"), 17),
        _col("business_scope", N_("Business scope"), 30),
        _col("registered_capital", N_("Registered capital (yuan)"), 18),
        Col(N_("Contact name"), V.TEXT, 12, (Kind.CONTACT, "name")),
        _col("grade", N_("Grade"), 8),
        Col(N_("Owner"), width=12),
        Col(N_("Department"), width=14),
        Col(N_("File number"), V.CODE, width=18),
        _col("lifecycle", N_("Stage"), 12),
        Col(N_("Last changed"), V.DATE, 12),
        Col(N_("Record ID"), V.INTEGER, 10),
        Col(N_("Revision"), V.INTEGER, 8),
    ),
    select=_select,
    tallies=(
        (N_("By stage"), 14, "column"),
        (N_("By department"), 12, "bar"),
        (N_("By grade"), 10, "pie"),
    ),
)
