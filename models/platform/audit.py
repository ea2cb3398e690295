"""The audit trail: entries, the head of the chain, its anchors (I-6)."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column, synonym

from models.base import Base
from models.types import Id, enum_type
from models.words.kinds import Kind

GENESIS = "0" * 64  # the hash before the first entry


class AuditEntry(Base):
    """One audited event: insert-only, gap-free, chained by a keyed hash (I-6 ▲)."""

    __tablename__ = "audit"
    __table_args__ = (
        Index("ix_audit_subject", "subject", "subject_id", "seq"),
        Index("ix_audit_actor_id", "actor_id", "seq"),
        Index("ix_audit_happened", "happened", "seq"),
    )
    kind: ClassVar = Kind.AUDIT

    seq: Mapped[Id] = mapped_column(primary_key=True, autoincrement=False)
    id: Mapped[int] = synonym("seq")
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[Id]
    actor: Mapped[dict[str, Any]]  # snapshot: name, department, post, roles, address, acting for
    happened: Mapped[str]
    subject: Mapped[Kind] = mapped_column(enum_type(Kind))
    subject_id: Mapped[Id]
    refused: Mapped[bool] = mapped_column(default=False)
    details: Mapped[dict[str, Any]]
    previous: Mapped[str]
    hash: Mapped[str]


class AuditHead(Base):
    """Number and hash of the last entry; one row, whose lock serialises writers."""

    __tablename__ = "audit_head"

    id: Mapped[Id] = mapped_column(primary_key=True)
    seq: Mapped[int]
    hash: Mapped[str]
    seal: Mapped[str] = mapped_column(default="", server_default="")  # portal.platform.audit.chain


class AuditAnchor(Base):
    """The head at the end of a day, sent to the auditor outside the database."""

    __tablename__ = "audit_anchors"

    day: Mapped[date] = mapped_column(primary_key=True)
    seq: Mapped[int]
    hash: Mapped[str]
    made_at: Mapped[datetime]
