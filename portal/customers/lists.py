"""The list of customers: columns and filters for its page, its search and its sheets."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, select

from models.base import named_alias
from models.customers import GAP_BITS, Contact, Customer
from models.files.records import CustomerFile
from models.people import Department, User
from models.words.customers import CustomerState, Gap
from models.words.files import FileLife
from models.words.kinds import Kind
from models.words.labels import label
from models.words.permissions import Permission as P
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.customers.gaps import mask_of, shown_gaps
from portal.customers.rules import CARD, CONTACT
from portal.errors import Invalid
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
    return index.match_clause(work, Kind.CUSTOMER, text)


def _mine(work: Work, value: str) -> ColumnElement[bool]:
    own: ColumnElement[bool] = Customer.owner_id == work.actor.id
    return own if value == "1" else ~own


def _lacking(work: Work) -> Any:
    """What a card lacks of all that is needed at some moment, a bit each."""
    return Customer.blanks.bitwise_and(mask_of(shown_gaps(work)))


def _gap_names(blanks: int) -> list[str]:
    return [label(gap) for gap, bit in GAP_BITS.items() if blanks & bit]


def _lacks(work: Work, value: str) -> ColumnElement[bool]:
    """Cards that lack one field. Raises ``Invalid`` for a word that is none."""
    if value not in shown_gaps(work):
        raise Invalid(N_("Please choose one of the list."))
    clause: ColumnElement[bool] = Customer.blanks.bitwise_and(GAP_BITS[Gap(value)]) != 0
    return clause


def _gap_choices(work: Work) -> list[tuple[str, str]]:
    needed = shown_gaps(work)
    return [(gap.value, label(gap)) for gap in Gap if gap in needed]


def _with_file(_work: Work, value: str) -> ColumnElement[bool]:
    """Whether the customer has a file that is not void (CF-01)."""
    live = (CustomerFile.customer_id == Customer.id, CustomerFile.life != FileLife.VOID)
    clause: ColumnElement[bool] = exists(select(CustomerFile.id).where(*live).correlate(Customer))
    return clause if value == "1" else ~clause


def _card(name: str, **more: Any) -> Column:
    """A column of the card under its own label, kind and field rule."""
    label, kind, spec = CARD[name]
    guard = (Kind.CUSTOMER, name)
    return Column(name, label, getattr(Customer, name), kind, words=spec.words, guard=guard, **more)


def _filter(name: str, *, pinned: bool = False) -> Filter:
    """A filter by a field of the card, under the same."""
    label, kind, spec = CARD[name]
    guard = (Kind.CUSTOMER, name)
    return Filter(name, label, kind, getattr(Customer, name), spec.words, pinned, guard=guard)


COLUMNS: Sequence[Column] = (
    Column(
        "number", N_("Customer number"), Customer.number, V.CODE, sort=True, width=16, phone=True
    ),
    _card("name", sort=True, width=32, phone=True),
    _card("customer_type", width=12, phone=True),
    _card("lifecycle", width=12),
    _card("class_volume", width=12),
    Column(
        "contact",
        N_("Contact"),
        _of_first_contact(Contact.name),
        width=12,
        guard=(Kind.CONTACT, "name"),
        phone=True,
    ),
    Column(
        "mobile",
        CONTACT["mobile"][0],
        _of_first_contact(Contact.mobile),
        V.MOBILE,
        width=14,
        guard=(Kind.CONTACT, "mobile"),
        phone=True,
    ),
    Column("owner", N_("Owner"), User.name, V.USER, width=12, phone=True),
    Column("department", N_("Department"), Department.name, width=14),
    _card("secrecy", width=8),
    Column("state", N_("State"), Customer.state, V.WORD, CustomerState, shown=False, width=10),
    Column("updated_at", N_("Changed"), Customer.updated_at, V.MOMENT, sort=True, width=18),
    Column("gaps", N_("Lacks"), _lacking, V.TEXT, shown=False, width=30, parts=_gap_names),
    _card("phone", shown=False, width=18),
    _card("unified_credit_code", shown=False, width=22),
    _card("legal_representative", shown=False, width=12),
    _card("address", shown=False, width=36),
    _card("postcode", shown=False, width=10),
    _card("fax", shown=False, width=18),
    _card("email", shown=False, width=24),
    _card("website", shown=False, width=24),
    _card("business_scope", shown=False, width=40),
    _card("registered_capital", shown=False, width=18),
    _card("founded_on", shown=False, width=12),
    _card("first_traded_on", shown=False, width=12),
    _card("enterprise_nature", shown=False, width=14),
    _card("organization_form", shown=False, width=14),
    _card("industry", shown=False, width=16),
    _card("business_line", shown=False, width=16),
    _card("assets", shown=False, width=18),
    _card("region", shown=False, width=12),
    _card("grade", shown=False, width=8),
    _card("class_time", shown=False, width=10),
    _card("class_trade", shown=False, width=12),
    _card("nature", shown=False, width=12),
    _card("id_number", shown=False, width=22),
    _card("remark", shown=False, width=40),
    Column("created_at", N_("Opened"), Customer.created_at, V.MOMENT, shown=False, width=18),
)

FILTERS: Sequence[Filter] = (
    Filter("state", N_("State"), V.WORD, Customer.state, CustomerState, pinned=True),
    _filter("customer_type", pinned=True),
    _filter("lifecycle", pinned=True),
    Filter("owner", N_("Owner"), V.USER, Customer.owner_id, pinned=True),
    Filter("mine", N_("Mine"), V.YESNO, apply=_mine),
    Filter("with_file", N_("Has a file"), V.YESNO, apply=_with_file),
    Filter("incomplete", N_("To complete"), V.YESNO, Customer.incomplete),
    Filter("lacks", N_("Lacks"), V.CHOICE, apply=_lacks, options=_gap_choices),
    Filter("department", N_("Department"), V.DEPARTMENT, Customer.department_id),
    _filter("secrecy"),
    _filter("class_volume"),
    _filter("class_time"),
    _filter("class_trade"),
    _filter("nature"),
    _filter("industry"),
    _filter("region"),
    _filter("registered_capital"),
    _filter("founded_on"),
    Filter("updated_at", N_("Changed"), V.MOMENT, Customer.updated_at),
)

# Reads the small index of merged cards, so that counts by any other index read no rows.
MERGED_CARD: Any = named_alias(Customer)
MERGED = select(MERGED_CARD.id).where(MERGED_CARD.merged_into_id.is_not(None))

TO_COMPLETE = "number,name,gaps,contact,mobile,phone,owner,updated_at"

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
    stub_shows=frozenset({"number", "department"}),
    search_hint=N_("Name, number, contact, last digits of a phone, pinyin, initials"),
    unless_asked=("state", Customer.id.not_in(MERGED)),
    views={
        N_("In use"): {"state": "active"},
        N_("My customers"): {"mine": "1", "state": "active"},
        N_("Main customers"): {"class_volume": "main", "state": "active"},
        N_("To complete"): {"incomplete": "1", "state": "active", "cols": TO_COMPLETE},
        N_("Without a file"): {"with_file": "0", "state": "active"},
        N_("Archived"): {"state": "archived"},
        N_("Merged into others"): {"state": "merged"},
    },
)
