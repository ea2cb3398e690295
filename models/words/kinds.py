"""The kinds of record of all wings."""

from collections.abc import Mapping
from enum import StrEnum

from models.words.text import N_


class Kind(StrEnum):
    """The kind of record an event, approval or audit entry is about."""

    APPROVAL = "approval"
    APPROVAL_TASK = "approval_task"
    ATTACHMENT = "attachment"
    AUDIT = "audit"
    CALENDAR = "calendar"
    CHAIN = "chain"
    COMMENT = "comment"
    CONTACT = "contact"
    COPYING = "copying"
    CUSTOMER = "customer"
    DEFICIENCY = "deficiency"
    DELEGATION = "delegation"
    DEPARTMENT = "department"
    DIFFERENCE = "difference"
    EXPORT = "export"
    FILE = "file"
    FILE_CLASS = "file_class"
    IMPORT = "import"
    ITEM = "item"
    JOB = "job"
    LOAN = "loan"
    NOTICE = "notice"
    NUMBER = "number"
    OFFICER_ACT = "officer_act"
    PENALTY = "penalty"
    PLACE = "place"
    REPORT = "report"
    REQUEST = "request"
    REQUEST_LINE = "request_line"
    ROLE = "role"
    ROUTE = "route"
    SAVED_VIEW = "saved_view"
    SESSION = "session"
    SETTING = "setting"
    USER = "user"
    VIEWING = "viewing"
    VISITOR = "visitor"
    VOLUME = "volume"


# What a door is for, by the name before the dot of what is done there: a refusal at the door,
# before a record was taken hold of, is about that.
DOORS: Mapping[str, Kind] = {
    "approval": Kind.APPROVAL,
    "approvals": Kind.APPROVAL,
    "attachments": Kind.ATTACHMENT,
    "calendar": Kind.CALENDAR,
    "chains": Kind.CHAIN,
    "change_password": Kind.USER,
    "copyings": Kind.COPYING,
    "customers": Kind.CUSTOMER,
    "deficiencies": Kind.DEFICIENCY,
    "delegations": Kind.DELEGATION,
    "departments": Kind.DEPARTMENT,
    "differences": Kind.DIFFERENCE,
    "export": Kind.EXPORT,
    "exports": Kind.EXPORT,
    "file_classes": Kind.FILE_CLASS,
    "files": Kind.FILE,
    "first_start": Kind.SETTING,
    "import": Kind.IMPORT,
    "imports": Kind.IMPORT,
    "jobs": Kind.JOB,
    "labels": Kind.FILE,
    "loan": Kind.LOAN,
    "loans": Kind.LOAN,
    "notice": Kind.NOTICE,
    "numbers": Kind.NUMBER,
    "officer_acts": Kind.OFFICER_ACT,
    "penalties": Kind.PENALTY,
    "places": Kind.PLACE,
    "preferences": Kind.USER,
    "prove": Kind.USER,
    "register_forms": Kind.SETTING,
    "report": Kind.REPORT,
    "reports": Kind.REPORT,
    "requests": Kind.REQUEST,
    "roles": Kind.ROLE,
    "roster": Kind.USER,
    "routes": Kind.ROUTE,
    "second_factor": Kind.USER,
    "session": Kind.SESSION,
    "settings": Kind.SETTING,
    "users": Kind.USER,
    "viewings": Kind.VIEWING,
}


LABELS: Mapping[type[StrEnum], Mapping[str, str]] = {
    Kind: {
        Kind.APPROVAL: N_("Approval"),
        Kind.ATTACHMENT: N_("Attachment"),
        Kind.AUDIT: N_("Audit entry"),
        Kind.CALENDAR: N_("Work calendar"),
        Kind.CHAIN: N_("Approval chain"),
        Kind.COMMENT: N_("Comment"),
        Kind.CONTACT: N_("Contact"),
        Kind.COPYING: N_("Copying"),
        Kind.CUSTOMER: N_("Customer"),
        Kind.DEFICIENCY: N_("Missing part"),
        Kind.DELEGATION: N_("Delegation"),
        Kind.DEPARTMENT: N_("Department"),
        Kind.DIFFERENCE: N_("Difference in count"),
        Kind.EXPORT: N_("Exported sheet"),
        Kind.FILE: N_("File"),
        Kind.FILE_CLASS: N_("File class"),
        Kind.IMPORT: N_("Import"),
        Kind.ITEM: N_("Item"),
        Kind.JOB: N_("Background job"),
        Kind.LOAN: N_("Loan"),
        Kind.NOTICE: N_("Notice"),
        Kind.NUMBER: N_("File number"),
        Kind.OFFICER_ACT: N_("Act of two officers"),
        Kind.PENALTY: N_("Penalty"),
        Kind.PLACE: N_("Place"),
        Kind.REPORT: N_("Report"),
        Kind.REQUEST: N_("Request"),
        Kind.ROLE: N_("Role"),
        Kind.ROUTE: N_("Approval route"),
        Kind.SAVED_VIEW: N_("Saved view"),
        Kind.SESSION: N_("Signed-in session"),
        Kind.SETTING: N_("Setting"),
        Kind.USER: N_("Person"),
        Kind.VIEWING: N_("Viewing"),
        Kind.VISITOR: N_("Visitor"),
        Kind.VOLUME: N_("Volume"),
        Kind.APPROVAL_TASK: N_("Approval task"),
        Kind.REQUEST_LINE: N_("Request line"),
    },
}
