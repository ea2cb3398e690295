"""Notices to people, and the mails and digests that carry them (D8)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.types import Id, enum_type
from models.words.kinds import Kind
from models.words.platform import Channel, NoticeState


class Notice(Base):
    """A notice to one person; the dedup key prevents a second one (D8)."""

    __tablename__ = "notices"
    __table_args__ = (Index("ix_notices_inbox", "user_id", "read_at", "id"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    topic: Mapped[str]  # names the template and the re-check
    subject: Mapped[Kind] = mapped_column(enum_type(Kind))
    subject_id: Mapped[Id]
    values: Mapped[dict[str, Any]] = mapped_column(default=dict)
    dedup: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]


class Carried:
    """What leaves as a letter: claimed by one sender before it is handed over."""

    claim: Mapped[str] = mapped_column(default="")  # of the last sender, until the end is known
    claimed_until: Mapped[datetime | None]


class Dispatch(Carried, Base):
    """A notice to be sent by one channel; checked again when it is sent."""

    __tablename__ = "dispatches"
    __table_args__ = (UniqueConstraint("notice_id", "channel"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notices.id"))
    channel: Mapped[Channel] = mapped_column(enum_type(Channel))
    outcome: Mapped[NoticeState] = mapped_column(
        enum_type(NoticeState), default=NoticeState.PENDING
    )
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime | None]  # not before, after a failure
    sent_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(default="")


class Digest(Carried, Base):
    """One person's daily mail, composed when it is sent (D8)."""

    __tablename__ = "digests"
    __table_args__ = (UniqueConstraint("user_id", "day"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    day: Mapped[date]
    covered: Mapped[list[Any]] = mapped_column(default=list)  # ids of the dispatches it carries
    outcome: Mapped[NoticeState] = mapped_column(
        enum_type(NoticeState), default=NoticeState.PENDING
    )
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(default="")
