"""The list of customers: columns and filters for its page, its search and its sheets."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, select

from models.base import again
from models.customers import Contact, Customer
from models.files.records import CustomerFile
from models.people import Department, User
from models.words.access import Secrecy
from models.words.customers import (
    ClassTime,
    ClassTrade,
    ClassVolume,
    CustomerState,
    CustomerType,
    Lifecycle,
    Nature,
)
from models.words.files import FileLife
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.customers.rules import CARD, CONTACT
from portal.platform.lists.listing import Column, Filter, Listing
from portal.platform.search import index
from portal.work import Work

FIRST = (Contact.customer_id == Customer.id, Contact.position_no == 0)


def _of_first_contact(column: Any) -> Any:
    """A column of the card's first contact; costs one index probe per row shown."""
    return select(column).where(*FIRST).limit(1).correlate(Customer).scalar_subquery()


def _joins(statement: Select[Any]) -> Select[Any]:
    return statement.join(User, User.id == Customer.owner_id).outerjoin(
        Department, Department.id == Customer.department_id
    )


def _search(work: Work, text: str) -> ColumnElement[bool]:
    return index.matching(work, Kind.CUSTOMER, text)


def _mine(work: Work, value: str) -> ColumnElement[bool]:
    own: ColumnElement[bool] = Customer.owner_id == work.actor.id
    return own if value == "1" else ~own


def _with_file(_work: Work, value: str) -> ColumnElement[bool]:
    """Whether the customer has a file that is not void (CF-01)."""
    live = (CustomerFile.customer_id == Customer.id, CustomerFile.life != FileLife.VOID)
    clause: ColumnElement[bool] = exists(select(CustomerFile.id).where(*live).correlate(Customer))
    return clause if value == "1" else ~clause


def _card(name: str, *, cell: str = "text", words: Any = None, **more: Any) -> Column:
    """A column of the card under its own label and field rule."""
    more.setdefault("guard", (Kind.CUSTOMER, name))
    return Column(name, CARD[name][0], getattr(Customer, name), cell, words=words, **more)


COLUMNS: Sequence[Column] = (
    Column(
        "number", N_("Customer number"), Customer.number, "link", sort=True, width=16, phone=True
    ),
    _card("name", sort=True, width=32, phone=True),
    _card("customer_type", cell="word", words=CustomerType, width=12, phone=True),
    _card("lifecycle", cell="word", words=Lifecycle, width=12),
    _card("class_volume", cell="word", words=ClassVolume, width=12),
    Column(
        "contact",
        N_("Contact"),
        _of_first_contact(Contact.name),
        width=12,
        guard=(Kind.CONTACT, "name"),
        mask="name",
    ),
    Column(
        "mobile",
        CONTACT["mobile"][0],
        _of_first_contact(Contact.mobile),
        width=14,
        guard=(Kind.CONTACT, "mobile"),
        mask="mobile",
    ),
    Column("owner", N_("Owner"), User.name, "person", width=12, phone=True),
    Column("department", N_("Department"), Department.name, width=14),
    _card("secrecy", cell="secrecy", words=Secrecy, sort=True, width=8),
    Column("state", N_("State"), Customer.state, "word", CustomerState, shown=False, width=10),
    Column("updated_at", N_("Changed"), Customer.updated_at, "moment", sort=True, width=18),
    _card("phone", mask="phone", shown=False, width=18),
    _card("unified_credit_code", mask="code", shown=False, width=22),
    _card("legal_representative", shown=False, width=12),
    _card("address", shown=False, width=36),
    _card("postcode", shown=False, width=10),
    _card("fax", shown=False, width=18),
    _card("email", shown=False, width=24),
    _card("website", shown=False, width=24),
    _card("business_scope", shown=False, width=40),
    _card("registered_capital", cell="money", shown=False, sort=True, width=18),
    _card("founded_on", cell="date", shown=False, width=12),
    _card("first_traded_on", cell="date", shown=False, width=12),
    _card("enterprise_nature", shown=False, width=14),
    _card("organization_form", shown=False, width=14),
    _card("industry", shown=False, width=16),
    _card("business_line", shown=False, width=16),
    _card("assets", cell="money", shown=False, width=18),
    _card("region", shown=False, width=12),
    _card("grade", shown=False, width=8),
    _card("class_time", cell="word", words=ClassTime, shown=False, width=10),
    _card("class_trade", cell="word", words=ClassTrade, shown=False, width=12),
    _card("nature", cell="word", words=Nature, shown=False, width=12),
    _card("id_number", mask="id", shown=False, width=22),
    Column(
        "created_at", N_("Opened"), Customer.created_at, "moment", shown=False, sort=True, width=18
    ),
)

FILTERS: Sequence[Filter] = (
    Filter("state", N_("State"), "word", Customer.state, CustomerState, pinned=True),
    Filter(
        "customer_type",
        CARD["customer_type"][0],
        "word",
        Customer.customer_type,
        CustomerType,
        pinned=True,
        guard=(Kind.CUSTOMER, "customer_type"),
    ),
    Filter(
        "lifecycle",
        CARD["lifecycle"][0],
        "word",
        Customer.lifecycle,
        Lifecycle,
        pinned=True,
        guard=(Kind.CUSTOMER, "lifecycle"),
    ),
    Filter("owner", N_("Owner"), "person", Customer.owner_id, pinned=True),
    Filter("mine", N_("Mine"), "flag", apply=_mine),
    Filter("with_file", N_("Has a file"), "flag", apply=_with_file),
    Filter("department", N_("Department"), "department", Customer.department_id),
    Filter(
        "secrecy",
        CARD["secrecy"][0],
        "word",
        Customer.secrecy,
        Secrecy,
        guard=(Kind.CUSTOMER, "secrecy"),
    ),
    Filter(
        "class_volume",
        CARD["class_volume"][0],
        "word",
        Customer.class_volume,
        ClassVolume,
        guard=(Kind.CUSTOMER, "class_volume"),
    ),
    Filter(
        "class_time",
        CARD["class_time"][0],
        "word",
        Customer.class_time,
        ClassTime,
        guard=(Kind.CUSTOMER, "class_time"),
    ),
    Filter(
        "class_trade",
        CARD["class_trade"][0],
        "word",
        Customer.class_trade,
        ClassTrade,
        guard=(Kind.CUSTOMER, "class_trade"),
    ),
    Filter(
        "nature",
        CARD["nature"][0],
        "word",
        Customer.nature,
        Nature,
        guard=(Kind.CUSTOMER, "nature"),
    ),
    Filter(
        "industry",
        CARD["industry"][0],
        "text",
        Customer.industry,
        guard=(Kind.CUSTOMER, "industry"),
    ),
    Filter("region", CARD["region"][0], "text", Customer.region, guard=(Kind.CUSTOMER, "region")),
    Filter(
        "registered_capital",
        CARD["registered_capital"][0],
        "number",
        Customer.registered_capital,
        guard=(Kind.CUSTOMER, "registered_capital"),
    ),
    Filter(
        "founded_on",
        CARD["founded_on"][0],
        "date",
        Customer.founded_on,
        guard=(Kind.CUSTOMER, "founded_on"),
    ),
    Filter("updated_at", N_("Changed"), "moment", Customer.updated_at),
)

# Reads the small index of merged cards, so that counts by any other index read no rows.
MERGED_CARD: Any = again(Customer)
MERGED = select(MERGED_CARD.id).where(MERGED_CARD.merged_into_id.is_not(None))

CUSTOMERS = Listing(
    name="customers",
    kind=Kind.CUSTOMER,
    table=Customer,
    see=P.CUSTOMER_SEE,
    title=N_("Customers"),
    columns=COLUMNS,
    filters=FILTERS,
    joins=_joins,
    search=_search,
    search_hint=N_("Name, number, contact, last digits of a phone, pinyin, initials"),
    unless_asked=("state", Customer.id.not_in(MERGED)),
    views={
        N_("In use"): {"state": "active"},
        N_("My customers"): {"mine": "1", "state": "active"},
        N_("Main customers"): {"class_volume": "main", "state": "active"},
        N_("Without a file"): {"with_file": "0", "state": "active"},
        N_("Archived"): {"state": "archived"},
        N_("Merged into others"): {"state": "merged"},
    },
)
