"""What the records of the audit are called: by number, by name, never by an id of the database.

An auditor knows KH-2026-0008. ``Names`` tells it of an id; ``ids_called`` finds what bears it,
with all that belongs to it: the loans of a file, the lines of a request.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from models.approvals import Approval, ApprovalTask, Chain, Route
from models.customers import Contact, Customer
from models.files.deficiencies import Deficiency, Penalty
from models.files.differences import Difference
from models.files.places import Place
from models.files.records import CustomerFile, FileClass, Item, Volume
from models.lending.loans import Loan
from models.lending.requests import AccessRequest, Copying, RequestLine, Viewing, Visitor
from models.officers import OfficerAct
from models.people import Delegation, Department, Role, User
from models.platform.audit import AuditEntry
from models.platform.imports import ImportBatch
from models.platform.jobs import Job
from models.platform.lists import SavedView
from models.platform.numbering import NumberEntry
from models.platform.sheets import Export
from models.platform.storage import Attachment
from models.words.kinds import Kind
from models.words.tasks import task_label
from portal.platform.sheets.sheet import Say
from portal.work import Work

BLOCK = 500  # rows of a table that are asked for together
FILE = func.coalesce(CustomerFile.number, CustomerFile.title)
Part = ColumnElement[Any] | InstrumentedAttribute[Any]


@dataclass(frozen=True)
class Called:
    """How a kind is named: ``parts`` joined by a dot; ``keys`` are the numbers that find it."""

    table: Any
    parts: tuple[Part, ...]
    keys: tuple[Part, ...] = ()
    joins: tuple[tuple[Any, Any], ...] = ()  # (table, condition)

    def chosen(self, *columns: Any) -> Select[Any]:
        """These columns of its rows."""
        query = select(*columns).select_from(self.table)
        for table, condition in self.joins:
            query = query.outerjoin(table, condition)
        return query


def _of_line(table: Any) -> Called:
    return Called(
        table,
        (AccessRequest.number, FILE),
        (AccessRequest.number, CustomerFile.number),
        (
            (RequestLine, RequestLine.id == table.line_id),
            (AccessRequest, AccessRequest.id == RequestLine.request_id),
            (CustomerFile, CustomerFile.id == RequestLine.file_id),
        ),
    )


def _of_file(table: Any, *parts: Part) -> Called:
    joins = ((CustomerFile, CustomerFile.id == table.file_id),)
    return Called(table, (FILE, *parts), (CustomerFile.number,), joins)


NAMED: Mapping[Kind, Called] = {
    Kind.APPROVAL: Called(Approval, (Approval.title,)),
    Kind.APPROVAL_TASK: Called(
        ApprovalTask, (Approval.title,), (), ((Approval, Approval.id == ApprovalTask.approval_id),)
    ),
    Kind.ATTACHMENT: Called(Attachment, (Attachment.name,)),
    Kind.CHAIN: Called(Chain, (Chain.name,), (Chain.name,)),
    Kind.CONTACT: Called(
        Contact,
        (Customer.number, Contact.name),
        (Customer.number,),
        ((Customer, Customer.id == Contact.customer_id),),
    ),
    Kind.COPYING: _of_line(Copying),
    Kind.CUSTOMER: Called(Customer, (Customer.number,), (Customer.number, Customer.name)),
    Kind.DEFICIENCY: _of_file(Deficiency, Deficiency.part),
    Kind.DELEGATION: Called(
        Delegation, (User.name,), (User.name,), ((User, User.id == Delegation.from_id),)
    ),
    Kind.DEPARTMENT: Called(Department, (Department.name,), (Department.name,)),
    Kind.DIFFERENCE: Called(
        Difference,
        (Difference.number, FILE),
        (Difference.number, CustomerFile.number),
        ((CustomerFile, CustomerFile.id == Difference.file_id),),
    ),
    Kind.EXPORT: Called(Export, (Export.name,), (Export.name,)),
    Kind.FILE: Called(
        CustomerFile,
        (FILE,),
        (CustomerFile.number, Customer.number),
        ((Customer, Customer.id == CustomerFile.customer_id),),
    ),
    Kind.FILE_CLASS: Called(FileClass, (FileClass.name,), (FileClass.name,)),
    Kind.IMPORT: Called(ImportBatch, (ImportBatch.name,), (ImportBatch.name,)),
    Kind.ITEM: _of_file(Item, Item.title),
    Kind.JOB: Called(Job, (Job.name,)),
    Kind.LOAN: Called(
        Loan,
        (Loan.number, FILE),
        (Loan.number, CustomerFile.number, AccessRequest.number),
        (
            (CustomerFile, CustomerFile.id == Loan.file_id),
            (AccessRequest, AccessRequest.id == Loan.request_id),
        ),
    ),
    Kind.NUMBER: Called(NumberEntry, (NumberEntry.number,), (NumberEntry.number,)),
    Kind.OFFICER_ACT: Called(
        OfficerAct,
        (func.coalesce(User.name, Role.name),),
        (),
        ((User, User.id == OfficerAct.receiver_id), (Role, Role.id == OfficerAct.role_id)),
    ),
    Kind.PENALTY: Called(
        Penalty,
        (FILE, User.name, Penalty.amount),
        (CustomerFile.number, User.name),
        (
            (Deficiency, Deficiency.id == Penalty.deficiency_id),
            (CustomerFile, CustomerFile.id == Deficiency.file_id),
            (User, User.id == Penalty.owner_id),
        ),
    ),
    Kind.PLACE: Called(Place, (Place.label,), (Place.label,)),
    Kind.REQUEST: Called(AccessRequest, (AccessRequest.number,), (AccessRequest.number,)),
    Kind.REQUEST_LINE: Called(
        RequestLine,
        (AccessRequest.number, FILE),
        (AccessRequest.number, CustomerFile.number),
        (
            (AccessRequest, AccessRequest.id == RequestLine.request_id),
            (CustomerFile, CustomerFile.id == RequestLine.file_id),
        ),
    ),
    Kind.ROLE: Called(Role, (Role.name,), (Role.name,)),
    Kind.ROUTE: Called(
        Route, (Chain.name,), (Chain.name,), ((Chain, Chain.code == Route.chain_code),)
    ),
    Kind.SAVED_VIEW: Called(SavedView, (SavedView.name,)),
    Kind.USER: Called(User, (User.name,), (User.name, User.login)),
    Kind.VIEWING: _of_line(Viewing),
    Kind.VISITOR: Called(Visitor, (Visitor.name,)),
    Kind.VOLUME: _of_file(Volume, cast(Volume.number, String)),
}


@dataclass
class Names:
    """Names by kind and id, asked for block by block: a sheet has thousands of entries."""

    work: Work
    say: Say
    known: dict[tuple[Kind, int], Mapping[int, str]] = field(default_factory=dict)

    def name(self, kind: Kind, id: int) -> str:
        """What a record is called; «#8» for what is gone, a dash where there is none."""
        if not id:
            return "—"
        if kind not in NAMED:
            return str(id) if kind is Kind.CALENDAR else f"#{id}"
        block = id // BLOCK
        if (kind, block) not in self.known:
            self.known[kind, block] = self._block(kind, block * BLOCK)
        return self.known[kind, block].get(id) or f"#{id}"

    def of_code(self, kind: Kind, code: str) -> str:
        """What the record of that code is called, or the code."""
        table = NAMED[kind].table
        key = (kind, -1)
        if key not in self.known:
            rows = self.work.session.execute(select(table.code, table.name)).all()
            self.known[key] = {row[0]: row[1] for row in rows}
        named: Mapping[Any, str] = self.known[key]
        found = str(named.get(code, code))
        return self.say(found) if kind is Kind.ROLE else found

    def _block(self, kind: Kind, first: int) -> Mapping[int, str]:
        called = NAMED[kind]
        within = called.table.id.between(first, first + BLOCK - 1)
        rows = self.work.session.execute(
            called.chosen(called.table.id, *called.parts).where(within)
        )
        return {row[0]: self._joined(kind, row[1:]) for row in rows}

    def _joined(self, kind: Kind, parts: Any) -> str:
        if kind is Kind.JOB:
            return self.say(task_label(parts[0]))
        if kind in (Kind.ROLE, Kind.OFFICER_ACT):  # those shipped are called by a msgid
            return self.say(parts[0])
        return " · ".join(str(part) for part in parts if part not in (None, ""))


def about_called(work: Work, number: str) -> ColumnElement[bool]:
    """Entries about what bears this number or name, and about all that belongs to it."""
    wanted, found = number.strip(), []
    for kind, called in NAMED.items():
        if called.keys:
            bears = or_(*(key == wanted for key in called.keys))
            ids = work.session.scalars(called.chosen(called.table.id).where(bears)).all()
            if ids:
                found.append(and_(AuditEntry.subject == kind, AuditEntry.subject_id.in_(ids)))
    return or_(*found) if found else false()


def number_of(work: Work, kind: Kind, id: int) -> str:
    """The number or name by which ``about_called`` finds a record; empty if it has none."""
    called = NAMED.get(kind)
    if called is None or not called.keys or not id:
        return ""
    return str(
        work.session.scalar(called.chosen(called.keys[0]).where(called.table.id == id)) or ""
    )
