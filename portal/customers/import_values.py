"""Puts the changes of imported rows into cards that exist, and what stood before back again (D7).

The changes of a row are ``{field: [before, after]}``, as the review shows them.
"""

from collections.abc import Sequence
from typing import Any

from models.customers import Customer
from models.words.customers import CustomerState
from portal.customers.cards import CustomerEdit, edit_customers
from portal.customers.import_fields import CONTACT, OWNER
from portal.customers.import_rows import split_contact
from portal.customers.keeping import archive_customer, hand_over_customer, restore_customer
from portal.platform.imports.rules import ID
from portal.platform.imports.target import Line
from portal.work import Work

NAME, STATE = f"{CONTACT}name", "state"
Pairs = Sequence[tuple[Customer, Line]]


def write_changes(work: Work, pairs: Pairs) -> None:
    """Write what the rows change, as if typed. Raises for the first that cannot be."""
    for row, line in pairs:
        if STATE in line.changes:  # taken back with an import, and brought in again
            restore_customer(work, row)
    edits = [_edit(row, line, after=True) for row, line in pairs]
    edit_customers(work, edits, confirmed=True, listed=True)
    _hand_over(work, pairs, after=True)


def put_back(work: Work, pairs: Pairs) -> None:
    """Put back what stood before the rows were written, as it was: it is no new entry, and nothing
    is asked of it. Raises only for what cannot stand beside the rest any more.
    """
    edit_customers(
        work, [_edit(row, line, after=False) for row, line in pairs], confirmed=True, as_was=True
    )
    _hand_over(work, pairs, after=False)
    for row, line in pairs:
        if STATE in line.changes and row.state is CustomerState.ACTIVE:
            archive_customer(work, row)


def _hand_over(work: Work, pairs: Pairs, *, after: bool) -> None:
    for row, line in pairs:
        owner = line.changes[OWNER][after] if OWNER in line.changes else None
        if owner:
            hand_over_customer(work, row, owner_id=int(owner))


def _edit(row: Customer, line: Line, *, after: bool) -> CustomerEdit:
    own, person = split_contact({name: pair[after] for name, pair in line.changes.items()})
    if not person:
        return CustomerEdit(row, own)
    people: list[dict[str, Any]] = [{"id": contact.id} for contact in row.contacts]
    place = _place(row, line, after=after)
    if place is None:
        people.append(person)
    elif not after and line.changes.get(NAME, ["-"])[0] == "":
        del people[place]  # the row has brought this contact
    elif people:
        people[place] |= person
    return CustomerEdit(row, own, people)


def _place(row: Customer, line: Line, *, after: bool) -> int | None:
    """Which contact of the card the row is about; None for one that it brings."""
    names = [contact.name for contact in row.contacts]
    if NAME in line.changes:
        before, new = line.changes[NAME]
        if after and not before:
            return None
        said = [before if after else new]
    else:
        said = [] if line.cells.get(ID) else people_named(line)
    return next((names.index(name) for name in said if name in names), 0) if names else None


def people_named(line: Line) -> list[str]:
    """Whom a row may mean by the number of a contact: who is named so, else the representative."""
    names = (line.cells.get(NAME, ""), line.cells.get("legal_representative", ""))
    return [" ".join(name.split()) for name in names if name.strip()]
