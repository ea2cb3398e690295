"""Saved views of lists."""

from typing import Any, ClassVar

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Dated, Owned, Record
from models.types import enum_type
from models.words.kinds import Kind
from models.words.platform import Sharing


class SavedView(Record, Owned, Dated, Base):
    """Filters, sort, columns and page size of a list under a name (UX-1)."""

    __tablename__ = "saved_views"
    __table_args__ = (Index("ix_saved_views_listing", "listing", "sharing"),)
    kind: ClassVar = Kind.SAVED_VIEW

    listing: Mapped[str]
    name: Mapped[str]
    sharing: Mapped[Sharing] = mapped_column(enum_type(Sharing), default=Sharing.OWN)
    query: Mapped[dict[str, Any]] = mapped_column(default=dict)
    position: Mapped[int] = mapped_column(default=0)
