"""Acts on a customer card besides editing: archive, restore, hand over, reveal (D4, A7)."""

from sqlalchemy import select

from models.customers import Contact, Customer
from models.people import User
from models.words.access import FieldRule
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.customers.rules import CARD, CONTACT, CUSTOMER
from portal.customers.writing import refuse_merged, reindex_customers
from portal.errors import Invalid, NotAllowed
from portal.events import Done, Saved
from portal.people import officers, step_up
from portal.platform.notices import outbox
from portal.platform.workflow.states import move_state
from portal.work import Work

SHORTEST_REASON = 4


def archive_customer(work: Work, row: Customer) -> None:
    """Archive a card: it can still be found, but is no longer in use."""
    move_state(work, CUSTOMER, row, "archive")
    row.archived_at = work.now


def restore_customer(work: Work, row: Customer) -> None:
    """Restore an archived card. Raises ``Conflict`` if another card has its credit code by now."""
    move_state(work, CUSTOMER, row, "restore")
    row.archived_at = None


def log_looks(work: Work, row: Customer) -> None:
    """Make every look at the card, its papers and its files an entry, whatever their grade."""
    _mark(work, row, marked=True)


def stop_logging_looks(work: Work, row: Customer) -> None:
    """Log looks by grade alone again."""
    _mark(work, row, marked=False)


def _mark(work: Work, row: Customer, *, marked: bool) -> None:
    work.require(P.FILE_CLASS_EDIT)
    if row.log_looks is not marked:
        row.log_looks = marked
        changes = {"log_looks": [not marked, marked]}
        work.record(Saved(kind=Kind.CUSTOMER, id=row.id, changes=changes))


def hand_over_customer(work: Work, row: Customer, *, owner_id: int, note: str = "") -> None:
    """Make somebody else the owner, and their department the department; notifies both people.

    Raises ``Invalid`` if the new owner cannot sign in, is an officer or has the card already.
    """
    work.require(P.CUSTOMER_HAND_OVER, row)
    refuse_merged(row)
    old = work.session.scalar(select(User).where(User.id == row.owner_id))
    new = work.session.scalar(select(User).where(User.id == owner_id))
    if new is None or not new.active:
        raise Invalid(N_("Please choose somebody who can sign in."), field="owner_id")
    if officers.is_officer(work.session, new.id):
        raise Invalid(officers.NO_BUSINESS, field="owner_id")
    if old is None or new.id == old.id:
        raise Invalid(N_("This person already owns the customer."), field="owner_id")
    row.owner_id, row.department_id = new.id, new.department_id
    work.session.flush()  # the notice's stage is the new revision
    reindex_customers(work, row)
    facts = {"from": old.name, "to": new.name, "from_id": old.id, "to_id": new.id, "note": note}
    work.record(Done(kind=Kind.CUSTOMER, id=row.id, action="hand_over", facts=facts))
    outbox.tell(
        work,
        (new.id, old.id),
        "customer.handed_over",
        Kind.CUSTOMER,
        row.id,
        stage=str(row.revision),
        number=row.number,
        name=row.name,
        to=new.name,
    )


def reveal_value(work: Work, row: Customer | Contact, *, field: str, reason: str) -> str:
    """A value that the actor sees masked, in full, for a reason and with an audit entry (D4).

    Raises ``Invalid`` without a reason, ``NotAllowed`` for a field that is not masked, and
    ``NotFound`` for a contact whose customer the actor may not see.
    """
    if isinstance(row, Customer):
        customer = row
    else:
        customer = work.get(Customer, row.customer_id, P.CUSTOMER_SEE)
    work.require(P.CUSTOMER_REVEAL, customer)
    fields = CONTACT if isinstance(row, Contact) else CARD
    if field not in fields or work.actor.rule(row.kind, field) is not FieldRule.MASKED:
        raise NotAllowed(N_("This field is not shown masked to you."))
    if len(reason.strip()) < SHORTEST_REASON:
        raise Invalid(
            N_("Please give a reason of at least %(limit)s characters."),
            field="reason",
            limit=SHORTEST_REASON,
        )
    step_up.require_proof_for_reveals(work)
    facts = {"field": field, "reason": reason.strip(), "customer": customer.number}
    work.record(Done(kind=row.kind, id=row.id, action="reveal", facts=facts))
    return str(getattr(row, field) or "")
