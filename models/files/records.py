"""Customer files: their classes, numbers, volumes, items and papers (rules/files.md)."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    UniqueConstraint,
    and_,
    false,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from models.base import Base, Dated, Extensible, Graded, Listed, Named, Owned, Record, named_alias
from models.customers import Customer
from models.files.places import Place
from models.keys import comparable_key
from models.people import Department, User
from models.types import Id, enum_type
from models.words.access import Secrecy
from models.words.approvals import StepRole
from models.words.files import Custody, DeadlineUnit, FileLife, ItemForm, Medium
from models.words.kinds import Kind
from models.words.platform import DueMode
from models.words.text import N_
from models.words.values import ValueKind as V

# What waits for a filer, a reviewer or a custodian is found by these; queries name them word for
# word, for SQLite takes a partial index only where its very condition stands.
UNFILED = "life IN ('draft', 'pending_review', 'reviewed')"
MISSING = "custody = 'missing'"
VOID_ASKED = "void_asked_by IS NOT NULL"
GRADE_ASKED = "grade_asked_by IS NOT NULL"
# A card read for its grade alone, so that a list that joins cards is not mistaken for it.
RANKED = list(Secrecy)
GRADED: Any = named_alias(Customer, "graded_card")
LIVE_KEY = text("life NOT IN ('void') AND business_key <> ''")
LIVE_NORM = text("life NOT IN ('void') AND key_norm <> ''")


class FileClass(Record, Base):
    """A class of files and the rules they follow, kept as data (A1, A2)."""

    __tablename__ = "file_classes"
    kind: ClassVar = Kind.FILE_CLASS

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    active: Mapped[bool] = mapped_column(default=True)
    numbering: Mapped[str] = mapped_column(default="{class}-{year}-{seq:4}")
    key_label: Mapped[str] = mapped_column(default="")  # label of the business key
    secrecy: Mapped[Secrecy] = mapped_column(enum_type(Secrecy), default=Secrecy.INTERNAL)
    log_looks: Mapped[bool] = mapped_column(default=False, server_default=false())  # credit files
    deadline_amount: Mapped[int] = mapped_column(default=7)
    deadline_unit: Mapped[DeadlineUnit] = mapped_column(
        enum_type(DeadlineUnit), default=DeadlineUnit.CALENDAR_DAYS
    )
    review_by: Mapped[StepRole] = mapped_column(enum_type(StepRole), default=StepRole.SUPERIOR)
    review_role: Mapped[str] = mapped_column(default="")  # code of the reviewing role, if any
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))  # or one reviewer
    loan_modes: Mapped[list[Any]] = mapped_column(default=list)  # LoanMode words
    take_out_up_to: Mapped[Secrecy] = mapped_column(enum_type(Secrecy), default=Secrecy.NORMAL)
    term_days: Mapped[int] = mapped_column(default=14)
    due_mode: Mapped[DueMode] = mapped_column(
        enum_type(DueMode), default=DueMode.SKIP_TO_NEXT_WORKDAY
    )
    renewals: Mapped[int] = mapped_column(default=1)
    parts: Mapped[list[Any]] = mapped_column(default=list)  # checklist, see completeness_rules.Part


class CustomerFile(Record, Owned, Named, Listed, Graded, Dated, Extensible, Base):
    """One file. ``life`` and ``custody`` are independent; the number is given at acceptance."""

    __tablename__ = "files"
    __table_args__ = (
        Index("ix_files_updated_at", "updated_at"),
        Index(
            "uq_files_live_key",
            "class_id",
            "business_key",
            unique=True,
            sqlite_where=LIVE_KEY,
            postgresql_where=LIVE_KEY,
            info={"said": N_("There is already an active file for this key.")},
        ),
        Index(
            "ix_files_unfiled",
            "life",
            "owner_id",
            "due_on",
            sqlite_where=text(UNFILED),
            postgresql_where=text(UNFILED),
        ),
        Index(
            "ix_files_missing",
            "id",
            sqlite_where=text(MISSING),
            postgresql_where=text(MISSING),
        ),
        Index(
            "ix_files_void_asked",
            "void_asked_by",
            sqlite_where=text(VOID_ASKED),
            postgresql_where=text(VOID_ASKED),
        ),
        Index(
            "ix_files_grade_asked",
            "grade_asked_by",
            sqlite_where=text(GRADE_ASKED),
            postgresql_where=text(GRADE_ASKED),
        ),
        Index(
            "ix_files_label_stale",
            "id",
            sqlite_where=text("label_stale = 1"),
            postgresql_where=text("label_stale"),
        ),
        Index(
            "uq_files_live_key_norm",  # however it was typed
            "class_id",
            "key_norm",
            unique=True,
            sqlite_where=LIVE_NORM,
            postgresql_where=LIVE_NORM,
            info={"said": N_("There is already an active file for this key.")},
        ),
        # I-10: the paper is in exactly one of a place, a person's hands or an open case
        CheckConstraint(
            "custody NOT IN ('in_place', 'reserved') OR (place_id IS NOT NULL "
            "AND holder_id IS NULL)",
            name="in_place_has_a_place",
        ),
        CheckConstraint(
            "custody NOT IN ('out', 'on_site') OR holder_id IS NOT NULL", name="out_has_a_holder"
        ),
        CheckConstraint(
            "(life IN ('draft', 'pending_review', 'reviewed')) = (number IS NULL) OR life = 'void'",
            name="numbered_when_filed",
        ),
    )
    kind: ClassVar = Kind.FILE
    governed: ClassVar = ("life", "custody")

    class_id: Mapped[int] = mapped_column(ForeignKey("file_classes.id"), index=True)
    class_version: Mapped[int] = mapped_column(default=1)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    business_key: Mapped[str] = mapped_column(default="")
    key_norm: Mapped[str] = mapped_column(default="", server_default="")  # as it is compared
    number: Mapped[str | None] = mapped_column(unique=True, info={"kind": V.CODE})
    title: Mapped[str] = mapped_column(index=True)
    life: Mapped[FileLife] = mapped_column(enum_type(FileLife), default=FileLife.DRAFT)
    custody: Mapped[Custody] = mapped_column(enum_type(Custody), default=Custody.NONE)
    secrecy: Mapped[Secrecy] = mapped_column(enum_type(Secrecy), default=Secrecy.INTERNAL)
    medium: Mapped[Medium] = mapped_column(enum_type(Medium), default=Medium.PAPER)
    opened_on: Mapped[date]  # day of the business event from which the filing deadline counts
    due_on: Mapped[date | None] = mapped_column(index=True)  # filing deadline
    submitted_at: Mapped[datetime | None]
    submitted_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    filed_at: Mapped[datetime | None] = mapped_column(index=True)
    filed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    place_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"), index=True)
    position: Mapped[int | None]
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    items_count: Mapped[int] = mapped_column(default=0)
    pages_count: Mapped[int] = mapped_column(default=0)
    missing_note: Mapped[str] = mapped_column(default="")
    checklist: Mapped[list[Any]] = mapped_column(default=list)  # copied from the class at opening
    parts_due: Mapped[int] = mapped_column(default=0)  # parts of it that applied at filing
    late_workdays: Mapped[int] = mapped_column(default=0)  # submitted so long after the deadline
    label: Mapped[dict[str, Any]] = mapped_column(default=dict)  # text of its label
    label_version: Mapped[int] = mapped_column(default=0)  # number of printings
    label_stale: Mapped[bool] = mapped_column(default=False)
    labelled_at: Mapped[datetime | None]
    grade_asked: Mapped[Secrecy | None] = mapped_column(
        enum_type(Secrecy)
    )  # a lower one, asked for
    grade_reason: Mapped[str] = mapped_column(default="")
    grade_asked_by: Mapped[Id | None]
    grade_asked_at: Mapped[datetime | None]
    graded_by: Mapped[Id | None]
    void_reason: Mapped[str] = mapped_column(default="")
    void_asked_by: Mapped[int | None] = mapped_column(
        ForeignKey("users.id")
    )  # F9: the first of two
    void_asked_at: Mapped[datetime | None]
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("files.id"))

    file_class: Mapped[FileClass] = relationship()
    customer: Mapped[Customer] = relationship()
    place: Mapped[Place | None] = relationship()
    owner: Mapped[User] = relationship(foreign_keys="CustomerFile.owner_id")
    holder: Mapped[User | None] = relationship(foreign_keys=[holder_id])
    department: Mapped[Department | None] = relationship(foreign_keys="CustomerFile.department_id")
    volumes: Mapped[list["Volume"]] = relationship(back_populates="file", order_by="Volume.year")
    items: Mapped[list["Item"]] = relationship(back_populates="file", order_by="Item.sequence")

    @validates("business_key")
    def _compare(self, _name: str, key: str) -> str:
        self.key_norm = comparable_key(key)
        return key

    @classmethod
    def within_grades(cls, grades: Collection[Secrecy]) -> ColumnElement[bool]:
        """Filed, and neither its own grade nor its customer's is above ``grades``."""
        known = select(Customer.id).where(Customer.secrecy.in_(grades))
        return and_(cls.life == FileLife.FILED, cls.secrecy.in_(grades), cls.customer_id.in_(known))

    @classmethod
    def of_grades(cls, grades: Collection[Secrecy]) -> ColumnElement[bool]:
        """The files with one of these grades, or of a customer with one."""
        of = select(GRADED.id).where(GRADED.id == cls.customer_id, GRADED.secrecy.in_(grades))
        return or_(cls.secrecy.in_(grades), of.exists())

    @property
    def highest(self) -> Secrecy:
        of = self.customer.secrecy if self.customer else None
        return max(filter(None, (self.secrecy, of)), key=RANKED.index, default=Secrecy.NORMAL)

    @classmethod
    def always_logged(cls) -> ColumnElement[bool]:
        sort = select(FileClass.id).where(FileClass.id == cls.class_id, FileClass.log_looks)
        card = select(GRADED.id).where(GRADED.id == cls.customer_id, GRADED.log_looks)
        return or_(sort.correlate(cls).exists(), card.exists())

    @property
    def logs_looks(self) -> bool:
        return self.file_class.log_looks or self.customer.log_looks

    def is_within(self, grades: Collection[Secrecy]) -> bool:
        graded = self.secrecy in grades and self.customer.secrecy in grades
        return self.life is FileLife.FILED and graded


class Volume(Record, Base):
    """The papers of one year inside a file (R-57, R-64)."""

    __tablename__ = "volumes"
    __table_args__ = (UniqueConstraint("file_id", "year", "number"),)
    kind: ClassVar = Kind.VOLUME

    file_id: Mapped[int] = mapped_column(ForeignKey("files.id"))
    year: Mapped[int]
    number: Mapped[int] = mapped_column(default=1)
    title: Mapped[str] = mapped_column(default="")

    file: Mapped[CustomerFile] = relationship(back_populates="volumes")


class Item(Record, Dated, Base):
    """One paper in a file (卷内文件, A5); never overwritten once filed, only superseded (I-7)."""

    __tablename__ = "items"
    __table_args__ = (UniqueConstraint("file_id", "sequence"),)
    kind: ClassVar = Kind.ITEM

    file_id: Mapped[int] = mapped_column(ForeignKey("files.id"))
    volume_id: Mapped[int | None] = mapped_column(ForeignKey("volumes.id"), index=True)
    sequence: Mapped[int]
    document_number: Mapped[str] = mapped_column(default="")  # 文号
    author: Mapped[str] = mapped_column(default="")  # 责任者
    title: Mapped[str]
    dated_on: Mapped[date | None]
    form: Mapped[ItemForm] = mapped_column(enum_type(ItemForm), default=ItemForm.ORIGINAL)
    copies: Mapped[int] = mapped_column(default=1)
    pages: Mapped[int] = mapped_column(default=1)
    note: Mapped[str] = mapped_column(default="")
    part: Mapped[str] = mapped_column(default="")  # the part of the checklist it fulfils
    signed: Mapped[bool] = mapped_column(default=False)
    superseded_by_id: Mapped[int | None] = mapped_column(ForeignKey("items.id"))

    file: Mapped[CustomerFile] = relationship(back_populates="items")
    volume: Mapped[Volume | None] = relationship()


class Placement(Base):
    """A place of a file, since when, and who put it there (B2); rows are never changed."""

    __tablename__ = "placements"

    id: Mapped[Id] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("files.id"), index=True)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"))
    position: Mapped[int | None]
    custody: Mapped[Custody] = mapped_column(enum_type(Custody))
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    since: Mapped[datetime]
    actor_id: Mapped[Id]
    reason: Mapped[str] = mapped_column(default="")

    place: Mapped[Place | None] = relationship()
