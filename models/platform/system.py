"""The audit trail, jobs, notices, settings, exports, comments and saved views."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, synonym

from models.base import Base, Dated, Owned, Record
from models.people import User
from models.types import Id, word
from models.words.kinds import Kind
from models.words.platform import Channel, ExportState, JobState, NoticeState, Sharing

GENESIS = "0" * 64  # what the first audit entry follows


class AuditEntry(Base):
    """One thing that happened: insert-only, gap-free, chained by a keyed hash (I-6 ▲)."""

    __tablename__ = "audit"
    __table_args__ = (
        Index("ix_audit_subject", "subject", "subject_id", "seq"),
        Index("ix_audit_actor_id", "actor_id", "seq"),
        Index("ix_audit_happened", "happened", "seq"),
    )
    kind: ClassVar = Kind.AUDIT

    seq: Mapped[Id] = mapped_column(primary_key=True, autoincrement=False)
    id: Mapped[int] = synonym("seq")
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[Id]
    actor: Mapped[dict[str, Any]]  # snapshot: name, department, post, roles, address, acting for
    happened: Mapped[str]
    subject: Mapped[Kind] = mapped_column(word(Kind))
    subject_id: Mapped[Id]
    refused: Mapped[bool] = mapped_column(default=False)
    details: Mapped[dict[str, Any]]
    previous: Mapped[str]
    hash: Mapped[str]


class AuditHead(Base):
    """Number and hash of the last entry; one row that serialises those who write."""

    __tablename__ = "audit_head"

    id: Mapped[Id] = mapped_column(primary_key=True)
    seq: Mapped[int]
    hash: Mapped[str]
    seal: Mapped[str] = mapped_column(default="", server_default="")  # portal.platform.audit.chain


class AuditAnchor(Base):
    """The head of a day, handed to the auditor outside the database."""

    __tablename__ = "audit_anchors"

    day: Mapped[date] = mapped_column(primary_key=True)
    seq: Mapped[int]
    hash: Mapped[str]
    made_at: Mapped[datetime]


class Job(Record, Base):
    """Work for later, written with the change that wants it (SEC-7)."""

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
    state: Mapped[JobState] = mapped_column(word(JobState), default=JobState.WAITING)
    created_at: Mapped[datetime]
    run_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    token: Mapped[str] = mapped_column(default="")
    attempts: Mapped[int] = mapped_column(default=0)
    progress: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(default="")
    link: Mapped[str] = mapped_column(default="")  # where its result can be seen


class Notice(Base):
    """What one person is told; the dedup key keeps it from being told twice (D8)."""

    __tablename__ = "notices"
    __table_args__ = (Index("ix_notices_inbox", "user_id", "read_at", "id"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    topic: Mapped[str]  # names the template and the re-check
    subject: Mapped[Kind] = mapped_column(word(Kind))
    subject_id: Mapped[Id]
    values: Mapped[dict[str, Any]] = mapped_column(default=dict)
    dedup: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]


class Dispatch(Base):
    """A notice on its way out by one channel; re-checked when it is sent."""

    __tablename__ = "dispatches"
    __table_args__ = (UniqueConstraint("notice_id", "channel"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notices.id"))
    channel: Mapped[Channel] = mapped_column(word(Channel))
    outcome: Mapped[NoticeState] = mapped_column(word(NoticeState), default=NoticeState.PENDING)
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime | None]  # not before, after a failure
    sent_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(default="")


class Digest(Base):
    """One person's mail of one day, composed when it is sent (D8)."""

    __tablename__ = "digests"
    __table_args__ = (UniqueConstraint("user_id", "day"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    day: Mapped[date]
    covered: Mapped[list[Any]] = mapped_column(default=list)  # ids of the dispatches it carries
    outcome: Mapped[NoticeState] = mapped_column(word(NoticeState), default=NoticeState.PENDING)
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(default="")


class Setting(Base):
    """A business setting that differs from its default in ``portal.settings``."""

    __tablename__ = "settings"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[dict[str, Any]]  # {"value": …}
    changed_at: Mapped[datetime]
    changed_by: Mapped[int]


class Export(Record, Owned, Dated, Base):
    """A workbook made for one person: what it holds, its hash, how long it is kept."""

    __tablename__ = "exports"
    kind: ClassVar = Kind.EXPORT
    governed: ClassVar = ("state",)

    report: Mapped[str]
    name: Mapped[str]  # file name for people
    params: Mapped[dict[str, Any]] = mapped_column(default=dict)
    purpose: Mapped[str] = mapped_column(default="")
    state: Mapped[ExportState] = mapped_column(word(ExportState), default=ExportState.WAITING)
    storage_key: Mapped[str] = mapped_column(default="")
    rows: Mapped[int | None]
    size: Mapped[int | None]
    sha256: Mapped[str] = mapped_column(default="")
    expires_at: Mapped[datetime | None]
    job_id: Mapped[int | None] = mapped_column(ForeignKey("jobs.id"))


class Comment(Record, Dated, Base):
    """What people say about a record; @ names become notices."""

    __tablename__ = "comments"
    __table_args__ = (Index("ix_comments_subject", "subject", "subject_id", "id"),)
    kind: ClassVar = Kind.COMMENT

    subject: Mapped[Kind] = mapped_column(word(Kind))
    subject_id: Mapped[Id]
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    text: Mapped[str]
    mentions: Mapped[list[Any]] = mapped_column(default=list)

    author: Mapped[User] = relationship()


class SavedView(Record, Owned, Dated, Base):
    """A named list state: filters, sort, columns, page size, all by name (UX-1)."""

    __tablename__ = "saved_views"
    __table_args__ = (Index("ix_saved_views_listing", "listing", "sharing"),)
    kind: ClassVar = Kind.SAVED_VIEW

    listing: Mapped[str]
    name: Mapped[str]
    sharing: Mapped[Sharing] = mapped_column(word(Sharing), default=Sharing.OWN)
    query: Mapped[dict[str, Any]] = mapped_column(default=dict)
    position: Mapped[int] = mapped_column(default=0)


class Submission(Base):
    """A form post that was carried out: the same key again gets the same answer (C9)."""

    __tablename__ = "submissions"

    key: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[Id]
    at: Mapped[datetime]
    subject: Mapped[Kind] = mapped_column(word(Kind))
    subject_id: Mapped[Id]
