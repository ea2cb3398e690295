"""What all writers of customers share: numbers, index entries, changes and events."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models.customers import Contact, Customer
from models.ids import reserve_ids
from models.words.access import FieldRule
from models.words.customers import CustomerState
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.access.actor import Actor
from portal.customers.gaps import mark_gaps, needed_ever
from portal.customers.numbers import reserve_customer_numbers
from portal.customers.rules import BLOCKS, CONTACT, field_kind
from portal.errors import Conflict
from portal.events import Saved
from portal.platform.fields.kinds import mask
from portal.platform.numbering import ledger
from portal.platform.search import index
from portal.platform.search.names import name_key
from portal.work import Work


@dataclass(frozen=True)
class CheckedCard:
    """A checked card that is about to be created, with its owner."""

    values: Mapping[str, Any]
    contacts: Sequence[Mapping[str, Any]]
    owner_id: int
    department_id: int | None
    twin_numbers: Sequence[str] = ()  # numbers of the customers it was confirmed beside


def open_cards(work: Work, cards: Sequence[CheckedCard]) -> list[Customer]:
    """Create checked cards, numbered without gaps, indexed, each with its event (A2, A7)."""
    numbers = reserve_customer_numbers(work, len(cards))
    rows = [_new_row(work, card, one.number) for card, one in zip(cards, numbers, strict=True)]
    needed = needed_ever(work)
    for row in rows:
        work.require(P.CUSTOMER_EDIT, row)
        mark_gaps(row, needed)
    _number_rows(work, rows)
    work.session.add_all(rows)
    work.session.flush()  # ledger, index and events need the ids
    ledger.enter_numbers(work, Kind.CUSTOMER, numbers, [row.id for row in rows])
    reindex_customers(work, *rows)
    for row, card in zip(rows, cards, strict=True):
        _record_creation(work, row, card)
    return rows


def _number_rows(work: Work, rows: Sequence[Customer]) -> None:
    """Give new cards and their contacts ids; a single card gets its own from the database."""
    if len(rows) == 1:
        return
    contacts = [contact for row in rows for contact in row.contacts]
    pairs: tuple[tuple[Any, Sequence[Any]], ...] = ((Customer, rows), (Contact, contacts))
    for table, new in pairs:
        for row, id in zip(new, reserve_ids(work.session, table, len(new)), strict=True):
            row.id = id


def _new_row(work: Work, card: CheckedCard, number: str) -> Customer:
    return Customer(
        number=number,
        name_key=name_key(card.values["name"]),
        state=CustomerState.ACTIVE,
        owner_id=card.owner_id,
        department_id=card.department_id,
        created_at=work.now,
        updated_at=work.now,
        **card.values,
        contacts=[Contact(position_no=n, **person) for n, person in enumerate(card.contacts)],
    )


def _record_creation(work: Work, row: Customer, card: CheckedCard) -> None:
    filled = {"number": row.number, **{name: new for name, new in card.values.items() if new}}
    if card.twin_numbers:
        filled["confirmed_beside"] = list(card.twin_numbers)
    changes = split_blocks({name: [None, new] for name, new in filled.items()})
    work.record(Saved(kind=Kind.CUSTOMER, id=row.id, changes=changes, created=True))
    for contact in row.contacts:
        record_contact(work, contact, {}, created=True)


def split_blocks(changes: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Changes with the fields of blocks one by one, so that each has its own field rule."""
    result = {name: pair for name, pair in changes.items() if name not in BLOCKS}
    for block in BLOCKS.keys() & changes.keys():
        old, new = (pair or {} for pair in changes[block])
        for name in BLOCKS[block]:
            if old.get(name) != new.get(name):
                result[f"{block}_{name}"] = [old.get(name), new.get(name)]
    return result


def record_contact(
    work: Work, contact: Contact, changes: dict[str, Any], *, created: bool = False
) -> None:
    """Record the event that a contact was created or changed."""
    if created:
        values = {name: getattr(contact, name) for name in CONTACT}
        changes = {name: [None, value] for name, value in values.items() if value}
    changes["customer_id"] = [contact.customer_id, contact.customer_id]
    work.record(Saved(kind=Kind.CONTACT, id=contact.id, changes=changes, created=created))


# What ``search_document`` is made of; other fields change without a new index entry.
INDEXED_FIELDS = frozenset({"name", "phone", "unified_credit_code", "contacts"})


def search_document(row: Customer) -> index.Document:
    """The index entry of a customer."""
    contacts, merged = row.contacts, row.formerly or ()
    return index.Document(
        label=row.name,
        hint=row.number,
        names=[row.name, *(name for _, name in merged)],
        numbers=[row.number, *(number for number, _ in merged)],
        phones=[row.phone],
        codes=[row.unified_credit_code],
        people=[contact.name for contact in contacts],
        contact_phones=[n for contact in contacts for n in (contact.mobile, contact.phone) if n],
    )


def reindex_customers(work: Work, *rows: Customer) -> None:
    """Rewrite the index entries of customers."""
    index.index_records(work, [(row, search_document(row)) for row in rows])


def refuse_merged(row: Customer) -> None:
    """Raise ``Conflict`` if the card was merged into another one (A7)."""
    if row.state is CustomerState.MERGED:
        raise Conflict(N_("This card was merged into another one. Use that one."))


def writable_values(
    actor: Actor, kind: Kind, values: Mapping[str, Any], row: Customer | Contact | None
) -> dict[str, Any]:
    """The ``values`` that this actor's field rules let them write (D4).

    Drops hidden and read-only fields, and masked ones that are empty or still show the mask.
    """
    return {
        name: value
        for name, value in values.items()
        if _may_write(actor.rule(kind, name), name, value, row)
    }


def _may_write(rule: FieldRule, name: str, value: Any, row: Customer | Contact | None) -> bool:
    if rule is FieldRule.OPEN:
        return True
    if rule is not FieldRule.MASKED or row is None:
        return rule is FieldRule.MASKED
    old = str(getattr(row, name) or "")
    return bool(value) and str(value) != mask(field_kind(name), old)


def apply_values(row: Any, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Set the attributes that differ; returns ``{field: [old, new]}``."""
    changes = {}
    for name, value in values.items():
        old = getattr(row, name)
        if old != value:
            changes[name] = [old, value]
            setattr(row, name, value)
    return changes
