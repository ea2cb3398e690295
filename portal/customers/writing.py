"""What several ways of writing a customer share: its number, its index entry, its changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models.customers import Contact, Customer
from models.words.access import FieldRule
from models.words.customers import CustomerState
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.access.actor import Actor
from portal.customers.rules import BLOCKS, CONTACT, MASKS
from portal.errors import Conflict
from portal.events import Saved
from portal.platform.lists.masks import mask
from portal.platform.numbering import ledger
from portal.platform.search import index
from portal.platform.search.names import name_key
from portal.work import Work

TEMPLATE = "KH-{year}{seq:5}"


@dataclass(frozen=True)
class Card:
    """A checked card on its way in: fields and contacts as kept, whose it will be."""

    kept: Mapping[str, Any]
    people: Sequence[Mapping[str, Any]]
    owner_id: int
    department_id: int | None
    beside: Sequence[str] = ()  # numbers of the customers it was confirmed beside


def open_cards(work: Work, cards: Sequence[Card]) -> list[Customer]:
    """Open checked cards: numbered without a gap, findable, each with its event (A2, A7)."""
    drawn = ledger.reserve_numbers(work, TEMPLATE, len(cards))
    rows = [_row(work, card, one.number) for card, one in zip(cards, drawn, strict=True)]
    for row in rows:
        work.require(P.CUSTOMER_EDIT, row)
    work.session.add_all(rows)
    work.session.flush()  # ledger, index and events ask for the ids
    ledger.enter_numbers(work, Kind.CUSTOMER, drawn, [row.id for row in rows])
    reindex(work, *rows)
    for row, card in zip(rows, cards, strict=True):
        _say(work, row, card)
    return rows


def _row(work: Work, card: Card, number: str) -> Customer:
    return Customer(
        number=number,
        name_key=name_key(card.kept["name"]),
        state=CustomerState.ACTIVE,
        owner_id=card.owner_id,
        department_id=card.department_id,
        created_at=work.now,
        updated_at=work.now,
        **card.kept,
        contacts=[Contact(position_no=n, **person) for n, person in enumerate(card.people)],
    )


def _say(work: Work, row: Customer, card: Card) -> None:
    filled = {"number": row.number, **{name: new for name, new in card.kept.items() if new}}
    if card.beside:
        filled["confirmed_beside"] = list(card.beside)
    changes = apart({name: [None, new] for name, new in filled.items()})
    work.record(Saved(kind=Kind.CUSTOMER, id=row.id, changes=changes, created=True))
    for contact in row.contacts:
        record_contact(work, contact, {}, created=True)


def apart(changes: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """The fields of a block one by one, so that each stands under its own rule."""
    found = {name: pair for name, pair in changes.items() if name not in BLOCKS}
    for block in BLOCKS.keys() & changes.keys():
        old, new = (pair or {} for pair in changes[block])
        for name in BLOCKS[block]:
            if old.get(name) != new.get(name):
                found[f"{block}_{name}"] = [old.get(name), new.get(name)]
    return found


def record_contact(
    work: Work, contact: Contact, changes: dict[str, Any], *, created: bool = False
) -> None:
    """Say that a contact was opened or changed."""
    if created:
        held = {name: getattr(contact, name) for name in CONTACT}
        changes = {name: [None, value] for name, value in held.items() if value}
    changes["customer_id"] = [contact.customer_id, contact.customer_id]
    work.record(Saved(kind=Kind.CONTACT, id=contact.id, changes=changes, created=created))


# What ``document`` is made of: the rest of a card may change without a word to the index.
FOUND_BY = frozenset({"name", "phone", "unified_credit_code", "contacts"})


def document(row: Customer) -> index.Document:
    """What a customer is found by."""
    people, before = row.contacts, row.formerly or ()
    return index.Document(
        label=row.name,
        hint=row.number,
        names=[row.name, *(name for _, name in before)],
        numbers=[row.number, *(number for number, _ in before)],
        phones=[row.phone],
        codes=[row.unified_credit_code],
        people=[contact.name for contact in people],
        contact_phones=[n for contact in people for n in (contact.mobile, contact.phone) if n],
    )


def reindex(work: Work, *rows: Customer) -> None:
    """Make customers findable by what they say now."""
    index.index_records(work, [(row, document(row)) for row in rows])


def refuse_merged(row: Customer) -> None:
    """Raise ``Conflict`` for a card that only points to another (A7)."""
    if row.state is CustomerState.MERGED:
        raise Conflict(N_("This card was merged into another one. Work with that one."))


def writable(
    actor: Actor, kind: Kind, values: Mapping[str, Any], row: Customer | Contact | None
) -> dict[str, Any]:
    """``values`` without what this actor's field rules shut (D4).

    Hidden and read-only fields keep what they have. A masked one may be set anew, but its mask
    coming back from a form, or nothing, leaves it alone.
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
    return bool(value) and str(value) != mask(MASKS.get(name, "text"), old)


def apply(row: Any, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Set what differs; returns field → [old, new]."""
    changes = {}
    for name, value in values.items():
        old = getattr(row, name)
        if old != value:
            changes[name] = [old, value]
            setattr(row, name, value)
    return changes
