"""Validates a customer card as typed or imported: its cleaned values, or its problems."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from models.customers import Contact, Customer
from models.words.access import FieldRule
from models.words.kinds import Kind
from models.words.text import N_
from portal import settings
from portal.customers import rules
from portal.customers.writing import writable_values
from portal.errors import Invalid, PortalError, Problems
from portal.work import Work

Values = Mapping[str, Any]
Cleaned = dict[str, Any]
FieldErrors = dict[str, PortalError]
MOST_CONTACTS = 50


def check_card(
    work: Work,
    values: Values,
    contacts: Sequence[Values] = (),
    *,
    required: frozenset[str] | None = None,
) -> tuple[Cleaned, list[Cleaned]]:
    """The cleaned values of a new card and of its contacts. Raises ``Problems`` by field."""
    cleaned, problems = _clean_card(work, writable_values(work.actor, Kind.CUSTOMER, values, None))
    people = _clean_contacts(work, contacts, None, problems)
    for block in rules.BLOCKS.keys() & cleaned.keys():
        cleaned[block] = _without_blanks(cleaned[block])
    needed = required_fields(work) if required is None else required
    problems = rules.missing_fields(cleaned, needed - problems.keys()) | problems
    if problems:
        raise Problems(problems)
    return cleaned, people


def check_edit(
    work: Work,
    row: Customer,
    values: Values,
    contacts: Sequence[Values] | None,
    required: frozenset[str],
) -> tuple[Cleaned, list[Cleaned] | None]:
    """The cleaned values that the actor may write to ``row``. Raises ``Problems`` by field."""
    cleaned, problems = _clean_card(work, writable_values(work.actor, Kind.CUSTOMER, values, row))
    people = None if contacts is None else _clean_contacts(work, contacts, row, problems)
    for block in rules.BLOCKS.keys() & cleaned.keys():
        cleaned[block] = _without_blanks({**getattr(row, block), **cleaned[block]})
    before = frozenset(name for name in required if getattr(row, name))
    merged = {name: getattr(row, name) for name in (*before, "name", "nature")} | cleaned
    problems = rules.missing_fields(merged, before - problems.keys()) | problems
    if problems:
        raise Problems(problems)
    return cleaned, people


def required_fields(work: Work) -> frozenset[str]:
    """The required fields (CF-02), as this office has set them."""
    names = str(settings.get(work.session, "customer_required")).replace("，", ",").split(",")
    return frozenset(name.strip() for name in names) & rules.CARD.keys()


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
    work: Work, contacts: Sequence[Values], row: Customer | None, problems: FieldErrors
) -> list[Cleaned]:
    """The contacts that are not empty; adds to ``problems`` as «contacts-0-mobile»."""
    known = {str(contact.id): contact for contact in row.contacts} if row else {}
    people = []
    for place, typed in enumerate(contacts):
        old = known.get(str(typed.get("id") or ""))
        if old is None and not any(
            str(typed.get(name) or "").strip() for name in ("name", "mobile", "phone")
        ):
            continue
        cleaned, inner = _clean_contact(work, typed, old)
        problems |= {f"contacts-{place}-{name}": problem for name, problem in inner.items()}
        people.append({**cleaned, "id": old.id} if old else cleaned)
    if len(people) > MOST_CONTACTS:
        problems["contacts"] = Invalid(
            N_("A card holds at most %(limit)s contacts."), limit=MOST_CONTACTS
        )
    return people


def _clean_contact(work: Work, typed: Values, old: Contact | None) -> tuple[Cleaned, FieldErrors]:
    open_values = writable_values(work.actor, Kind.CONTACT, typed, old)
    cleaned, problems = rules.clean_values(open_values, rules.CONTACT, work.today)
    names = ("name", "mobile", "phone")
    merged = {name: cleaned.get(name, getattr(old, name, "")) for name in names}
    missing = rules.missing_contact_fields(merged)
    return cleaned, {n: p for n, p in missing.items() if n not in problems} | problems
