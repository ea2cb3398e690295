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
    "report_twins": N_("Count suspected duplicates"),
}

TONES: Mapping[type[StrEnum], Mapping[str, Tone]] = {
    CustomerState: {
        CustomerState.ACTIVE: Tone.OK,
        CustomerState.ARCHIVED: Tone.MUTE,
        CustomerState.MERGED: Tone.MUTE,
    },
}
