"""Opens and edits customer cards with their contacts (CF-01 … CF-09, A7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from models.customers import Contact, Customer
from models.people import User
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.customers.checks import check, check_edit, required_fields
from portal.customers.duplicates import LooksKnown, Twin, duplicates
from portal.customers.writing import (
    FOUND_BY,
    Card,
    apart,
    apply,
    open_cards,
    record_contact,
    refuse_merged,
    reindex,
)
from portal.errors import Invalid
from portal.events import Done, Saved
from portal.people import officers
from portal.platform.search.names import name_key
from portal.work import Work

Values = Mapping[str, Any]


@dataclass(frozen=True)
class New:
    """A card and its contacts as typed; ``owner_id`` gives it to somebody else.

    ``beside`` are the numbers of customers that look the same, where many were looked up at once.
    """

    values: Values
    contacts: Sequence[Values] = ()
    owner_id: int | None = None
    beside: Sequence[str] = ()


def create(
    work: Work,
    values: Values,
    contacts: Sequence[Values] = (),
    *,
    confirmed: bool = False,
    required: frozenset[str] | None = None,
) -> Customer:
    """Open a card (CF-01). ``values`` and ``contacts`` are as typed, by field name.

    Raises ``Problems`` by field (contacts as ``contacts-0-mobile``), and ``LooksKnown`` when it
    seems to be there already and ``confirmed`` is not said. ``required`` replaces the setting.
    """
    work.require(P.CUSTOMER_EDIT)
    kept, people = check(work, values, contacts, required=required)
    twins = _twins(work, kept, people, 0)
    if twins and not confirmed:
        raise LooksKnown(twins)
    card = Card(kept, people, *_ownership(work, None), [twin.number for twin in twins])
    return open_cards(work, [card])[0]


def create_many(work: Work, cards: Sequence[New], *, required: frozenset[str]) -> list[Customer]:
    """Open many cards that were compared with what is there before, in a handful of statements.

    Raises as ``create`` does, for the first that cannot be opened: then none is.
    """
    work.require(P.CUSTOMER_EDIT)
    owners = {owner: _ownership(work, owner) for owner in {card.owner_id for card in cards}}
    checked = [
        Card(*check(work, c.values, c.contacts, required=required), *owners[c.owner_id], c.beside)
        for c in cards
    ]
    return open_cards(work, checked)


def _ownership(work: Work, owner_id: int | None) -> tuple[int, int | None]:
    if owner_id is None or owner_id == work.actor.id:
        return work.actor.id, work.actor.department_id
    query = select(User.id, User.department_id).where(User.id == owner_id, User.active)
    owner = work.session.execute(query).first()
    if owner is None:
        raise Invalid(N_("Please choose somebody who can sign in."), field="owner_id")
    if officers.is_one(work.session, owner.id):
        raise Invalid(officers.NO_BUSINESS, field="owner_id")
    return owner.id, owner.department_id


@dataclass(frozen=True)
class Edit:
    """What is typed into a card that is there; no ``contacts`` leaves them all as they are."""

    row: Customer
    values: Values
    contacts: Sequence[Values] | None = None


def edit(
    work: Work,
    row: Customer,
    values: Values,
    contacts: Sequence[Values] | None = None,
    *,
    confirmed: bool = False,
) -> Customer:
    """Change a card; fields not named stay, and so do all contacts when None are given.

    A contact with an ``id`` is changed, one without is new, and those not named are taken off.
    Raises as ``create`` does; what was filled in before may not be emptied if it is required.
    """
    edit_many(work, [Edit(row, values, contacts)], confirmed=confirmed)
    return row


def edit_many(work: Work, edits: Sequence[Edit], *, confirmed: bool = False) -> None:
    """Change many cards, written down and indexed together. Raises for the first that cannot be."""
    emptied = any(value in ("", None) for one in edits for value in one.values.values())
    required = required_fields(work) if emptied else frozenset()
    changed: dict[Customer, dict[str, list[Any]]] = {}
    for one in edits:
        work.require(P.CUSTOMER_EDIT, one.row)
        refuse_merged(one.row)
        kept, people = check_edit(work, one.row, one.values, one.contacts, required)
        _refuse_twins(work, one.row, kept, people, confirmed=confirmed)
        if changes := _write(work, one.row, kept, people):
            changed[one.row] = changes
    work.session.flush()  # the index asks for the ids of new contacts' customer
    reindex(work, *(row for row, changes in changed.items() if FOUND_BY & changes.keys()))
    for row, changes in changed.items():
        work.record(Saved(kind=Kind.CUSTOMER, id=row.id, changes=changes))


def _refuse_twins(
    work: Work,
    row: Customer,
    kept: dict[str, Any],
    people: list[dict[str, Any]] | None,
    *,
    confirmed: bool,
) -> None:
    """Only what was changed is compared: an old twin does not stop a new address."""
    news: Values = {
        name: kept[name]
        for name in ("name", "unified_credit_code", "phone")
        if name in kept and kept[name] != getattr(row, name)
    }
    known = {contact.mobile for contact in row.contacts}
    strangers = [p for p in people or () if p.get("mobile") and p["mobile"] not in known]
    twins = _twins(work, news, strangers, row.id)
    if twins and not confirmed:
        raise LooksKnown(twins)


def _write(
    work: Work, row: Customer, kept: dict[str, Any], people: list[dict[str, Any]] | None
) -> dict[str, list[Any]]:
    changes = apart(apply(row, kept))
    if "name" in changes:
        row.name_key = name_key(row.name)
    before = [] if people is None else [contact.id for contact in row.contacts]
    if people is not None and _write_people(work, row, people):
        row.updated_at = work.now
        changes["contacts"] = [before, [contact.id for contact in row.contacts]]
    return changes


def _write_people(work: Work, row: Customer, people: list[dict[str, Any]]) -> bool:
    known = {contact.id: contact for contact in row.contacts}
    kept: list[Contact] = []
    touched = False
    for place, person in enumerate(people):
        id = person.pop("id", None)
        contact = known.pop(id, None) or Contact(customer_id=row.id, name="")
        fresh = contact.id is None
        changes = apply(contact, {**person, "position_no": place})
        kept.append(contact)
        if fresh:
            row.contacts.append(contact)
            work.session.flush()  # its event needs the id
        if fresh or changes:
            record_contact(work, contact, changes, created=fresh)
            touched = True
    for gone in known.values():
        row.contacts.remove(gone)
        facts = {"name": gone.name, "customer": row.number}
        work.record(Done(kind=Kind.CONTACT, id=gone.id, action="take_off", facts=facts))
        touched = True
    row.contacts.sort(key=lambda contact: contact.position_no)
    return touched


def _twins(work: Work, kept: Values, people: Sequence[Values], but: int) -> list[Twin]:
    phones = [kept.get("phone", ""), *(person.get("mobile", "") for person in people)]
    return duplicates(
        work,
        name=kept.get("name", ""),
        code=kept.get("unified_credit_code") or "",
        phones=phones,
        but=but,
    )
