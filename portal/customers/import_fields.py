"""The columns of an importable customer list and their usual headings (FM-01, FM-02, R-42)."""

from enum import StrEnum
from typing import Any

from models.words.access import Secrecy
from models.words.customers import (
    ClassTime,
    ClassTrade,
    ClassVolume,
    CustomerType,
    Lifecycle,
    Nature,
)
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.customers.import_headings import LICENCE, OWN_HEADINGS, headings_of_field
from portal.platform.imports.rules import ID, REVISION, Field

OWNER, NUMBER = "owner", "number"
CONTACT = "contact_"  # prefix of the first contact's fields


def _field(
    name: str, label: str, kind: V = V.TEXT, words: type[StrEnum] | None = None, **more: Any
) -> Field:
    return Field(name, label, headings_of_field(name), kind, words, **more)


FIELDS = (
    _field(ID, N_("Record ID"), width=10),
    _field(REVISION, N_("Revision"), width=8),
    _field(NUMBER, N_("Customer number"), V.CODE, example="HH-202600001", width=16),
    _field("name", N_("Customer name"), required=True, example="北京恒通商贸有限公司", width=34),
    _field(
        "unified_credit_code",
        N_("Unified social credit code"),
        V.CREDIT_CODE,
        example="91350100M000100Y43",
        width=22,
    ),
    _field("legal_representative", N_("Legal representative"), example="张三", width=12),
    _field("address", N_("Address"), V.ADDRESS, example="北京市海淀区中关村大街1号", width=36),
    _field("postcode", N_("Postcode"), V.POSTCODE, example="100080", width=10),
    _field("phone", N_("Phone"), V.PHONE, example="010-62345678", width=18),
    _field("fax", N_("Fax"), V.PHONE, example="010-62345679", width=18),
    _field("business_scope", N_("Business scope"), V.LONG, example="办公设备销售", width=36),
    _field(
        "registered_capital", N_("Registered capital (yuan)"), V.MONEY, example="1000000", width=18
    ),
    _field("customer_type", N_("Customer type"), V.WORD, CustomerType),
    _field("lifecycle", N_("Stage"), V.WORD, Lifecycle),
    _field("grade", N_("Grade"), example="A", width=8),
    _field("secrecy", N_("Secrecy"), V.SECRECY, Secrecy, width=10),
    _field("class_time", N_("By time"), V.WORD, ClassTime, width=12),
    _field("class_trade", N_("By trade"), V.WORD, ClassTrade, width=12),
    _field("nature", N_("By nature"), V.WORD, Nature, width=12),
    _field("class_volume", N_("By volume"), V.WORD, ClassVolume, width=12),
    _field("id_number", N_("Identity number"), V.ID_NUMBER, width=22),
    _field("email", N_("E-mail"), V.EMAIL, width=24),
    _field("website", N_("Website"), width=24),
    _field("founded_on", N_("Founded on"), V.DATE, example="2008-06-01", width=12),
    _field("first_traded_on", N_("First traded with us on"), V.DATE, width=14),
    _field("enterprise_nature", N_("Nature of enterprise"), width=14),
    _field(
        "organization_form",
        N_("Form of organisation"),
        width=14,
        amid=("类型",),
        companions=LICENCE,
    ),
    _field("industry", N_("Industry"), width=14),
    _field("business_line", N_("Line of business"), width=14),
    _field("assets", N_("Assets (yuan)"), V.MONEY, width=18),
    _field("region", N_("Region"), example="北京", width=10),
    _field(
        "registered_info",
        N_("Registration data"),
        V.LONG,
        width=24,
        gathers=OWN_HEADINGS["registered_info"],
    ),
    _field(OWNER, N_("Owner"), V.USER, width=12),
    _field("contact_name", N_("Contact name"), example="李四", width=12),
    _field("contact_position", N_("Contact's position"), width=14),
    _field(
        "contact_mobile", N_("Contact's mobile number"), V.MOBILE, example="13812345678", width=16
    ),
    _field("contact_phone", N_("Contact's phone"), V.PHONE, width=18),
    _field("contact_email", N_("Contact's e-mail"), V.EMAIL, width=24),
    _field("remark", N_("Remarks"), V.LONG, width=40, gathers=OWN_HEADINGS["remark"]),
)

# Headings of the sheets we write that no field takes: the portal knows them already.
DERIVED = (
    N_("Department"),
    N_("State"),
    N_("Changed"),
    N_("Last changed"),
    N_("Opened"),
    N_("Lacks"),
    N_("File number"),
)
