"""Vocabularies of the platform: jobs, imports, sheets, notices, numbers, terms."""

from collections.abc import Mapping
from enum import StrEnum

from models.words.text import N_
from models.words.values import Tone


class Sharing(StrEnum):
    """Who sees a saved view."""

    OWN = "own"
    DEPARTMENT = "department"
    ALL = "all"


class Outcome(StrEnum):
    """What a row of an import will do."""

    NEW = "new"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"
    ERROR = "error"
    DECIDE = "decide"  # looks like another: somebody says whether it is the same
    JOIN = "join"  # is the same as an earlier row, whose record it completes
    SKIPPED = "skipped"


class Channel(StrEnum):
    IN_APP = "in_app"
    MAIL = "mail"
    DIGEST = "digest"


class DueMode(StrEnum):
    """How a term is counted (C11)."""

    CALENDAR_DAYS = "calendar_days"
    SKIP_TO_NEXT_WORKDAY = "skip_to_next_workday"
    WORKDAYS = "workdays"


class NumberState(StrEnum):
    ISSUED = "issued"
    VOID = "void"


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


class TodoTab(StrEnum):
    """Where what waits stands in the inbox."""

    HANDLE = "handle"
    DECIDE = "decide"
    ASKED = "asked"
    COPIED = "copied"


class NewsGroup(StrEnum):
    """News that nobody has to act on, by what it is about: each can be switched off."""

    REQUESTS = "requests"
    LOANS = "loans"
    FILES = "files"
    CUSTOMERS = "customers"
    PEOPLE = "people"
    COMMENTS = "comments"
    AUDIT = "audit"


LABELS: Mapping[type[StrEnum], Mapping[str, str]] = {
    TodoTab: {
        TodoTab.HANDLE: N_("To handle"),
        TodoTab.DECIDE: N_("To approve"),
        TodoTab.ASKED: N_("I asked"),
        TodoTab.COPIED: N_("For my information"),
    },
    NewsGroup: {
        NewsGroup.REQUESTS: N_("How requests get on"),
        NewsGroup.LOANS: N_("What happens to loans"),
        NewsGroup.FILES: N_("What becomes of filings"),
        NewsGroup.CUSTOMERS: N_("Customers merged or handed over"),
        NewsGroup.PEOPLE: N_("Delegations"),
        NewsGroup.COMMENTS: N_("Comments that mention you"),
        NewsGroup.AUDIT: N_("The daily proof of the audit trail"),
    },
    Sharing: {
        Sharing.OWN: N_("Only me"),
        Sharing.DEPARTMENT: N_("My department"),
        Sharing.ALL: N_("Everybody"),
    },
    Outcome: {
        Outcome.NEW: N_("New"),
        Outcome.UPDATE: N_("Update"),
        Outcome.UNCHANGED: N_("Unchanged"),
        Outcome.CONFLICT: N_("Changed meanwhile"),
        Outcome.ERROR: N_("With errors"),
        Outcome.DECIDE: N_("Waits for a decision"),
        Outcome.JOIN: N_("Joins an earlier row"),
        Outcome.SKIPPED: N_("Skipped rows"),
    },
    Channel: {
        Channel.IN_APP: N_("In the portal"),
        Channel.MAIL: N_("E-mail"),
        Channel.DIGEST: N_("Daily e-mail"),
    },
    DueMode: {
        DueMode.CALENDAR_DAYS: N_("Calendar days"),
        DueMode.SKIP_TO_NEXT_WORKDAY: N_("Calendar days, moved to the next working day"),
        DueMode.WORKDAYS: N_("Working days"),
    },
    NumberState: {
        NumberState.ISSUED: N_("Issued"),
        NumberState.VOID: N_("Void"),
    },
    JobState: {
        JobState.WAITING: N_("Queued"),
        JobState.RUNNING: N_("Running"),
        JobState.DONE: N_("Finished"),
        JobState.FAILED: N_("Failed"),
        JobState.CANCELLED: N_("Cancelled"),
    },
    ImportState: {
        ImportState.UPLOADED: N_("Uploaded"),
        ImportState.MAPPED: N_("Columns matched"),
        ImportState.CHECKING: N_("Being checked"),
        ImportState.CHECKED: N_("Checked"),
        ImportState.WRITING: N_("Being written"),
        ImportState.WRITTEN: N_("Written"),
        ImportState.UNDONE: N_("Undone"),
        ImportState.FAILED: N_("Failed"),
    },
    ExportState: {
        ExportState.WAITING: N_("Being generated"),
        ExportState.READY: N_("Ready to download"),
        ExportState.FAILED: N_("Failed"),
        ExportState.EXPIRED: N_("Expired"),
    },
    NoticeState: {
        NoticeState.PENDING: N_("To be sent"),
        NoticeState.SENT: N_("Sent"),
        NoticeState.DROPPED: N_("Not sent, no longer needed"),
        NoticeState.FAILED: N_("Failed"),
    },
}

# Labels of audited acts.
ACTS: Mapping[str, str] = {
    "adopt": N_("Accepted the closest match in an import"),
    "anchor": N_("Anchored the audit chain"),
    "appeal": N_("Appealed"),
    "approvalsettled": N_("The approval ended"),
    "approve": N_("Approved it"),
    "approved": N_("The request is approved"),
    "attach": N_("Attached a file"),
    "bad": N_("Downloaded the rows with errors"),
    "cancel": N_("Cancelled it"),
    "change": N_("Changed settings"),
    "check": N_("Checked the import"),
    "choose": N_("Decided about rows of an import"),
    "closed": N_("The request is closed"),
    "code_failed": N_("Typed a wrong code"),
    "comment": N_("Commented"),
    "decide": N_("Decided on compensation"),
    "download": N_("Downloaded"),
    "edit": N_("Edited"),
    "edit_day": N_("Changed a working day"),
    "expire": N_("Deleted an expired sheet"),
    "export": N_("Exported"),
    "check_sheet": N_("Checked a workbook"),
    "fail": N_("Failed on it"),
    "finish": N_("Finished it"),
    "found": N_("The file turned up"),
    "fulfilled": N_("The request is handed out"),
    "hand_out": N_("Handed out"),
    "issue": N_("Issued a loan"),
    "keep": N_("Kept the copies"),
    "keep_view": N_("Saved a view"),
    "lapsed": N_("The request has lapsed"),
    "load": N_("Loaded a calendar year"),
    "map": N_("Matched the columns"),
    "mark_read": N_("Marked as read"),
    "match": N_("Matched the columns"),
    "open": N_("Opened the paper"),
    "pass": N_("No longer needed"),
    "pin": N_("Pinned it"),
    "print": N_("Printed a register"),
    "queued": N_("The request waits for its file"),
    "receive": N_("Received back"),
    "reject": N_("Rejected it"),
    "rejected": N_("The request is rejected"),
    "remind": N_("Reminded"),
    "remove": N_("Removed it"),
    "remove_view": N_("Removed a view"),
    "resume": N_("Resumed it"),
    "retry": N_("Ran it again"),
    "return": N_("Sent it back"),
    "run": N_("Ran it"),
    "see": N_("Opened the screen"),
    "send_back": N_("Sent back for changes"),
    "sheet": N_("Switched to another sheet"),
    "shelve": N_("Back on its shelf"),
    "submit": N_("Submitted it"),
    "take_digests": N_("Kept digests of passwords"),
    "undo": N_("Undid the import"),
    "upload": N_("Uploaded a file"),
    "verify": N_("Verified the audit chain"),
    "verify_rows": N_("Compared rows with their entries"),
    "view": N_("Viewed a picture"),
    "waive": N_("Waived a step"),
    "withdraw": N_("Withdrew it"),
    "withdraw_attachment": N_("Withdrew an attachment"),
    "write": N_("Wrote the import"),
}

TONES: Mapping[type[StrEnum], Mapping[str, Tone]] = {
    NumberState: {
        NumberState.ISSUED: Tone.INFO,
        NumberState.VOID: Tone.MUTE,
    },
    JobState: {
        JobState.WAITING: Tone.WARN,
        JobState.RUNNING: Tone.INFO,
        JobState.DONE: Tone.OK,
        JobState.FAILED: Tone.BAD,
        JobState.CANCELLED: Tone.MUTE,
    },
    ImportState: {
        ImportState.UPLOADED: Tone.INFO,
        ImportState.MAPPED: Tone.INFO,
        ImportState.CHECKING: Tone.INFO,
        ImportState.CHECKED: Tone.INFO,
        ImportState.WRITING: Tone.INFO,
        ImportState.WRITTEN: Tone.OK,
        ImportState.UNDONE: Tone.MUTE,
        ImportState.FAILED: Tone.BAD,
    },
    ExportState: {
        ExportState.WAITING: Tone.WARN,
        ExportState.READY: Tone.OK,
        ExportState.FAILED: Tone.BAD,
        ExportState.EXPIRED: Tone.MUTE,
    },
    NoticeState: {
        NoticeState.PENDING: Tone.WARN,
        NoticeState.SENT: Tone.OK,
        NoticeState.DROPPED: Tone.MUTE,
        NoticeState.FAILED: Tone.BAD,
    },
}
