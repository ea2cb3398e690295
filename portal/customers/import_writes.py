"""Writes and undoes imported customer lists by the same verbs as forms, in chunks (D7)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from models.customers import Customer
from models.files.records import CustomerFile
from models.words.customers import Gap
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.platform import Outcome
from models.words.text import N_
from portal.access.policy import visible
from portal.customers.cards import NewCustomer, create_customers
from portal.customers.import_checks import check_lines, compare_lines
from portal.customers.import_compare import completing_cells
from portal.customers.import_fields import DERIVED, FIELDS, NUMBER, OWNER
from portal.customers.import_remarks import contact_meant, settle_contact
from portal.customers.import_rows import ImportContext, read_card, split_contact
from portal.customers.import_telling import tell_owners
from portal.customers.import_updates import MOVED_ON
from portal.customers.import_values import put_back, write_changes
from portal.customers.keeping import archive_customer
from portal.customers.opening import Opened
from portal.errors import Conflict, NotFound, PortalError
from portal.platform.imports.rules import ID
from portal.platform.imports.target import Line, Setup, Target
from portal.work import Work

OPENED = N_("Somebody created this customer after the rows were checked. Upload the list again.")


@dataclass(frozen=True)
class PreparedLines:
    """What writing a chunk of lines needs, queried once for all of them."""

    required: frozenset[Gap]
    owner_id: int | None  # of the new ones that name none
    cards: Mapping[int, dict[str, Any]]  # line number → its card, for new ones
    twin_numbers: Mapping[int, list[str]]  # line number → numbers of similar customers
    rows: Mapping[int, Customer]  # record id → the customer, locked


def prepare_lines(work: Work, lines: list[Line], setup: Setup) -> PreparedLines:
    """Check a chunk again just before it is written; refuses lines that were overtaken."""
    context = ImportContext(work, setup)
    new = [line for line in lines if line.outcome is Outcome.NEW]
    rechecked = [Line(x.number, x.cells, rest=x.rest, left=dict(x.left)) for x in new]
    known, cards = compare_lines(work, context, rechecked)
    for line, current in zip(new, rechecked, strict=True):
        if current.outcome is not Outcome.NEW:
            line.refuse(_refusal(current))
    rows = _locked_rows(work, [line for line in lines if line.outcome is not Outcome.NEW])
    for line in lines:
        if line.outcome is Outcome.JOIN and not line.problems:
            row = rows[line.record_id or 0]
            card = read_card(work, context, line)
            settle_contact(line, card, row, row.contacts)
            contact = contact_meant(line, card, row.contacts)
            line.changes = completing_cells(work, context, line, card, row, contact)
    return PreparedLines(
        context.required,
        _owner_of_the_rest(context),
        {x.number: card for x, card in zip(new, cards, strict=True)},
        {x.number: known.twin_numbers(card) for x, card in zip(new, cards, strict=True)},
        rows,
    )


def _owner_of_the_rest(context: ImportContext) -> int | None:
    """Who was chosen to own the new customers for which the list names nobody."""
    found = context.people.get(context.setup.option("owner"), [])
    return found[0] if len(found) == 1 else None


def _refusal(line: Line) -> PortalError:
    """The line's first problem; without one, somebody has created the very customer."""
    opened: tuple[str, dict[str, Any]] = ("name", {"text": OPENED, "values": {}})
    name, problem = next(iter(line.problems.items()), opened)
    return Conflict(problem["text"], field=name, **problem["values"])


def _locked_rows(work: Work, lines: list[Line]) -> dict[int, Customer]:
    """The locked customers that lines would change; refuses lines whose customer has changed."""
    rows = _load_locked(work, lines)
    for line in lines:
        row = rows.get(line.record_id or 0)
        if row is None:
            line.refuse(NotFound())
        elif not line.joins and row.revision != line.record_revision:
            line.refuse(Conflict(MOVED_ON))
    return rows


def _load_locked(work: Work, lines: list[Line]) -> dict[int, Customer]:
    """The customers of lines by id, freshly read and locked in the order of their ids."""
    statement = (
        select(Customer)
        .where(
            Customer.id.in_([x.record_id for x in lines]),
            visible(work.actor, P.CUSTOMER_EDIT, Customer),
        )
        .order_by(Customer.id)
        .options(selectinload(Customer.contacts))
        .with_for_update(of=Customer, key_share=True)
        .execution_options(populate_existing=True)
    )
    return {row.id: row for row in work.session.scalars(statement)} if lines else {}


def write_lines(work: Work, lines: list[Line], prepared: PreparedLines) -> list[Customer | Opened]:
    """Create and change the customers of all lines, as if typed; raises if one cannot be."""
    new = [line for line in lines if line.outcome is Outcome.NEW]
    created = iter(_create_rows(work, new, prepared))
    changed = [line for line in lines if line.outcome is not Outcome.NEW]
    write_changes(work, [(prepared.rows[x.record_id or 0], x) for x in changed])
    return [
        next(created) if line.outcome is Outcome.NEW else prepared.rows[line.record_id or 0]
        for line in lines
    ]


def _create_rows(work: Work, lines: list[Line], prepared: PreparedLines) -> list[Opened]:
    cards = []
    for line in lines:
        card = prepared.cards[line.number]
        own, person = split_contact(card)
        people = [person] if any(person.values()) else []
        owner = card.get(OWNER) or prepared.owner_id
        cards.append(NewCustomer(own, people, owner, prepared.twin_numbers[line.number]))
    return create_customers(work, cards, required=prepared.required) if cards else []


def undo_lines(work: Work, lines: list[Line]) -> list[Line]:
    """Archive new customers and restore changed ones; returns the lines that were undone.

    Skips customers that were changed since, and new ones that have a file.
    """
    rows = _load_locked(work, lines)
    untouched = [
        line
        for line in lines
        if (row := rows.get(line.record_id or 0)) and row.revision == line.record_revision
    ]
    new = {x.record_id: x for x in untouched if x.outcome is Outcome.NEW}
    filed = set(
        work.session.scalars(
            select(CustomerFile.customer_id).where(CustomerFile.customer_id.in_(list(new)))
        )
    )
    for id in new.keys() - filed:
        archive_customer(work, rows[id or 0])
    changed = [line for line in untouched if line.outcome is Outcome.UPDATE]
    joined = [line for line in lines if line.joins]  # taken back with the row they join
    put_back(work, [(rows[x.record_id or 0], x) for x in changed])
    return joined + [
        line
        for line in untouched
        if not line.joins and (line.record_id not in filed or line in changed)
    ]


CUSTOMERS = Target(
    Kind.CUSTOMER,
    N_("Customers"),
    FIELDS,
    check_lines,
    prepare_lines,
    write_lines,
    undo_lines,
    frozenset({ID, NUMBER}),
    frozenset(DERIVED),
    tell_owners,
)
