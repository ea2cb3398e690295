"""What all writers of customers share: numbers, index entries, changes and events."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models.customers import Contact, Customer
from models.words.access import FieldRule
from models.words.customers import CustomerState, Lifecycle
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
from portal.platform.imports.joined_cells import phones_in
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


def open_card(work: Work, card: CheckedCard) -> Customer:
    """Create a checked card, numbered without gaps, indexed, with its event (A2, A7)."""
    numbers = reserve_customer_numbers(work, 1)
    row = _new_row(work, card, numbers[0].number)
    work.require(P.CUSTOMER_EDIT, row)
    mark_gaps(row, needed_ever(work))
    work.session.add(row)
    work.session.flush()  # ledger, index and events need the ids
    ledger.enter_numbers(work, Kind.CUSTOMER, numbers, [row.id])
    reindex_customers(work, row)
    _record_creation(work, row, card)
    return row


def mark_lost(work: Work, row: Customer, changes: Mapping[str, Any]) -> None:
    """Keep since when a customer is lost (CF-41); of one that came as lost it is not known."""
    if "lifecycle" in changes:
        row.lost_on = work.today if row.lifecycle is Lifecycle.LOST else None


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
    changes = creation_changes(row.number, card)
    work.record(Saved(kind=Kind.CUSTOMER, id=row.id, changes=changes, created=True))
    for contact in row.contacts:
        record_contact(work, contact, {}, created=True)


def creation_changes(number: str, card: CheckedCard) -> dict[str, list[Any]]:
    """What the event of a new card says: its number and all that was filled in."""
    filled = {"number": number, **{name: new for name, new in card.values.items() if new}}
    if card.twin_numbers:
        filled["confirmed_beside"] = list(card.twin_numbers)
    return split_blocks({name: [None, new] for name, new in filled.items()})


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
CARD_INDEXED = ("name", "number", "phone", "unified_credit_code", "formerly", "remark")
PERSON_INDEXED = ("name", "mobile", "phone")
INDEXED_FIELDS = frozenset({"name", "phone", "unified_credit_code", "contacts", "remark"})
# What people look for in the remarks: numbers a list had of its own, boxes, further phones.
REMARKED = re.compile(r"(?<![A-Za-z0-9*-])[A-Za-z]{1,6}[-_]?[0-9]{2,12}(?![A-Za-z0-9*-])")
MOST_REMARKED = 8


def search_document(row: Customer) -> index.Document:
    """The index entry of a customer."""
    card = {name: getattr(row, name) for name in CARD_INDEXED}
    people = [{name: getattr(one, name) for name in PERSON_INDEXED} for one in row.contacts]
    return index_document(card, people)


def index_document(card: Mapping[str, Any], people: Sequence[Mapping[str, Any]]) -> index.Document:
    """The index entry of a card and its contacts, of their values by name."""
    merged = card["formerly"] or ()
    remark = card.get("remark") or ""
    codes = list(dict.fromkeys(REMARKED.findall(remark)))[:MOST_REMARKED] if remark else []
    phones = phones_in(remark)[:MOST_REMARKED] if remark else []
    return index.Document(
        label=card["name"],
        hint=card["number"],
        names=[card["name"], *(name for _, name in merged)],
        numbers=[card["number"], *(number for number, _ in merged), *codes],
        phones=[card["phone"], *phones],
        codes=[card["unified_credit_code"]],
        people=[person["name"] for person in people],
        contact_phones=[n for one in people for n in (one["mobile"], one["phone"]) if n],
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
