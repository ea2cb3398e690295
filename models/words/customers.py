"""Vocabularies of customers: types, classifications and the states of a card."""

from collections.abc import Mapping
from enum import StrEnum

from models.words.text import N_
from models.words.values import Tone


class CustomerState(StrEnum):
    ACTIVE = "active"
    ARCHIVED = "archived"
    MERGED = "merged"  # void; ``merged_into_id`` names the remaining card


class CustomerType(StrEnum):
    """``customer_type`` of FM-01 (CF-40)."""

    BUSINESS = "business"
    SUPPLIER = "supplier"
    PARTNER = "partner"
    SPECIAL_GOV = "special_gov"


class ClassTime(StrEnum):
    """CG-01."""

    OLD = "old"
    NEW = "new"
    FUTURE = "future"


class ClassTrade(StrEnum):
    """CG-02."""

    HAS_TRADED = "has_traded"
    TRADING = "trading"
    ABOUT_TO_TRADE = "about_to_trade"


class Likeness(StrEnum):
    """What two cards of one customer share (A7)."""

    NAME = "name"
    PHONE = "phone"
    IDENTITY = "identity"


class Nature(StrEnum):
    """CG-03."""

    GOVERNMENT = "government"
    SPECIAL_COMPANY = "special_company"
    ORDINARY_COMPANY = "ordinary_company"
    PERSON = "person"
    TRADE_PARTNER = "trade_partner"


class ClassVolume(StrEnum):
    """CG-04."""

    MAIN = "main"
    ORDINARY = "ordinary"
    SPORADIC = "sporadic"


class Lifecycle(StrEnum):
    """CF-41."""

    POTENTIAL = "potential"
    NOT_PARTNERED = "not_partnered"
    PARTNERED = "partnered"
    RETAINED = "retained"
    LOST = "lost"


class Moment(StrEnum):
    """When something is needed of a card beside the name; each is the setting of its name."""

    SAVE = "customer_required"  # by hand
    IMPORT = "customer_needed_import"
    OPEN_FILE = "customer_needed_file"
    USE = "customer_needed_use"


class Gap(StrEnum):
    """What a card can lack, named as its field. Their order is a bit each and never changes."""

    PHONE = "phone"  # one anywhere: of the customer or of a contact
    CONTACT = "contact"  # a person to talk to
    LEGAL_REPRESENTATIVE = "legal_representative"
    ADDRESS = "address"
    POSTCODE = "postcode"
    BUSINESS_SCOPE = "business_scope"
    REGISTERED_CAPITAL = "registered_capital"
    CREDIT_CODE = "unified_credit_code"
    ID_NUMBER = "id_number"
    FAX = "fax"
    EMAIL = "email"
    WEBSITE = "website"
    FOUNDED_ON = "founded_on"
    FIRST_TRADED_ON = "first_traded_on"
    ENTERPRISE_NATURE = "enterprise_nature"
    ORGANIZATION_FORM = "organization_form"
    INDUSTRY = "industry"
    BUSINESS_LINE = "business_line"
    ASSETS = "assets"
    ECONOMIC_STRENGTH = "economic_strength"
    REGISTERED_INFO = "registered_info"
    REGION = "region"
    GRADE = "grade"
    CLASS_TIME = "class_time"
    CLASS_TRADE = "class_trade"
    NATURE = "nature"
    CLASS_VOLUME = "class_volume"


class ContactRole(StrEnum):
    OWNER = "owner"
    MANAGER = "manager"
    LEGAL_PERSON = "legal_person"
    BUYER = "buyer"
    OTHER = "other"


LABELS: Mapping[type[StrEnum], Mapping[str, str]] = {
    CustomerState: {
        CustomerState.ACTIVE: N_("Active"),
        CustomerState.ARCHIVED: N_("Archived"),
        CustomerState.MERGED: N_("Void: merged"),
    },
    CustomerType: {
        CustomerType.BUSINESS: N_("Business customer"),
        CustomerType.SUPPLIER: N_("Supplier"),
        CustomerType.PARTNER: N_("Partner"),
        CustomerType.SPECIAL_GOV: N_("Government or special body"),
    },
    ClassTime: {
        ClassTime.OLD: N_("Old customer"),
        ClassTime.NEW: N_("New customer"),
        ClassTime.FUTURE: N_("Future customer"),
    },
    ClassTrade: {
        ClassTrade.HAS_TRADED: N_("Has traded"),
        ClassTrade.TRADING: N_("Trading now"),
        ClassTrade.ABOUT_TO_TRADE: N_("About to trade"),
    },
    Likeness: {
        Likeness.NAME: N_("Same name"),
        Likeness.PHONE: N_("Same phone"),
        Likeness.IDENTITY: N_("Same identity number"),
    },
    Nature: {
        Nature.GOVERNMENT: N_("Government body"),
        Nature.SPECIAL_COMPANY: N_("Special company"),
        Nature.ORDINARY_COMPANY: N_("Ordinary company"),
        Nature.PERSON: N_("Private person"),
        Nature.TRADE_PARTNER: N_("Trade partner"),
    },
    ClassVolume: {
        ClassVolume.MAIN: N_("Main customer"),
        ClassVolume.ORDINARY: N_("Ordinary customer"),
        ClassVolume.SPORADIC: N_("Sporadic customer"),
    },
    Lifecycle: {
        Lifecycle.POTENTIAL: N_("Potential"),
        Lifecycle.NOT_PARTNERED: N_("Not yet partnered"),
        Lifecycle.PARTNERED: N_("Partnered"),
        Lifecycle.RETAINED: N_("Retained"),
        Lifecycle.LOST: N_("Lost customer"),
    },
    Moment: {
        Moment.SAVE: N_("Needed beside the name to save a customer card by hand"),
        Moment.IMPORT: N_("Needed beside the name to import a customer"),
        Moment.OPEN_FILE: N_("Needed beside the name to open a file for a customer"),
        Moment.USE: N_("Needed beside the name to use a file in a loan or a review"),
    },
    Gap: {
        Gap.PHONE: N_("Phone"),
        Gap.CONTACT: N_("Contact"),
        Gap.LEGAL_REPRESENTATIVE: N_("Legal representative"),
        Gap.ADDRESS: N_("Address"),
        Gap.POSTCODE: N_("Postcode"),
        Gap.BUSINESS_SCOPE: N_("Business scope"),
        Gap.REGISTERED_CAPITAL: N_("Registered capital (yuan)"),
        Gap.CREDIT_CODE: N_("Unified social credit code"),
        Gap.ID_NUMBER: N_("Identity number"),
        Gap.FAX: N_("Fax"),
        Gap.EMAIL: N_("E-mail"),
        Gap.WEBSITE: N_("Website"),
        Gap.FOUNDED_ON: N_("Founded on"),
        Gap.FIRST_TRADED_ON: N_("First traded with us on"),
        Gap.ENTERPRISE_NATURE: N_("Nature of enterprise"),
        Gap.ORGANIZATION_FORM: N_("Form of organisation"),
        Gap.INDUSTRY: N_("Industry"),
        Gap.BUSINESS_LINE: N_("Line of business"),
        Gap.ASSETS: N_("Assets (yuan)"),
        Gap.ECONOMIC_STRENGTH: N_("Economic strength"),
        Gap.REGISTERED_INFO: N_("Registration data"),
        Gap.REGION: N_("Region"),
        Gap.GRADE: N_("Grade"),
        Gap.CLASS_TIME: N_("By time"),
        Gap.CLASS_TRADE: N_("By trade"),
        Gap.NATURE: N_("By nature"),
        Gap.CLASS_VOLUME: N_("By volume"),
    },
    ContactRole: {
        ContactRole.OWNER: N_("Business owner"),
        ContactRole.MANAGER: N_("Manager"),
        ContactRole.LEGAL_PERSON: N_("Legal representative"),
        ContactRole.BUYER: N_("Buyer"),
        ContactRole.OTHER: N_("Other"),
    },
}

# Labels of audited acts.
ACTS: Mapping[str, str] = {
    "archive": N_("Archived it"),
    "hand_over": N_("Handed over to another owner"),
    "merge": N_("Merged into another card"),
    "merge_in": N_("Another card was merged in"),
    "restore": N_("Restored it"),
    "reveal": N_("Revealed a masked value"),
    "take_off": N_("Removed from the list"),
}

# Labels of background tasks.
TASKS: Mapping[str, str] = {
    "count_gaps": N_("Find what customer cards lack"),
    "report_twins": N_("Count suspected duplicates"),
}

TONES: Mapping[type[StrEnum], Mapping[str, Tone]] = {
    CustomerState: {
        CustomerState.ACTIVE: Tone.OK,
        CustomerState.ARCHIVED: Tone.MUTE,
        CustomerState.MERGED: Tone.MUTE,
    },
}
