"""What several ways of writing a customer share: its number, its index entry, its changes."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import update

from models.customers import Contact, Customer
from models.files import NumberEntry
from models.words.kinds import FieldRule, Kind
from portal.access.actor import Actor
from portal.engines import numbering, search
from portal.rules.customers import MASKS
from portal.rules.masks import mask
from portal.work import Work

TEMPLATE = "KH-{year}{seq:5}"


def draw_number(work: Work) -> str:
    """The next customer number; ``own_number`` enters its owner once there is an id."""
    return numbering.draw(work, TEMPLATE, Kind.CUSTOMER, None)


def own_number(work: Work, row: Customer) -> None:
    entry = update(NumberEntry).where(NumberEntry.number == row.number)
    work.session.execute(entry.values(subject_id=row.id))


def document(row: Customer) -> search.Document:
    """What a customer is found by."""
    people = row.contacts
    return search.Document(
        label=row.name,
        hint=row.number,
        names=[row.name],
        numbers=[row.number],
        phones=[row.phone],
        codes=[row.unified_credit_code],
        people=[contact.name for contact in people],
        contact_phones=[n for contact in people for n in (contact.mobile, contact.phone) if n],
    )


def reindex(work: Work, row: Customer) -> None:
    search.index(work, row, document(row))


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
