"""Every state a record can be in."""

from enum import StrEnum


class CustomerState(StrEnum):
    ACTIVE = "active"
    ARCHIVED = "archived"
    MERGED = "merged"  # void, with a pointer to the card it went into


class FileLife(StrEnum):
    """Life of a file (F1–F17); closing and destruction come with their features."""

    DRAFT = "draft"
    PENDING_REVIEW = "pending_review"
    REVIEWED = "reviewed"
    FILED = "filed"
    LOST = "lost"
    VOID = "void"


class Custody(StrEnum):
    """Where the paper is, apart from its life (I-10)."""

    NONE = "none"
    IN_PLACE = "in_place"
    RESERVED = "reserved"
    ON_SITE = "on_site"
    OUT = "out"
    IN_TRANSIT = "in_transit"
    MISSING = "missing"


class DeficiencyState(StrEnum):
    """A missing part: from acceptance until the custodian has seen it (A4)."""

    OPEN = "open"
    OFFERED = "offered"
    CURED = "cured"
    DROPPED = "dropped"


class PenaltyState(StrEnum):
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    APPEALED = "appealed"
    DROPPED = "dropped"


class NumberState(StrEnum):
    ISSUED = "issued"
    VOID = "void"


class RequestState(StrEnum):
    """States of an access request (Q1–Q14)."""

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
    """One file of a request; the header follows from its lines."""

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


OPEN_LOANS = (
    LoanState.ISSUED,
    LoanState.RETURN_CHECK,
    LoanState.CLAIMED_RETURNED,
    LoanState.SEARCHING,
)


class ApprovalState(StrEnum):
    OPEN = "open"
    STUCK = "stuck"
    GRANTED = "granted"
    REFUSED = "refused"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class TaskState(StrEnum):
    """One person's turn in an approval."""

    OPEN = "open"
    APPROVED = "approved"
    REJECTED = "rejected"
    RETURNED = "returned"
    TRANSFERRED = "transferred"
    PASSED = "passed"


class DelegationState(StrEnum):
    GIVEN = "given"
    ENDED = "ended"


class JobState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class ImportState(StrEnum):
    UPLOADED = "uploaded"
    MAPPED = "mapped"
    CHECKING = "checking"
    CHECKED = "checked"
    WRITING = "writing"
    WRITTEN = "written"
    UNDONE = "undone"
    FAILED = "failed"


class ExportState(StrEnum):
    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"
    EXPIRED = "expired"


class NoticeState(StrEnum):
    PENDING = "pending"
    SENT = "sent"
    DROPPED = "dropped"
    FAILED = "failed"
