"""Opens many checked cards at once, as lists bring them: plain rows, a few statements for all.

What a form's card goes through (``writing.open_card``) these go through too: numbers, rights,
gaps, index, events; only the objects in between are spared, which were half of an import's time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import insert

from models.customers import Contact, Customer
from models.ids import reserve_ids
from models.words.customers import CustomerState, Gap
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from portal.customers.gaps import mask_of, needed_ever
from portal.customers.numbers import reserve_customer_numbers
from portal.customers.rules import CONTACT, find_gaps
from portal.customers.writing import CheckedCard, creation_changes, index_document
from portal.events import Saved
from portal.platform.numbering import ledger
from portal.platform.search import index
from portal.platform.search.names import name_key
from portal.work import Work

Row = dict[str, Any]


@dataclass(frozen=True)
class Opened:
    """A card that was just opened, as its list remembers it."""

    id: int
    revision: int = 1


def open_listed_cards(work: Work, cards: Sequence[CheckedCard]) -> list[Opened]:
    """Create checked cards, numbered without gaps, indexed, each with its event (A2, A7)."""
    for owner_id, department_id in {(card.owner_id, card.department_id) for card in cards}:
        work.require(P.CUSTOMER_EDIT, Customer(owner_id=owner_id, department_id=department_id))
    numbers = reserve_customer_numbers(work, len(cards))
    ids = reserve_ids(work.session, Customer, len(cards))
    needed = needed_ever(work)
    rows = [
        _row(work, card, id, one.number, needed)
        for card, id, one in zip(cards, ids, numbers, strict=True)
    ]
    people = _people(work, cards, ids)
    _insert(work, Customer, rows)
    _insert(work, Contact, [person for some in people for person in some])
    ledger.enter_numbers(work, Kind.CUSTOMER, numbers, ids)
    documents = (
        (row["id"], row["owner_id"], row["department_id"], index_document(row, some))
        for row, some in zip(rows, people, strict=True)
    )
    index.without_index_lookups(work.session, Kind.CUSTOMER, documents)
    for row, card, some in zip(rows, cards, people, strict=True):
        _tell(work, row, card, some)
    return [Opened(id) for id in ids]


def _row(work: Work, card: CheckedCard, id: int, number: str, needed: frozenset[Gap]) -> Row:
    gaps = find_gaps(card.values, card.contacts)
    return {
        **_blank(Customer),
        **card.values,
        "id": id,
        "number": number,
        "name_key": name_key(card.values["name"]),
        "state": CustomerState.ACTIVE,
        "owner_id": card.owner_id,
        "department_id": card.department_id,
        "created_at": work.now,
        "updated_at": work.now,
        "blanks": mask_of(gaps),
        "incomplete": not gaps.isdisjoint(needed),
    }


def _people(work: Work, cards: Sequence[CheckedCard], ids: Sequence[int]) -> list[list[Row]]:
    """The contacts of each card."""
    new = iter(reserve_ids(work.session, Contact, sum(len(card.contacts) for card in cards)))
    blank = _blank(Contact)
    return [
        [
            {**blank, **person, "id": next(new), "customer_id": id, "position_no": place}
            for place, person in enumerate(card.contacts)
        ]
        for card, id in zip(cards, ids, strict=True)
    ]


@cache
def _blank(table: Any) -> Mapping[str, Any]:
    """A row nobody has filled in: each column with its default, which a flush would give it."""
    defaults = {column.key: column.default for column in table.__table__.columns}
    return {
        name: None if one is None else one.arg(None) if one.is_callable else one.arg
        for name, one in defaults.items()
    }


def _insert(work: Work, table: Any, rows: Sequence[Row]) -> None:
    if rows:
        work.session.connection().execute(insert(table.__table__), rows)


def _tell(work: Work, row: Row, card: CheckedCard, people: Sequence[Row]) -> None:
    changes = creation_changes(row["number"], card)
    work.record(Saved(kind=Kind.CUSTOMER, id=row["id"], changes=changes, created=True))
    for person in people:
        filled = {name: [None, person[name]] for name in CONTACT if person[name]}
        filled["customer_id"] = [row["id"], row["id"]]
        work.record(Saved(kind=Kind.CONTACT, id=person["id"], changes=filled, created=True))
