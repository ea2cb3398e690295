"""Lists of files, file classes and numbers."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, func, literal, or_, select

from models.customers import Customer
from models.files.deficiencies import Deficiency
from models.files.places import Place
from models.files.records import CustomerFile, FileClass, Placement
from models.lending.loans import Loan
from models.people import Department, User
from models.platform.numbering import NumberCounter, NumberEntry
from models.words.access import Secrecy
from models.words.files import Custody, FileLife, Medium
from models.words.kinds import Kind
from models.words.lending import OPEN_LOANS
from models.words.permissions import Permission as P
from models.words.platform import NumberState
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.files.deficiencies import UNCURED
from portal.platform.lists.listing import Column, Filter, Listing
from portal.platform.numbering.rules import spell_template
from portal.platform.search import index
from portal.work import Work, midnight


def _joins(statement: Select[tuple[int]]) -> Select[tuple[int]]:
    return (
        statement.join(Customer, Customer.id == CustomerFile.customer_id)
        .join(FileClass, FileClass.id == CustomerFile.class_id)
        .join(User, User.id == CustomerFile.owner_id)
        .outerjoin(Place, Place.id == CustomerFile.place_id)
        .outerjoin(Department, Department.id == CustomerFile.department_id)
        .outerjoin(Loan, and_(Loan.file_id == CustomerFile.id, Loan.state.in_(OPEN_LOANS)))
    )


def _search(work: Work, text: str) -> ColumnElement[bool]:
    return index.match_clause(work, Kind.FILE, text)


def _classes(work: Work) -> Sequence[tuple[str, str]]:
    rows = work.session.execute(select(FileClass.id, FileClass.name).order_by(FileClass.code))
    return [(str(id), name) for id, name in rows]


def _in_place(work: Work, value: str) -> ColumnElement[bool]:
    """A place and all below it."""
    key = int(value) if value.isascii() and value.isdigit() and len(value) < 18 else 0
    path = work.session.scalar(select(Place.path).where(Place.id == key)) or "/none/"
    return CustomerFile.place_id.in_(select(Place.id).where(Place.path.startswith(path)))


def _of_customer(_work: Work, value: str) -> ColumnElement[bool]:
    """By part of the name, or by the id used in links."""
    if value.isascii() and value.isdigit():
        return CustomerFile.customer_id == int(value[:18])
    named = select(Customer.id).where(Customer.name.icontains(value, autoescape=True))
    return CustomerFile.customer_id.in_(named)


def _mine(work: Work, value: str) -> ColumnElement[bool]:
    own: ColumnElement[bool] = CustomerFile.owner_id == work.actor.id
    return own if value == "1" else ~own


def _my_review(work: Work, value: str) -> ColumnElement[bool]:
    """Files that wait for the actor's review."""
    mine = and_(
        CustomerFile.life == FileLife.PENDING_REVIEW, CustomerFile.reviewer_id == work.actor.id
    )
    return mine if value == "1" else ~mine


def _late(work: Work, value: str) -> ColumnElement[bool]:
    """Drafts past their filing deadline (A1): the SQL twin of the rule, to the day."""
    late = and_(CustomerFile.life == FileLife.DRAFT, CustomerFile.due_on < work.today)
    return late if value == "1" else ~late


def _deficient(_work: Work, value: str) -> ColumnElement[bool]:
    """Files with parts that are still missing (A4)."""
    lacks = CustomerFile.id.in_(select(Deficiency.file_id).where(Deficiency.state.in_(UNCURED)))
    return lacks if value == "1" else ~lacks


def _unlabelled(_work: Work, value: str) -> ColumnElement[bool]:
    """Paper on a shelf whose label was never printed (B3)."""
    bare = and_(CustomerFile.label_version == 0, CustomerFile.custody != Custody.NONE)
    return bare if value == "1" else ~bare


def _moved_today(work: Work, value: str) -> ColumnElement[bool]:
    """Files moved today, e.g. to find a batch that went wrong."""
    since = Placement.since >= midnight(work.today)
    moved = CustomerFile.id.in_(select(Placement.file_id).where(since))
    return moved if value == "1" else ~moved


def _void_asked(_work: Work, value: str) -> ColumnElement[bool]:
    asked = and_(CustomerFile.void_asked_by.is_not(None), CustomerFile.life != FileLife.VOID)
    return asked if value == "1" else ~asked


def _numbers(_work: Work, say: Callable[[str], str]) -> Callable[[Any], str]:
    """Numbers of ours, and no id that stands for one."""
    return lambda value: say(N_("no number yet")) if value.startswith("#") else value


def _templates(_work: Work, say: Callable[[str], str]) -> Callable[[Any], str]:
    return lambda value: spell_template(value, say)


# Where the paper is: a place that is planned for it says nothing of that.
PLACE = case((CustomerFile.custody != Custody.NONE, Place.label))
NUMBER = func.coalesce(CustomerFile.number, literal("#") + cast(CustomerFile.id, String))

FILES = Listing(
    name="files",
    kind=Kind.FILE,
    table=CustomerFile,
    see=P.FILE_SEE,
    title=N_("Customer files"),
    columns=(
        Column("number", N_("File number"), NUMBER, V.CODE, width=18, phone=True, spell=_numbers),
        Column("title", N_("Title"), CustomerFile.title, sort=True, width=30, phone=True),
        Column("customer", N_("Customer"), Customer.name, width=30, phone=True),
        Column("class", N_("File class"), FileClass.name, shown=False, width=14),
        Column("secrecy", N_("Secrecy"), CustomerFile.secrecy, V.SECRECY, Secrecy, width=8),
        Column("place", N_("Place"), PLACE, width=24),
        Column(
            "custody", N_("Custody"), CustomerFile.custody, V.WORD, Custody, width=10, phone=True
        ),
        Column("life", N_("Filing"), CustomerFile.life, V.WORD, FileLife, width=10),
        Column("due_on", N_("Due back"), Loan.due_on, V.DUE, width=12),
        Column("owner", N_("Owner"), User.name, V.USER, width=10),
        Column("updated_at", N_("Changed"), CustomerFile.updated_at, V.MOMENT, sort=True, width=18),
        Column("business_key", N_("Business key"), CustomerFile.business_key, shown=False),
        Column("department", N_("Department"), Department.name, shown=False),
        Column("medium", N_("Medium"), CustomerFile.medium, V.WORD, Medium, shown=False),
        Column(
            "items_count", N_("Items"), CustomerFile.items_count, V.INTEGER, shown=False, added=True
        ),
        Column(
            "pages_count",
            N_("Page count"),
            CustomerFile.pages_count,
            V.INTEGER,
            shown=False,
            added=True,
        ),
        Column("opened_on", N_("Opened on"), CustomerFile.opened_on, V.DATE, shown=False),
        Column("deadline", N_("File by"), CustomerFile.due_on, V.DUE, sort=True, shown=False),
        Column("filed_at", N_("Filed at"), CustomerFile.filed_at, V.MOMENT, sort=True, shown=False),
    ),
    filters=(
        Filter("custody", N_("Custody"), V.WORD, CustomerFile.custody, Custody, pinned=True),
        Filter(
            "class",
            N_("File class"),
            V.CHOICE,
            CustomerFile.class_id,
            pinned=True,
            options=_classes,
        ),
        Filter("secrecy", N_("Secrecy"), V.WORD, CustomerFile.secrecy, Secrecy, pinned=True),
        Filter("owner", N_("Owner"), V.USER, CustomerFile.owner_id, pinned=True),
        Filter("life", N_("Filing"), V.WORD, CustomerFile.life, FileLife),
        Filter("place", N_("Place"), V.PLACE, apply=_in_place),
        Filter("customer", N_("Customer"), V.TEXT, apply=_of_customer),
        Filter("department", N_("Department"), V.DEPARTMENT, CustomerFile.department_id),
        Filter("medium", N_("Medium"), V.WORD, CustomerFile.medium, Medium),
        Filter("mine", N_("Mine"), V.YESNO, apply=_mine),
        Filter("moved_today", N_("Moved today"), V.YESNO, apply=_moved_today),
        Filter("label_stale", N_("Label to be replaced"), V.YESNO, CustomerFile.label_stale),
        Filter("label_missing", N_("Without a label"), V.YESNO, apply=_unlabelled),
        Filter("deficient", N_("Parts missing"), V.YESNO, apply=_deficient),
        Filter("my_review", N_("For my review"), V.YESNO, apply=_my_review),
        Filter("late", N_("Filing overdue"), V.YESNO, apply=_late),
        Filter("void_asked", N_("Void to confirm"), V.YESNO, apply=_void_asked),
        Filter("opened_on", N_("Opened on"), V.DATE, CustomerFile.opened_on),
        Filter("filed_at", N_("Filed at"), V.MOMENT, CustomerFile.filed_at),
        Filter("due_on", N_("Due back"), V.DATE, Loan.due_on),
        Filter("updated_at", N_("Changed"), V.MOMENT, CustomerFile.updated_at),
    ),
    joins=_joins,
    search=_search,
    stub_shows=frozenset({"number", "class", "department", "custody"}),
    search_hint=N_("File number, title, customer, pinyin, initials"),
    views={
        N_("In place now"): {"custody": "in_place"},
        N_("Lent out"): {"custody": "out"},
        N_("For my review"): {"my_review": "1"},
        N_("To accept"): {"life": "reviewed"},
        N_("Filing overdue"): {"late": "1"},
        N_("Labels to be replaced"): {"label_stale": "1"},
    },
)


def _scopes(work: Work) -> Sequence[tuple[str, str]]:
    rows = work.session.scalars(select(NumberCounter.scope).order_by(NumberCounter.scope))
    return [(scope, scope) for scope in rows]


def _ledger_joins(statement: Select[tuple[int]]) -> Select[tuple[int]]:
    return statement.outerjoin(User, User.id == NumberEntry.issued_by)


def _ledger_search(_work: Work, text: str) -> ColumnElement[bool]:
    return or_(
        NumberEntry.number.istartswith(text, autoescape=True),
        NumberEntry.number.iendswith(text, autoescape=True),
    )


NUMBERS = Listing(
    name="numbers",
    kind=Kind.NUMBER,
    table=NumberEntry,
    see=P.NUMBER_SEE,
    title=N_("Ledger of numbers"),
    sheet_title=N_("List of numbers"),
    columns=(
        Column("number", N_("Number"), NumberEntry.number, V.CODE, sort=True, width=20, phone=True),
        Column("subject", N_("Record type"), NumberEntry.subject, V.WORD, Kind, width=12),
        Column("state", N_("State"), NumberEntry.state, V.WORD, NumberState, phone=True),
        Column(
            "issued_at",
            N_("Issued at"),
            NumberEntry.issued_at,
            V.MOMENT,
            width=18,
            phone=True,
        ),
        Column("issued_by", N_("Issued by"), User.name, V.USER, width=12),
        Column("void_reason", N_("Reason for voiding"), NumberEntry.void_reason, width=24),
        Column("scope", N_("Series"), NumberEntry.scope, width=20, spell=_templates),
        Column("serial", N_("Serial"), NumberEntry.serial, V.INTEGER),
    ),
    filters=(
        Filter("state", N_("State"), V.WORD, NumberEntry.state, NumberState, pinned=True),
        Filter(
            "scope",
            N_("Series"),
            V.CHOICE,
            NumberEntry.scope,
            options=_scopes,
            pinned=True,
            spell=spell_template,
        ),
        Filter("subject", N_("Record type"), V.WORD, NumberEntry.subject, Kind),
        Filter("issued_at", N_("Issued at"), V.MOMENT, NumberEntry.issued_at),
    ),
    joins=_ledger_joins,
    search=_ledger_search,
    search_hint=N_("Beginning or end of a number"),
    views={N_("Void numbers"): {"state": "void"}},
)
