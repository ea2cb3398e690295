"""Do the rows agree with their last audit entries? What was changed past the portal is named (D3).

States, places, numbers, roles, what roles may, and passwords: whoever writes to the database itself
changes these and leaves no entry. Read in a session that only looks; a sentence for each fault.
"""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, func, or_, select, type_coerce
from sqlalchemy.orm import Session, aliased

from models.approvals import Approval, ApprovalTask
from models.customers import Customer
from models.files.deficiencies import Deficiency, Penalty
from models.files.differences import Difference
from models.files.places import Place
from models.files.records import CustomerFile, Placement
from models.lending.loans import Loan
from models.lending.requests import AccessRequest, Copying, RequestLine, Viewing
from models.people import Delegation
from models.platform.audit import AuditEntry
from models.platform.imports import ImportBatch
from models.platform.numbering import NumberEntry
from models.platform.sheets import Export
from models.words import flaws
from models.words.kinds import Kind
from models.words.labels import label
from models.words.plurals import fill
from models.words.text import N_
from portal.approvals.rules import APPROVAL, TASK
from portal.customers.rules import CUSTOMER
from portal.files.completeness_rules import DEFICIENCY, PENALTY
from portal.files.difference_rules import DIFFERENCE
from portal.files.rules import CUSTODY, FILE_LIFE
from portal.lending.request_rules import COPYING, LINE, REQUEST, VIEWING
from portal.lending.rules import LOAN
from portal.office import audit_people
from portal.people.delegation_rules import DELEGATION
from portal.platform.imports.rules import IMPORT
from portal.platform.sheets.export_rules import EXPORT
from portal.platform.workflow.machine import Machine

STATES: tuple[tuple[Any, Machine[Any]], ...] = (
    (Approval, APPROVAL),
    (ApprovalTask, TASK),
    (AccessRequest, REQUEST),
    (RequestLine, LINE),
    (Viewing, VIEWING),
    (Copying, COPYING),
    (Loan, LOAN),
    (CustomerFile, FILE_LIFE),
    (CustomerFile, CUSTODY),
    (Customer, CUSTOMER),
    (Deficiency, DEFICIENCY),
    (Penalty, PENALTY),
    (Difference, DIFFERENCE),
    (Delegation, DELEGATION),
    (Export, EXPORT),
    (ImportBatch, IMPORT),
)
NUMBERED: tuple[Any, ...] = (CustomerFile, Customer, AccessRequest, Loan)
NOWHERE = "—"


def row_faults(session: Session, key: bytes) -> Iterator[str]:
    """A sentence for every row that is not as its last entry left it; nothing if all agree."""
    for table, machine in STATES:
        yield from _states(session, table, machine)
    for table in NUMBERED:
        yield from _numbers(session, table)
    yield from chain(_accepted(session), _places(session))
    yield from audit_people.people_faults(session, key)


def _states(session: Session, table: Any, machine: Machine[Any]) -> Iterator[str]:
    """Each row is where its last move led to, or where its machine starts."""
    moved = _last(table.kind, AuditEntry.details["dimension"].as_string() == machine.field)
    now = type_coerce(getattr(table, machine.field), String)
    target = AuditEntry.details["target"].as_string()
    query = (
        select(_name(table), now, moved.c.seq, target)
        .outerjoin(moved, moved.c.row == table.id)
        .outerjoin(AuditEntry, AuditEntry.seq == moved.c.seq)
        .where(func.coalesce(target, str(machine.start)) != now)
        .order_by(table.id)
    )
    for name, is_now, seq, was in session.execute(query):
        values = {"kind": label(table.kind), "id": name, "field": N_("State")}
        values["now"] = _word(machine, is_now)
        if seq is None:
            yield fill(flaws.UNTOLD, values)
        else:
            yield fill(flaws.ROW, {**values, "seq": seq, "was": _word(machine, was)})


def _word(machine: Machine[Any], value: str) -> str:
    """The msgid of a state; what is none of them as it stands."""
    states: Any = machine.states
    return label(states(value)) if value in set(states) else value


def _name(table: Any) -> ColumnElement[Any]:
    """What people call the record: its number if it has one."""
    key = cast(table.id, String)
    return func.coalesce(table.number, key) if hasattr(table, "number") else key


def _last(kind: Kind, which: ColumnElement[bool]) -> Any:
    """Row → number of its last entry among those of one sort, as a subquery."""
    of_it = (AuditEntry.subject == kind, AuditEntry.refused.is_(False), which)
    row = AuditEntry.subject_id.label("row")
    query = select(row, func.max(AuditEntry.seq).label("seq")).where(*of_it)
    return query.group_by(AuditEntry.subject_id).subquery()


def _numbers(session: Session, table: Any) -> Iterator[str]:
    """Each number stands in the ledger as this record's."""
    entry = NumberEntry
    mine = and_(entry.subject == table.kind, func.coalesce(entry.subject_id, table.id) == table.id)
    query = (
        select(table.id, table.number)
        .outerjoin(entry, entry.number == table.number)
        .where(table.number.is_not(None), or_(entry.id.is_(None), ~mine))
        .order_by(table.id)
    )
    for id, number in session.execute(query):
        values = {"kind": label(table.kind), "id": id, "field": N_("Number"), "now": number}
        yield fill(flaws.UNTOLD, values)


def _accepted(session: Session) -> Iterator[str]:
    """A file bears the number that the entry of its acceptance gave it."""
    given = _last(Kind.FILE, AuditEntry.happened == "accept")
    number = AuditEntry.details[("facts", "number")].as_string()
    query = (
        select(CustomerFile.id, CustomerFile.number, given.c.seq, number)
        .join(given, given.c.row == CustomerFile.id)
        .join(AuditEntry, AuditEntry.seq == given.c.seq)
        .where(number != func.coalesce(CustomerFile.number, ""))
        .order_by(CustomerFile.id)
    )
    for id, now, seq, was in session.execute(query):
        values = {"kind": label(Kind.FILE), "id": id, "field": N_("Number"), "seq": seq}
        yield fill(flaws.ROW, {**values, "now": now or NOWHERE, "was": was})


def _places(session: Session) -> Iterator[str]:
    """Paper is where its last placement says, and that placement has an entry of its moment."""
    for name, now, seq, was in session.execute(_misplaced()):
        values = {"kind": label(Kind.FILE), "id": name, "field": N_("Place")}
        values["now"] = now or NOWHERE
        if seq is None:
            yield fill(flaws.UNTOLD, values)
        else:
            yield fill(flaws.ROW, {**values, "seq": seq, "was": was or NOWHERE})


def _misplaced() -> Select[Any]:
    last = (
        select(Placement.file_id, func.max(Placement.id).label("id"))
        .group_by(Placement.file_id)
        .subquery()
    )
    row, home, there = CustomerFile, aliased(Place), aliased(Place)
    moment = (
        select(func.max(AuditEntry.seq))
        .where(
            AuditEntry.subject == Kind.FILE,
            AuditEntry.subject_id == row.id,
            AuditEntry.at == Placement.since,
        )
        .correlate(row, Placement)
        .scalar_subquery()
    )
    differs = or_(
        Placement.id.is_(None),
        Placement.place_id.is_distinct_from(row.place_id),
        Placement.holder_id.is_distinct_from(row.holder_id),
        moment.is_(None),
    )
    return (
        select(
            func.coalesce(row.number, func.cast(row.id, String)), home.label, moment, there.label
        )
        .select_from(row)
        .outerjoin(last, last.c.file_id == row.id)
        .outerjoin(Placement, Placement.id == last.c.id)
        .outerjoin(home, home.id == row.place_id)
        .outerjoin(there, there.id == Placement.place_id)
        .where(type_coerce(row.custody, String) != str(CUSTODY.start), differs)
        .order_by(row.id)
    )
