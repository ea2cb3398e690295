"""Missing parts of files, penalties proposed for them, and filings sent back (A4, F3, R-69)."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Dated, Owned, Record
from models.files.graded import OfFile
from models.files.records import CustomerFile
from models.people import Department, User
from models.types import Id, enum_type
from models.words.files import DeficiencyState, Fault, PenaltyState
from models.words.kinds import Kind

UNCURED = text("state IN ('open', 'offered')")


class Deficiency(Record, Owned, OfFile, Dated, Base):
    """One part of the checklist that is missing or incomplete; its owner is the file's owner."""

    __tablename__ = "deficiencies"
    __table_args__ = (
        Index(
            "uq_deficiencies_one_open_per_part",
            "file_id",
            "part",
            unique=True,
            sqlite_where=UNCURED,
            postgresql_where=UNCURED,
        ),
        Index("ix_deficiencies_state", "state", "cure_by"),
    )
    kind: ClassVar = Kind.DEFICIENCY
    governed: ClassVar = ("state",)

    file_id: Mapped[int] = mapped_column(ForeignKey("files.id"), index=True)
    part: Mapped[str]
    fault: Mapped[Fault] = mapped_column(enum_type(Fault))
    found_on: Mapped[date] = mapped_column(index=True)
    cure_by: Mapped[date] = mapped_column(index=True)
    note: Mapped[str] = mapped_column(default="")  # written at acceptance
    state: Mapped[DeficiencyState] = mapped_column(
        enum_type(DeficiencyState), default=DeficiencyState.OPEN
    )
    offered_on: Mapped[date | None]  # handed in by the owner: stops the clock
    offered_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    closed_on: Mapped[date | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    file: Mapped[CustomerFile] = relationship()
    owner: Mapped[User] = relationship(foreign_keys="Deficiency.owner_id")
    department: Mapped[Department | None] = relationship()
    penalties: Mapped[list["Penalty"]] = relationship(
        back_populates="deficiency", order_by="Penalty.day"
    )


class Penalty(Record, Owned, Dated, Base):
    """A penalty proposed for one working day without cure; a person decides on it (C16, R-41)."""

    __tablename__ = "penalties"
    __table_args__ = (
        UniqueConstraint("deficiency_id", "day"),
        Index("ix_penalties_state", "state", "owner_id"),
    )
    kind: ClassVar = Kind.PENALTY
    governed: ClassVar = ("state",)

    deficiency_id: Mapped[int] = mapped_column(ForeignKey("deficiencies.id"))
    day: Mapped[date] = mapped_column(index=True)
    amount: Mapped[Decimal]  # CNY, factor included
    times: Mapped[int] = mapped_column(default=1)  # the person's n-th missing part in that month
    factor: Mapped[int] = mapped_column(default=1)  # 2 from the n-th on
    state: Mapped[PenaltyState] = mapped_column(
        enum_type(PenaltyState), default=PenaltyState.PROPOSED
    )
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]
    appeal_until: Mapped[date | None]  # the last day to appeal
    appeal: Mapped[str] = mapped_column(default="")  # the person's statement
    appealed_at: Mapped[datetime | None]

    deficiency: Mapped[Deficiency] = relationship(back_populates="penalties")
    owner: Mapped[User] = relationship(foreign_keys="Penalty.owner_id")
    department: Mapped[Department | None] = relationship()


class FileReturn(Owned, Base):
    """A filing that was sent back to its owner, to be corrected by a day.

    ``faults`` are rows of paper, fault and remark; they keep the paper's title of that time.
    """

    __tablename__ = "file_returns"

    id: Mapped[Id] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("files.id"), index=True)
    reason: Mapped[str]
    faults: Mapped[list[Any]] = mapped_column(default=list)
    cure_by: Mapped[date]
    returned_at: Mapped[datetime]
    returned_on: Mapped[date]
    returned_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    answered_on: Mapped[date | None]  # when it was submitted again

    file: Mapped[CustomerFile] = relationship()
    reviewer: Mapped[User] = relationship(foreign_keys="FileReturn.returned_by")
