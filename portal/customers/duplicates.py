"""Finds existing customers with the same name, credit code or phone (A7)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, select

from models.customers import Contact, Customer
from models.words.access import FieldRule
from models.words.customers import CustomerState
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.access.policy import visible
from portal.errors import Conflict
from portal.platform.fields.phones import same_phones
from portal.platform.search.names import name_key
from portal.work import Work

MOST = 5


@dataclass(frozen=True)
class Twin:
    """A customer that looks the same, and why; ``id`` is 0 if the actor may not see it."""

    id: int
    number: str
    name: str
    why: tuple[str, ...]  # name, code, phone


class PossibleDuplicate(Conflict):
    """Similar customers exist; the same call with ``confirmed`` succeeds."""

    def __init__(self, twins: Sequence[Twin]) -> None:
        names = "、".join(f"{twin.number} {twin.name}".strip() for twin in twins)
        super().__init__(
            N_(
                "This customer may already exist: %(names)s. Open it, or confirm that this is "
                "another one."
            ),
            names=names,
            field="name",
        )
        self.twins = tuple(twins)


def find_duplicates(
    work: Work, *, name: str = "", code: str = "", phones: Sequence[str] = (), exclude_id: int = 0
) -> list[Twin]:
    """Customers with the same normalized name, code or phone; those the actor may see first.

    A twin that the actor may not see is reported without its number, and only for a full name
    or code; a phone never discloses a customer the actor may not see (no oracle).
    """
    hits: dict[int, set[str]] = {}
    seen: dict[int, tuple[str, str]] = {}
    shown = visible(work.actor, P.CUSTOMER_SEE, Customer)
    ranked = case((shown, 1), else_=0).label("shown")  # PostgreSQL orders by no bare constant
    for why, clause in _clauses(work, name, code, phones):
        rows = work.session.execute(
            select(Customer.id, Customer.number, Customer.name, ranked)
            .where(clause, Customer.id != exclude_id, Customer.state != CustomerState.MERGED)
            .order_by(ranked.desc(), Customer.id)
            .limit(MOST)
        )
        for row in rows:
            if row.shown or why != "phone":
                hits.setdefault(row.id, set()).add(why)
            if row.shown:
                seen[row.id] = (row.number, row.name)
    twins = [
        Twin(id, *seen[id], tuple(sorted(why)))
        if id in seen
        else Twin(0, "", name or code, tuple(sorted(why)))
        for id, why in hits.items()
    ]
    return sorted(dict.fromkeys(twins), key=lambda twin: (twin.id == 0, -len(twin.why), twin.id))


def _clauses(
    work: Work, name: str, code: str, phones: Sequence[str]
) -> list[tuple[str, ColumnElement[bool]]]:
    clauses: list[tuple[str, ColumnElement[bool]]] = []
    if name and name_key(name):
        clauses.append(("name", Customer.name_key == name_key(name)))
    if code and _may_compare(work, Kind.CUSTOMER, "unified_credit_code"):
        # Written like the condition of the partial index, so that it is used.
        live = (Customer.state == CustomerState.ACTIVE) & (Customer.unified_credit_code != "")
        clauses.append(("code", live & (Customer.unified_credit_code == code)))
    filled = [same for phone in phones if phone for same in same_phones(phone)]
    if filled and _may_compare(work, Kind.CUSTOMER, "phone"):
        clauses.append(("phone", Customer.phone.in_(filled)))
    if filled and _may_compare(work, Kind.CONTACT, "mobile"):
        owners = select(Contact.customer_id).where(Contact.mobile.in_(filled))
        clauses.append(("phone", Customer.id.in_(owners)))
    return clauses


def _may_compare(work: Work, kind: Kind, field: str) -> bool:
    """Not by a masked field either: a warning would say that the guess was right (D4)."""
    return work.actor.rule(kind, field) is FieldRule.OPEN
