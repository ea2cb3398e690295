"""Vocabularies of access: reach of a grant, duty of a role, secrecy of a record."""

from collections.abc import Mapping
from enum import StrEnum

from models.words.text import N_


class Reach(StrEnum):
    """How far a grant reaches, from narrow to wide."""

    OWN = "own"
    DEPARTMENT = "department"
    BELOW = "below"
    ALL = "all"


class Duty(StrEnum):
    """Duty of a role; the last three exclude each other and business (三员分立, SEC-3)."""

    BUSINESS = "business"
    AUDIT = "audit"
    SECURITY = "security"
    SYSTEM = "system"


class FieldRule(StrEnum):
    """What a role may do with a field, from everything to nothing."""

    OPEN = "open"
    READ_ONLY = "read_only"
    MASKED = "masked"
    HIDDEN = "hidden"


class Secrecy(StrEnum):
    """Grade of secrecy (密级), from low to high."""

    NORMAL = "normal"
    INTERNAL = "internal"
    SECRET = "secret"  # noqa: S105  (a grade, not a password)
    TOP = "top"


class Way(StrEnum):
    """How something was read (R-22)."""

    PAGE = "page"
    SHEET = "sheet"
    STUB = "stub"
    PAPER = "paper"
    PREVIEW = "preview"
    PRINT = "print"
    DOWNLOAD = "download"
    EXPORT = "export"
    SEARCH = "search"
    REFUSED = "refused"
    ALARM = "alarm"  # nothing read: that too much was has been said


LABELS: Mapping[type[StrEnum], Mapping[str, str]] = {
    Reach: {
        Reach.OWN: N_("Own records"),
        Reach.DEPARTMENT: N_("Own department"),
        Reach.BELOW: N_("Own department and below"),
        Reach.ALL: N_("Everything"),
    },
    Duty: {
        Duty.BUSINESS: N_("Business"),
        Duty.AUDIT: N_("Audit"),
        Duty.SECURITY: N_("Security"),
        Duty.SYSTEM: N_("System"),
    },
    FieldRule: {
        FieldRule.OPEN: N_("Open"),
        FieldRule.READ_ONLY: N_("Read only"),
        FieldRule.MASKED: N_("Masked"),
        FieldRule.HIDDEN: N_("Hidden"),
    },
    Secrecy: {
        Secrecy.NORMAL: N_("Normal"),
        Secrecy.INTERNAL: N_("Internal"),
        Secrecy.SECRET: N_("Secret"),
        Secrecy.TOP: N_("Top secret"),
    },
    Way: {
        Way.PAGE: N_("Page of the record"),
        Way.SHEET: N_("Side sheet"),
        Way.STUB: N_("What is shown of a closed file"),
        Way.PAPER: N_("Paper on screen"),
        Way.PREVIEW: N_("Page of a paper on screen"),
        Way.PRINT: N_("Print"),
        Way.DOWNLOAD: N_("Download"),
        Way.EXPORT: N_("Excel sheet"),
        Way.SEARCH: N_("Hit of a search"),
        Way.REFUSED: N_("Look refused"),
        Way.ALARM: N_("Alarm of much reading"),
    },
}


ACTS: Mapping[str, str] = {
    "close_case": N_("Closed a case of the audit"),
    "log_looks": N_("Log every look"),
    "open_case": N_("Opened a case of the audit"),
    "read": N_("Read it"),
    "reading_alarm": N_("Alarm: read much within an hour"),
    "search": N_("Searched"),
    "stop_logging_looks": N_("Log looks by grade only"),
}
