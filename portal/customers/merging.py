"""Two cards of one customer become one: the other stays as a pointer to it (A7, R-70, R-59)."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import update

from models.customers import Customer
from models.words.customers import CustomerState
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.customers.checks import MOST_CONTACTS, check_edit, required_fields
from portal.customers.rules import BLOCKS, CARD, CUSTOMER
from portal.customers.writing import apart, apply, reindex
from portal.errors import Conflict, Invalid, NotFound
from portal.events import Done, Saved
from portal.platform.notices import outbox
from portal.platform.numbering import ledger
from portal.platform.search import index
from portal.platform.search.names import name_key
from portal.platform.storage.papers import move_attachments
from portal.platform.workflow.states import move_state
from portal.work import Work

CHOOSE = N_("Please choose another customer that is in use and that you may edit too.")
CUSTOMERS: Any = Customer.__table__


def merge(
    work: Work, row: Customer, *, into_id: int, take: Collection[str] = (), reason: str = ""
) -> Customer:
    """Put ``row`` into the customer ``into_id``, which is returned; there is no way back.

    ``take`` names the fields (a block's as «traits_policy») whose values come from ``row``; all
    others stay as they are. Contacts and papers follow here, files by their reaction. Both
    numbers stay: that of ``row`` is void in the ledger and finds the other card. Raises
    ``Invalid``, ``Problems`` for a value that cannot be taken, ``IllegalMove``, ``NotAllowed``.
    """
    work.require(P.CUSTOMER_EDIT, row)
    into = _survivor(work, row, into_id)
    kept, _ = check_edit(work, into, _values(row, take), None, required_fields(work))
    facts = {"into": into.number, "into_id": into.id}
    move_state(work, CUSTOMER, row, "merge", reason=reason, **facts)
    row.merged_into_id = into.id
    ledger.void_number(work, row.number, f"→ {into.number} {reason.strip()}")
    work.session.flush()  # its credit code is free from here on
    changes = apart(apply(into, kept))
    brought = {"contacts": _bring_people(row, into)}
    brought["attachments"] = move_attachments(work, Kind.CUSTOMER, row.id, into.id)
    _point(work, row, into)
    if changes:
        work.record(Saved(kind=Kind.CUSTOMER, id=into.id, changes=changes))
    told = {"from": row.number, "from_id": row.id, "reason": reason.strip(), **brought}
    work.record(Done(kind=Kind.CUSTOMER, id=into.id, action="merge_in", facts=told))
    outbox.tell(
        work,
        {row.owner_id, into.owner_id},
        "customer.merged",
        Kind.CUSTOMER,
        into.id,
        stage=str(row.id),
        number=row.number,
        name=row.name,
        into=into.number,
    )
    return into


def _survivor(work: Work, row: Customer, into_id: int) -> Customer:
    try:
        into = work.get(Customer, into_id, P.CUSTOMER_EDIT, lock=True)
        work.require(P.CUSTOMER_MERGE, into)
    except NotFound as error:
        raise Invalid(CHOOSE, field="into_id") from error
    if into.id == row.id or into.state is not CustomerState.ACTIVE:
        raise Invalid(CHOOSE, field="into_id")
    return into


def _values(row: Customer, take: Collection[str]) -> dict[str, Any]:
    """What is taken from ``row``; an empty field gives nothing."""
    found = {name: value for name in CARD if name in take and (value := getattr(row, name))}
    for block in BLOCKS:
        held = getattr(row, block)
        inside = {name: value for name, value in held.items() if f"{block}_{name}" in take}
        if inside:
            found[block] = inside
    return found


def _bring_people(row: Customer, into: Customer) -> int:
    """The contacts that are not there already, behind the others."""
    known = {(contact.name, contact.mobile, contact.phone) for contact in into.contacts}
    moving = [c for c in row.contacts if (c.name, c.mobile, c.phone) not in known]
    if len(into.contacts) + len(moving) > MOST_CONTACTS:
        text = N_("A card holds at most %(limit)s contacts.")
        raise Conflict(text, limit=MOST_CONTACTS, field="into_id")
    last = max((contact.position_no for contact in into.contacts), default=-1)
    for place, contact in enumerate(moving, start=last + 1):
        contact.position_no = place
        into.contacts.append(contact)
    return len(moving)


def _point(work: Work, row: Customer, into: Customer) -> None:
    """The old number and name find the survivor, and so do those merged into ``row`` before."""
    into.name_key = name_key(into.name)
    into.formerly = [*into.formerly, [row.number, row.name], *row.formerly]
    into.updated_at = work.now
    earlier = update(CUSTOMERS).where(CUSTOMERS.c.merged_into_id == row.id)
    work.session.execute(earlier.values(merged_into_id=into.id))
    work.session.flush()  # the index asks for the contacts as they are now
    index.forget_record(work, Kind.CUSTOMER, row.id)
    reindex(work, into)
