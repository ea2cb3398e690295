"""Opens and edits customer cards with their contacts (CF-01 … CF-09, A7)."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from models.customers import Contact, Customer
from models.people import User
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.states import CustomerState
from models.words.text import N_
from portal.engines.customer_cards import apply, draw_number, own_number, reindex
from portal.engines.customer_checks import check, check_edit
from portal.engines.duplicates import LooksKnown, Twin, duplicates
from portal.errors import Invalid
from portal.events import Done, Saved
from portal.rules import customers as rules
from portal.rules.names import key
from portal.work import Work

Values = Mapping[str, Any]


def create(
    work: Work,
    values: Values,
    contacts: Sequence[Values] = (),
    *,
    confirmed: bool | Sequence[Twin] = False,
    required: frozenset[str] | None = None,
    owner_id: int | None = None,
) -> Customer:
    """Open a card (CF-01). ``values`` and ``contacts`` are as typed, by field name.

    Raises ``Problems`` by field (contacts as ``contacts-0-mobile``), and ``LooksKnown`` when it
    seems to be there already and ``confirmed`` is not said. ``required`` replaces the setting.
    ``owner_id`` gives the card to somebody else, as far as the actor may edit it there.
    ``confirmed`` may be the twins themselves, where many cards were looked up at once.
    """
    work.require(P.CUSTOMER_EDIT)
    kept, people = check(work, values, contacts, required=required)
    twins = _twins(work, kept, people, 0) if isinstance(confirmed, bool) else confirmed
    if twins and not confirmed:
        raise LooksKnown(twins)
    number = draw_number(work)
    row = Customer(
        number=number, name_key=key(kept["name"]), state=CustomerState.ACTIVE,
        **_ownership(work, owner_id), **kept,
    )  # fmt: skip
    work.require(P.CUSTOMER_EDIT, row)
    row.contacts = [Contact(position_no=place, **person) for place, person in enumerate(people)]
    work.add(row)
    own_number(work, row)
    reindex(work, row)
    filled = {"number": number, **{name: new for name, new in kept.items() if new}}
    if twins:
        filled["confirmed_beside"] = [twin.number for twin in twins]
    changes = _apart({name: [None, new] for name, new in filled.items()})
    work.record(Saved(kind=Kind.CUSTOMER, id=row.id, changes=changes, created=True))
    for contact in row.contacts:
        _record_contact(work, contact, {}, created=True)
    return row


def _ownership(work: Work, owner_id: int | None) -> dict[str, int | None]:
    if owner_id is None or owner_id == work.actor.id:
        return {"owner_id": work.actor.id, "department_id": work.actor.department_id}
    query = select(User.id, User.department_id).where(User.id == owner_id, User.active)
    owner = work.session.execute(query).first()
    if owner is None:
        raise Invalid(N_("Please choose somebody who can sign in."), field="owner_id")
    return {"owner_id": owner.id, "department_id": owner.department_id}


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
    work.require(P.CUSTOMER_EDIT, row)
    kept, people = check_edit(work, row, values, contacts)
    _refuse_twins(work, row, kept, people, confirmed=confirmed)
    _write(work, row, kept, people)
    return row


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
) -> None:
    changes = _apart(apply(row, kept))
    if "name" in changes:
        row.name_key = key(row.name)
    touched = _write_people(work, row, people) if people is not None else False
    if not changes and not touched:
        return
    if touched:
        row.updated_at = work.now
        changes["contacts"] = [None, [contact.name for contact in row.contacts]]
    work.session.flush()  # the index asks for the ids of new contacts' customer
    reindex(work, row)
    work.record(Saved(kind=Kind.CUSTOMER, id=row.id, changes=changes))


def _apart(changes: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """The fields of a block one by one, so that each stands under its own rule."""
    found = {name: pair for name, pair in changes.items() if name not in rules.BLOCKS}
    for block in rules.BLOCKS.keys() & changes.keys():
        old, new = (pair or {} for pair in changes[block])
        for name in rules.BLOCKS[block]:
            if old.get(name) != new.get(name):
                found[f"{block}_{name}"] = [old.get(name), new.get(name)]
    return found


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
            _record_contact(work, contact, changes, created=fresh)
            touched = True
    for gone in known.values():
        row.contacts.remove(gone)
        facts = {"name": gone.name, "customer": row.number}
        work.record(Done(kind=Kind.CONTACT, id=gone.id, action="take_off", facts=facts))
        touched = True
    row.contacts.sort(key=lambda contact: contact.position_no)
    return touched


def _record_contact(
    work: Work, contact: Contact, changes: dict[str, Any], *, created: bool = False
) -> None:
    if created:
        held = {name: getattr(contact, name) for name in rules.CONTACT}
        changes = {name: [None, value] for name, value in held.items() if value}
    changes["customer_id"] = [contact.customer_id, contact.customer_id]
    work.record(Saved(kind=Kind.CONTACT, id=contact.id, changes=changes, created=created))


def _twins(work: Work, kept: Values, people: Sequence[Values], but: int) -> list[Twin]:
    phones = [kept.get("phone", ""), *(person.get("mobile", "") for person in people)]
    return duplicates(
        work, name=kept.get("name", ""), code=kept.get("unified_credit_code") or "",
        phones=phones, but=but,
    )  # fmt: skip
