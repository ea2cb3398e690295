"""Fields of a customer card, their parsers, its states (FM-01, FM-02, CF-01 … CF-09)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from models.words.access import Secrecy
from models.words.customers import (
    ClassTime,
    ClassTrade,
    ClassVolume,
    ContactRole,
    CustomerType,
    Gap,
    Lifecycle,
    Nature,
)
from models.words.customers import CustomerState as S
from models.words.permissions import Permission as P
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.errors import Invalid, PortalError
from portal.platform.fields.kind import Spec
from portal.platform.fields.kinds import KINDS
from portal.platform.texts import is_blank
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

PAST = Spec(past=True)
AMOUNT = Spec(lowest=0)


class CardField(NamedTuple):
    """One field of a card: what it is called and what it takes."""

    label: str
    kind: V = V.TEXT
    spec: Spec = Spec()


LONGEST_REMARK = 32_000  # characters: what a cell of Excel holds, and some room

CARD: Mapping[str, CardField] = {
    "name": CardField(N_("Customer name")),
    "customer_type": CardField(N_("Customer type"), V.WORD, Spec(words=CustomerType)),
    "lifecycle": CardField(N_("Stage"), V.WORD, Spec(words=Lifecycle)),
    "secrecy": CardField(N_("Secrecy"), V.SECRECY, Spec(words=Secrecy)),
    "legal_representative": CardField(N_("Legal representative")),
    "address": CardField(N_("Address"), V.ADDRESS),
    "postcode": CardField(N_("Postcode"), V.POSTCODE),
    "phone": CardField(N_("Phone"), V.PHONE),
    "fax": CardField(N_("Fax"), V.PHONE),
    "business_scope": CardField(N_("Business scope"), V.LONG),
    "registered_capital": CardField(N_("Registered capital (yuan)"), V.MONEY, AMOUNT),
    "unified_credit_code": CardField(N_("Unified social credit code"), V.CREDIT_CODE),
    "id_number": CardField(N_("Identity number"), V.ID_NUMBER),
    "email": CardField(N_("E-mail"), V.EMAIL),
    "website": CardField(N_("Website")),
    "founded_on": CardField(N_("Founded on"), V.DATE, PAST),
    "first_traded_on": CardField(N_("First traded with us on"), V.DATE, PAST),
    "enterprise_nature": CardField(N_("Nature of enterprise")),
    "organization_form": CardField(N_("Form of organisation")),
    "industry": CardField(N_("Industry")),
    "business_line": CardField(N_("Line of business")),
    "assets": CardField(N_("Assets (yuan)"), V.MONEY, AMOUNT),
    "economic_strength": CardField(N_("Economic strength")),
    "registered_info": CardField(N_("Registration data"), V.LONG),
    "region": CardField(N_("Region")),
    "grade": CardField(N_("Grade")),
    "class_time": CardField(N_("By time"), V.WORD, Spec(words=ClassTime)),
    "class_trade": CardField(N_("By trade"), V.WORD, Spec(words=ClassTrade)),
    "nature": CardField(N_("By nature"), V.WORD, Spec(words=Nature)),
    "class_volume": CardField(N_("By volume"), V.WORD, Spec(words=ClassVolume)),
    "remark": CardField(N_("Remarks"), V.LONG, Spec(longest=LONGEST_REMARK)),
}
BLOCKS: Mapping[str, Mapping[str, CardField]] = {
    "traits": {
        "service_area": CardField(N_("Service area")),
        "selling_ability": CardField(N_("Selling ability"), V.LONG),
        "development_potential": CardField(N_("Potential for growth"), V.LONG),
        "business_philosophy": CardField(N_("Philosophy and culture"), V.LONG),
        "policy": CardField(N_("Policy"), V.LONG),
        "headcount": CardField(N_("Headcount"), V.INTEGER, Spec(lowest=0, highest=999_999_999)),
        "turnover": CardField(N_("Turnover (yuan)"), V.MONEY, AMOUNT),
        "management_traits": CardField(N_("Management style"), V.LONG),
    },
    "business_status": {
        "sales_results": CardField(N_("Sales results, past and present"), V.LONG),
        "staff_quality": CardField(N_("Quality of managers and sales staff"), V.LONG),
        "competitor_relation": CardField(N_("Relations with competitors"), V.LONG),
        "cooperation_attitude": CardField(N_("Relationship and attitude towards us"), V.LONG),
    },
    "trade_status": {
        "activity_status": CardField(N_("State of sales activity"), V.LONG),
        "problems": CardField(N_("Problems"), V.LONG),
        "advantages": CardField(N_("Advantages held"), V.LONG),
        "countermeasures": CardField(N_("Countermeasures"), V.LONG),
        "reputation": CardField(N_("Reputation"), V.LONG),
        "credit_status": CardField(N_("Credit standing"), V.LONG),
        "trade_terms": CardField(N_("Terms of trade"), V.LONG),
        "past_credit_problems": CardField(N_("Credit problems in the past"), V.LONG),
    },
}
CONTACT: Mapping[str, CardField] = {
    "name": CardField(N_("Contact name")),
    "role": CardField(N_("Role"), V.WORD, Spec(words=ContactRole)),
    "position": CardField(N_("Position")),
    "mobile": CardField(N_("Mobile"), V.MOBILE),
    "phone": CardField(N_("Phone"), V.PHONE),
    "fax": CardField(N_("Fax"), V.PHONE),
    "email": CardField(N_("E-mail"), V.EMAIL),
    "home_address": CardField(N_("Home address"), V.ADDRESS),
    "hobbies": CardField(N_("Hobbies"), V.LONG),
    "birthday": CardField(N_("Birthday"), V.DATE, PAST),
    "personality": CardField(N_("Personality"), V.LONG),
    "family": CardField(N_("Family"), V.LONG),
    "education": CardField(N_("Education")),
    "ability": CardField(N_("Ability"), V.LONG),
}
# One name means one kind, on the card and on a contact.
KIND_OF: Mapping[str, V] = {name: field.kind for name, field in {**CARD, **CONTACT}.items()}

# These always hold a word; nothing chosen leaves them as they are.
NEVER_BLANK = frozenset({"customer_type", "lifecycle", "secrecy", "role"})
COMPANY_ONLY = frozenset(
    {Gap.LEGAL_REPRESENTATIVE, Gap.POSTCODE, Gap.BUSINESS_SCOPE, Gap.REGISTERED_CAPITAL}
)
NOTHING: frozenset[Gap] = frozenset()
SOLE_TRADER = frozenset({Gap.REGISTERED_CAPITAL, Gap.POSTCODE})
PUBLIC_BODY = frozenset({Gap.REGISTERED_CAPITAL, Gap.BUSINESS_SCOPE})
SOLE = re.compile(
    r"(?:个体工商户|个体户|商店|小店|门市部|经营部|店铺|便利店|超市|饭店|餐馆|理发店|商行)[)）]?\Z"
)
INSTITUTION = re.compile(
    r"(?:大学|学院|学校|中学|小学|高中|初中|幼儿园|医院|卫生院|卫生所|研究院|研究所|图书馆|博物馆"
    r"|委员会|人民政府|管理局|公安局|财政局|税务局|教育局|法院|检察院|街道办事处|事业单位|机关"
    r"|协会|学会|基金会|党校|派出所)[)）]?\Z"
)
OWN_GAPS = tuple(gap for gap in Gap if gap not in (Gap.PHONE, Gap.CONTACT))
OWN_FIELDS = tuple((gap.value, gap) for gap in OWN_GAPS)  # plain names are looked up faster
MISSING: Mapping[str, str] = {
    "name": N_("Please fill in the name of the customer."),
    "legal_representative": N_("Please fill in the legal representative."),
    "address": N_("Please fill in the address."),
    "postcode": N_("Please fill in the postcode, e.g. 100080."),
    "phone": N_("Please fill in a phone, e.g. 010-62345678."),
    "business_scope": N_("Please fill in the business scope."),
    "registered_capital": N_("Please fill in the registered capital in yuan."),
    "contact": N_("Please add a contact."),
}
FILL_IN = N_("Please fill this in.")


def clean_values(
    values: Mapping[str, Any], fields: Mapping[str, CardField], today: date
) -> tuple[dict[str, Any], dict[str, PortalError]]:
    """The parsed values of known fields, and the problems of the others, both by field."""
    cleaned: dict[str, Any] = {}
    problems: dict[str, PortalError] = {}
    for name, value in values.items():
        if name not in fields:
            continue
        if value is None or (isinstance(value, str) and is_blank(value)):
            if name not in NEVER_BLANK:
                cleaned[name] = KINDS[fields[name].kind].empty
            continue
        try:
            cleaned[name] = _parse(fields[name], value, today)
        except PortalError as problem:
            problems[name] = problem
    return cleaned, problems


def field_kind(name: str) -> V:
    """The kind of value of a field of a card or a contact; text for anything else."""
    return KIND_OF.get(name, V.TEXT)


def _parse(field: CardField, value: Any, today: date) -> Any:
    return KINDS[field.kind].take(value, _spec_on(field.spec, today))


@lru_cache(maxsize=100)
def _spec_on(spec: Spec, today: date) -> Spec:
    return replace(spec, today=today)


def missing_fields(
    values: Mapping[str, Any],
    required: frozenset[Gap],
    people: Sequence[Mapping[str, Any]] = (),
) -> dict[str, PortalError]:
    """An error for the name and for each required field that is missing (CF-02)."""
    lacking = find_gaps(values, people) & required if required else required
    names = ["name"] if values.get("name") in (None, "") else []
    names += [gap.value for gap in Gap if gap in lacking]
    return {name: Invalid(MISSING.get(name, FILL_IN), field=name) for name in sorted(names)}


def find_gaps(values: Mapping[str, Any], people: Sequence[Mapping[str, Any]]) -> frozenset[Gap]:
    """What a card of these values and contacts lacks; a person needs no company's fields.

    One phone anywhere will do: the customer's, or one of a contact.
    """
    found: set[Gap] = {gap for name, gap in OWN_FIELDS if values.get(name) in (None, "")}
    if not people:
        found.add(Gap.CONTACT)
    phones = (values.get("phone"), *(p.get(name) for p in people for name in ("mobile", "phone")))
    if not any(phones):
        found.add(Gap.PHONE)
    return frozenset(found - needless_gaps(values))


def needless_gaps(values: Mapping[str, Any]) -> frozenset[Gap]:
    """What a customer of this kind does not have, whatever the office needs of companies: a school
    or an authority has no capital, a shop of one person neither.
    """
    nature, form = values.get("nature"), values.get("organization_form") or ""
    name = values.get("name") or ""
    if nature is Nature.PERSON:
        return COMPANY_ONLY
    if "个体" in form or ("公司" not in name and SOLE.search(name)):
        return SOLE_TRADER
    if nature is Nature.GOVERNMENT or INSTITUTION.search(form) or INSTITUTION.search(name):
        return PUBLIC_BODY
    return NOTHING


def missing_contact_fields(
    values: Mapping[str, Any], *, reached: bool = False
) -> dict[str, PortalError]:
    """An error for each missing field of a contact: a name and a mobile or phone (FM-02);
    ``reached``: the number of the card is theirs too.
    """
    problems: dict[str, PortalError] = {}
    if not values.get("name"):
        problems["name"] = Invalid(N_("Please fill in the name of the contact."), field="name")
    if not (reached or values.get("mobile") or values.get("phone")):
        problems["mobile"] = Invalid(N_("Please give a mobile or a phone."), field="mobile")
    return problems
