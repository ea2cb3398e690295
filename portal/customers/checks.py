"""Takes a customer card as it was typed or imported: what will be kept, or what is wrong."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from models.customers import Contact, Customer
from models.words.access import FieldRule
from models.words.kinds import Kind
from models.words.text import N_
from portal import settings
from portal.customers import rules
from portal.customers.writing import writable
from portal.errors import Invalid, PortalError, Problems
from portal.work import Work

Values = Mapping[str, Any]
Kept = dict[str, Any]
Wrong = dict[str, PortalError]
MOST_CONTACTS = 50


def check(
    work: Work,
    values: Values,
    contacts: Sequence[Values] = (),
    *,
    required: frozenset[str] | None = None,
) -> tuple[Kept, list[Kept]]:
    """A new card and its contacts as they will be kept. Raises ``Problems`` by field."""
    kept, wrong = _card(work, writable(work.actor, Kind.CUSTOMER, values, None))
    people = _people(work, contacts, None, wrong)
    for block in rules.BLOCKS.keys() & kept.keys():
        kept[block] = _filled(kept[block])
    needed = required_fields(work) if required is None else required
    wrong = rules.missing(kept, needed - wrong.keys()) | wrong
    if wrong:
        raise Problems(wrong)
    return kept, people


def check_edit(
    work: Work,
    row: Customer,
    values: Values,
    contacts: Sequence[Values] | None,
    required: frozenset[str],
) -> tuple[Kept, list[Kept] | None]:
    """What of ``values`` may and can be kept on ``row``. Raises ``Problems`` by field."""
    kept, wrong = _card(work, writable(work.actor, Kind.CUSTOMER, values, row))
    people = None if contacts is None else _people(work, contacts, row, wrong)
    for block in rules.BLOCKS.keys() & kept.keys():
        kept[block] = _filled({**getattr(row, block), **kept[block]})
    before = frozenset(name for name in required if getattr(row, name))
    whole = {name: getattr(row, name) for name in (*before, "name", "nature")} | kept
    wrong = rules.missing(whole, before - wrong.keys()) | wrong
    if wrong:
        raise Problems(wrong)
    return kept, people


def required_fields(work: Work) -> frozenset[str]:
    """The fields CF-02 asks for, as this office has set them."""
    names = str(settings.get(work.session, "customer_required")).replace("，", ",").split(",")
    return frozenset(name.strip() for name in names) & rules.CARD.keys()


def _card(work: Work, values: Values) -> tuple[Kept, Wrong]:
    kept, wrong = rules.clean(values, rules.CARD, work.today)
    for block, fields in rules.BLOCKS.items():
        if block in values:
            typed = _open_part(work, block, values[block] or {})
            inside, faults = rules.clean(typed, fields, work.today)
            kept[block] = {name: _json(value) for name, value in inside.items()}
            wrong |= {f"{block}_{name}": fault for name, fault in faults.items()}
    return kept, wrong


def _open_part(work: Work, block: str, values: Values) -> Kept:
    """A block's fields have rules of their own: «traits_turnover»."""
    rule = {name: work.actor.rule(Kind.CUSTOMER, f"{block}_{name}") for name in values}
    return {
        name: value
        for name, value in values.items()
        if rule[name] is FieldRule.OPEN or (value and rule[name] is FieldRule.MASKED)
    }


def _filled(block: Kept) -> Kept:
    return {name: value for name, value in block.items() if value not in ("", None)}


def _json(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value


def _people(
    work: Work, contacts: Sequence[Values], row: Customer | None, wrong: Wrong
) -> list[Kept]:
    """The contacts that are not empty; their faults go into ``wrong`` as «contacts-0-mobile»."""
    known = {str(contact.id): contact for contact in row.contacts} if row else {}
    people = []
    for place, typed in enumerate(contacts):
        old = known.get(str(typed.get("id") or ""))
        if old is None and not any(
            str(typed.get(name) or "").strip() for name in ("name", "mobile", "phone")
        ):
            continue
        kept, faults = _person(work, typed, old)
        wrong |= {f"contacts-{place}-{name}": fault for name, fault in faults.items()}
        people.append({**kept, "id": old.id} if old else kept)
    if len(people) > MOST_CONTACTS:
        wrong["contacts"] = Invalid(
            N_("A card holds at most %(limit)s contacts."), limit=MOST_CONTACTS
        )
    return people


def _person(work: Work, typed: Values, old: Contact | None) -> tuple[Kept, Wrong]:
    open_values = writable(work.actor, Kind.CONTACT, typed, old)
    kept, wrong = rules.clean(open_values, rules.CONTACT, work.today)
    names = ("name", "mobile", "phone")
    whole = {name: kept.get(name, getattr(old, name, "")) for name in names}
    missing = rules.missing_contact(whole)
    return kept, {n: p for n, p in missing.items() if n not in wrong} | wrong
