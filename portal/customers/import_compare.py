"""Compares the cells of a row with the customer they are about, as people see its values (D7)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from models.words.access import FieldRule
from models.words.kinds import Kind
from models.words.labels import label
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.customers import rules
from portal.customers.import_fields import CONTACT, OWNER
from portal.customers.import_remarks import (
    REMARK,
    joined_remark,
    noted,
    notes_of,
)
from portal.customers.import_rows import ImportContext, field_guard, split_contact
from portal.customers.rules import field_kind
from portal.customers.writing import writable_values
from portal.errors import Invalid, PortalError
from portal.platform.fields.kinds import mask
from portal.platform.imports.rules import ID
from portal.platform.imports.target import Line
from portal.platform.language import translate_text
from portal.platform.sheets.sheet import text_of
from portal.work import Work

Card = dict[str, Any]
MOBILE, SECOND = f"{CONTACT}mobile", f"{CONTACT}phone"
HANDED = N_("An owner is changed by handing the customer over. Leave the owner as it is.")


def drop_unchanged(
    work: Work, context: ImportContext, line: Line, card: Card, row: Any, contact: Any
) -> None:
    """Forget the cells that say what this person's export shows of the stored value: masked,
    by its word, rounded. They are no change, whatever the rules of today would say of them.
    """
    for name, text in line.cells.items():
        known = name == OWNER or name in rules.CARD or name.startswith(CONTACT)
        if known and _as_exported(work, context, row, contact, name, text):
            card.pop(name, None)
            line.left.pop(name, None)
            line.problems.pop(name, None)


def _as_exported(
    work: Work, context: ImportContext, row: Any, contact: Any, name: str, text: str
) -> bool:
    if name == OWNER:
        return text == context.names.get(row.owner_id, "")
    old = current_value(row, contact, name)
    if _is_kept_from(work, name, old):
        return text == mask(field_kind(field_guard(name)[1]), str(old))
    return _spelt_alike(old, text)


def _spelt_alike(old: Any, text: str) -> bool:
    """Whether a cell shows this value."""
    if isinstance(old, StrEnum):
        spelt = {label(old), translate_text(label(old)), old.value}
        return text.casefold() in {each.casefold() for each in spelt}
    if isinstance(old, Decimal):
        return _number(text) == float(old)
    shown = old.isoformat() if isinstance(old, date) else text_of(old)
    return text.split() == shown.split()


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", ""))
    except ValueError:
        return None


def current_value(row: Any, contact: Any, name: str) -> Any:
    """What the customer or its first contact holds in the field of a column."""
    if name == OWNER:
        return row.owner_id
    if name.startswith(CONTACT):
        return getattr(contact, name.removeprefix(CONTACT), "") if contact else ""
    return getattr(row, name)


def changed_cells(
    work: Work,
    context: ImportContext,
    line: Line,
    card: Card,
    row: Any,
    contact: Any,
) -> dict[str, list[Any]]:
    """Field → [old, new]; the remarks take what the row says beside the fields."""
    exported = bool(line.cells.get(ID))
    handed = card.get(OWNER) not in (None, row.owner_id)
    if handed and not work.actor.reach(P.CUSTOMER_HAND_OVER):
        line.leave(OWNER, Invalid(HANDED))
        del card[OWNER]
    changes: dict[str, list[Any]] = {}
    for name, new in _writable_cells(work, card, row, contact).items():
        old = current_value(row, contact, name)
        same = new == old and not _is_kept_from(work, name, old)
        if name != REMARK and not same and (exported or new not in ("", None)) and (new or old):
            changes[name] = [old, new]
    typed = card.get(REMARK)
    if exported and typed is not None:
        base = typed
    else:
        base = joined_remark(row.remark, (typed or "").split("\n"))
    remark = joined_remark(base, notes_of(context, line))
    if remark != row.remark and writable_values(work.actor, Kind.CUSTOMER, {REMARK: remark}, row):
        changes[REMARK] = [row.remark, remark]
    return changes


def _is_kept_from(work: Work, name: str, old: Any) -> bool:
    """Whether a typed value is no less a change if it is right: the check must not tell (D4)."""
    return old not in ("", None) and work.actor.rule(*field_guard(name)) is FieldRule.MASKED


def completing_cells(
    work: Work, context: ImportContext, line: Line, card: Card, row: Any, contact: Any
) -> dict[str, list[Any]]:
    """What a second row of a customer adds: it fills blanks; what differs goes to the remarks."""
    changes: dict[str, list[Any]] = {}
    notes = (card.get(REMARK) or "").split("\n") + notes_of(context, line)
    for name, new in _writable_cells(work, card, row, contact).items():
        old = current_value(row, contact, name)
        same = new == old and not _is_kept_from(work, name, old)
        if name == REMARK or new in ("", None) or same:
            continue
        if old in ("", None):
            changes[name] = [old, new]
        elif name == OWNER:
            continue  # whose it is is no word for the remarks
        elif name == MOBILE and not current_value(row, contact, SECOND) and not card.get(SECOND):
            changes[SECOND] = ["", new]
        else:
            notes.append(noted(context, name, line.cells.get(name) or new))
    remark = joined_remark(row.remark, notes)
    if remark != row.remark:
        changes[REMARK] = [row.remark, remark]
    return changes


def _writable_cells(work: Work, card: Card, row: Any, contact: Any) -> Card:
    """The cells this actor may write: no hidden, read-only or unchanged masked ones."""
    own = {name: card[name] for name in card if not name.startswith(CONTACT) and name != OWNER}
    person = {n.removeprefix(CONTACT): v for n, v in card.items() if n.startswith(CONTACT)}
    cells = writable_values(work.actor, Kind.CUSTOMER, own, row)
    contact_cells = writable_values(work.actor, Kind.CONTACT, person, contact)
    owner = {OWNER: card[OWNER]} if card.get(OWNER) else {}
    return cells | {CONTACT + name: value for name, value in contact_cells.items()} | owner


def emptied_fields(
    context: ImportContext, line: Line, row: Any, contact: Any
) -> Mapping[str, PortalError]:
    """What is needed of a card and was there cannot be emptied (CF-02)."""
    names = (*rules.CARD, *(CONTACT + name for name in ("name", "mobile", "phone")))
    before = {name: current_value(row, contact, name) for name in names}
    after = before | {name: pair[1] for name, pair in line.changes.items() if name != OWNER}
    gone = _gaps(after) - _gaps(before)
    problems = dict(rules.missing_fields(after, gone & context.kept, _people(after)))
    person = split_contact(after)[1]
    if any(name.startswith(CONTACT) for name in line.changes):
        missing = rules.missing_contact_fields(person, reached=True)
        problems |= {CONTACT + name: error for name, error in missing.items()}
    return problems


def _gaps(values: Card) -> Any:
    return rules.find_gaps(values, _people(values))


def _people(values: Card) -> list[Card]:
    person = split_contact(values)[1]
    return [person] if any(person.values()) else []
