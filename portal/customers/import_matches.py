"""The customers that the rows of a list may match: looked up by index, many at a time (A7)."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import case, select

from models.customers import Contact, Customer
from models.platform.imports import ImportBatch, ImportRow
from models.words.access import FieldRule
from models.words.customers import CustomerState
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.platform import ImportState, Outcome
from portal.access.policy import visible
from portal.customers import rules
from portal.customers.import_fields import CONTACT, NUMBER
from portal.platform.imports.rules import ID
from portal.platform.imports.target import Line
from portal.platform.search.names import name_key
from portal.work import Work

COLUMNS = (
    Customer.id,
    Customer.revision,
    Customer.number,
    Customer.name_key,
    Customer.state,
    Customer.owner_id,
    *(getattr(Customer, name) for name in rules.CARD),
)


MOBILE = CONTACT + "mobile"


class KnownCustomers:
    """The customers that the lines of one chunk may match, looked up by index only."""

    def __init__(self, work: Work, lines: Iterable[Line], cards: list[dict[str, Any]]) -> None:
        ids = [int(x.cells[ID]) for x in lines if is_whole_number(x.cells.get(ID, ""))]
        live = (Customer.state == CustomerState.ACTIVE) & (Customer.unified_credit_code != "")
        compared = [n for n in ("phone", MOBILE) if _may_compare(work, n)]
        phones = [c.get(name) for c in cards for name in compared]
        contacts = self._load_contacts_by_mobile(work, phones)
        rows = [
            *self._load_by(work, Customer.id, ids),
            *self._load_by(work, Customer.number, [x.cells.get(NUMBER) for x in lines]),
            *self._load_by(work, Customer.name_key, [name_key(c.get("name") or "") for c in cards]),
            *self._load_by(
                work,
                Customer.unified_credit_code,
                [c.get("unified_credit_code") for c in cards],
                live,
            ),
            *self._load_by(work, Customer.phone, phones),
            *self._load_by(work, Customer.id, [contact.customer_id for contact in contacts]),
        ]
        self.rows = {row.id: row for row in rows}
        self._ids_by_key: dict[str, set[int]] = {}
        for row in (r for r in self.rows.values() if r.state is not CustomerState.MERGED):
            phone = row.phone if "phone" in compared else ""
            for value in (row.name_key, row.unified_credit_code, phone):
                self._ids_by_key.setdefault(value, set()).add(row.id)
        for contact in contacts:
            self._ids_by_key.setdefault(contact.mobile, set()).add(contact.customer_id)
        self.seen, self.editable = self._load_reach(work)
        live_rows = [r for r in self.rows.values() if r.state is CustomerState.ACTIVE]
        self.by_number = {r.number: r for r in self.rows.values()}
        self.by_code = {r.unified_credit_code: r for r in live_rows if r.unified_credit_code}
        self.by_phone = {r.phone: r for r in live_rows if r.phone and "phone" in compared}
        self.by_key: dict[str, list[Any]] = {}
        for row in live_rows:
            self.by_key.setdefault(row.name_key, []).append(row)
        self.people = self._load_contacts(work)
        self.taken_back = self._load_taken_back(work)

    def twin_numbers(self, card: dict[str, Any]) -> list[str]:
        """Numbers of the customers, archived or not, with this name, code or one of the phones."""
        keys = (
            name_key(card.get("name") or ""),
            card.get("unified_credit_code"),
            card.get("phone"),
            card.get(MOBILE),
        )
        ids = {id for value in keys if value for id in self._ids_by_key.get(value, ())}
        return [self.rows[id].number for id in sorted(ids & self.editable)]

    def _load_by(
        self, work: Work, column: Any, values: Iterable[Any], clause: Any = None
    ) -> list[Any]:
        filled = sorted({v for v in values if v})
        if not filled:
            return []
        statement = select(*COLUMNS).where(column.in_(filled))
        statement = statement if clause is None else statement.where(clause)
        return list(work.session.execute(statement))

    def _load_contacts_by_mobile(self, work: Work, phones: Iterable[Any]) -> list[Any]:
        filled = sorted({phone for phone in phones if phone})
        statement = select(Contact.customer_id, Contact.mobile).where(Contact.mobile.in_(filled))
        return list(work.session.execute(statement)) if filled else []

    def _load_reach(self, work: Work) -> tuple[set[int], set[int]]:
        """The ids of those the actor may see, and of those they may edit as well."""
        if not self.rows:
            return set(), set()
        may_edit = case((visible(work.actor, P.CUSTOMER_EDIT, Customer), 1), else_=0)
        statement = select(Customer.id, may_edit).where(
            Customer.id.in_(list(self.rows)), visible(work.actor, P.CUSTOMER_SEE, Customer)
        )
        found = {id: bool(may) for id, may in work.session.execute(statement)}
        return set(found), {id for id, may in found.items() if may}

    def _load_contacts(self, work: Work) -> dict[int, list[Any]]:
        """The contacts of each customer in their order, by customer id."""
        statement = select(Contact).where(Contact.customer_id.in_(list(self.rows)))
        found: dict[int, list[Any]] = {}
        if self.rows:
            for one in work.session.scalars(statement.order_by(Contact.position_no, Contact.id)):
                found.setdefault(one.customer_id, []).append(one)
        return found

    def _load_taken_back(self, work: Work) -> dict[str, Any]:
        """The archived customers that an import brought in before it was undone, by name."""
        archived = [r for r in self.rows.values() if r.state is CustomerState.ARCHIVED]
        if not archived:
            return {}
        brought = (
            select(ImportRow.record_id)
            .join(ImportBatch, ImportBatch.id == ImportRow.batch_id)
            .where(
                ImportBatch.state == ImportState.UNDONE,
                ImportRow.outcome == Outcome.NEW,
                ImportRow.written.is_(False),
                ImportRow.record_id.in_([row.id for row in archived]),
            )
        )
        ids = set(work.session.scalars(brought)) & self.editable
        return {row.name: row for row in archived if row.id in ids}


def _may_compare(work: Work, name: str) -> bool:
    """Not by a masked field: that a row has a twin would say that the guess was right (D4)."""
    guard = (Kind.CONTACT, "mobile") if name == MOBILE else (Kind.CUSTOMER, name)
    return work.actor.rule(*guard) is FieldRule.OPEN


def codes_differ(one: str, other: str) -> bool:
    """Two customers for certain: each has a valid credit code, and they are not the same (R-59)."""
    return bool(one and other and one != other)


def is_whole_number(text: str) -> bool:
    """Whether ``text`` is a record id or revision as the portal writes them."""
    return text.isascii() and text.isdigit() and len(text) < 16
