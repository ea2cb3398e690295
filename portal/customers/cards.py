"""Creates and edits customer cards with their contacts (CF-01 … CF-09, A7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from models.customers import Contact, Customer
from models.people import User
from models.words.customers import Gap, Moment
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.customers import gaps, grading
from portal.customers.checks import check_card, check_edit, stored_values
from portal.customers.duplicates import PossibleDuplicate, Twin, find_duplicates
from portal.customers.opening import Opened, open_listed_cards
from portal.customers.writing import (
    INDEXED_FIELDS,
    CheckedCard,
    apply_values,
    mark_lost,
    open_card,
    record_contact,
    refuse_merged,
    reindex_customers,
    split_blocks,
)
from portal.errors import Invalid
from portal.events import Done, Saved
from portal.people import officers
from portal.platform.search.names import name_key
from portal.work import Work

Values = Mapping[str, Any]


@dataclass(frozen=True)
class NewCustomer:
    """A card and its contacts as typed; ``owner_id`` makes somebody else its owner.

    ``twin_numbers`` are the numbers of similar customers, if the caller has looked them up.
    """

    values: Values
    contacts: Sequence[Values] = ()
    owner_id: int | None = None
    twin_numbers: Sequence[str] = ()


def create_customer(
    work: Work,
    values: Values,
    contacts: Sequence[Values] = (),
    *,
    confirmed: bool = False,
    required: frozenset[Gap] | None = None,
) -> Customer:
    """Create a card (CF-01). ``values`` and ``contacts`` are as typed, by field name.

    Raises ``Problems`` by field (contacts as ``contacts-0-mobile``) and, unless ``confirmed``,
    ``PossibleDuplicate`` if similar customers exist. ``required`` replaces the setting.
    """
    work.require(P.CUSTOMER_EDIT)
    cleaned, people = check_card(work, values, contacts, required=required)
    twins = _find_twins(work, cleaned, people, 0)
    if twins and not confirmed:
        raise PossibleDuplicate(twins)
    card = CheckedCard(cleaned, people, *_ownership(work, None), [twin.number for twin in twins])
    return open_card(work, card)


def create_customers(
    work: Work, cards: Sequence[NewCustomer], *, required: frozenset[Gap]
) -> list[Opened]:
    """Create many listed cards in a few statements; the caller has looked for duplicates.

    Raises as ``create_customer`` does, for the first invalid card; then none is created.
    """
    work.require(P.CUSTOMER_EDIT)
    owners = {owner: _ownership(work, owner) for owner in {card.owner_id for card in cards}}
    checked = [
        CheckedCard(
            *check_card(work, c.values, c.contacts, required=required, listed=True),
            *owners[c.owner_id],
            c.twin_numbers,
        )
        for c in cards
    ]
    return open_listed_cards(work, checked)


def _ownership(work: Work, owner_id: int | None) -> tuple[int, int | None]:
    if owner_id is None or owner_id == work.actor.id:
        return work.actor.id, work.actor.department_id
    statement = select(User.id, User.department_id).where(User.id == owner_id, User.active)
    owner = work.session.execute(statement).first()
    if owner is None:
        raise Invalid(N_("Please choose somebody who can sign in."), field="owner_id")
    if officers.is_officer(work.session, owner.id):
        raise Invalid(officers.NO_BUSINESS, field="owner_id")
    return owner.id, owner.department_id


@dataclass(frozen=True)
class CustomerEdit:
    """Values typed into an existing card; ``contacts=None`` leaves all contacts as they are."""

    row: Customer
    values: Values
    contacts: Sequence[Values] | None = None


def edit_customer(
    work: Work,
    row: Customer,
    values: Values,
    contacts: Sequence[Values] | None = None,
    *,
    confirmed: bool = False,
) -> Customer:
    """Change a card; fields not named stay, and so do the contacts if ``contacts`` is None.

    A contact with an ``id`` is changed, one without is added, and those not named are removed.
    Raises as ``create_customer`` does; a required field that was filled in cannot be emptied.
    """
    edit_customers(work, [CustomerEdit(row, values, contacts)], confirmed=confirmed)
    return row


def edit_customers(
    work: Work,
    edits: Sequence[CustomerEdit],
    *,
    confirmed: bool = False,
    listed: bool = False,
    as_was: bool = False,
) -> None:
    """Change many cards and index them together. Raises for the first that cannot be changed.

    ``as_was``: the values stood there before, and are put back whatever is asked of cards today.
    """
    needs = gaps.all_needs(work)
    required, needed = needs[Moment.SAVE], gaps.whole_card(needs)
    changed: dict[Customer, dict[str, list[Any]]] = {}
    for one in edits:
        work.require(P.CUSTOMER_EDIT, one.row)
        refuse_merged(one.row)
        cleaned, people = (
            stored_values(one.values, one.contacts)
            if as_was
            else check_edit(work, one.row, one.values, one.contacts, required, listed=listed)
        )
        grading.keep_two_apart(one.row, cleaned, quietly=listed or as_was)
        _refuse_twins(work, one.row, cleaned, people, confirmed=confirmed)
        if changes := _write_card(work, one.row, cleaned, people):
            changed[one.row] = changes
            gaps.mark_gaps(one.row, needed)
            mark_lost(work, one.row, changes)
    work.session.flush()  # indexing reads the new contacts
    reindex_customers(
        work, *(row for row, changes in changed.items() if INDEXED_FIELDS & changes.keys())
    )
    for row, changes in changed.items():
        work.record(Saved(kind=Kind.CUSTOMER, id=row.id, changes=changes))


def _refuse_twins(
    work: Work,
    row: Customer,
    cleaned: dict[str, Any],
    people: list[dict[str, Any]] | None,
    *,
    confirmed: bool,
) -> None:
    """Raise ``PossibleDuplicate``; compares only what changes, so old twins block no other edit."""
    if confirmed:
        return
    changed: Values = {
        name: cleaned[name]
        for name in ("name", "unified_credit_code", "phone")
        if name in cleaned and cleaned[name] != getattr(row, name)
    }
    known = {contact.mobile for contact in row.contacts}
    new_contacts = [p for p in people or () if p.get("mobile") and p["mobile"] not in known]
    if twins := _find_twins(work, changed, new_contacts, row.id):
        raise PossibleDuplicate(twins)


def _write_card(
    work: Work, row: Customer, cleaned: dict[str, Any], people: list[dict[str, Any]] | None
) -> dict[str, list[Any]]:
    changes = split_blocks(apply_values(row, cleaned))
    if "name" in changes:
        row.name_key = name_key(row.name)
    before = [] if people is None else [contact.id for contact in row.contacts]
    if people is not None and _write_contacts(work, row, people):
        row.updated_at = work.now
        changes["contacts"] = [before, [contact.id for contact in row.contacts]]
    return changes


def _write_contacts(work: Work, row: Customer, people: list[dict[str, Any]]) -> bool:
    """Make ``people`` the contacts of the card, in this order; returns whether any changed."""
    left = {contact.id: contact for contact in row.contacts}
    touched = False
    for position, person in enumerate(people):
        id = person.pop("id", None)
        contact = left.pop(id, None) or Contact(customer_id=row.id, name="")
        created = contact.id is None
        changes = apply_values(contact, {**person, "position_no": position})
        if created:
            row.contacts.append(contact)
            work.session.flush()  # its event needs the id
        if created or changes:
            record_contact(work, contact, changes, created=created)
            touched = True
    for contact in left.values():
        row.contacts.remove(contact)
        facts = {"name": contact.name, "customer": row.number}
        work.record(Done(kind=Kind.CONTACT, id=contact.id, action="take_off", facts=facts))
        touched = True
    row.contacts.sort(key=lambda contact: contact.position_no)
    return touched


def _find_twins(
    work: Work, cleaned: Values, people: Sequence[Values], exclude_id: int
) -> list[Twin]:
    phones = [cleaned.get("phone", ""), *(person.get("mobile", "") for person in people)]
    return find_duplicates(
        work,
        name=cleaned.get("name", ""),
        code=cleaned.get("unified_credit_code") or "",
        phones=phones,
        exclude_id=exclude_id,
    )
