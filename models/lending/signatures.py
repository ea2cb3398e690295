"""Signatures of recipients of loans, reading sessions and copies (Q10); never changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.people import User
from models.types import Id, enum_type
from models.words.kinds import Kind
from models.words.lending import SignedBy


class Signature(Base):
    """The one signature of a hand-out; the recipient ``name`` may be a visitor without account."""

    __tablename__ = "signatures"
    __table_args__ = (UniqueConstraint("subject", "subject_id"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    subject: Mapped[Kind] = mapped_column(enum_type(Kind))
    subject_id: Mapped[Id]
    name: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    way: Mapped[SignedBy] = mapped_column(enum_type(SignedBy))
    strokes: Mapped[list[Any]] = mapped_column(default=list)  # each x, y, x, y … in pad units
    at: Mapped[datetime]
    custodian_id: Mapped[int] = mapped_column(ForeignKey("users.id"))

    custodian: Mapped[User] = relationship(foreign_keys=[custodian_id])
