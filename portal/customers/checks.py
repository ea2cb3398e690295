"""Validates a customer card as typed or imported: its cleaned values, or its problems."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from models.customers import Contact, Customer
from models.words.access import FieldRule
from models.words.customers import Gap, Moment
from models.words.kinds import Kind
from models.words.text import N_
from portal.customers import gaps, rules
from portal.customers.writing import writable_values
from portal.errors import Invalid, PortalError, Problems
from portal.platform.fields.json_form import from_json
from portal.work import Work

Values = Mapping[str, Any]
Cleaned = dict[str, Any]
FieldErrors = dict[str, PortalError]
MOST_CONTACTS = 50
PHONES = ("mobile", "phone")


def check_card(
    work: Work,
    values: Values,
    contacts: Sequence[Values] = (),
    *,
    required: frozenset[Gap] | None = None,
    listed: bool = False,
) -> tuple[Cleaned, list[Cleaned]]:
    """The cleaned values of a new card and of its contacts. Raises ``Problems`` by field.

    ``listed``: it comes from a list, which is taken as it is; a contact may be a name alone.
    """
    cleaned, problems = _clean_card(work, writable_values(work.actor, Kind.CUSTOMER, values, None))
    reached = listed or bool(cleaned.get("phone"))
    people = _clean_contacts(work, contacts, None, problems, reached=reached)
    for block in rules.BLOCKS.keys() & cleaned.keys():
        cleaned[block] = _without_blanks(cleaned[block])
    needed = gaps.needed_for(work, Moment.SAVE) if required is None else required
    problems = rules.missing_fields(cleaned, needed - problems.keys(), people) | problems
    if problems:
        raise Problems(problems)
    return cleaned, people


def check_edit(
    work: Work,
    row: Customer,
    values: Values,
    contacts: Sequence[Values] | None,
    required: frozenset[Gap],
    *,
    listed: bool = False,
) -> tuple[Cleaned, list[Cleaned] | None]:
    """The cleaned values that the actor may write to ``row``. Raises ``Problems`` by field.

    What is needed and was there stays; what the card lacked before stops no other change.
    """
    cleaned, problems = _clean_card(work, writable_values(work.actor, Kind.CUSTOMER, values, row))
    people = None
    if contacts is not None:
        reached = listed or bool(cleaned.get("phone", row.phone))
        people = _clean_contacts(work, contacts, row, problems, reached=reached)
    for block in rules.BLOCKS.keys() & cleaned.keys():
        cleaned[block] = _without_blanks({**getattr(row, block), **cleaned[block]})
    card = {name: getattr(row, name) for name in rules.CARD}
    before = required - rules.find_gaps(card, _people_after(row, None)) - problems.keys()
    there = _people_after(row, people)
    if problems := rules.missing_fields(card | cleaned, before, there) | problems:
        raise Problems(problems)
    return cleaned, people


def stored_values(
    values: Values, contacts: Sequence[Values] | None
) -> tuple[Cleaned, list[Cleaned] | None]:
    """Values that stood on a card before, read back as they were kept: nothing about them is
    checked, since nobody types them anew.
    """
    people = None if contacts is None else [_as_kept(Contact, person) for person in contacts]
    return _as_kept(Customer, {n: v for n, v in values.items() if n in rules.CARD}), people


def _as_kept(table: Any, values: Values) -> Cleaned:
    columns = table.__table__.c
    return {n: from_json(value, columns[n].type.python_type) for n, value in values.items()}


def _people_after(row: Customer, people: Sequence[Values] | None) -> list[Values]:
    """The phones of the contacts once they are written; a masked one that is not typed stays."""
    known = {contact.id: {n: getattr(contact, n) for n in PHONES} for contact in row.contacts}
    return (
        list(known.values())
        if people is None
        else [known.get(person.get("id", 0), {}) | dict(person) for person in people]
    )


def _clean_card(work: Work, values: Values) -> tuple[Cleaned, FieldErrors]:
    cleaned, problems = rules.clean_values(values, rules.CARD, work.today)
    for block, fields in rules.BLOCKS.items():
        if block in values:
            typed = _writable_block_values(work, block, values[block] or {})
            inside, inner = rules.clean_values(typed, fields, work.today)
            cleaned[block] = {name: _json_value(value) for name, value in inside.items()}
            problems |= {f"{block}_{name}": problem for name, problem in inner.items()}
    return cleaned, problems


def _writable_block_values(work: Work, block: str, values: Values) -> Cleaned:
    """The values of a block that the actor may write; each has a rule, like «traits_turnover»."""
    rule = {name: work.actor.rule(Kind.CUSTOMER, f"{block}_{name}") for name in values}
    return {
        name: value
        for name, value in values.items()
        if rule[name] is FieldRule.OPEN or (value and rule[name] is FieldRule.MASKED)
    }


def _without_blanks(block: Cleaned) -> Cleaned:
    return {name: value for name, value in block.items() if value not in ("", None)}


def _json_value(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value


def _clean_contacts(
    work: Work,
    contacts: Sequence[Values],
    row: Customer | None,
    problems: FieldErrors,
    *,
    reached: bool,
) -> list[Cleaned]:
    """The contacts that are not empty; adds to ``problems`` as «contacts-0-mobile».

    ``reached``: the card has a phone, which is theirs too.
    """
    known = {str(contact.id): contact for contact in row.contacts} if row else {}
    people = []
    for place, typed in enumerate(contacts):
        old = known.get(str(typed.get("id") or ""))
        if old is None and not any(
            str(typed.get(name) or "").strip() for name in ("name", "mobile", "phone")
        ):
            continue
        cleaned, inner = _clean_contact(work, typed, old, reached=reached)
        problems |= {f"contacts-{place}-{name}": problem for name, problem in inner.items()}
        people.append({**cleaned, "id": old.id} if old else cleaned)
    if len(people) > MOST_CONTACTS:
        problems["contacts"] = Invalid(
            N_("A card holds at most %(limit)s contacts."), limit=MOST_CONTACTS
        )
    return people


def _clean_contact(
    work: Work, typed: Values, old: Contact | None, *, reached: bool
) -> tuple[Cleaned, FieldErrors]:
    open_values = writable_values(work.actor, Kind.CONTACT, typed, old)
    cleaned, problems = rules.clean_values(open_values, rules.CONTACT, work.today)
    merged = {name: cleaned.get(name, getattr(old, name, "")) for name in ("name", *PHONES)}
    lacked = old is not None and not (old.mobile or old.phone)
    missing = rules.missing_contact_fields(merged, reached=reached or lacked)
    return cleaned, {n: p for n, p in missing.items() if n not in problems} | problems
