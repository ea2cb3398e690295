"""Comments and form submissions of any record, and the settings of the office."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Dated, Record
from models.people import User
from models.types import Id, enum_type
from models.words.kinds import Kind


class Setting(Base):
    """A setting whose value differs from the default in ``portal.settings``."""

    __tablename__ = "settings"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[dict[str, Any]]  # {"value": …}
    changed_at: Mapped[datetime]
    changed_by: Mapped[int]


class Comment(Record, Dated, Base):
    """A comment on a record; people named with @ get a notice."""

    __tablename__ = "comments"
    __table_args__ = (Index("ix_comments_subject", "subject", "subject_id", "id"),)
    kind: ClassVar = Kind.COMMENT

    subject: Mapped[Kind] = mapped_column(enum_type(Kind))
    subject_id: Mapped[Id]
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    text: Mapped[str]
    mentions: Mapped[list[Any]] = mapped_column(default=list)

    author: Mapped[User] = relationship()


class Submission(Base):
    """A form submission that was carried out; its key submitted again gets the same answer (C9)."""

    __tablename__ = "submissions"

    key: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[Id]
    at: Mapped[datetime]
    subject: Mapped[Kind] = mapped_column(enum_type(Kind))
    subject_id: Mapped[Id]
