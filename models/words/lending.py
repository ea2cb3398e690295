"""Vocabularies of lending: requests, readings, copies, loans and reminders."""

from collections.abc import Mapping
from enum import StrEnum

from models.words.text import N_
from models.words.values import Tone


class Action(StrEnum):
    """What a request asks for: 查阅, 借阅, 复制 (C1)."""

    VIEW = "view"
    BORROW = "borrow"
    COPY = "copy"


class LoanMode(StrEnum):
    ON_SITE = "on_site"
    TAKE_OUT = "take_out"


class Condition(StrEnum):
    INTACT = "intact"
    SOILED = "soiled"
    WORN = "worn"
    DAMAGED = "damaged"
    LOST = "lost"


class ReminderStage(StrEnum):
    """Stages of reminders, named after days before or after the due day (C13)."""

    SOON = "t-2"
    LATE = "t+1"
    SUPERIOR = "t+3"
    BLOCKED = "t+7"
    LOSS = "t+15"


class RequestState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    PRECHECK = "precheck"
    IN_APPROVAL = "in_approval"
    APPROVED = "approved"
    READY = "ready"
    FULFILLED = "fulfilled"
    CLOSED = "closed"
    RETURNED = "returned"
    WAITLISTED = "waitlisted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    CANCELLED = "cancelled"


class LineState(StrEnum):
    """States of one line of a request, from which the request's own state is derived."""

    OPEN = "open"
    WAITING = "waiting"
    APPROVED = "approved"
    REJECTED = "rejected"
    READY = "ready"
    FULFILLED = "fulfilled"
    DONE = "done"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"


class ViewingState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class CopyState(StrEnum):
    PENDING = "pending"
    MADE = "made"
    HANDED = "handed"
    RETURNED = "returned"
    DESTROYED = "destroyed"
    KEPT = "kept"
    CANCELLED = "cancelled"


class LoanState(StrEnum):
    """States of a loan (L1–L15); overdue and due soon are derived, never stored."""

    ISSUED = "issued"
    RETURN_CHECK = "return_check"
    RETURNED = "returned"
    RETURNED_DAMAGED = "returned_damaged"
    CLAIMED_RETURNED = "claimed_returned"
    SEARCHING = "searching"
    LOST_CONFIRMED = "lost_confirmed"
    COMPENSATING = "compensating"
    SETTLED = "settled"
    WAIVED = "waived"
    FOUND = "found"
    CLOSED = "closed"


RUNNING = (  # the file is still out
    LoanState.ISSUED,
    LoanState.CLAIMED_RETURNED,
    LoanState.SEARCHING,
)
OPEN_LOANS = (
    LoanState.ISSUED,
    LoanState.RETURN_CHECK,
    LoanState.CLAIMED_RETURNED,
    LoanState.SEARCHING,
)


class SignedBy(StrEnum):
    """How a recipient signed: drawn on the screen, or by password or one-time code."""

    DRAWN = "drawn"
    PASSWORD = "password"  # noqa: S105  (a method, not a password)
    CODE = "code"


LABELS: Mapping[type[StrEnum], Mapping[str, str]] = {
    Action: {Action.VIEW: N_("View"), Action.BORROW: N_("Borrow"), Action.COPY: N_("Copy")},
    LoanMode: {LoanMode.ON_SITE: N_("On site"), LoanMode.TAKE_OUT: N_("Take out")},
    Condition: {
        Condition.INTACT: N_("Intact"),
        Condition.SOILED: N_("Soiled"),
        Condition.WORN: N_("Worn"),
        Condition.DAMAGED: N_("Damaged"),
        Condition.LOST: N_("Lost"),
    },
    ReminderStage: {
        ReminderStage.SOON: N_("Due in two days"),
        ReminderStage.LATE: N_("1 day overdue"),
        ReminderStage.SUPERIOR: N_("3 days overdue: superior told"),
        ReminderStage.BLOCKED: N_("7 days overdue: new requests blocked"),
        ReminderStage.LOSS: N_("15 days overdue: search proposed"),
    },
    RequestState: {
        RequestState.DRAFT: N_("Draft"),
        RequestState.SUBMITTED: N_("Submitted"),
        RequestState.PRECHECK: N_("In precheck"),
        RequestState.IN_APPROVAL: N_("In approval"),
        RequestState.APPROVED: N_("Approved"),
        RequestState.READY: N_("Ready to collect"),
        RequestState.FULFILLED: N_("Handed over"),
        RequestState.CLOSED: N_("Closed"),
        RequestState.RETURNED: N_("Sent back"),
        RequestState.WAITLISTED: N_("On the waiting list"),
        RequestState.REJECTED: N_("Rejected"),
        RequestState.WITHDRAWN: N_("Withdrawn"),
        RequestState.LAPSED: N_("Lapsed"),
        RequestState.CANCELLED: N_("Cancelled"),
    },
    LineState: {
        LineState.OPEN: N_("Undecided"),
        LineState.WAITING: N_("Waiting"),
        LineState.APPROVED: N_("Approved"),
        LineState.REJECTED: N_("Rejected"),
        LineState.READY: N_("Ready to collect"),
        LineState.FULFILLED: N_("Handed over"),
        LineState.DONE: N_("Done"),
        LineState.LAPSED: N_("Lapsed"),
        LineState.WITHDRAWN: N_("Withdrawn"),
        LineState.CANCELLED: N_("Cancelled"),
    },
    ViewingState: {ViewingState.OPEN: N_("In session"), ViewingState.CLOSED: N_("Ended")},
    CopyState: {
        CopyState.PENDING: N_("To be copied"),
        CopyState.MADE: N_("Copied"),
        CopyState.HANDED: N_("Handed to the recipient"),
        CopyState.RETURNED: N_("Given back"),
        CopyState.DESTROYED: N_("Destroyed"),
        CopyState.KEPT: N_("Kept permanently"),
        CopyState.CANCELLED: N_("Cancelled"),
    },
    LoanState: {
        LoanState.ISSUED: N_("On loan"),
        LoanState.RETURN_CHECK: N_("Return check"),
        LoanState.RETURNED: N_("Returned"),
        LoanState.RETURNED_DAMAGED: N_("Returned damaged"),
        LoanState.CLAIMED_RETURNED: N_("Said to be returned"),
        LoanState.SEARCHING: N_("Being searched for"),
        LoanState.LOST_CONFIRMED: N_("Loss confirmed"),
        LoanState.COMPENSATING: N_("To be compensated"),
        LoanState.SETTLED: N_("Settled"),
        LoanState.WAIVED: N_("Waived"),
        LoanState.FOUND: N_("Found"),
        LoanState.CLOSED: N_("Closed"),
    },
    SignedBy: {
        SignedBy.DRAWN: N_("By hand"),
        SignedBy.PASSWORD: N_("With their own password"),
        SignedBy.CODE: N_("With a one-time code"),
    },
}

# Labels of background tasks.
TASKS: Mapping[str, str] = {
    "chase_copies": N_("Find copies past their return date"),
    "chase_viewings": N_("Find reading sessions left open"),
    "lapse_requests": N_("Expire uncollected requests"),
    "recompute_due_days": N_("Recalculate due dates"),
    "remind_borrowers": N_("Remind borrowers"),
}

TONES: Mapping[type[StrEnum], Mapping[str, Tone]] = {
    RequestState: {
        RequestState.DRAFT: Tone.MUTE,
        RequestState.SUBMITTED: Tone.WARN,
        RequestState.PRECHECK: Tone.WARN,
        RequestState.IN_APPROVAL: Tone.WARN,
        RequestState.APPROVED: Tone.OK,
        RequestState.READY: Tone.OK,
        RequestState.FULFILLED: Tone.INFO,
        RequestState.CLOSED: Tone.OK,
        RequestState.RETURNED: Tone.WARN,
        RequestState.WAITLISTED: Tone.WARN,
        RequestState.REJECTED: Tone.BAD,
        RequestState.WITHDRAWN: Tone.MUTE,
        RequestState.LAPSED: Tone.MUTE,
        RequestState.CANCELLED: Tone.MUTE,
    },
    LineState: {
        LineState.OPEN: Tone.INFO,
        LineState.WAITING: Tone.WARN,
        LineState.APPROVED: Tone.OK,
        LineState.REJECTED: Tone.BAD,
        LineState.READY: Tone.OK,
        LineState.FULFILLED: Tone.INFO,
        LineState.DONE: Tone.OK,
        LineState.LAPSED: Tone.MUTE,
        LineState.WITHDRAWN: Tone.MUTE,
        LineState.CANCELLED: Tone.MUTE,
    },
    ViewingState: {ViewingState.OPEN: Tone.INFO, ViewingState.CLOSED: Tone.OK},
    CopyState: {
        CopyState.PENDING: Tone.WARN,
        CopyState.MADE: Tone.INFO,
        CopyState.HANDED: Tone.INFO,
        CopyState.RETURNED: Tone.OK,
        CopyState.DESTROYED: Tone.OK,
        CopyState.KEPT: Tone.MUTE,
        CopyState.CANCELLED: Tone.MUTE,
    },
    LoanState: {
        LoanState.ISSUED: Tone.INFO,
        LoanState.RETURN_CHECK: Tone.WARN,
        LoanState.RETURNED: Tone.OK,
        LoanState.RETURNED_DAMAGED: Tone.BAD,
        LoanState.CLAIMED_RETURNED: Tone.WARN,
        LoanState.SEARCHING: Tone.BAD,
        LoanState.LOST_CONFIRMED: Tone.BAD,
        LoanState.COMPENSATING: Tone.WARN,
        LoanState.SETTLED: Tone.OK,
        LoanState.WAIVED: Tone.MUTE,
        LoanState.FOUND: Tone.OK,
        LoanState.CLOSED: Tone.OK,
    },
}
