"""Access requests (利用申请): view, borrow or copy, several files each (rules/requests.md)."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Dated, Named, Owned, Record
from models.customers import Customer
from models.files.graded import OfFile
from models.files.records import CustomerFile
from models.people import Department, User
from models.types import Id, enum_type
from models.words.access import Secrecy
from models.words.kinds import Kind
from models.words.lending import Action, CopyState, LineState, LoanMode, RequestState, ViewingState
from models.words.text import N_
from models.words.values import ValueKind as V

# Queries name these word for word, for SQLite takes a partial index only so.
PROMISED = "state IN ('approved', 'ready')"
UNSETTLED = "state IN ('pending', 'made', 'handed')"


class Visitor(Record, Dated, Base):
    """An outside visitor; of the ID number only its end and a keyed hash are kept (C5)."""

    __tablename__ = "visitors"
    kind: ClassVar = Kind.VISITOR

    name: Mapped[str]
    organization: Mapped[str] = mapped_column(default="")
    id_type: Mapped[str] = mapped_column(default="")
    id_tail: Mapped[str] = mapped_column(default="")
    id_hash: Mapped[str] = mapped_column(default="")
    relation: Mapped[str] = mapped_column(default="")
    letter: Mapped[str] = mapped_column(default="")


class AccessRequest(Record, Owned, Named, Dated, Base):
    """A request; the owner is the applicant. Its state is derived from its lines."""

    __tablename__ = "requests"
    __table_args__ = (
        Index("ix_requests_state_id", "state", "id"),
        Index("ix_requests_updated_at", "updated_at"),
    )
    kind: ClassVar = Kind.REQUEST
    governed: ClassVar = ("state",)

    number: Mapped[str] = mapped_column(unique=True, info={"kind": V.CODE})
    action: Mapped[Action] = mapped_column(enum_type(Action))
    state: Mapped[RequestState] = mapped_column(enum_type(RequestState), default=RequestState.DRAFT)
    purpose: Mapped[str]
    purpose_category: Mapped[str] = mapped_column(default="")
    visitor_id: Mapped[int | None] = mapped_column(ForeignKey("visitors.id"))
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    accepted_terms: Mapped[bool] = mapped_column(default=False)
    mode: Mapped[LoanMode | None] = mapped_column(enum_type(LoanMode))
    term_days: Mapped[int | None]
    place: Mapped[str] = mapped_column(default="")
    planned_on: Mapped[date | None]
    pages: Mapped[str] = mapped_column(default="")  # copy: 页码, «3-5, 9»
    copies: Mapped[int | None]
    external: Mapped[bool] = mapped_column(default=False)
    return_by: Mapped[date | None]  # copies are to be returned or destroyed by then
    route: Mapped[dict[str, Any]] = mapped_column(default=dict)  # chain code, version, preview
    submitted_at: Mapped[datetime | None] = mapped_column(index=True)
    prechecked_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    precheck_note: Mapped[str] = mapped_column(default="")
    approved_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(default="")  # reason of return or rejection
    resend_by: Mapped[date | None]  # returned: what is kept for it is kept until then (C10)
    use_result: Mapped[str] = mapped_column(default="")  # 利用效果: what the use led to (Q14)

    applicant: Mapped[User] = relationship(foreign_keys="AccessRequest.owner_id")
    department: Mapped[Department | None] = relationship(foreign_keys="AccessRequest.department_id")
    visitor: Mapped[Visitor | None] = relationship()
    lines: Mapped[list["RequestLine"]] = relationship(
        back_populates="request", order_by="RequestLine.id"
    )

    @property
    def highest(self) -> Secrecy:
        """The highest grade of what it asks for: that of its papers. The request itself has none;
        whoever decides it reads it.
        """
        grades = [line.about.highest for line in self.lines]
        return max(grades, key=list(Secrecy).index, default=Secrecy.NORMAL)

    @property
    def logs_looks(self) -> bool:
        """Whether every look at any of what it asks for is an entry (R-22)."""
        return any(line.about.logs_looks for line in self.lines)


class RequestLine(Record, Base):
    """One requested file, decided and handed out on its own; or a customer's card, to be read.

    A line about a card has no ``file``, and ends with its approval: no custodian ever meets it.
    """

    __tablename__ = "request_lines"
    __table_args__ = (
        UniqueConstraint("request_id", "file_id"),
        CheckConstraint("(file_id IS NULL) <> (customer_id IS NULL)", name="about_one_thing"),
        Index(
            "uq_request_lines_one_ready",  # one reservation per file
            "file_id",
            unique=True,
            sqlite_where=text("state = 'ready'"),
            postgresql_where=text("state = 'ready'"),
            info={"said": N_("This file is already set aside for another request.")},
        ),
        Index(
            "uq_request_lines_one_held",  # the paper is kept for one line at a time
            "file_id",
            unique=True,
            sqlite_where=text("held_at IS NOT NULL"),
            postgresql_where=text("held_at IS NOT NULL"),
            info={"said": N_("This file is already kept for another request.")},
        ),
        Index("ix_request_lines_file_state", "file_id", "state"),
        Index(
            "ix_request_lines_at_desk",
            "state",
            "pick_up_until",
            sqlite_where=text(PROMISED),
            postgresql_where=text(PROMISED),
        ),
    )
    kind: ClassVar = Kind.REQUEST_LINE
    governed: ClassVar = ("state",)

    request_id: Mapped[int] = mapped_column(ForeignKey("requests.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("files.id"), nullable=True)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"), index=True)
    state: Mapped[LineState] = mapped_column(enum_type(LineState), default=LineState.OPEN)
    term_days: Mapped[int | None]  # as approved, perhaps shorter than requested (Q6)
    comment: Mapped[str] = mapped_column(default="")
    waiting_since: Mapped[datetime | None]
    priority: Mapped[int] = mapped_column(default=0)
    reserved_at: Mapped[datetime | None]
    reserved_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    granted: Mapped[bool] = mapped_column(default=False)  # approved, though it may wait its turn
    grade: Mapped[Secrecy | None] = mapped_column(enum_type(Secrecy))  # the file's at approval
    read_until: Mapped[date | None]  # the approval opens the papers on screen until then
    held_at: Mapped[datetime | None]  # since when the paper is kept for it (C10)
    held_until: Mapped[date | None]  # how long before it is set aside; left when it lapsed
    pick_up_until: Mapped[date | None]  # once set aside, to be collected by then

    request: Mapped[AccessRequest] = relationship(back_populates="lines")
    file: Mapped[CustomerFile] = relationship()
    customer: Mapped[Customer | None] = relationship()

    @property
    def about(self) -> Any:
        """The file or the card."""
        return self.file or self.customer


class Overtaking(Base):
    """A request got the paper before another that came first, for a reason; only added (C10)."""

    __tablename__ = "overtakings"

    id: Mapped[Id] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("files.id"))
    request_id: Mapped[int] = mapped_column(ForeignKey("requests.id"), index=True)
    passed_id: Mapped[int] = mapped_column(ForeignKey("requests.id"), index=True)
    by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    reason: Mapped[str]

    file: Mapped[CustomerFile] = relationship()
    request: Mapped[AccessRequest] = relationship(foreign_keys=[request_id])
    passed: Mapped[AccessRequest] = relationship(foreign_keys=[passed_id])
    custodian: Mapped[User] = relationship()


class Viewing(Record, Owned, OfFile, Dated, Base):
    """A reading session on site, until the file is back on the shelf (C6, R-27)."""

    __tablename__ = "viewings"
    __table_args__ = (
        Index(
            "uq_viewings_one_open",
            "file_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
            info={"said": N_("This file is being read at the moment.")},
        ),
    )
    kind: ClassVar = Kind.VIEWING
    governed: ClassVar = ("state",)

    line_id: Mapped[int] = mapped_column(ForeignKey("request_lines.id"), index=True, unique=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("files.id"), index=True)
    custodian_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    state: Mapped[ViewingState] = mapped_column(enum_type(ViewingState), default=ViewingState.OPEN)
    place: Mapped[str] = mapped_column(default="")
    started_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None] = mapped_column(index=True)
    items_seen: Mapped[str] = mapped_column(default="")
    pages_before: Mapped[int] = mapped_column(default=0)
    pages_after: Mapped[int | None]
    cabinet_closed: Mapped[bool] = mapped_column(default=False)

    line: Mapped[RequestLine] = relationship()
    file: Mapped[CustomerFile] = relationship()
    reader: Mapped[User] = relationship(foreign_keys="Viewing.owner_id")


class Copying(Record, Owned, OfFile, Dated, Base):
    """Numbered, watermarked copies of pages, to be returned or destroyed by a day (C15)."""

    __tablename__ = "copyings"
    __table_args__ = (
        Index(
            "ix_copyings_unsettled",
            "state",
            "return_by",
            sqlite_where=text(UNSETTLED),
            postgresql_where=text(UNSETTLED),
        ),
    )
    kind: ClassVar = Kind.COPYING
    governed: ClassVar = ("state",)

    line_id: Mapped[int] = mapped_column(ForeignKey("request_lines.id"), index=True, unique=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("files.id"), index=True)
    custodian_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    state: Mapped[CopyState] = mapped_column(enum_type(CopyState), default=CopyState.PENDING)
    pages: Mapped[str] = mapped_column(default="")
    copies: Mapped[int] = mapped_column(default=1)
    watermark: Mapped[str] = mapped_column(default="")
    stamp: Mapped[str] = mapped_column(default="")
    return_by: Mapped[date | None] = mapped_column(index=True)
    made_at: Mapped[datetime | None]
    handed_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]

    line: Mapped[RequestLine] = relationship()
    file: Mapped[CustomerFile] = relationship()
    recipient: Mapped[User] = relationship(foreign_keys="Copying.owner_id")
