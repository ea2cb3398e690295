"""What one officer asks for and a second one confirms; and since when that is so (SEC-3)."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Dated, Record
from models.people import Role, User
from models.types import enum_type
from models.words.kinds import Kind
from models.words.people import OfficerActSort, OfficerActState
from models.words.text import N_

WAITS = text("state = 'waiting'")
TWICE = N_("The same waits for a second officer already. Look under “Two officers”.")


class OfficerAct(Record, Dated, Base):
    """A link for an officer, a role or a wider right, which waits for a second officer.

    ``wanted`` is what follows once it is confirmed: codes of roles added and removed, or grants and
    field rules with what they were. A reset on the machine itself has no maker.
    """

    __tablename__ = "officer_acts"
    __table_args__ = (
        CheckConstraint(
            "state <> 'confirmed' OR (decided_by IS NOT NULL AND decided_by <> maker_id "
            "AND (receiver_id IS NULL OR decided_by <> receiver_id))",
            name="second",
        ),
        CheckConstraint(
            "(sort = 'glass') = (maker_id IS NULL)",
            name="maker",
        ),
        Index(
            "uq_officer_acts_receiver",
            "sort",
            "receiver_id",
            unique=True,
            sqlite_where=WAITS,
            postgresql_where=WAITS,
            info={"said": TWICE},
        ),
        Index(
            "uq_officer_acts_role",
            "role_id",
            unique=True,
            sqlite_where=WAITS,
            postgresql_where=WAITS,
            info={"said": TWICE},
        ),
        Index("ix_officer_acts_state", "state"),
    )
    kind: ClassVar = Kind.OFFICER_ACT
    governed: ClassVar = ("state",)

    sort: Mapped[OfficerActSort] = mapped_column(enum_type(OfficerActSort))
    state: Mapped[OfficerActState] = mapped_column(
        enum_type(OfficerActState), default=OfficerActState.WAITING
    )
    maker_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    receiver_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    role_id: Mapped[int | None] = mapped_column(ForeignKey("roles.id"))
    wanted: Mapped[dict[str, Any]] = mapped_column(default=dict)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]
    settlement: Mapped[str] = mapped_column(default="")  # why it was refused or withdrawn

    maker: Mapped[User | None] = relationship(foreign_keys=[maker_id])
    receiver: Mapped[User | None] = relationship(foreign_keys=[receiver_id])
    role: Mapped[Role | None] = relationship(foreign_keys=[role_id])
    decider: Mapped[User | None] = relationship(foreign_keys=[decided_by])


class TwoOfficers(Base):
    """One row from the moment on when all three officers had signed in once; it never goes."""

    __tablename__ = "two_officers"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    since: Mapped[datetime]
