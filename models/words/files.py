"""Vocabularies of files: life, custody, places, papers and missing parts."""

from collections.abc import Mapping
from enum import StrEnum

from models.words.text import N_
from models.words.values import Tone


class FileLife(StrEnum):
    """States of a file (F1–F17)."""

    DRAFT = "draft"
    PENDING_REVIEW = "pending_review"
    REVIEWED = "reviewed"
    FILED = "filed"
    LOST = "lost"
    VOID = "void"


class Custody(StrEnum):
    """Where the paper of a file is (I-10)."""

    NONE = "none"
    IN_PLACE = "in_place"
    RESERVED = "reserved"
    ON_SITE = "on_site"
    OUT = "out"
    IN_TRANSIT = "in_transit"
    MISSING = "missing"


class DeficiencyState(StrEnum):
    """States of a missing part, from acceptance until the custodian confirms it (A4)."""

    OPEN = "open"
    OFFERED = "offered"
    CURED = "cured"
    DROPPED = "dropped"


class DifferenceSource(StrEnum):
    """Where a count was found to differ from the list of a file (C18)."""

    HAND_OUT = "hand_out"
    RETURN = "return"
    READING = "reading"


class DifferenceState(StrEnum):
    """A difference: to be settled, explained, or the count of the file follows it (C18)."""

    OPEN = "open"
    EXPLAINED = "explained"
    CORRECTED = "corrected"


class PenaltyState(StrEnum):
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    APPEALED = "appealed"
    DROPPED = "dropped"


class DeadlineUnit(StrEnum):
    """How a filing deadline counts (A1)."""

    CALENDAR_DAYS = "calendar_days"
    WORKDAYS = "workdays"
    SAME_DAY = "same_day"


class PlaceKind(StrEnum):
    ROOM = "room"
    CABINET = "cabinet"
    SHELF = "shelf"
    BOX = "box"


class Medium(StrEnum):
    PAPER = "paper"
    ELECTRONIC = "electronic"
    BOTH = "both"


class ItemForm(StrEnum):
    ORIGINAL = "original"
    COPY = "copy"


class LabelShape(StrEnum):
    """Spine (背脊), cover (封面) or sticker (标签)."""

    SPINE = "spine"
    COVER = "cover"
    STICKER = "sticker"


class PartFor(StrEnum):
    """Which customers' files need a part of a checklist (A4)."""

    ALL = "all"
    ORGANIZATION = "organization"
    PERSON = "person"


class Fault(StrEnum):
    """What is wrong with a part of a checklist (A4)."""

    MISSING = "missing"
    COPY_ONLY = "copy_only"
    TOO_FEW = "too_few"
    UNSIGNED = "unsigned"


class FilingFault(StrEnum):
    """What a review finds wrong with a paper or a whole file (R-63, R-69)."""

    MISSING = "missing"
    WRONG = "wrong"
    ILLEGIBLE = "illegible"
    UNSIGNED = "unsigned"
    MISFILED = "misfiled"
    UNLISTED = "unlisted"
    OTHER = "other"


LABELS: Mapping[type[StrEnum], Mapping[str, str]] = {
    FileLife: {
        FileLife.DRAFT: N_("In preparation"),
        FileLife.PENDING_REVIEW: N_("Waiting for review"),
        FileLife.REVIEWED: N_("Reviewed"),
        FileLife.FILED: N_("Filed"),
        FileLife.LOST: N_("Lost"),
        FileLife.VOID: N_("Void"),
    },
    Custody: {
        Custody.NONE: N_("Not yet in custody"),
        Custody.IN_PLACE: N_("In place"),
        Custody.RESERVED: N_("Reserved"),
        Custody.ON_SITE: N_("Being read"),
        Custody.OUT: N_("Out on loan"),
        Custody.IN_TRANSIT: N_("On its way back"),
        Custody.MISSING: N_("Missing"),
    },
    DeficiencyState: {
        DeficiencyState.OPEN: N_("Still missing"),
        DeficiencyState.OFFERED: N_("Handed in, to be checked"),
        DeficiencyState.CURED: N_("Completed"),
        DeficiencyState.DROPPED: N_("Not needed"),
    },
    DifferenceSource: {
        DifferenceSource.HAND_OUT: N_("At hand-out"),
        DifferenceSource.RETURN: N_("At return"),
        DifferenceSource.READING: N_("At the end of a reading"),
    },
    DifferenceState: {
        DifferenceState.OPEN: N_("To be settled"),
        DifferenceState.EXPLAINED: N_("Complete after all"),
        DifferenceState.CORRECTED: N_("Count corrected"),
    },
    PenaltyState: {
        PenaltyState.PROPOSED: N_("Proposed"),
        PenaltyState.CONFIRMED: N_("Confirmed"),
        PenaltyState.APPEALED: N_("Appealed against"),
        PenaltyState.DROPPED: N_("Dropped"),
    },
    DeadlineUnit: {
        DeadlineUnit.CALENDAR_DAYS: N_("Calendar days"),
        DeadlineUnit.WORKDAYS: N_("Working days"),
        DeadlineUnit.SAME_DAY: N_("The same day"),
    },
    PlaceKind: {
        PlaceKind.ROOM: N_("Room"),
        PlaceKind.CABINET: N_("Cabinet"),
        PlaceKind.SHELF: N_("Shelf"),
        PlaceKind.BOX: N_("Box"),
    },
    Medium: {
        Medium.PAPER: N_("Paper"),
        Medium.ELECTRONIC: N_("Electronic"),
        Medium.BOTH: N_("Paper and electronic"),
    },
    ItemForm: {
        ItemForm.ORIGINAL: N_("Original"),
        ItemForm.COPY: N_("Duplicate"),
    },
    LabelShape: {
        LabelShape.SPINE: N_("Spine label, 10 a sheet"),
        LabelShape.COVER: N_("Cover, A4"),
        LabelShape.STICKER: N_("Sticker with QR code, 21 a sheet"),
    },
    PartFor: {
        PartFor.ALL: N_("All customers"),
        PartFor.ORGANIZATION: N_("Organizations"),
        PartFor.PERSON: N_("Private persons"),
    },
    Fault: {
        Fault.MISSING: N_("Not there"),
        Fault.COPY_ONLY: N_("A copy instead of the original"),
        Fault.TOO_FEW: N_("Too few copies"),
        Fault.UNSIGNED: N_("Signature missing"),
    },
    FilingFault: {
        FilingFault.MISSING: N_("Paper or page missing"),
        FilingFault.WRONG: N_("Wrong content"),
        FilingFault.ILLEGIBLE: N_("Not legible"),
        FilingFault.UNSIGNED: N_("Signature or seal missing"),
        FilingFault.MISFILED: N_("Belongs to another file"),
        FilingFault.UNLISTED: N_("Differs from the list"),
        FilingFault.OTHER: N_("Other fault"),
    },
}

# Labels of audited acts.
ACTS: Mapping[str, str] = {  # what the audit calls an act
    "accept": N_("Accepted and filed"),
    "add_item": N_("Added a paper"),
    "add_volume": N_("Added a volume"),
    "ask": N_("Requested files"),
    "ask_lower_grade": N_("Asked for a lower grade"),
    "ask_void": N_("Asked to void"),
    "check_bytes": N_("Checked the stored files"),
    "close_reading": N_("Ended reading"),
    "confirm": N_("Confirmed the penalty"),
    "confirm_label": N_("Confirmed the label"),
    "correct_count": N_("Corrected the count"),
    "cure": N_("Confirmed it as complete"),
    "deny": N_("Found it still incomplete"),
    "drop": N_("Dropped it"),
    "edit_item": N_("Corrected a paper"),
    "explain": N_("Found it complete after all"),
    "find": N_("Found it again"),
    "keep_grade": N_("Kept the grade"),
    "lose": N_("Recorded as lost"),
    "lower_grade": N_("Lowered the grade"),
    "move": N_("Moved to another place"),
    "move_back": N_("Moved back"),
    "offer": N_("Handed in a missing part"),
    "open_reading": N_("Began reading"),
    "place": N_("Put in its place"),
    "print_label": N_("Printed a label"),
    "raise_grade": N_("Raised the grade"),
    "release": N_("Released the reservation"),
    "remove_item": N_("Took a paper off the list"),
    "reorder": N_("Reordered the papers"),
    "reorder_items": N_("Reordered the papers"),
    "report_missing": N_("Reported missing"),
    "reserve": N_("Set aside for a request"),
    "retire": N_("Took out of custody"),
    "review": N_("Passed review"),
    "supersede": N_("Replaced a paper"),
    "supersede_item": N_("Replaced a paper"),
    "sweep_bytes": N_("Deleted stored files without a record"),
    "uphold": N_("Upheld it"),
    "void": N_("Voided it"),
}

TASKS: Mapping[str, str] = {
    "check_bytes": N_("Check the stored files"),
    "count_penalties": N_("Count days of missing parts"),
    "sweep_bytes": N_("Delete stored files without a record"),
}

TONES: Mapping[type[StrEnum], Mapping[str, Tone]] = {
    FileLife: {
        FileLife.DRAFT: Tone.MUTE,
        FileLife.PENDING_REVIEW: Tone.WARN,
        FileLife.REVIEWED: Tone.WARN,
        FileLife.FILED: Tone.OK,
        FileLife.LOST: Tone.BAD,
        FileLife.VOID: Tone.MUTE,
    },
    Custody: {
        Custody.NONE: Tone.MUTE,
        Custody.IN_PLACE: Tone.OK,
        Custody.RESERVED: Tone.WARN,
        Custody.ON_SITE: Tone.INFO,
        Custody.OUT: Tone.INFO,
        Custody.IN_TRANSIT: Tone.WARN,
        Custody.MISSING: Tone.BAD,
    },
    DeficiencyState: {
        DeficiencyState.OPEN: Tone.INFO,
        DeficiencyState.OFFERED: Tone.WARN,
        DeficiencyState.CURED: Tone.OK,
        DeficiencyState.DROPPED: Tone.MUTE,
    },
    DifferenceState: {
        DifferenceState.OPEN: Tone.BAD,
        DifferenceState.EXPLAINED: Tone.OK,
        DifferenceState.CORRECTED: Tone.MUTE,
    },
    PenaltyState: {
        PenaltyState.PROPOSED: Tone.WARN,
        PenaltyState.CONFIRMED: Tone.OK,
        PenaltyState.APPEALED: Tone.WARN,
        PenaltyState.DROPPED: Tone.MUTE,
    },
}
