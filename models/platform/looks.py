"""Who looked at what: one row for a person, a thing and a way of reading (R-22)."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.types import Id, enum_type
from models.words.access import Way
from models.words.kinds import Kind


class Look(Base):
    """A thing that a person read in one way: when last, and how often that was an entry.

    The audit is the proof; this is its index: what need not be an entry again for some minutes, and
    what an owner is shown.
    """

    __tablename__ = "looks"
    __table_args__ = (
        Index("ix_looks_subject", "subject", "subject_id", "at"),
        Index("ix_looks_person", "user_id", "at"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    subject: Mapped[Kind] = mapped_column(enum_type(Kind), primary_key=True)
    subject_id: Mapped[Id] = mapped_column(primary_key=True)
    way: Mapped[Way] = mapped_column(enum_type(Way), primary_key=True)
    part: Mapped[str] = mapped_column(primary_key=True, default="")  # a paper, and its page
    case_id: Mapped[Id] = mapped_column(primary_key=True, default=0)  # an auditor's; 0: none
    at: Mapped[datetime]
    times: Mapped[int] = mapped_column(default=1)


class AuditCase(Base):
    """A case of an auditor: what they read while it is open, owners learn when it is closed."""

    __tablename__ = "audit_cases"

    id: Mapped[Id] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    purpose: Mapped[str]
    opened_by: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
