"""Customer lists coming in: what each row would do, in set-based queries, and doing it (D7, R-59).

A row finds its customer by record id, number, credit code or exact name, in this order. What is
there already or stands twice in the file is told: first come, first served.
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
from portal.customers.import_matches import Known, whole
from portal.customers.import_rows import Context, card_of
from portal.customers.writing import writable
from portal.errors import Conflict, Invalid
from portal.platform.imports.rules import ID, REVISION
from portal.platform.imports.target import Line, Seen
from portal.platform.search.names import name_key
from portal.work import Work

HANDED = N_("An owner is changed by hand-over. Leave the owner as it is.")
TWICE = N_("The same customer stands in row %(line)s. Keep one of the two.")
TWICE_PHONE = N_("Row %(line)s has the same phone. Keep one of the two.")
LIKE = N_("«%(name)s» (%(number)s) is there already under a like name. Is it the same?")
PHONE_KNOWN = N_("%(number)s «%(name)s» has this phone already. First come, first served.")
CODE_KNOWN = N_("There is already a customer with this credit code.")
UNSEEN = N_("This customer is there already, and you may not edit it.")
UNKNOWN_ID = N_("There is no customer with this record id. Leave it empty for a new one.")
UNKNOWN_NUMBER = N_("There is no customer of this number. Leave it empty for a new one.")
NO_REVISION = N_("Keep the column «Revision» of the exported sheet, so no change is overwritten.")
MOVED_ON = N_(
    "Changed in the portal after the sheet was made. Export it again and change it there."
)
MERGED = N_("This card was merged into another. Find it by its number and change that one.")
ARCHIVED = N_("This customer is archived. Restore it first.")


def check(work: Work, lines: list[Line], seen: Seen) -> None:
    """Fill in what each line would do: a handful of queries for all of them together."""
    context = seen.setdefault("context", None) or Context(work)
    seen["context"] = context
    compared(work, context, lines)


def compared(work: Work, context: Context, lines: list[Line]) -> tuple[Known, list[dict[str, Any]]]:
    cards = [card_of(work, context, line) for line in lines]
    known = Known(work, lines, cards)
    for line, card in zip(lines, cards, strict=True):
        _place(work, context, known, line, card)
    return known, cards


def _place(work: Work, context: Context, known: Known, line: Line, card: dict[str, Any]) -> None:
    """New, update, unchanged, conflict or error."""
    found = _found(known, line, card)
    _in_file(context, line, card, found)
    if found is None:
        if not line.problems:
            _new(known, context, line, card)
        return
    line.record_id, line.record_revision = found.id, found.revision
    if found.id not in known.editable:
        line.fault("name", Conflict(UNSEEN))
    elif found.state is CustomerState.MERGED:
        line.fault("name", Conflict(MERGED))
    elif found.state is not CustomerState.ACTIVE:
        line.fault("name", Conflict(ARCHIVED))
    elif not line.problems:
        _compare(work, known, line, card, found)


def _found(known: Known, line: Line, card: dict[str, Any]) -> Any:
    id, number = line.cells.get(ID, ""), line.cells.get(NUMBER, "")
    if id:
        row = known.rows.get(int(id)) if whole(id) else None
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


def _in_file(context: Context, line: Line, card: dict[str, Any], found: Any) -> None:
    """First come, first served inside the file too (R-59)."""
    name, code = card.get("name") or "", card.get("unified_credit_code") or ""
    marks = [("id", str(found.id), TWICE)] if found else []
    marks += [("name", name_key(name), TWICE), ("unified_credit_code", code, TWICE)]
    marks += [("phone", card.get("phone") or "", TWICE_PHONE)]
    had = {found.name_key, found.unified_credit_code, found.phone} if found else set()
    for what, value, text in marks:
        earlier = context.earlier(what, value, line.number) if value else 0
        if earlier and value not in had:  # what it has already nobody in the file came before
            line.fault("name" if what == "id" else what, Conflict(text, line=earlier))
            return


def _new(known: Known, context: Context, line: Line, card: dict[str, Any]) -> None:
    for name, error in rules.missing(card, context.required).items():
        line.fault(name, error)
    _taken(known, line, card)
    person = {n.removeprefix(CONTACT): v for n, v in card.items() if n.startswith(CONTACT) and v}
    _unreachable(line, person)


def _taken(known: Known, line: Line, card: Mapping[str, Any], but: int = 0) -> None:
    """A like name, the code or the phone of somebody who is there: first come, first served."""
    alike = [x for x in known.by_key.get(name_key(card.get("name") or ""), []) if x.id != but]
    if alike and not line.problems:
        twin = alike[0]
        if twin.id in known.editable:
            error = Conflict(LIKE, name=twin.name, number=twin.number)
            line.fault("name", error, "" if but else twin.name)
        else:
            line.fault("name", Conflict(UNSEEN))
    if known.by_code.get(card.get("unified_credit_code") or "") and not line.problems:
        line.fault("unified_credit_code", Conflict(CODE_KNOWN))
    twin = known.by_phone.get(card.get("phone") or "")
    if twin and not line.problems:
        shown = twin.id in known.editable
        told = {"name": twin.name, "number": twin.number} if shown else {"name": "—", "number": ""}
        line.fault("phone", Conflict(PHONE_KNOWN, **told))


def _unreachable(line: Line, person: Mapping[str, Any], *, there: bool = False) -> None:
    """FM-02: who is named can be reached, and who can be reached is named."""
    told = rules.missing_contact(person) if there or any(person.values()) else {}
    for name, error in told.items():
        line.fault(CONTACT + name, error)


def _compare(work: Work, known: Known, line: Line, card: dict[str, Any], found: Any) -> None:
    """Cell by cell; an empty cell says something only in a sheet that came from here."""
    ours = bool(line.cells.get(ID))
    if ours and not whole(line.cells.get(REVISION, "")):
        line.fault(REVISION, Invalid(NO_REVISION))
        return
    contact = known.contacts.get(found.id)
    for name, new in _writable(work, card, found, contact).items():
        old = _old(found, contact, name)
        if new != old and (ours or new not in ("", None)) and (new or old):
            line.changes[name] = [old, new]
    if OWNER in line.changes and not work.actor.reach(P.CUSTOMER_HAND_OVER):
        line.fault(OWNER, Invalid(HANDED))
    _emptied(line, found)
    news = {name: pair[1] for name, pair in line.changes.items()}
    _taken(known, line, news, found.id)
    if person := {n.removeprefix(CONTACT): v for n, v in news.items() if n.startswith(CONTACT)}:
        held = {name: getattr(contact, name, "") for name in ("name", "mobile", "phone")}
        _unreachable(line, held | person, there=contact is not None)
    _judge(line, stale=ours and int(line.cells[REVISION]) != found.revision)


def _judge(line: Line, *, stale: bool) -> None:
    if not line.changes:
        line.outcome = Outcome.UNCHANGED
    elif stale:
        first = next(iter(line.changes))
        line.fault(first, Conflict(MOVED_ON), outcome=Outcome.CONFLICT)
    elif not line.problems:
        line.outcome = Outcome.UPDATE


def _emptied(line: Line, found: Any) -> None:
    """What was filled in and is required may not be emptied (CF-02)."""
    had = frozenset(n for n in line.changes if n in rules.MISSING and getattr(found, n, None))
    now = {"name": found.name, "nature": found.nature}
    now |= {name: pair[1] for name, pair in line.changes.items()}
    for name, error in rules.missing(now, had).items():
        line.fault(name, error)


def _writable(work: Work, card: dict[str, Any], found: Any, contact: Any) -> dict[str, Any]:
    """What of the row this actor may set: hidden, read-only and masked-as-shown are left alone."""
    own = {name: card[name] for name in card if not name.startswith(CONTACT) and name != OWNER}
    person = {n.removeprefix(CONTACT): v for n, v in card.items() if n.startswith(CONTACT)}
    kept = writable(work.actor, Kind.CUSTOMER, own, found)
    people = writable(work.actor, Kind.CONTACT, person, contact)
    owner = {OWNER: card[OWNER]} if card.get(OWNER) else {}
    return kept | {CONTACT + name: value for name, value in people.items()} | owner


def _old(found: Any, contact: Any, name: str) -> Any:
    if name == OWNER:
        return found.owner_id
    if name.startswith(CONTACT):
        return getattr(contact, name.removeprefix(CONTACT), "") if contact else ""
    return getattr(found, name)
