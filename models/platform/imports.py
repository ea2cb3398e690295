"""Imports from a sheet: each row, what it would do, and what it did (D7)."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Dated, Owned, Record
from models.people import User
from models.types import Id, enum_type
from models.words.kinds import Kind
from models.words.platform import ImportState, Outcome


class ImportBatch(Record, Owned, Dated, Base):
    """One import of a sheet."""

    __tablename__ = "import_batches"
    kind: ClassVar = Kind.IMPORT
    governed: ClassVar = ("state",)

    subject: Mapped[Kind] = mapped_column(enum_type(Kind))
    name: Mapped[str]  # name of the uploaded file
    storage_key: Mapped[str]
    sha256: Mapped[str]
    sheet: Mapped[str] = mapped_column(default="")
    sheets: Mapped[list[Any]] = mapped_column(default=list)  # [name, hidden] of the workbook
    head_line: Mapped[int] = mapped_column(default=1)  # number of the row with the headings
    headers: Mapped[list[Any]] = mapped_column(default=list)  # [heading, sample, sample …]
    notes: Mapped[list[Any]] = mapped_column(default=list)  # [msgid, values], shown beforehand
    mapping: Mapped[dict[str, Any]] = mapped_column(default=dict)  # column index -> field
    # What was decided: «rest», «words» by field, «skip», «totals», «twins» by line.
    choices: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    faults: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")  # by kind
    state: Mapped[ImportState] = mapped_column(enum_type(ImportState), default=ImportState.UPLOADED)
    rows: Mapped[int] = mapped_column(default=0)
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)  # Outcome -> rows
    problem: Mapped[str] = mapped_column(default="")
    job_id: Mapped[int | None] = mapped_column(ForeignKey("jobs.id"))
    written_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]

    owner: Mapped[User] = relationship(foreign_keys="ImportBatch.owner_id")


class ImportRow(Base):
    """One row of the sheet and its outcome."""

    __tablename__ = "import_rows"
    __table_args__ = (
        Index("ix_import_rows_batch_outcome_line", "batch_id", "outcome", "line"),
        Index("ix_import_rows_batch_line", "batch_id", "line"),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batches.id"))
    line: Mapped[int]  # row number in the sheet, from 1
    outcome: Mapped[Outcome] = mapped_column(enum_type(Outcome))
    cells: Mapped[dict[str, Any]]  # field -> text as typed
    rest: Mapped[dict[str, Any]] = mapped_column(default=dict)  # column index → text, unmatched
    changes: Mapped[dict[str, Any]] = mapped_column(default=dict)  # field -> [old, new]
    problems: Mapped[dict[str, Any]] = mapped_column(default=dict)  # field -> reason
    left: Mapped[dict[str, Any]] = mapped_column("left_out", default=dict, server_default="{}")
    joins: Mapped[int] = mapped_column(default=0, server_default="0")  # the earlier row it is
    record_id: Mapped[Id | None]
    record_revision: Mapped[int | None]
    written: Mapped[bool] = mapped_column(default=False)


class ImportWord(Base):
    """What one person said a word of a column means; it is proposed the next time."""

    __tablename__ = "import_words"
    __table_args__ = (UniqueConstraint("user_id", "subject", "field", "typed"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    subject: Mapped[Kind] = mapped_column(enum_type(Kind))
    field: Mapped[str]
    typed: Mapped[str]
    means: Mapped[str]


class ImportMapping(Base):
    """How a person last mapped these headings."""

    __tablename__ = "import_mappings"

    id: Mapped[Id] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    subject: Mapped[Kind] = mapped_column(enum_type(Kind))
    header_hash: Mapped[str] = mapped_column(index=True)
    mapping: Mapped[dict[str, Any]]
