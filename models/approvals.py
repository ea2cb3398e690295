"""Approval chains, the routes that choose one, running approvals and their tasks."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Dated, Named, Owned, Record
from models.people import User
from models.types import Id, enum_type
from models.words.access import Secrecy
from models.words.approvals import ApprovalState, TaskState, Verdict
from models.words.kinds import Kind
from models.words.lending import Action
from models.words.text import N_


class Chain(Record, Dated, Base):
    """The steps of an approval; a new version is a new row (K-5)."""

    __tablename__ = "chains"
    __table_args__ = (
        UniqueConstraint("code", "version"),
        Index("ix_chains_updated_at", "updated_at"),
    )
    kind: ClassVar = Kind.CHAIN

    code: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    name: Mapped[str] = mapped_column(index=True)
    # [{"name", "who": StepRole, "role": code | None, "user_id": int | None,
    #   "need": StepNeed, "workdays": int | None}]
    steps: Mapped[list[Any]] = mapped_column(default=list)
    active: Mapped[bool] = mapped_column(default=True)


class Route(Record, Base):
    """Class × secrecy × action → chain; ``None`` matches all, the most specific row wins (C2)."""

    __tablename__ = "routes"
    kind: ClassVar = Kind.ROUTE

    class_id: Mapped[int | None] = mapped_column(ForeignKey("file_classes.id"), index=True)
    secrecy: Mapped[Secrecy | None] = mapped_column(enum_type(Secrecy))
    action: Mapped[Action | None] = mapped_column(enum_type(Action))
    own_department: Mapped[bool | None]  # whether applicant and file are in the same department
    chain_code: Mapped[str] = mapped_column(index=True)
    active: Mapped[bool] = mapped_column(default=True)


# Queries name it word for word, for SQLite takes a partial index only so.
UNSETTLED = "state IN ('open', 'stuck')"


class Approval(Record, Owned, Named, Dated, Base):
    """The approval of one record, by steps copied when it was opened; owner is the applicant."""

    __tablename__ = "approvals"
    __table_args__ = (
        Index(
            "uq_approvals_open_subject",
            "subject",
            "subject_id",
            unique=True,
            sqlite_where=text(UNSETTLED),
            postgresql_where=text(UNSETTLED),
        ),
        Index("ix_approvals_subject", "subject", "subject_id"),
    )
    kind: ClassVar = Kind.APPROVAL
    governed: ClassVar = ("state",)

    subject: Mapped[Kind] = mapped_column(enum_type(Kind))
    subject_id: Mapped[Id]
    title: Mapped[str]
    summary: Mapped[dict[str, Any]] = mapped_column(default=dict)
    chain_code: Mapped[str]
    chain_version: Mapped[int]
    steps: Mapped[list[Any]] = mapped_column(default=list)  # copy of Chain.steps
    step: Mapped[int] = mapped_column(default=0)  # index of the current step
    excluded: Mapped[list[Any]] = mapped_column(default=list)  # ids of users who may not decide
    checked_by: Mapped[Id | None]  # who pre-checked the subject decides no step of it (Q5)
    state: Mapped[ApprovalState] = mapped_column(
        enum_type(ApprovalState), default=ApprovalState.OPEN
    )
    settled_at: Mapped[datetime | None]

    tasks: Mapped[list["ApprovalTask"]] = relationship(
        back_populates="approval", order_by="ApprovalTask.id"
    )
    # copied steps also carry "department_id" (whose head decides) and, if waived, "waived"
    applicant: Mapped[User] = relationship(foreign_keys="Approval.owner_id")


class ApprovalTask(Record, Dated, Base):
    """One person's task in a step; records who decided and on whose behalf (C4)."""

    __tablename__ = "approval_tasks"
    __table_args__ = (
        Index("ix_approval_tasks_inbox", "assignee_id", "state", "id"),
        # I-4: a person decides at most once in an approval, also on behalf of others
        Index(
            "uq_approval_tasks_one_decision",
            "approval_id",
            "decided_by",
            unique=True,
            sqlite_where=text("decided_by IS NOT NULL"),
            postgresql_where=text("decided_by IS NOT NULL"),
            info={"said": N_("You have already decided in this approval.")},
        ),
    )
    kind: ClassVar = Kind.APPROVAL_TASK
    governed: ClassVar = ("state",)

    approval_id: Mapped[int] = mapped_column(ForeignKey("approvals.id"), index=True)
    step: Mapped[int]
    assignee_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    added_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))  # 加签 or 转交
    required: Mapped[bool] = mapped_column(default=False)  # 加签: the step waits for this task too
    state: Mapped[TaskState] = mapped_column(enum_type(TaskState), default=TaskState.OPEN)
    due_on: Mapped[date | None]
    verdict: Mapped[Verdict | None] = mapped_column(enum_type(Verdict))
    comment: Mapped[str] = mapped_column(default="")
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]
    decided_as: Mapped[dict[str, Any]] = mapped_column(default=dict)  # snapshot: name, post, 代

    approval: Mapped[Approval] = relationship(back_populates="tasks")
    assignee: Mapped[User] = relationship(foreign_keys=[assignee_id])
    decider: Mapped[User | None] = relationship(foreign_keys=[decided_by])
