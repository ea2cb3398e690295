"""Compares a row with the customer it is about, and asks where that is not for us to say (R-59).

A row that nothing but a name finds may fill what is empty; what it would put in place of another
value waits for a word.
"""

from typing import Any

from models.words.customers import CustomerState
from models.words.platform import Outcome
from models.words.text import N_
from portal.customers.import_compare import changed_cells, completing_cells, emptied_fields
from portal.customers.import_fields import NUMBER
from portal.customers.import_matches import KnownCustomers, codes_differ, is_whole_number
from portal.customers.import_remarks import REMARK, contact_meant, refuse_long, settle_contact
from portal.customers.import_rows import ImportContext
from portal.errors import Conflict, Invalid
from portal.platform.imports import tally
from portal.platform.imports.choices import FILL, OTHER, SAME
from portal.platform.imports.rules import ID, REVISION
from portal.platform.imports.target import Line
from portal.platform.search.names import name_key
from portal.work import Work

Card = dict[str, Any]
STATE = "state"
LIKE = N_("There is already «%(name)s» (%(number)s), with a similar name. Is it the same?")
PHONE_KNOWN = N_("«%(name)s» (%(number)s) has the same phone. Is it the same?")
ELSEWHERE = N_("Another department has a customer of this name. Is it the same?")
CODE_KNOWN = N_("There is already a customer with this credit code.")
UNSEEN = N_("This customer already exists, and you may not edit it.")
NO_REVISION = N_(
    "Keep the column «Revision» of the exported sheet so that no change is overwritten."
)
MOVED_ON = N_(
    "Changed in the portal after the sheet was exported. Export it again and make your change "
    "there."
)
MERGED = N_("This card was merged into another. Find it by its number and change that one.")
ARCHIVED = N_("This customer is archived. Restore it first.")
CLOSED = {CustomerState.MERGED: MERGED, CustomerState.ARCHIVED: ARCHIVED}
REPLACES = N_(
    "«%(name)s» (%(number)s) has this name and holds other values. Is it the same customer?"
)


def compare_known(
    work: Work, context: ImportContext, known: KnownCustomers, line: Line, card: Card, row: Any
) -> None:
    """Compare cell by cell; empty cells count only in a sheet that the portal exported."""
    exported, people = bool(line.cells.get(ID)), known.people.get(row.id, ())
    if not exported:
        settle_contact(line, card, row, people)
    contact = contact_meant(line, card, people)
    again = dict(line.changes)
    line.changes = again | changed_cells(work, context, line, card, row, contact)
    if not again and _replaces(context, known, line, card, row):
        if context.setup.known(line.number) != FILL:
            told = Conflict(REPLACES, name=row.name, number=row.number)
            line.ask("name", told, id=row.id, about=tally.UPDATES)
            return
        line.changes = completing_cells(work, context, line, card, row, contact)
    if not line.changes:
        line.outcome = Outcome.ERROR if line.problems else Outcome.UNCHANGED
    elif exported and not is_whole_number(line.cells.get(REVISION, "")):
        line.fault(REVISION, Invalid(NO_REVISION))
    else:
        _check_update(context, known, line, row, contact)


def _check_update(
    context: ImportContext, known: KnownCustomers, line: Line, row: Any, contact: Any
) -> None:
    _check_changes(known, line, row)
    refuse_long(line, str(line.changes.get(REMARK, ("", ""))[1]))
    for name, error in emptied_fields(context, line, row, contact).items():
        line.fault(name, error)
    _check_taken(context, known, line, row)
    if line.cells.get(ID) and int(line.cells[REVISION]) != row.revision:
        first = next(iter(line.changes))
        line.fault(first, Conflict(MOVED_ON), outcome=Outcome.CONFLICT)
    elif not line.problems:
        line.outcome = Outcome.UPDATE


def _replaces(
    context: ImportContext, known: KnownCustomers, line: Line, card: Card, row: Any
) -> bool:
    """Whether a row that nothing but its name finds would put others in place of values."""
    code = card.get("unified_credit_code") or ""
    found = line.cells.get(ID) or known.by_number.get(line.cells.get(NUMBER, "")) is row
    if found or (code and code == row.unified_credit_code) or row.id not in known.editable:
        return False
    if context.setup.known(line.number) == SAME:
        return False
    added = {"remark", STATE}
    return any(pair[0] not in ("", None) for n, pair in line.changes.items() if n not in added)


def _check_changes(known: KnownCustomers, line: Line, row: Any) -> None:
    """Whether this customer may be changed, and by this actor."""
    if row.id not in known.editable:
        line.fault("name", Conflict(UNSEEN))
    elif row.state in CLOSED and STATE not in line.changes:
        line.fault("name", Conflict(CLOSED[row.state]))


def _check_taken(context: ImportContext, known: KnownCustomers, line: Line, row: Any) -> None:
    """A code of another customer is refused; a name or phone of another is asked about."""
    changed = {n: line.changes[n][1] for n in ("name", "phone") if n in line.changes}
    code = line.changes["unified_credit_code"][1] if "unified_credit_code" in line.changes else ""
    if code and known.by_code.get(code, row).id != row.id:
        line.fault("unified_credit_code", Conflict(CODE_KNOWN))
    if not changed:
        return
    mine = {"unified_credit_code": code or row.unified_credit_code}
    twin, field, error = look_alike(known, changed | mine, row.id)
    if twin is not None and error and context.setup.twin(line.number) != OTHER:
        line.ask(field, error, id=twin.id if twin.id in known.editable else 0)


def look_alike(
    known: KnownCustomers, card: Card, exclude_id: int = 0
) -> tuple[Any, str, Conflict | None]:
    """A living customer with a similar name or the same phone, and the question about it.

    A phone never discloses a customer whom the actor may not edit.
    """
    code = card.get("unified_credit_code") or ""
    alike = known.by_key.get(name_key(card.get("name") or ""), ())
    for row in alike:
        if row.id != exclude_id and not codes_differ(row.unified_credit_code, code):
            if row.id in known.editable:
                return row, "name", Conflict(LIKE, name=row.name, number=row.number)
            return row, "name", Conflict(ELSEWHERE)
    row = known.by_phone.get(card.get("phone") or "")
    if (
        row is not None
        and row.id in known.editable
        and row.id != exclude_id
        and not codes_differ(row.unified_credit_code, code)
    ):
        return row, "phone", Conflict(PHONE_KNOWN, name=row.name, number=row.number)
    return None, "", None
