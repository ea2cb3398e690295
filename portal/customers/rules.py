"""Fields of a customer card, their parsers, its states (FM-01, FM-02, CF-01 … CF-09)."""

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
Parser = Callable[[Any, date], Any]


def _text(value: Any, limit: int) -> str:
    text = names.tidy_name(str(value))
    if len(text) > limit:
        raise Invalid(N_("Please keep this to %(limit)s characters."), limit=limit)
    return text


def parse_line(value: Any, _today: date) -> str:
    """One line of at most 200 characters."""
    return _text(value, SHORT)


def parse_text(value: Any, _today: date) -> str:
    """Several lines, at most 2,000 characters in all."""
    text = "\n".join(names.tidy_name(line) for line in str(value).splitlines()).strip()
    if len(text) > LONG:
        raise Invalid(N_("Please keep this to %(limit)s characters."), limit=LONG)
    return text


def parse_amount(value: Any, _today: date) -> Decimal:
    """An amount in CNY with two decimals, 0 or more; reads 1,000,000 and 100万元."""
    number = names.parse_amount(str(value))
    try:
        amount = Decimal(-1) if number is None else number.quantize(Decimal("0.01"))
    except InvalidOperation:
        amount = Decimal(-1)
    if not 0 <= amount < MOST_MONEY:
        raise Invalid(N_("Please give an amount in yuan, e.g. 1,000,000."))
    return amount


def parse_count(value: Any, _today: date) -> int:
    """A whole number, 0 or more."""
    plain = names.compact_number(str(value))
    if not (plain.isascii() and plain.isdigit() and len(plain) <= 9):
        raise Invalid(N_("Please give a whole number, e.g. 120."))
    return int(plain)


def parse_date(value: Any, today: date) -> date:
    """A date from 1800 to today; reads 2026-11-23, 2026/11/23 and 2026年11月23日."""
    result = value if isinstance(value, date) else names.parse_day(str(value))
    if result is None:
        raise Invalid(N_("Please give a date like 2026-11-23."))
    if not date(1800, 1, 1) <= result <= today:
        raise Invalid(N_("This date lies in the future or too far back."))
    return result


def parse_word(words: type[StrEnum]) -> Parser:
    """A parser for the words of ``words``."""

    def parse(value: Any, _today: date) -> StrEnum:
        try:
            return words(value)
        except ValueError:
            raise Invalid(N_("Please choose one of the list.")) from None

    return parse


def _normalized(normalize: Callable[[str], str]) -> Parser:
    return lambda value, _today: normalize(str(value))


CARD: Mapping[str, tuple[str, Parser]] = {
    "name": (N_("Customer name"), parse_line),
    "customer_type": (N_("Customer type"), parse_word(CustomerType)),
    "lifecycle": (N_("Stage"), parse_word(Lifecycle)),
    "secrecy": (N_("Secrecy"), parse_word(Secrecy)),
    "legal_representative": (N_("Legal representative"), parse_line),
    "address": (N_("Address"), parse_line),
    "postcode": (N_("Postcode"), _normalized(identifiers.normalize_postcode)),
    "phone": (N_("Phone"), _normalized(identifiers.normalize_phone)),
    "fax": (N_("Fax"), _normalized(identifiers.normalize_phone)),
    "business_scope": (N_("Business scope"), parse_text),
    "registered_capital": (N_("Registered capital (yuan)"), parse_amount),
    "unified_credit_code": (
        N_("Unified social credit code"),
        _normalized(identifiers.normalize_credit_code),
    ),
    "id_number": (N_("Identity number"), identifiers.normalize_id_number),
    "email": (N_("E-mail"), _normalized(identifiers.normalize_email)),
    "website": (N_("Website"), parse_line),
    "founded_on": (N_("Founded on"), parse_date),
    "first_traded_on": (N_("First traded with us on"), parse_date),
    "enterprise_nature": (N_("Nature of enterprise"), parse_line),
    "organization_form": (N_("Form of organisation"), parse_line),
    "industry": (N_("Industry"), parse_line),
    "business_line": (N_("Line of business"), parse_line),
    "assets": (N_("Assets (yuan)"), parse_amount),
    "economic_strength": (N_("Economic strength"), parse_line),
    "registered_info": (N_("Registration data"), parse_text),
    "region": (N_("Region"), parse_line),
    "grade": (N_("Grade"), parse_line),
    "class_time": (N_("By time"), parse_word(ClassTime)),
    "class_trade": (N_("By trade"), parse_word(ClassTrade)),
    "nature": (N_("By nature"), parse_word(Nature)),
    "class_volume": (N_("By volume"), parse_word(ClassVolume)),
}
BLOCKS: Mapping[str, Mapping[str, tuple[str, Parser]]] = {
    "traits": {
        "service_area": (N_("Service area"), parse_line),
        "selling_ability": (N_("Selling ability"), parse_text),
        "development_potential": (N_("Potential for growth"), parse_text),
        "business_philosophy": (N_("Philosophy and culture"), parse_text),
        "policy": (N_("Policy"), parse_text),
        "headcount": (N_("Headcount"), parse_count),
        "turnover": (N_("Turnover (yuan)"), parse_amount),
        "management_traits": (N_("Traits of management"), parse_text),
    },
    "business_status": {
        "sales_results": (N_("Sales results, past and present"), parse_text),
        "staff_quality": (N_("Quality of managers and sales staff"), parse_text),
        "competitor_relation": (N_("Relation to competitors"), parse_text),
        "cooperation_attitude": (N_("Ties and attitude to us"), parse_text),
    },
    "trade_status": {
        "activity_status": (N_("State of sales activity"), parse_text),
        "problems": (N_("Problems"), parse_text),
        "advantages": (N_("Advantages held"), parse_text),
        "countermeasures": (N_("Countermeasures"), parse_text),
        "reputation": (N_("Reputation"), parse_text),
        "credit_status": (N_("Credit standing"), parse_text),
        "trade_terms": (N_("Terms of trade"), parse_text),
        "past_credit_problems": (N_("Credit problems in the past"), parse_text),
    },
}
CONTACT: Mapping[str, tuple[str, Parser]] = {
    "name": (N_("Contact name"), parse_line),
    "role": (N_("Role"), parse_word(ContactRole)),
    "position": (N_("Position"), parse_line),
    "mobile": (N_("Mobile"), _normalized(identifiers.normalize_mobile)),
    "phone": (N_("Phone"), _normalized(identifiers.normalize_phone)),
    "fax": (N_("Fax"), _normalized(identifiers.normalize_phone)),
    "email": (N_("E-mail"), _normalized(identifiers.normalize_email)),
    "home_address": (N_("Home address"), parse_line),
    "hobbies": (N_("Hobbies"), parse_text),
    "birthday": (N_("Birthday"), parse_date),
    "personality": (N_("Personality"), parse_text),
    "family": (N_("Family"), parse_text),
    "education": (N_("Education"), parse_line),
    "ability": (N_("Ability"), parse_text),
}
# The mask of each field that may be shown masked.
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

# These always hold a word; nothing chosen leaves them as they are.
NEVER_BLANK = frozenset({"customer_type", "lifecycle", "secrecy", "role"})
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


def blank_value(name: str, fields: Mapping[str, tuple[str, Parser]]) -> Any:
    """The stored value of an empty field: None for dates, amounts and words, else «»."""
    parser = fields[name][1]
    textual = parser in (parse_line, parse_text) or name in MASKS or name in ("postcode", "fax")
    return "" if textual else None


def clean_values(
    values: Mapping[str, Any], fields: Mapping[str, tuple[str, Parser]], today: date
) -> tuple[dict[str, Any], dict[str, PortalError]]:
    """The parsed values of known fields, and the problems of the others, both by field."""
    cleaned: dict[str, Any] = {}
    problems: dict[str, PortalError] = {}
    for name, value in values.items():
        if name not in fields:
            continue
        if value is None or (isinstance(value, str) and not names.tidy_name(value)):
            if name not in NEVER_BLANK:
                cleaned[name] = blank_value(name, fields)
            continue
        try:
            cleaned[name] = fields[name][1](value, today)
        except PortalError as problem:
            problems[name] = problem
    return cleaned, problems


def missing_fields(values: Mapping[str, Any], required: frozenset[str]) -> dict[str, PortalError]:
    """An error for each required field without a value (CF-02); a person needs no company data."""
    needed = required | {"name"}
    if values.get("nature") is Nature.PERSON:
        needed -= COMPANY_ONLY
    return {
        name: Invalid(MISSING.get(name, FILL_IN), field=name)
        for name in sorted(needed)
        if values.get(name) in (None, "")
    }


def missing_contact_fields(values: Mapping[str, Any]) -> dict[str, PortalError]:
    """An error for each missing field of a contact: a name and a mobile or phone (FM-02)."""
    problems: dict[str, PortalError] = {}
    if not values.get("name"):
        problems["name"] = Invalid(N_("Please fill in the name of the contact."), field="name")
    if not (values.get("mobile") or values.get("phone")):
        problems["mobile"] = Invalid(N_("Please give a mobile or a phone."), field="mobile")
    return problems
