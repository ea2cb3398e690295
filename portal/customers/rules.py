"""What a customer card holds, how each field is taken, its life (FM-01, FM-02, CF-01 … CF-09)."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from models.words.access import Secrecy
from models.words.customers import (
    ClassTime,
    ClassTrade,
    ClassVolume,
    ContactRole,
    CustomerType,
    Lifecycle,
    Nature,
)
from models.words.customers import CustomerState as S
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.errors import Invalid, PortalError
from portal.platform.fields import identifiers
from portal.platform.search import names
from portal.platform.workflow.machine import Machine, Move

CUSTOMER = Machine(
    "customer",
    S,
    S.ACTIVE,
    (
        Move("archive", (S.ACTIVE,), S.ARCHIVED, P.CUSTOMER_ARCHIVE, N_("Archive"), "CF-01"),
        Move("restore", (S.ARCHIVED,), S.ACTIVE, P.CUSTOMER_ARCHIVE, N_("Restore"), "CF-01"),
        Move(
            "merge",
            (S.ACTIVE, S.ARCHIVED),
            S.MERGED,
            P.CUSTOMER_MERGE,
            N_("Merge into another customer"),
            "A7",
            needs_reason=True,
        ),
    ),
)

SHORT, LONG = 200, 2000
MOST_MONEY = Decimal(10) ** 15
Take = Callable[[Any, date], Any]


def _text(value: Any, limit: int) -> str:
    text = names.tidy_name(str(value))
    if len(text) > limit:
        raise Invalid(N_("Please keep this to %(limit)s characters."), limit=limit)
    return text


def short(value: Any, _today: date) -> str:
    """One line of at most 200 characters."""
    return _text(value, SHORT)


def long(value: Any, _today: date) -> str:
    """Several lines, at most 2,000 characters in all."""
    text = "\n".join(names.tidy_name(line) for line in str(value).splitlines()).strip()
    if len(text) > LONG:
        raise Invalid(N_("Please keep this to %(limit)s characters."), limit=LONG)
    return text


def money(value: Any, _today: date) -> Decimal:
    """An amount in CNY with two decimals, 0 or more, as people write it: 1,000,000 or 100万元."""
    found = names.parse_amount(str(value))
    try:
        amount = Decimal(-1) if found is None else found.quantize(Decimal("0.01"))
    except InvalidOperation:
        amount = Decimal(-1)
    if not 0 <= amount < MOST_MONEY:
        raise Invalid(N_("Please give an amount in yuan, e.g. 1,000,000."))
    return amount


def count(value: Any, _today: date) -> int:
    """A whole number, 0 or more."""
    plain = names.compact_number(str(value))
    if not (plain.isascii() and plain.isdigit() and len(plain) <= 9):
        raise Invalid(N_("Please give a whole number, e.g. 120."))
    return int(plain)


def day(value: Any, today: date) -> date:
    """A date not in the future, between 1800 and today: 2026-11-23, 2026/11/23, 2026年11月23日."""
    found = value if isinstance(value, date) else names.parse_day(str(value))
    if found is None:
        raise Invalid(N_("Please give a date like 2026-11-23."))
    if not date(1800, 1, 1) <= found <= today:
        raise Invalid(N_("This date lies in the future or too far back."))
    return found


def word(words: type[StrEnum]) -> Take:
    """One of the words of ``words``."""

    def take(value: Any, _today: date) -> StrEnum:
        try:
            return words(value)
        except ValueError:
            raise Invalid(N_("Please choose one of the list.")) from None

    return take


def _checked(check: Callable[[str], str]) -> Take:
    return lambda value, _today: check(str(value))


CARD: Mapping[str, tuple[str, Take]] = {
    "name": (N_("Customer name"), short),
    "customer_type": (N_("Customer type"), word(CustomerType)),
    "lifecycle": (N_("Stage"), word(Lifecycle)),
    "secrecy": (N_("Secrecy"), word(Secrecy)),
    "legal_representative": (N_("Legal representative"), short),
    "address": (N_("Address"), short),
    "postcode": (N_("Postcode"), _checked(identifiers.postcode)),
    "phone": (N_("Phone"), _checked(identifiers.phone)),
    "fax": (N_("Fax"), _checked(identifiers.phone)),
    "business_scope": (N_("Business scope"), long),
    "registered_capital": (N_("Registered capital (yuan)"), money),
    "unified_credit_code": (N_("Unified social credit code"), _checked(identifiers.credit_code)),
    "id_number": (N_("Identity number"), identifiers.id_number),
    "email": (N_("E-mail"), _checked(identifiers.email)),
    "website": (N_("Website"), short),
    "founded_on": (N_("Founded on"), day),
    "first_traded_on": (N_("First traded with us on"), day),
    "enterprise_nature": (N_("Nature of enterprise"), short),
    "organization_form": (N_("Form of organisation"), short),
    "industry": (N_("Industry"), short),
    "business_line": (N_("Line of business"), short),
    "assets": (N_("Assets (yuan)"), money),
    "economic_strength": (N_("Economic strength"), short),
    "registered_info": (N_("Registration data"), long),
    "region": (N_("Region"), short),
    "grade": (N_("Grade"), short),
    "class_time": (N_("By time"), word(ClassTime)),
    "class_trade": (N_("By trade"), word(ClassTrade)),
    "nature": (N_("By nature"), word(Nature)),
    "class_volume": (N_("By volume"), word(ClassVolume)),
}
BLOCKS: Mapping[str, Mapping[str, tuple[str, Take]]] = {
    "traits": {
        "service_area": (N_("Service area"), short),
        "selling_ability": (N_("Selling ability"), long),
        "development_potential": (N_("Potential for growth"), long),
        "business_philosophy": (N_("Philosophy and culture"), long),
        "policy": (N_("Policy"), long),
        "headcount": (N_("Headcount"), count),
        "turnover": (N_("Turnover (yuan)"), money),
        "management_traits": (N_("Traits of management"), long),
    },
    "business_status": {
        "sales_results": (N_("Sales results, past and present"), long),
        "staff_quality": (N_("Quality of managers and sales staff"), long),
        "competitor_relation": (N_("Relation to competitors"), long),
        "cooperation_attitude": (N_("Ties and attitude to us"), long),
    },
    "trade_status": {
        "activity_status": (N_("State of sales activity"), long),
        "problems": (N_("Problems"), long),
        "advantages": (N_("Advantages held"), long),
        "countermeasures": (N_("Countermeasures"), long),
        "reputation": (N_("Reputation"), long),
        "credit_status": (N_("Credit standing"), long),
        "trade_terms": (N_("Terms of trade"), long),
        "past_credit_problems": (N_("Credit problems in the past"), long),
    },
}
CONTACT: Mapping[str, tuple[str, Take]] = {
    "name": (N_("Contact name"), short),
    "role": (N_("Role"), word(ContactRole)),
    "position": (N_("Position"), short),
    "mobile": (N_("Mobile"), _checked(identifiers.mobile)),
    "phone": (N_("Phone"), _checked(identifiers.phone)),
    "fax": (N_("Fax"), _checked(identifiers.phone)),
    "email": (N_("E-mail"), _checked(identifiers.email)),
    "home_address": (N_("Home address"), short),
    "hobbies": (N_("Hobbies"), long),
    "birthday": (N_("Birthday"), day),
    "personality": (N_("Personality"), long),
    "family": (N_("Family"), long),
    "education": (N_("Education"), short),
    "ability": (N_("Ability"), long),
}
# How a masked value of each field looks.
MASKS: Mapping[str, str] = {
    "mobile": "mobile",
    "phone": "phone",
    "fax": "phone",
    "id_number": "id",
    "email": "email",
    "unified_credit_code": "code",
    "name": "name",
    "home_address": "address",
    "address": "address",
    "legal_representative": "name",
}

# Nobody has these empty: a word stands there when nothing was chosen.
CHOSEN = frozenset({"customer_type", "lifecycle", "secrecy", "role"})
COMPANY_ONLY = frozenset(
    {"legal_representative", "postcode", "business_scope", "registered_capital"}
)
MISSING: Mapping[str, str] = {
    "name": N_("Please fill in the name of the customer."),
    "legal_representative": N_("Please fill in the legal representative."),
    "address": N_("Please fill in the address."),
    "postcode": N_("Please fill in the postcode, e.g. 100080."),
    "phone": N_("Please fill in a phone, e.g. 010-62345678."),
    "business_scope": N_("Please fill in the business scope."),
    "registered_capital": N_("Please fill in the registered capital in yuan."),
}
FILL_IN = N_("Please fill this in.")


def blank(name: str, fields: Mapping[str, tuple[str, Take]]) -> Any:
    """What an empty field is kept as: nothing for dates, amounts and words, else empty text."""
    take = fields[name][1]
    textual = take in (short, long) or name in MASKS or name in ("postcode", "fax")
    return "" if textual else None


def clean(
    values: Mapping[str, Any], fields: Mapping[str, tuple[str, Take]], today: date
) -> tuple[dict[str, Any], dict[str, PortalError]]:
    """The known ones of ``values`` as they are kept, and what is wrong, by field."""
    kept: dict[str, Any] = {}
    problems: dict[str, PortalError] = {}
    for name, value in values.items():
        if name not in fields:
            continue
        if value is None or (isinstance(value, str) and not names.tidy_name(value)):
            if name not in CHOSEN:
                kept[name] = blank(name, fields)
            continue
        try:
            kept[name] = fields[name][1](value, today)
        except PortalError as problem:
            problems[name] = problem
    return kept, problems


def missing(values: Mapping[str, Any], required: frozenset[str]) -> dict[str, PortalError]:
    """CF-02: what the card must have and has not; a person needs no company's fields."""
    needed = required | {"name"}
    if values.get("nature") is Nature.PERSON:
        needed -= COMPANY_ONLY
    return {
        name: Invalid(MISSING.get(name, FILL_IN), field=name)
        for name in sorted(needed)
        if values.get(name) in (None, "")
    }


def missing_contact(values: Mapping[str, Any]) -> dict[str, PortalError]:
    """FM-02: a contact has a name and a way to reach them."""
    problems: dict[str, PortalError] = {}
    if not values.get("name"):
        problems["name"] = Invalid(N_("Please fill in the name of the contact."), field="name")
    if not (values.get("mobile") or values.get("phone")):
        problems["mobile"] = Invalid(N_("Please give a mobile or a phone."), field="mobile")
    return problems
