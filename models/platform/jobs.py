"""Background jobs, leased to a worker and effective once."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Record
from models.types import enum_type
from models.words.kinds import Kind
from models.words.platform import JobState


class Job(Record, Base):
    """A job, enqueued in the transaction of the change that needs it (SEC-7)."""

    __tablename__ = "jobs"
    __table_args__ = (
        Index("ix_jobs_due", "state", "run_at", "id"),
        Index("ix_jobs_asker", "asked_by", "id"),
    )
    kind: ClassVar = Kind.JOB
    governed: ClassVar = ("state",)

    name: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    args: Mapped[dict[str, Any]] = mapped_column(default=dict)
    asked_by: Mapped[int]  # 0: the system
    dedup: Mapped[str | None] = mapped_column(unique=True)
    state: Mapped[JobState] = mapped_column(enum_type(JobState), default=JobState.WAITING)
    created_at: Mapped[datetime] = mapped_column(index=True)
    run_at: Mapped[datetime] = mapped_column(index=True)
    lease_until: Mapped[datetime | None]
    token: Mapped[str] = mapped_column(default="")
    attempts: Mapped[int] = mapped_column(default=0)
    progress: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(default="")
    link: Mapped[str] = mapped_column(default="")  # where its result can be seen
