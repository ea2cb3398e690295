"""Merges two cards of one customer; the merged card stays and points to the other (A7, R-70)."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import update

from models.customers import Customer
from models.words.customers import CustomerState, Moment
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.customers import gaps, grading
from portal.customers.checks import MOST_CONTACTS, check_edit
from portal.customers.rules import BLOCKS, CARD, CUSTOMER
from portal.customers.writing import apply_values, mark_lost, reindex_customers, split_blocks
from portal.errors import Conflict, Invalid, NotFound
from portal.events import Done, Saved
from portal.platform.notices import outbox
from portal.platform.numbering import ledger
from portal.platform.search import index
from portal.platform.search.names import name_key
from portal.platform.storage.papers import move_attachments
from portal.platform.workflow.states import move_state
from portal.work import Work

CHOOSE_ANOTHER = N_("Please choose another customer that is in use and that you may edit too.")
CUSTOMERS: Any = Customer.__table__


def merge_customers(
    work: Work, row: Customer, *, into_id: int, take: Collection[str] = (), reason: str = ""
) -> Customer:
    """Merge ``row`` into the customer ``into_id`` and return that one; it cannot be undone.

    ``take`` names the fields (a block's as «traits_policy») whose values come from ``row``.
    Contacts and attachments move here, files by their reaction. The number of ``row`` is void
    in the ledger and finds the other card (R-59). Raises ``Invalid``, ``Problems`` for a value
    that cannot be taken, ``IllegalMove``, ``NotAllowed``.
    """
    work.require(P.CUSTOMER_EDIT, row)
    into = _lock_survivor(work, row, into_id)
    required = gaps.needed_for(work, Moment.SAVE)
    cleaned, _ = check_edit(work, into, _values_taken(row, take), None, required)
    move_state(work, CUSTOMER, row, "merge", reason=reason, into=into.number, into_id=into.id)
    row.merged_into_id = into.id
    ledger.void_number(work, row.number, f"→ {into.number} {reason.strip()}")
    work.session.flush()  # frees its credit code
    changes = split_blocks(apply_values(into, grading.take_higher(row, into, cleaned)))
    moved = {"contacts": _move_contacts(row, into)}
    gaps.mark_gaps(into, gaps.needed_ever(work))
    mark_lost(work, into, changes)
    moved["attachments"] = move_attachments(work, Kind.CUSTOMER, row.id, into.id)
    _redirect_to_survivor(work, row, into)
    if changes:
        work.record(Saved(kind=Kind.CUSTOMER, id=into.id, changes=changes))
    facts = {"from": row.number, "from_id": row.id, "reason": reason.strip(), **moved}
    work.record(Done(kind=Kind.CUSTOMER, id=into.id, action="merge_in", facts=facts))
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


def _lock_survivor(work: Work, row: Customer, into_id: int) -> Customer:
    try:
        into = work.get(Customer, into_id, P.CUSTOMER_EDIT, lock=True)
        work.require(P.CUSTOMER_MERGE, into)
    except NotFound as error:
        raise Invalid(CHOOSE_ANOTHER, field="into_id") from error
    if into.id == row.id or into.state is not CustomerState.ACTIVE:
        raise Invalid(CHOOSE_ANOTHER, field="into_id")
    return into


def _values_taken(row: Customer, take: Collection[str]) -> dict[str, Any]:
    """The values of ``row`` to take; empty ones are left out."""
    values = {name: value for name in CARD if name in take and (value := getattr(row, name))}
    for block in BLOCKS:
        stored = getattr(row, block)
        taken = {name: value for name, value in stored.items() if f"{block}_{name}" in take}
        if taken:
            values[block] = taken
    return values


def _move_contacts(row: Customer, into: Customer) -> int:
    """Append the contacts that the other card lacks; returns how many."""
    known = {(contact.name, contact.mobile, contact.phone) for contact in into.contacts}
    moving = [c for c in row.contacts if (c.name, c.mobile, c.phone) not in known]
    if len(into.contacts) + len(moving) > MOST_CONTACTS:
        text = N_("A card holds at most %(limit)s contacts.")
        raise Conflict(text, limit=MOST_CONTACTS, field="into_id")
    last = max((contact.position_no for contact in into.contacts), default=-1)
    for position, contact in enumerate(moving, start=last + 1):
        contact.position_no = position
        into.contacts.append(contact)
    return len(moving)


def _redirect_to_survivor(work: Work, row: Customer, into: Customer) -> None:
    """Let the numbers and names of ``row``, and of cards merged into it, find the survivor."""
    into.name_key = name_key(into.name)
    into.formerly = [*into.formerly, [row.number, row.name], *row.formerly]
    into.updated_at = work.now
    statement = update(CUSTOMERS).where(CUSTOMERS.c.merged_into_id == row.id)
    work.session.execute(statement.values(merged_into_id=into.id))
    work.session.flush()  # indexing reads the moved contacts
    index.forget_record(work, Kind.CUSTOMER, row.id)
    reindex_customers(work, into)
