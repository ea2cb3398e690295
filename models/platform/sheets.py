"""Exported workbooks, and how an office calls and signs its registers."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Dated, Owned, Record
from models.types import enum_type
from models.words.kinds import Kind
from models.words.platform import ExportState


class Export(Record, Owned, Dated, Base):
    """A workbook made for one person: its source, its hash and when it expires."""

    __tablename__ = "exports"
    kind: ClassVar = Kind.EXPORT
    governed: ClassVar = ("state",)

    report: Mapped[str]
    name: Mapped[str]  # file name of the download
    params: Mapped[dict[str, Any]] = mapped_column(default=dict)
    purpose: Mapped[str] = mapped_column(default="")
    state: Mapped[ExportState] = mapped_column(enum_type(ExportState), default=ExportState.WAITING)
    storage_key: Mapped[str] = mapped_column(default="")
    rows: Mapped[int | None]
    size: Mapped[int | None]
    sha256: Mapped[str] = mapped_column(default="")
    expires_at: Mapped[datetime | None]
    job_id: Mapped[int | None] = mapped_column(ForeignKey("jobs.id"))


class RegisterForm(Base):
    """What an office calls, numbers and signs a register by; NULL: as it is shipped."""

    __tablename__ = "register_forms"
    __table_args__ = (
        CheckConstraint("length(title) BETWEEN 1 AND 28", name="title"),
        CheckConstraint("length(code) BETWEEN 1 AND 20", name="code"),
        CheckConstraint("length(version) <= 10", name="version"),
    )

    register: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str | None] = mapped_column(unique=True)  # of sheet, tab, print and file
    code: Mapped[str | None] = mapped_column(unique=True)
    version: Mapped[str | None]
    signatures: Mapped[list[Any] | None]
    changed_at: Mapped[datetime]
    changed_by: Mapped[int]


class ExportProof(Base):
    """What proves a workbook (D10): its layout, a keyed digest of each line; in its side file, kept
    as long as the workbook, one of each cell.
    """

    __tablename__ = "export_proofs"

    export_id: Mapped[int] = mapped_column(ForeignKey("exports.id"), primary_key=True)
    salt: Mapped[str]  # of its keys
    storage_key: Mapped[str] = mapped_column(default="")  # of the side file while it is there
    layout: Mapped[dict[str, Any]]  # its tabs, and how each sheet is set (``Sealed``)
    marks: Mapped[bytes] = mapped_column(LargeBinary)
