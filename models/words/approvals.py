"""Vocabularies of approvals: verdicts, steps and states."""

from collections.abc import Mapping
from enum import StrEnum

from models.words.text import N_
from models.words.values import Tone


class Verdict(StrEnum):
    APPROVE = "approve"
    REJECT = "reject"
    RETURN = "return"


class StepRole(StrEnum):
    """Who decides in a step of a chain."""

    APPLICANT_HEAD = "applicant_head"
    OWNER_HEAD = "owner_head"
    SUPERIOR = "superior"
    ROLE = "role"
    PERSON = "person"


class StepNeed(StrEnum):
    ONE = "one"
    ALL = "all"


class ApprovalState(StrEnum):
    OPEN = "open"
    STUCK = "stuck"
    GRANTED = "granted"
    REFUSED = "refused"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class TaskState(StrEnum):
    """States of one person's task in an approval."""

    OPEN = "open"
    APPROVED = "approved"
    REJECTED = "rejected"
    RETURNED = "returned"
    TRANSFERRED = "transferred"
    PASSED = "passed"


LABELS: Mapping[type[StrEnum], Mapping[str, str]] = {
    Verdict: {
        Verdict.APPROVE: N_("Agree"),
        Verdict.REJECT: N_("Reject"),
        Verdict.RETURN: N_("Send back"),
    },
    StepRole: {
        StepRole.APPLICANT_HEAD: N_("Head of the applicant’s department"),
        StepRole.OWNER_HEAD: N_("Head of the owner’s department"),
        StepRole.SUPERIOR: N_("Superior of the applicant"),
        StepRole.ROLE: N_("Anyone with a role"),
        StepRole.PERSON: N_("A named person"),
    },
    StepNeed: {
        StepNeed.ONE: N_("One of them agrees"),
        StepNeed.ALL: N_("All of them agree"),
    },
    ApprovalState: {
        ApprovalState.OPEN: N_("In approval"),
        ApprovalState.STUCK: N_("Nobody qualified"),
        ApprovalState.GRANTED: N_("Granted"),
        ApprovalState.REFUSED: N_("Refused"),
        ApprovalState.RETURNED: N_("Sent back"),
        ApprovalState.WITHDRAWN: N_("Withdrawn"),
    },
    TaskState: {
        TaskState.OPEN: N_("To be decided"),
        TaskState.APPROVED: N_("Agreed"),
        TaskState.REJECTED: N_("Turned down"),
        TaskState.RETURNED: N_("Sent back"),
        TaskState.TRANSFERRED: N_("Transferred"),
        TaskState.PASSED: N_("No longer needed"),
    },
}

# Labels of audited acts.
ACTS: Mapping[str, str] = {
    "add": N_("Added a signer"),
    "appoint": N_("Named the approvers"),
    "grant": N_("Approval granted"),
    "refuse": N_("Approval refused"),
    "replace": N_("Can decide no longer and is replaced"),
    "stick": N_("Nobody qualified was found"),
    "transfer": N_("Transferred to somebody else"),
}

# Labels of background tasks.
TASKS: Mapping[str, str] = {
    "remind_approvers": N_("Remind approvers"),
    "reroute_approvals": N_("Reassign stuck approvals"),
}

TONES: Mapping[type[StrEnum], Mapping[str, Tone]] = {
    ApprovalState: {
        ApprovalState.OPEN: Tone.INFO,
        ApprovalState.STUCK: Tone.BAD,
        ApprovalState.GRANTED: Tone.OK,
        ApprovalState.REFUSED: Tone.BAD,
        ApprovalState.RETURNED: Tone.WARN,
        ApprovalState.WITHDRAWN: Tone.MUTE,
    },
    TaskState: {
        TaskState.OPEN: Tone.INFO,
        TaskState.APPROVED: Tone.OK,
        TaskState.REJECTED: Tone.BAD,
        TaskState.RETURNED: Tone.WARN,
        TaskState.TRANSFERRED: Tone.MUTE,
        TaskState.PASSED: Tone.MUTE,
    },
}
