"""The customers that the rows of a list could mean: found by index, many rows at a time (A7)."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from models.customers import Contact, Customer
from models.words.customers import CustomerState
from models.words.permissions import Permission as P
from portal.access.policy import visible
from portal.customers.import_fields import CONTACT, NUMBER
from portal.customers.import_rows import CARD_FIELDS
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
    *(getattr(Customer, name) for name in CARD_FIELDS),
)


MOBILE = CONTACT + "mobile"


class Known:
    """The customers that the lines of one chunk could mean, found by index only."""

    def __init__(self, work: Work, lines: Iterable[Line], cards: list[dict[str, Any]]) -> None:
        ids = [int(x.cells[ID]) for x in lines if whole(x.cells.get(ID, ""))]
        live = (Customer.state == CustomerState.ACTIVE) & (Customer.unified_credit_code != "")
        phones = [c.get(name) for c in cards for name in ("phone", MOBILE)]
        held = self._held(work, phones)
        rows = [
            *self._by(work, Customer.id, ids),
            *self._by(work, Customer.number, [x.cells.get(NUMBER) for x in lines]),
            *self._by(work, Customer.name_key, [name_key(c.get("name") or "") for c in cards]),
            *self._by(
                work,
                Customer.unified_credit_code,
                [c.get("unified_credit_code") for c in cards],
                live,
            ),
            *self._by(work, Customer.phone, phones),
            *self._by(work, Customer.id, [contact.customer_id for contact in held]),
        ]
        self.rows = {row.id: row for row in rows}
        self._marks: dict[str, set[int]] = {}
        for row in (r for r in self.rows.values() if r.state is not CustomerState.MERGED):
            for mark in (row.name_key, row.unified_credit_code, row.phone):
                self._marks.setdefault(mark, set()).add(row.id)
        for contact in held:
            self._marks.setdefault(contact.mobile, set()).add(contact.customer_id)
        self.editable = self._editable(work)
        live_rows = [r for r in self.rows.values() if r.state is CustomerState.ACTIVE]
        self.by_number = {r.number: r for r in self.rows.values()}
        self.by_code = {r.unified_credit_code: r for r in live_rows if r.unified_credit_code}
        self.by_phone = {r.phone: r for r in live_rows if r.phone}
        self.by_key: dict[str, list[Any]] = {}
        for row in live_rows:
            self.by_key.setdefault(row.name_key, []).append(row)
        self.contacts = self._contacts(work)

    def beside(self, card: dict[str, Any]) -> list[str]:
        """Numbers of the customers, archived ones too, that have this name, code or a phone."""
        marks = (
            name_key(card.get("name") or ""),
            card.get("unified_credit_code"),
            card.get("phone"),
            card.get(MOBILE),
        )
        found = {id for mark in marks if mark for id in self._marks.get(mark, ())}
        return [self.rows[id].number for id in sorted(found & self.editable)]

    def _by(self, work: Work, column: Any, values: Iterable[Any], clause: Any = None) -> list[Any]:
        wanted = sorted({v for v in values if v})
        if not wanted:
            return []
        query = select(*COLUMNS).where(column.in_(wanted))
        return list(work.session.execute(query if clause is None else query.where(clause)))

    def _held(self, work: Work, phones: Iterable[Any]) -> list[Any]:
        """The contacts with one of these mobiles."""
        wanted = sorted({phone for phone in phones if phone})
        query = select(Contact.customer_id, Contact.mobile).where(Contact.mobile.in_(wanted))
        return list(work.session.execute(query)) if wanted else []

    def _editable(self, work: Work) -> set[int]:
        may = visible(work.actor, P.CUSTOMER_EDIT, Customer)
        query = select(Customer.id).where(Customer.id.in_(list(self.rows)), may)
        return set(work.session.scalars(query)) if self.rows else set()

    def _contacts(self, work: Work) -> dict[int, Any]:
        """The first contact of each."""
        query = select(Contact).where(Contact.customer_id.in_(list(self.rows)))
        rows = work.session.scalars(query.order_by(Contact.position_no.desc(), Contact.id.desc()))
        return {contact.customer_id: contact for contact in rows} if self.rows else {}


def whole(text: str) -> bool:
    """Is it a record id or a revision as we write them?"""
    return text.isascii() and text.isdigit() and len(text) < 16
