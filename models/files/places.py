"""Places of paper: rooms, cabinets, shelves and boxes as one tree (B1)."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Record
from models.people import User
from models.types import enum_type
from models.words.files import PlaceKind
from models.words.kinds import Kind


class Place(Record, Base):
    """A node of the tree; ``path`` («/1/7/») is the ids from the root down, ``label`` its name."""

    __tablename__ = "places"
    __table_args__ = (UniqueConstraint("parent_id", "code"),)
    kind: ClassVar = Kind.PLACE

    parent_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"), index=True)
    sort: Mapped[PlaceKind] = mapped_column(enum_type(PlaceKind))
    code: Mapped[str]
    name: Mapped[str]
    label: Mapped[str] = mapped_column(default="")  # «A库 / 03柜 / 2层 / 5盒»
    path: Mapped[str] = mapped_column(default="", index=True)
    position: Mapped[int] = mapped_column(default=0)
    capacity: Mapped[int | None]  # files that fit; None: not a place for files
    keeper_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))  # holds the key
    active: Mapped[bool] = mapped_column(default=True)
    moved_at: Mapped[datetime | None]  # when it was last moved with its contents
    moved_from_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"))
    moved_order: Mapped[int] = mapped_column(default=0)  # its order in the old place

    parent: Mapped["Place | None"] = relationship(foreign_keys=[parent_id], remote_side="Place.id")
    keeper: Mapped[User | None] = relationship()
