"""What the values of audit entries are: words, records, roles, registers (D3).

A value that is a column of its table says by its type what it is; here stands what does not.
"""

from collections.abc import Mapping
from enum import StrEnum

from models.words.access import Way
from models.words.approvals import StepNeed, StepRole, Verdict
from models.words.files import Fault, FilingFault, ItemForm, LabelShape, PartFor
from models.words.kinds import Kind
from models.words.lending import Condition, LineState, LoanMode, ReminderStage, SignedBy
from models.words.platform import Sharing
from models.words.text import N_
from portal.lending.request_rules import REASONS

# Said by the act or by another line, or derived; what a register or a proof needs, not a reader.
SILENT = frozenset(
    {"action", "changes", "created", "dimension", "facts", "source", "target", "values", "about"}
    | {"approval_id", "subject", "subject_id", "from_id", "to_id", "into_id", "position_no"}
    | {"password_digest", "password_digests"}
)
# Facts that are a change: before and after.
PAIRS = frozenset({"term_days", "approved_at"})
VOCABULARIES: Mapping[str, tuple[type[StrEnum], ...]] = {
    "applies": (PartFor,),
    "condition": (Condition,),
    "fault": (Fault, FilingFault),
    "form": (ItemForm,),
    "lines": (LineState,),
    "loan_modes": (LoanMode,),
    "need": (StepNeed,),
    "second": (SignedBy,),
    "shape": (LabelShape,),
    "sharing": (Sharing,),
    "skipped": (ReminderStage,),
    "stage": (ReminderStage,),
    "verdict": (Verdict,),
    "way": (Way, SignedBy),
    "who": (StepRole,),
}
# Values that are words of no vocabulary.
CALLED: Mapping[str, Mapping[str, str]] = {
    "end_sessions.reason": {
        "disabled": N_("Account disabled"),
        "ended": N_("Ended by hand"),
        "password": N_("Password changed"),
        "roles": N_("A role was lost"),
        "second_factor": N_("Second factor reset"),
        "set_up": N_("Password set by a link"),
        "sign_out": N_("Signed out"),
    },
    "ask_second.purpose": {
        "new": N_("First password"),
        "reset": N_("Password forgotten"),
    },
    "make_set_up_link.purpose": {
        "new": N_("First password"),
        "reset": N_("Password forgotten"),
    },
    "code_failed.reason": {"second factor": N_("Second factor")},
    "sign_in_locked.reason": {"second factor": N_("Second factor")},
    "lock.reason": {"second factor": N_("Second factor"), "proof": N_("Proof of person")},
    "proof_failed.reason": {
        "proof": N_("Proof of person"),
        "signature": N_("Signing with password or code"),
    },
    "download.rows": {"bad": N_("Only the rows with errors")},
    "purpose_category": REASONS,
    "second": {"recovery": N_("Recovery code"), "none": N_("none")},
}
LOOKED_AT = (Kind.CUSTOMER, Kind.FILE, Kind.LOAN, Kind.REQUEST)
# Ids (or codes) of records by key, where no column of the table says so.
RECORDS: Mapping[str, Kind] = {
    "after": Kind.ITEM,
    "asked_by": Kind.USER,
    "before": Kind.ITEM,
    "by": Kind.USER,
    "damaged": Kind.ATTACHMENT,
    "closed_file": Kind.FILE,
    "deficiency": Kind.DEFICIENCY,
    **{f"{what}_{kind}": kind for what in ("hits", "read") for kind in LOOKED_AT},
    "survivor": Kind.FILE,
    "to": Kind.USER,
    "told": Kind.USER,
    "user": Kind.USER,
    "user_id": Kind.USER,
    "witness": Kind.USER,
}
CODES: Mapping[str, Kind] = {"chain": Kind.CHAIN, "chain_code": Kind.CHAIN}
MSGIDS = frozenset({"calendar.source"})
ROLES_BY_CODE = frozenset({"added", "removed", "role", "review_role", "roles"})
REGISTERS = frozenset({"report", "register"})
