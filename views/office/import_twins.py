"""Rows of an import that look like another: both sides of each, as this reader may see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from models.customers import Customer
from models.people import User
from models.platform.imports import ImportBatch, ImportRow
from models.words.access import FieldRule
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.platform import Outcome
from models.words.values import ValueKind as V
from portal.access.policy import visible
from portal.customers.import_compare import current_value
from portal.customers.rules import field_kind
from portal.platform.fields.kinds import mask
from portal.platform.imports import tally
from portal.platform.imports.target import Target
from portal.work import Work
from views.shell import words
from views.shell.i18n import gettext as _

LOOKED_AT = 500
PAIRS = 50  # shown one by one; a choice for all of them reaches the others
TELLING = ("unified_credit_code", "phone", "address")


@dataclass(frozen=True)
class Pair:
    """Two that look alike: a row, and an earlier one or a customer of the portal."""

    line: int
    why: str
    mine: tuple[str, str]  # name, what tells it apart
    other: tuple[str, str]
    other_line: int
    link: str
    chosen: str
    changes: Sequence[tuple[str, str, str]] = ()


def pairs_of(
    work: Work, batch: ImportBatch, shown: "Shown", *, updates: bool = False
) -> list[Pair]:
    """Those that wait for a word whether they are the same, the first of them; ``updates``: those
    that have the name of a customer and would put others in place of its values.
    """
    mine = (ImportRow.batch_id == batch.id, ImportRow.outcome == Outcome.DECIDE)
    found = work.session.scalars(
        select(ImportRow).where(*mine).order_by(ImportRow.line).limit(LOOKED_AT)
    )
    asked = [
        (row, reason)
        for row in found
        if (reason := next((p for p in row.problems.values() if "twin" in p), None))
        and (reason.get("about") == tally.UPDATES) == updates
    ][:PAIRS]
    lines = {reason["twin"]["line"] for _row, reason in asked if reason["twin"]["line"]}
    ids = {reason["twin"]["id"] for _row, reason in asked if reason["twin"]["id"]}
    earlier = {
        row.line: row.cells
        for row in work.session.scalars(
            select(ImportRow).where(ImportRow.batch_id == batch.id, ImportRow.line.in_(lines))
        )
    }
    known = {
        row.id: row
        for row in work.session.scalars(
            select(Customer).where(
                Customer.id.in_(ids), visible(work.actor, P.CUSTOMER_SEE, Customer)
            )
        )
    }
    twins = batch.choices.get("twins", {})
    return [_pair(row, reason, earlier, known, shown, twins) for row, reason in asked]


def _pair(
    row: ImportRow,
    reason: Mapping[str, Any],
    earlier: Mapping[int, Mapping[str, str]],
    known: Mapping[int, Customer],
    shown: "Shown",
    twins: Mapping[str, str],
) -> Pair:
    line, id = reason["twin"]["line"], reason["twin"]["id"]
    other, link = ("", ""), ""
    if line in earlier:
        other = _told(earlier[line], shown)
    elif id in known:
        customer = known[id]
        values = {name: getattr(customer, name) for name in ("name", *TELLING)}
        other = (customer.name, f"{customer.number} {_told(values, shown)[1]}".strip())
        link = f"/customers/{id}/"
    return Pair(
        row.line,
        _(reason["text"], **reason["values"]),
        _told(row.cells, shown),
        other,
        line,
        link,
        twins.get(str(row.line), ""),
        _changes(row.changes, shown),
    )


def _changes(changes: Mapping[str, Any], shown: "Shown") -> list[tuple[str, str, str]]:
    """What a row would put in place of what: label, before, after."""
    told = []
    for name, (before, after) in changes.items():
        known = shown.target.field(name)
        if known and before not in ("", None):
            told.append((_(known.label), shown(name, before), shown(name, after)))
    return told


def _told(values: Mapping[str, Any], shown: "Shown") -> tuple[str, str]:
    told = [shown(name, values.get(name, "")) for name in (*TELLING, "contact_mobile")]
    return str(values.get("name", "")), _(", ").join(text for text in told if text)


class Shown:
    """A cell as this reader may see it: words by label, people by name, masked by rule."""

    def __init__(self, work: Work, target: Target) -> None:
        self.work, self.target = work, target
        self.people: dict[Any, str] = {}

    def __call__(self, name: str, value: Any) -> str:
        known = self.target.field(name)
        if known is None or value in (None, ""):
            return ""
        if known.kind is V.USER:
            if value not in self.people:
                found = self.work.session.scalar(select(User.name).where(User.id == value))
                self.people[value] = found or str(value)
            return self.people[value]
        if known.words and str(value) in set(known.words):
            return words.label(known.words(value))
        kind, plain = Kind.CUSTOMER, name
        if name.startswith("contact_"):
            kind, plain = Kind.CONTACT, name.removeprefix("contact_")
        if self.work.actor.rule(kind, plain) is FieldRule.OPEN:
            return str(value)
        return mask(field_kind(plain), str(value))


def stored_values(
    work: Work, rows: Sequence[ImportRow], names: Sequence[str], shown: Shown
) -> dict[int, dict[str, str]]:
    """Line → field → what the card of a written row holds, which need not be what was typed."""
    lines = {row.record_id: row.line for row in rows if row.written and row.record_id}
    if not lines:
        return {}
    found = work.session.scalars(
        select(Customer)
        .where(Customer.id.in_(list(lines)), visible(work.actor, P.CUSTOMER_SEE, Customer))
        .options(selectinload(Customer.contacts))
    )
    return {
        lines[card.id]: {
            name: shown(name, current_value(card, next(iter(card.contacts), None), name))
            for name in names
        }
        for card in found
    }
