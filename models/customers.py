"""Customers and their contacts (FM-01, FM-02)."""

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, ForeignKey, Index, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Dated, Extensible, Graded, Owned, Record
from models.people import Department, User
from models.types import Id, Long, enum_type
from models.words.access import Secrecy
from models.words.customers import (
    ClassTime,
    ClassTrade,
    ClassVolume,
    ContactRole,
    CustomerState,
    CustomerType,
    Gap,
    Lifecycle,
    Nature,
)
from models.words.kinds import Kind
from models.words.text import N_
from models.words.values import ValueKind as V

GONE = text("merged_into_id IS NOT NULL")
LIVE = text("state = 'active' AND unified_credit_code <> ''")
INCOMPLETE, IS_INCOMPLETE = text("incomplete"), text("incomplete = 1")  # as SQLite is asked
GRADE_ASKED = text("grade_asked_by IS NOT NULL")
GAP_BITS = {gap: 1 << place for place, gap in enumerate(Gap)}


class Customer(Record, Owned, Graded, Dated, Extensible, Base):
    """One customer card; the minimum fields (CF-02) are columns, the long blocks are JSON."""

    __tablename__ = "customers"
    __table_args__ = (
        Index(
            "uq_customers_live_credit_code",
            "unified_credit_code",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
            info={"said": N_("There is already a customer with this credit code.")},
        ),
        Index(
            "ix_customers_merged_into_id",
            "merged_into_id",
            sqlite_where=GONE,
            postgresql_where=GONE,
        ),
        # Columns that lists sort and filter by, each with the id for keyset pagination.
        Index("ix_customers_name_id", "name", "id"),
        Index("ix_customers_updated_at_id", "updated_at", "id"),
        Index("ix_customers_lifecycle_type_id", "lifecycle", "customer_type", "id"),
        Index("ix_customers_type_id", "customer_type", "id"),
        Index("ix_customers_state_id", "state", "id"),
        # The same within a reach: own records, and those of the department.
        Index("ix_customers_owner_id_id", "owner_id", "id"),
        Index("ix_customers_owner_id_name", "owner_id", "name", "id"),
        Index("ix_customers_owner_id_type", "owner_id", "lifecycle", "customer_type", "id"),
        Index("ix_customers_department_id_id", "department_id", "id"),
        Index("ix_customers_department_id_name", "department_id", "name", "id"),
        Index("ix_customers_department_id_owner", "department_id", "owner_id", "id"),
        Index(
            "ix_customers_department_id_type", "department_id", "lifecycle", "customer_type", "id"
        ),
        Index(
            "ix_customers_grade_asked",
            "grade_asked_by",
            sqlite_where=GRADE_ASKED,
            postgresql_where=GRADE_ASKED,
        ),
        # Few or many lack something: both are walked in the order of the list.
        Index(
            "ix_customers_incomplete_state_id",
            "state",
            "id",
            sqlite_where=IS_INCOMPLETE,
            postgresql_where=INCOMPLETE,
        ),
        Index(
            "ix_customers_incomplete_owner_id_state",
            "owner_id",
            "state",
            "id",
            sqlite_where=IS_INCOMPLETE,
            postgresql_where=INCOMPLETE,
        ),
    )
    kind: ClassVar = Kind.CUSTOMER
    governed: ClassVar = ("state",)

    number: Mapped[str] = mapped_column(unique=True, info={"kind": V.CODE})
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(index=True)  # normalised, for duplicates (A7, CF-48)
    state: Mapped[CustomerState] = mapped_column(
        enum_type(CustomerState), default=CustomerState.ACTIVE
    )
    secrecy: Mapped[Secrecy] = mapped_column(enum_type(Secrecy), default=Secrecy.NORMAL)
    # Whatever the grade, every look at it and its files is an entry.
    log_looks: Mapped[bool] = mapped_column(default=False, server_default=false())

    # CF-02: the standard minimum card
    legal_representative: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="", info={"kind": V.ADDRESS})
    postcode: Mapped[str] = mapped_column(default="", info={"kind": V.POSTCODE})
    phone: Mapped[str] = mapped_column(default="", index=True, info={"kind": V.PHONE})
    fax: Mapped[str] = mapped_column(default="", info={"kind": V.PHONE})
    business_scope: Mapped[str] = mapped_column(default="", info={"kind": V.LONG})
    registered_capital: Mapped[Decimal | None]  # CNY

    # CF-04, CF-06: company profile and origin; identity number (GB 11643) for persons only
    unified_credit_code: Mapped[str] = mapped_column(default="", info={"kind": V.CREDIT_CODE})
    id_number: Mapped[str] = mapped_column(default="", info={"kind": V.ID_NUMBER})
    email: Mapped[str] = mapped_column(default="", info={"kind": V.EMAIL})
    website: Mapped[str] = mapped_column(default="")
    founded_on: Mapped[date | None]
    first_traded_on: Mapped[date | None]
    enterprise_nature: Mapped[str] = mapped_column(default="")
    organization_form: Mapped[str] = mapped_column(default="")
    industry: Mapped[str] = mapped_column(default="")
    business_line: Mapped[str] = mapped_column(default="")
    assets: Mapped[Decimal | None]  # CNY
    economic_strength: Mapped[str] = mapped_column(default="")
    registered_info: Mapped[str] = mapped_column(default="", info={"kind": V.LONG})
    region: Mapped[str] = mapped_column(default="")
    grade: Mapped[str] = mapped_column(default="")

    # CF-40, CF-41, CG-01 … CG-04: classifications
    customer_type: Mapped[CustomerType] = mapped_column(
        enum_type(CustomerType), default=CustomerType.BUSINESS
    )
    lifecycle: Mapped[Lifecycle] = mapped_column(enum_type(Lifecycle), default=Lifecycle.POTENTIAL)
    class_time: Mapped[ClassTime | None] = mapped_column(enum_type(ClassTime))
    class_trade: Mapped[ClassTrade | None] = mapped_column(enum_type(ClassTrade))
    nature: Mapped[Nature | None] = mapped_column(enum_type(Nature))
    class_volume: Mapped[ClassVolume | None] = mapped_column(enum_type(ClassVolume))

    traits: Mapped[dict[str, Any]] = mapped_column(default=dict)  # CF-07
    business_status: Mapped[dict[str, Any]] = mapped_column(default=dict)  # CF-08
    trade_status: Mapped[dict[str, Any]] = mapped_column(default=dict)  # CF-09
    # What a list held beside the fields, and what the office wants to remember.
    remark: Mapped[str] = mapped_column(default="", server_default="", info={"kind": V.LONG})
    # What the card lacks, a bit for each ``Gap``; and whether any of it is needed at some moment.
    blanks: Mapped[int] = mapped_column(Long, default=0, server_default="0")
    incomplete: Mapped[bool] = mapped_column(default=False, server_default=false())
    # A lower grade that was asked for, until a second person confirms it.
    grade_asked: Mapped[Secrecy | None] = mapped_column(enum_type(Secrecy))
    grade_reason: Mapped[str] = mapped_column(default="", server_default="")
    grade_asked_by: Mapped[Id | None]
    grade_asked_at: Mapped[datetime | None]
    graded_by: Mapped[Id | None]
    archived_at: Mapped[datetime | None]
    lost_on: Mapped[date | None]  # since when its stage is «lost», where that is known
    merged_into_id: Mapped[Id | None] = mapped_column(ForeignKey("customers.id"))  # A7
    formerly: Mapped[list[Any]] = mapped_column(default=list)  # [number, name] of merged cards

    owner: Mapped[User] = relationship(foreign_keys="Customer.owner_id")
    department: Mapped[Department | None] = relationship(foreign_keys="Customer.department_id")
    contacts: Mapped[list["Contact"]] = relationship(
        back_populates="customer", order_by="Contact.position_no", cascade="all, delete-orphan"
    )

    @classmethod
    def of_grades(cls, grades: Collection[Secrecy]) -> ColumnElement[bool]:
        """The cards with one of these grades."""
        return cls.secrecy.in_(grades)

    @property
    def highest(self) -> Secrecy:
        return self.secrecy or Secrecy.NORMAL

    @classmethod
    def always_logged(cls) -> ColumnElement[bool]:
        return cls.log_looks.is_(True)

    @property
    def logs_looks(self) -> bool:
        return self.log_looks

    @property
    def gaps(self) -> list[Gap]:
        """What the card lacks, in the order of the words."""
        return [gap for gap, bit in GAP_BITS.items() if self.blanks & bit]


class Contact(Record, Base):
    """A contact person (CF-03); field rules protect the personal profile (CF-05)."""

    __tablename__ = "contacts"
    kind: ClassVar = Kind.CONTACT

    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    position_no: Mapped[int] = mapped_column(default=0)
    name: Mapped[str]
    role: Mapped[ContactRole] = mapped_column(enum_type(ContactRole), default=ContactRole.OTHER)
    position: Mapped[str] = mapped_column(default="")
    mobile: Mapped[str] = mapped_column(default="", index=True, info={"kind": V.MOBILE})
    phone: Mapped[str] = mapped_column(default="", info={"kind": V.PHONE})
    fax: Mapped[str] = mapped_column(default="", info={"kind": V.PHONE})
    email: Mapped[str] = mapped_column(default="", info={"kind": V.EMAIL})
    home_address: Mapped[str] = mapped_column(default="", info={"kind": V.ADDRESS})
    hobbies: Mapped[str] = mapped_column(default="")
    birthday: Mapped[date | None]
    personality: Mapped[str] = mapped_column(default="")
    family: Mapped[str] = mapped_column(default="")
    education: Mapped[str] = mapped_column(default="")
    ability: Mapped[str] = mapped_column(default="")

    customer: Mapped[Customer] = relationship(back_populates="contacts")
