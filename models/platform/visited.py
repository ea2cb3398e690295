"""Which records a person opened last, and which they pinned, for the palette."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.types import Id, enum_type
from models.words.kinds import Kind


class Visited(Base):
    """A record that a person opened or pinned: which it is, never what it is called."""

    __tablename__ = "visited_records"
    __table_args__ = (Index("ix_visited_records_opened", "user_id", "opened_at"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    subject: Mapped[Kind] = mapped_column(enum_type(Kind), primary_key=True)
    subject_id: Mapped[Id] = mapped_column(primary_key=True)
    opened_at: Mapped[datetime]
    pinned_at: Mapped[datetime | None]
