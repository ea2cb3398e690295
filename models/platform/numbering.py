"""Counters and the ledger of numbers (A2, I-3)."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.types import Id, enum_type
from models.words.kinds import Kind
from models.words.platform import NumberState


class NumberCounter(Base):
    """The next serial of one numbering scope, locked in the transaction that draws it (A2)."""

    __tablename__ = "number_counters"

    scope: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int] = mapped_column(default=0)


class NumberEntry(Base):
    """A number in the ledger: issued once, voided with a reason, never reused (I-3 ▲)."""

    __tablename__ = "number_ledger"
    __table_args__ = (UniqueConstraint("scope", "serial"),)
    kind: ClassVar = Kind.NUMBER

    id: Mapped[Id] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    template: Mapped[str]
    scope: Mapped[str]
    serial: Mapped[int]
    subject: Mapped[Kind] = mapped_column(enum_type(Kind))
    subject_id: Mapped[Id | None]
    state: Mapped[NumberState] = mapped_column(enum_type(NumberState), default=NumberState.ISSUED)
    issued_at: Mapped[datetime]
    issued_by: Mapped[int]
    void_reason: Mapped[str] = mapped_column(default="")
    voided_at: Mapped[datetime | None]
