"""Facts on a customer's page: fields under their headings, and the card it was merged into."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from models.customers import Customer
from models.words.permissions import Permission as P
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.access.policy import visible
from portal.customers import rules
from portal.work import Work
from views.shell.facts import Fact

WIDE = frozenset({"address", "business_scope", "registered_info", "remark"})


BASIC = (
    "customer_type",
    "lifecycle",
    "secrecy",
    "legal_representative",
    "registered_capital",
    "phone",
    "fax",
    "address",
    "postcode",
    "business_scope",
    "remark",
)


CLASSES = ("class_time", "class_trade", "nature", "class_volume", "grade", "region")


DETAILS = (
    "email",
    "website",
    "founded_on",
    "first_traded_on",
    "enterprise_nature",
    "organization_form",
    "industry",
    "business_line",
    "assets",
    "economic_strength",
    "registered_info",
)


COMPANY = ("unified_credit_code", "id_number", *DETAILS)


BLOCK_TITLES = {
    "traits": N_("Characteristics"),
    "business_status": N_("State of business"),
    "trade_status": N_("Trading"),
}


def merged_into(work: Work, row: Customer) -> Any:
    """(id, number, name) of the card this one was merged into, or None.

    (0, «», «») if the actor may not see that card.
    """
    if row.merged_into_id is None:
        return None
    statement = select(Customer.id, Customer.number, Customer.name).where(
        Customer.id == row.merged_into_id, visible(work.actor, P.CUSTOMER_SEE, Customer)
    )
    return work.session.execute(statement).first() or (0, "", "")


def card_facts(row: Customer, names: Sequence[str]) -> list[Fact]:
    return [
        Fact(
            name,
            rules.CARD[name][0],
            getattr(row, name),
            rules.CARD[name].kind,
            wide=name in WIDE,
        )
        for name in names
    ]


def block_facts(row: Customer, block: str) -> list[Fact]:
    values: Mapping[str, Any] = getattr(row, block)
    return [
        Fact(f"{block}_{name}", label, values.get(name, ""), wide=kind is V.LONG)
        for name, (label, kind, _) in rules.BLOCKS[block].items()
    ]
