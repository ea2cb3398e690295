"""Counts that differ from the list of a file: found at the desk, settled by somebody else (C18)."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Dated, Owned, Record
from models.files.graded import OfFile
from models.files.records import CustomerFile
from models.people import Department, User
from models.types import enum_type
from models.words.files import DifferenceSource, DifferenceState
from models.words.kinds import Kind


class Difference(Record, Owned, OfFile, Dated, Base):
    """One case: what should have been there, what was counted, and what came of it.

    The owner is the file's. The counts of the file follow once it is settled as missing.
    """

    __tablename__ = "file_differences"
    __table_args__ = (
        Index("ix_file_differences_file_state", "file_id", "state"),
        Index(
            "ix_file_differences_open",
            "id",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )
    kind: ClassVar = Kind.DIFFERENCE
    governed: ClassVar = ("state",)

    file_id: Mapped[int] = mapped_column(ForeignKey("files.id"))
    line_id: Mapped[int] = mapped_column(ForeignKey("request_lines.id"), index=True)
    source: Mapped[DifferenceSource] = mapped_column(enum_type(DifferenceSource))
    number: Mapped[str]  # of the loan or the request it was found under
    found_at: Mapped[datetime]
    found_on: Mapped[date] = mapped_column(index=True)
    found_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    items_due: Mapped[int]
    items_found: Mapped[int]
    pages_due: Mapped[int]
    pages_found: Mapped[int]
    reason: Mapped[str]
    state: Mapped[DifferenceState] = mapped_column(
        enum_type(DifferenceState), default=DifferenceState.OPEN
    )
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    settlement: Mapped[str] = mapped_column(default="")

    file: Mapped[CustomerFile] = relationship()
    owner: Mapped[User] = relationship(foreign_keys="Difference.owner_id")
    department: Mapped[Department | None] = relationship()
    finder: Mapped[User] = relationship(foreign_keys=[found_by])
    settler: Mapped[User | None] = relationship(foreign_keys=[settled_by])
