"""Customer lists written and taken back, a chunk at a time, through the doors of typing (D7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from models.customers import Customer
from models.files.records import CustomerFile
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.platform import Outcome
from models.words.text import N_
from portal.access.policy import visible
from portal.customers import cards as customers
from portal.customers import keeping as customer_keeping
from portal.customers.import_checks import MOVED_ON, check, compared
from portal.customers.import_fields import FIELDS, NUMBER, OWNER
from portal.customers.import_rows import Context, split
from portal.errors import Conflict, NotFound, PortalError
from portal.platform.imports.rules import ID
from portal.platform.imports.target import Line, Target
from portal.work import Work

OPENED = N_("Somebody opened this customer after the rows were checked. Upload the list again.")


@dataclass(frozen=True)
class Ready:
    """What writing a chunk needs to know, asked once for all of its lines."""

    required: frozenset[str]
    cards: Mapping[int, dict[str, Any]]  # line number → its card, for new ones
    beside: Mapping[int, list[str]]  # line number → numbers of customers that look the same
    rows: Mapping[int, Customer]  # record id → the customer, locked


def ready(work: Work, lines: list[Line]) -> Ready:
    """Check a chunk again just before it is written: refuse the lines overtaken meanwhile."""
    context = Context(work)
    new = [line for line in lines if line.outcome is Outcome.NEW]
    again = [Line(line.number, line.cells) for line in new]
    known, cards = compared(work, context, again)
    for line, found in zip(new, again, strict=True):
        if found.outcome is not Outcome.NEW:
            line.refuse(_reason(found))
    rows = _locked(work, [line for line in lines if line.outcome is Outcome.UPDATE])
    return Ready(
        context.required,
        {x.number: card for x, card in zip(new, cards, strict=True)},
        {x.number: known.beside(card) for x, card in zip(new, cards, strict=True)},
        rows,
    )


def _reason(line: Line) -> PortalError:
    """What the row would be told now; no fault means that somebody opened the very customer."""
    opened: tuple[str, dict[str, Any]] = ("name", {"text": OPENED, "values": {}})
    name, problem = next(iter(line.problems.items()), opened)
    return Conflict(problem["text"], field=name, **problem["values"])


def _locked(work: Work, lines: list[Line]) -> dict[int, Customer]:
    """The customers that lines would change; a line whose customer moved on is refused."""
    rows = _rows(work, lines)
    for line in lines:
        row = rows.get(line.record_id or 0)
        if row is None:
            line.refuse(NotFound("There is no such record, or you may not see it."))
        elif row.revision != line.record_revision:
            line.refuse(Conflict(MOVED_ON))
    return rows


def _rows(work: Work, lines: list[Line]) -> dict[int, Customer]:
    """The customers of lines, read afresh and locked in order of their ids."""
    query = (
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
    return {row.id: row for row in work.session.scalars(query)} if lines else {}


def write(work: Work, lines: list[Line], at_hand: Ready) -> list[Customer]:
    """Do what the rows would do, as it would be typed: all of them, or none and it raises."""
    new = [line for line in lines if line.outcome is Outcome.NEW]
    made = iter(_create(work, new, at_hand))
    changed = [line for line in lines if line.outcome is Outcome.UPDATE]
    pairs = [
        (at_hand.rows[x.record_id or 0], {n: p[1] for n, p in x.changes.items()}) for x in changed
    ]
    _set(work, pairs)
    return [
        next(made) if line.outcome is Outcome.NEW else at_hand.rows[line.record_id or 0]
        for line in lines
    ]


def _create(work: Work, lines: list[Line], at_hand: Ready) -> list[Customer]:
    cards = []
    for line in lines:
        card = at_hand.cards[line.number]
        own, person = split(card)
        people = [person] if any(person.values()) else []
        cards.append(customers.New(own, people, card.get(OWNER), at_hand.beside[line.number]))
    return customers.create_many(work, cards, required=at_hand.required) if cards else []


def _set(
    work: Work, pairs: Sequence[tuple[Customer, Mapping[str, Any]]], *, back: bool = False
) -> None:
    """Type the values into the cards; ``back`` takes off a contact that was not there before."""
    edits = []
    for row, values in pairs:
        own, person = split(values)
        people = [{"id": contact.id} for contact in row.contacts]
        if back and people and person.get("name") == "":
            del people[0]
        elif person and people:
            people[0] |= person
        elif person:
            people = [person]
        edits.append(customers.Edit(row, own, people if person else None))
    customers.edit_many(work, edits, confirmed=back)
    for row, values in pairs:
        if values.get(OWNER):
            customer_keeping.hand_over(work, row, owner_id=int(values[OWNER]))


def undo(work: Work, lines: list[Line]) -> list[Line]:
    """New: archived; changed: as before. Not when anybody has touched it since, or filed for it."""
    rows = _rows(work, lines)
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
        customer_keeping.archive(work, rows[id or 0])
    changed = [line for line in untouched if line.outcome is Outcome.UPDATE]
    before = [(rows[x.record_id or 0], {n: p[0] for n, p in x.changes.items()}) for x in changed]
    _set(work, before, back=True)
    return [line for line in untouched if line.record_id not in filed or line in changed]


CUSTOMERS = Target(
    Kind.CUSTOMER, N_("Customers"), FIELDS, check, ready, write, undo, frozenset({ID, NUMBER})
)
