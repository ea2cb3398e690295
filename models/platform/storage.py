"""Attachments of records of any kind."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Dated, Record
from models.people import User
from models.types import Id, enum_type
from models.words.access import Secrecy
from models.words.kinds import Kind


class Attachment(Record, Dated, Base):
    """A stored file: a random name on disk, its real name here, its type by content (SEC-5)."""

    __tablename__ = "attachments"
    __table_args__ = (Index("ix_attachments_subject", "subject", "subject_id"),)
    kind: ClassVar = Kind.ATTACHMENT

    subject: Mapped[Kind] = mapped_column(enum_type(Kind))
    subject_id: Mapped[Id]
    item_id: Mapped[int | None] = mapped_column(ForeignKey("items.id"))
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    storage_key: Mapped[str] = mapped_column(unique=True)
    secrecy: Mapped[Secrecy] = mapped_column(enum_type(Secrecy), default=Secrecy.NORMAL)
    uploaded_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    withdrawn_at: Mapped[datetime | None]

    uploader: Mapped[User] = relationship()
