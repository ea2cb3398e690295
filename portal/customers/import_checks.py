"""Checks the rows of an imported customer list, many at a time (D7, R-59).

A row matches its customer by record id, number, credit code or exact name, in this order. A
customer that exists already or stands twice in the file is reported; the first one wins.
"""

from collections.abc import Mapping
from typing import Any

from models.words.customers import CustomerState
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.platform import Outcome
from models.words.text import N_
from portal.customers import rules
from portal.customers.import_fields import CONTACT, NUMBER, OWNER
from portal.customers.import_matches import KnownCustomers, is_whole_number
from portal.customers.import_rows import ImportContext, read_card
from portal.customers.writing import writable_values
from portal.errors import Conflict, Invalid
from portal.platform.imports.rules import ID, REVISION
from portal.platform.imports.target import Line, Seen
from portal.platform.search.names import name_key
from portal.work import Work

HANDED = N_("An owner is changed by handing the customer over. Leave the owner as it is.")
TWICE = N_("Row %(line)s is the same customer. Keep one of the two.")
TWICE_PHONE = N_("Row %(line)s has the same phone. Keep one of the two.")
LIKE = N_("There is already «%(name)s» (%(number)s), with a similar name. Is it the same?")
PHONE_KNOWN = N_(
    "This phone number already belongs to %(number)s «%(name)s»; first come, first served."
)
CODE_KNOWN = N_("There is already a customer with this credit code.")
UNSEEN = N_("This customer already exists, and you may not edit it.")
UNKNOWN_ID = N_("There is no customer with this record ID. Leave it empty for a new one.")
UNKNOWN_NUMBER = N_("There is no customer with this number. Leave it empty for a new one.")
NO_REVISION = N_(
    "Keep the column «Revision» of the exported sheet so that no change is overwritten."
)
MOVED_ON = N_(
    "Changed in the portal after the sheet was exported. Export it again and make your change "
    "there."
)
MERGED = N_("This card was merged into another. Find it by its number and change that one.")
ARCHIVED = N_("This customer is archived. Restore it first.")


def check_lines(work: Work, lines: list[Line], seen: Seen) -> None:
    """Fill in what each line would do, with a few queries for all of them together."""
    context = seen.setdefault("context", None) or ImportContext(work)
    seen["context"] = context
    compare_lines(work, context, lines)


def compare_lines(
    work: Work, context: ImportContext, lines: list[Line]
) -> tuple[KnownCustomers, list[dict[str, Any]]]:
    """Set outcome and problems of each line; returns the customers that match and the cards."""
    cards = [read_card(work, context, line) for line in lines]
    known = KnownCustomers(work, lines, cards)
    for line, card in zip(lines, cards, strict=True):
        _assess_line(work, context, known, line, card)
    return known, cards


def _assess_line(
    work: Work, context: ImportContext, known: KnownCustomers, line: Line, card: dict[str, Any]
) -> None:
    """Decide whether a line is new, an update, unchanged, a conflict or an error."""
    row = _find_match(known, line, card)
    _check_within_file(context, line, card, row)
    if row is None:
        if not line.problems:
            _check_new(known, context, line, card)
        return
    line.record_id, line.record_revision = row.id, row.revision
    if row.id not in known.editable:
        line.fault("name", Conflict(UNSEEN))
    elif row.state is CustomerState.MERGED:
        line.fault("name", Conflict(MERGED))
    elif row.state is not CustomerState.ACTIVE:
        line.fault("name", Conflict(ARCHIVED))
    elif not line.problems:
        _compare_cells(work, known, line, card, row)


def _find_match(known: KnownCustomers, line: Line, card: dict[str, Any]) -> Any:
    id, number = line.cells.get(ID, ""), line.cells.get(NUMBER, "")
    if id:
        row = known.rows.get(int(id)) if is_whole_number(id) else None
        if row is None:
            line.fault(ID, Invalid(UNKNOWN_ID))
        return row
    if number:
        row = known.by_number.get(number)
        if row is None:
            line.fault(NUMBER, Invalid(UNKNOWN_NUMBER))
        return row
    code, name = card.get("unified_credit_code") or "", card.get("name") or ""
    if row := known.by_code.get(code):
        return row
    alike = known.by_key.get(name_key(name), []) if name else []
    return next((r for r in alike if r.name == name), None)


def _check_within_file(context: ImportContext, line: Line, card: dict[str, Any], row: Any) -> None:
    """Report a customer that stands in an earlier line of the file (R-59)."""
    name, code = card.get("name") or "", card.get("unified_credit_code") or ""
    keys = [("id", str(row.id), TWICE)] if row else []
    keys += [("name", name_key(name), TWICE), ("unified_credit_code", code, TWICE)]
    keys += [("phone", card.get("phone") or "", TWICE_PHONE)]
    own = {row.name_key, row.unified_credit_code, row.phone} if row else set()
    for what, value, text in keys:
        earlier = context.earlier_line(what, value, line.number) if value else 0
        if earlier and value not in own:  # the customer's own values may stand in any line
            line.fault("name" if what == "id" else what, Conflict(text, line=earlier))
            return


def _check_new(
    known: KnownCustomers, context: ImportContext, line: Line, card: dict[str, Any]
) -> None:
    for name, error in rules.missing_fields(card, context.required).items():
        line.fault(name, error)
    _check_taken(known, line, card)
    person = {n.removeprefix(CONTACT): v for n, v in card.items() if n.startswith(CONTACT) and v}
    _check_reachable(line, person)


def _check_taken(
    known: KnownCustomers, line: Line, card: Mapping[str, Any], exclude_id: int = 0
) -> None:
    """Report a similar name, and the code or phone of another customer; the first one wins."""
    alike = [
        x for x in known.by_key.get(name_key(card.get("name") or ""), []) if x.id != exclude_id
    ]
    if alike and not line.problems:
        twin = alike[0]
        if twin.id in known.editable:
            error = Conflict(LIKE, name=twin.name, number=twin.number)
            line.fault("name", error, "" if exclude_id else twin.name)
        else:
            line.fault("name", Conflict(UNSEEN))
    if known.by_code.get(card.get("unified_credit_code") or "") and not line.problems:
        line.fault("unified_credit_code", Conflict(CODE_KNOWN))
    twin = known.by_phone.get(card.get("phone") or "")
    if twin and not line.problems:
        shown = twin.id in known.editable
        facts = {"name": twin.name, "number": twin.number} if shown else {"name": "—", "number": ""}
        line.fault("phone", Conflict(PHONE_KNOWN, **facts))


def _check_reachable(line: Line, person: Mapping[str, Any], *, exists: bool = False) -> None:
    """A contact has a name and a phone (FM-02), unless there is none at all."""
    problems = rules.missing_contact_fields(person) if exists or any(person.values()) else {}
    for name, error in problems.items():
        line.fault(CONTACT + name, error)


def _compare_cells(
    work: Work, known: KnownCustomers, line: Line, card: dict[str, Any], row: Any
) -> None:
    """Compare cell by cell; empty cells count only in a sheet that the portal exported."""
    exported = bool(line.cells.get(ID))
    if exported and not is_whole_number(line.cells.get(REVISION, "")):
        line.fault(REVISION, Invalid(NO_REVISION))
        return
    contact = known.contacts.get(row.id)
    for name, new in _writable_cells(work, card, row, contact).items():
        old = _current_value(row, contact, name)
        if new != old and (exported or new not in ("", None)) and (new or old):
            line.changes[name] = [old, new]
    if OWNER in line.changes and not work.actor.reach(P.CUSTOMER_HAND_OVER):
        line.fault(OWNER, Invalid(HANDED))
    _check_emptied(line, row)
    changed = {name: pair[1] for name, pair in line.changes.items()}
    _check_taken(known, line, changed, row.id)
    if person := {n.removeprefix(CONTACT): v for n, v in changed.items() if n.startswith(CONTACT)}:
        current = {name: getattr(contact, name, "") for name in ("name", "mobile", "phone")}
        _check_reachable(line, current | person, exists=contact is not None)
    _set_outcome(line, stale=exported and int(line.cells[REVISION]) != row.revision)


def _set_outcome(line: Line, *, stale: bool) -> None:
    if not line.changes:
        line.outcome = Outcome.UNCHANGED
    elif stale:
        first = next(iter(line.changes))
        line.fault(first, Conflict(MOVED_ON), outcome=Outcome.CONFLICT)
    elif not line.problems:
        line.outcome = Outcome.UPDATE


def _check_emptied(line: Line, row: Any) -> None:
    """A required field that was filled in cannot be emptied (CF-02)."""
    filled = frozenset(n for n in line.changes if n in rules.MISSING and getattr(row, n, None))
    values = {"name": row.name, "nature": row.nature}
    values |= {name: pair[1] for name, pair in line.changes.items()}
    for name, error in rules.missing_fields(values, filled).items():
        line.fault(name, error)


def _writable_cells(work: Work, card: dict[str, Any], row: Any, contact: Any) -> dict[str, Any]:
    """The cells this actor may write: no hidden, read-only or unchanged masked ones."""
    own = {name: card[name] for name in card if not name.startswith(CONTACT) and name != OWNER}
    person = {n.removeprefix(CONTACT): v for n, v in card.items() if n.startswith(CONTACT)}
    cells = writable_values(work.actor, Kind.CUSTOMER, own, row)
    contact_cells = writable_values(work.actor, Kind.CONTACT, person, contact)
    owner = {OWNER: card[OWNER]} if card.get(OWNER) else {}
    return cells | {CONTACT + name: value for name, value in contact_cells.items()} | owner


def _current_value(row: Any, contact: Any, name: str) -> Any:
    if name == OWNER:
        return row.owner_id
    if name.startswith(CONTACT):
        return getattr(contact, name.removeprefix(CONTACT), "") if contact else ""
    return getattr(row, name)
