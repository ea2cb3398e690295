"""Loans of paper: issued, renewed, recalled, returned, checked, settled (rules/lending.md)."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Dated, Named, Owned, Record
from models.files.graded import OfFile
from models.files.records import CustomerFile
from models.lending.requests import AccessRequest, RequestLine
from models.people import Department, User
from models.types import Id, enum_type
from models.words.kinds import Kind
from models.words.lending import OPEN_LOANS, Condition, LoanMode, LoanState, ReminderStage
from models.words.platform import DueMode
from models.words.text import N_
from models.words.values import ValueKind as V

IS_OPEN = text(f"state IN ({', '.join(repr(str(s)) for s in OPEN_LOANS)})")


class Loan(Record, Owned, Named, OfFile, Dated, Base):
    """A loan; the owner is the borrower. At most one open loan per file (I-1 ▲)."""

    __tablename__ = "loans"
    __table_args__ = (
        Index(
            "uq_loans_one_open_per_file",
            "file_id",
            unique=True,
            sqlite_where=IS_OPEN,
            postgresql_where=IS_OPEN,
            info={"said": N_("This file is already out on loan.")},
        ),
        Index("ix_loans_state_due_on", "state", "due_on"),
        Index("ix_loans_issued_on", "issued_on"),
        Index("ix_loans_received_at", "received_at"),
    )
    kind: ClassVar = Kind.LOAN
    governed: ClassVar = ("state",)

    number: Mapped[str] = mapped_column(unique=True, info={"kind": V.CODE})
    file_id: Mapped[int] = mapped_column(ForeignKey("files.id"), index=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("requests.id"), index=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("request_lines.id"), unique=True)
    issued_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    issued_at: Mapped[datetime]
    issued_on: Mapped[date]
    mode: Mapped[LoanMode] = mapped_column(enum_type(LoanMode))
    term_days: Mapped[int]
    due_mode: Mapped[DueMode] = mapped_column(enum_type(DueMode))
    due_on: Mapped[date] = mapped_column(index=True)
    due_provisional: Mapped[bool] = mapped_column(default=False)  # 暂定: calendar year missing
    renewals: Mapped[int] = mapped_column(default=0)
    unseen_renewals: Mapped[int] = mapped_column(default=0)
    renewal_asked_at: Mapped[datetime | None]  # set while a renewal waits for approval (L2)
    renewal_seen: Mapped[bool] = mapped_column(default=False)
    letter_on: Mapped[date | None]  # when the 催还通知单 was last printed
    recalled_at: Mapped[datetime | None]
    recall_reason: Mapped[str] = mapped_column(default="")
    state: Mapped[LoanState] = mapped_column(enum_type(LoanState), default=LoanState.ISSUED)

    items_out: Mapped[int]
    pages_out: Mapped[int]
    condition_out: Mapped[Condition] = mapped_column(enum_type(Condition), default=Condition.INTACT)
    snapshot: Mapped[dict[str, Any]] = mapped_column(default=dict)  # items lent, with their pages
    received_at: Mapped[datetime | None]  # the paper is back: overdue counting stops (L4)
    received_from: Mapped[str] = mapped_column(default="")
    checked_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    items_in: Mapped[int | None]
    pages_in: Mapped[int | None]
    condition_in: Mapped[Condition | None] = mapped_column(enum_type(Condition))
    difference: Mapped[str] = mapped_column(default="")
    statement: Mapped[str] = mapped_column(default="")  # the borrower's statement
    answer_by: Mapped[date | None]  # the last day for that statement (L6)
    claimed_at: Mapped[datetime | None]  # borrower says it was returned: pauses reminders (L9)
    search_until: Mapped[date | None]  # set when it is reported lost (L11)
    witness_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))  # when found (L15)
    assessed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    assessment: Mapped[str] = mapped_column(default="")  # damage class and proposal (L8)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_on: Mapped[date | None]
    decision: Mapped[str] = mapped_column(default="")
    appeal_until: Mapped[date | None]  # None again after an appeal was decided
    appeal: Mapped[str] = mapped_column(default="")  # the borrower's objection to the decision
    appealed_at: Mapped[datetime | None]
    factor: Mapped[int] = mapped_column(default=1)  # 2 from the second case in a month on
    compensation: Mapped[Decimal | None]  # CNY, factor included
    settlement: Mapped[str] = mapped_column(default="")  # voucher or reason
    closed_at: Mapped[datetime | None]

    file: Mapped[CustomerFile] = relationship()
    request: Mapped[AccessRequest] = relationship()
    line: Mapped[RequestLine] = relationship()
    borrower: Mapped[User] = relationship(foreign_keys="Loan.owner_id")
    department: Mapped[Department | None] = relationship(foreign_keys="Loan.department_id")
    issuer: Mapped[User] = relationship(foreign_keys=[issued_by])
    checker: Mapped[User | None] = relationship(foreign_keys=[checked_by])
    renewal_rows: Mapped[list["Renewal"]] = relationship(order_by="Renewal.id")
    search_logs: Mapped[list["SearchLog"]] = relationship(order_by="SearchLog.id")
    notes: Mapped[list["LoanNote"]] = relationship(order_by="LoanNote.id")
    reminders: Mapped[list["Reminder"]] = relationship(order_by="Reminder.id")


class Renewal(Base):
    """One renewal: old and new due day, and whether the paper was shown (C12)."""

    __tablename__ = "renewals"

    id: Mapped[Id] = mapped_column(primary_key=True)
    loan_id: Mapped[int] = mapped_column(ForeignKey("loans.id"), index=True)
    at: Mapped[datetime]
    by: Mapped[int]
    old_due_on: Mapped[date]
    new_due_on: Mapped[date]
    seen: Mapped[bool]


class LoanNote(Base):
    """What the archive notes about a case, beside the borrower's own words (L6); only added."""

    __tablename__ = "loan_notes"

    id: Mapped[Id] = mapped_column(primary_key=True)
    loan_id: Mapped[int] = mapped_column(ForeignKey("loans.id"), index=True)
    at: Mapped[datetime]
    by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    text: Mapped[str]

    writer: Mapped[User] = relationship()


class SearchLog(Base):
    """One search for a missing file; a loss needs two, by different people (L12)."""

    __tablename__ = "search_logs"

    id: Mapped[Id] = mapped_column(primary_key=True)
    loan_id: Mapped[int] = mapped_column(ForeignKey("loans.id"), index=True)
    at: Mapped[datetime]
    by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    where: Mapped[str]
    result: Mapped[str]

    searcher: Mapped[User] = relationship()


class Reminder(Base):
    """One stage of reminders, sent once for a loan and its due day (C13)."""

    __tablename__ = "reminders"
    __table_args__ = (UniqueConstraint("loan_id", "due_on", "stage"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    loan_id: Mapped[int] = mapped_column(ForeignKey("loans.id"))
    at: Mapped[datetime]
    due_on: Mapped[date]
    stage: Mapped[ReminderStage] = mapped_column(enum_type(ReminderStage))
    skipped: Mapped[list[Any]] = mapped_column(default=list)  # stages whose day had passed unsent
    told: Mapped[list[Any]] = mapped_column(default=list)  # ids of the users told
