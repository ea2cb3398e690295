"""Every permission, spelt ``subject:verb``. Keep each group alphabetical."""

from collections.abc import Mapping
from enum import StrEnum

from models.words.text import N_


class Permission(StrEnum):
    APPROVAL_DECIDE = "approval:decide"
    APPROVAL_SEE = "approval:see"
    APPROVAL_WAIVE = "approval:waive"

    AUDIT_SEE = "audit:see"

    CALENDAR_EDIT = "calendar:edit"

    CHAIN_EDIT = "chain:edit"

    CUSTOMER_ARCHIVE = "customer:archive"
    CUSTOMER_DECLASSIFY = "customer:declassify"
    CUSTOMER_EDIT = "customer:edit"
    CUSTOMER_EXPORT = "customer:export"
    CUSTOMER_HAND_OVER = "customer:hand_over"
    CUSTOMER_IMPORT = "customer:import"
    CUSTOMER_MERGE = "customer:merge"
    CUSTOMER_REVEAL = "customer:reveal"
    CUSTOMER_SEE = "customer:see"

    DELEGATION_END = "delegation:end"
    DELEGATION_GIVE = "delegation:give"
    DELEGATION_SEE = "delegation:see"

    DEPARTMENT_EDIT = "department:edit"

    EXPORT_TAKE = "export:take"

    FILE_ACCEPT = "file:accept"
    FILE_CLASS_EDIT = "file_class:edit"
    FILE_DECLASSIFY = "file:declassify"
    FILE_EDIT = "file:edit"
    FILE_EXPORT = "file:export"
    FILE_GRADE = "file:grade"
    FILE_MOVE = "file:move"
    FILE_READ = "file:read"
    FILE_REVIEW = "file:review"
    FILE_SEE = "file:see"
    FILE_VOID = "file:void"

    JOB_SEE = "job:see"
    JOB_STEER = "job:steer"

    LOAN_ASSESS = "loan:assess"
    LOAN_DECIDE = "loan:decide"
    LOAN_EXPORT = "loan:export"
    LOAN_HANDLE = "loan:handle"
    LOAN_RECALL = "loan:recall"
    LOAN_RENEW = "loan:renew"
    LOAN_REPORT = "loan:report"
    LOAN_SEE = "loan:see"

    NUMBER_SEE = "number:see"

    OFFICER_CONFIRM = "officer:confirm"

    PENALTY_DECIDE = "penalty:decide"
    PENALTY_SEE = "penalty:see"

    PLACE_EDIT = "place:edit"
    PLACE_SEE = "place:see"

    RECORD_SETTING_EDIT = "record_setting:edit"

    REGISTER_READ = "register:read"

    REQUEST_EXPORT = "request:export"
    REQUEST_HANDLE = "request:handle"
    REQUEST_MAKE = "request:make"
    REQUEST_SEE = "request:see"

    ROLE_EDIT = "role:edit"
    ROLE_SEE = "role:see"

    SESSION_END = "session:end"

    SETTING_EDIT = "setting:edit"

    SYSTEM_RUN = "system:run"

    USER_EDIT = "user:edit"
    USER_SEE = "user:see"

    VIEW_SHARE = "view:share"


LABELS: Mapping[type[StrEnum], Mapping[str, str]] = {
    Permission: {
        Permission.APPROVAL_DECIDE: N_("Decide on approvals"),
        Permission.AUDIT_SEE: N_("See the audit trail"),
        Permission.CALENDAR_EDIT: N_("Edit the work calendar"),
        Permission.CHAIN_EDIT: N_("Edit approval chains and routes"),
        Permission.CUSTOMER_ARCHIVE: N_("Archive and restore customers"),
        Permission.CUSTOMER_DECLASSIFY: N_("Confirm a lower grade of a customer"),
        Permission.CUSTOMER_EDIT: N_("Edit customers"),
        Permission.CUSTOMER_EXPORT: N_("Export customers"),
        Permission.CUSTOMER_HAND_OVER: N_("Hand customers over"),
        Permission.CUSTOMER_IMPORT: N_("Import customers"),
        Permission.CUSTOMER_MERGE: N_("Merge two cards of one customer"),
        Permission.CUSTOMER_REVEAL: N_("Reveal masked values"),
        Permission.CUSTOMER_SEE: N_("See customers"),
        Permission.DELEGATION_END: N_("End delegations"),
        Permission.DELEGATION_GIVE: N_("Delegate to others"),
        Permission.DELEGATION_SEE: N_("See delegations"),
        Permission.DEPARTMENT_EDIT: N_("Edit departments"),
        Permission.EXPORT_TAKE: N_("Generate and download sheets"),
        Permission.FILE_ACCEPT: N_("Accept files into custody"),
        Permission.FILE_CLASS_EDIT: N_("Edit file classes"),
        Permission.FILE_DECLASSIFY: N_("Confirm a lower grade of a file"),
        Permission.FILE_EDIT: N_("Edit files"),
        Permission.FILE_EXPORT: N_("Export files"),
        Permission.FILE_GRADE: N_("Change the grade of filed files"),
        Permission.FILE_MOVE: N_("Move files between places"),
        Permission.FILE_READ: N_("Read documents of files"),
        Permission.FILE_REVIEW: N_("Review files"),
        Permission.FILE_SEE: N_("See files"),
        Permission.FILE_VOID: N_("Void files"),
        Permission.JOB_SEE: N_("See background jobs"),
        Permission.LOAN_ASSESS: N_("Assess damage"),
        Permission.LOAN_DECIDE: N_("Decide on losses"),
        Permission.LOAN_EXPORT: N_("Export loans"),
        Permission.LOAN_HANDLE: N_("Handle loans"),
        Permission.LOAN_RECALL: N_("Recall loans"),
        Permission.LOAN_RENEW: N_("Renew loans"),
        Permission.LOAN_REPORT: N_("Report on loans: claims and losses"),
        Permission.LOAN_SEE: N_("See loans"),
        Permission.NUMBER_SEE: N_("See the number ledger"),
        Permission.OFFICER_CONFIRM: N_("Confirm acts of other officers"),
        Permission.PENALTY_DECIDE: N_("Decide on penalties"),
        Permission.PENALTY_SEE: N_("See penalties"),
        Permission.PLACE_EDIT: N_("Edit places"),
        Permission.PLACE_SEE: N_("See places"),
        Permission.RECORD_SETTING_EDIT: N_("Edit settings of customers, files, loans and sheets"),
        Permission.REGISTER_READ: N_("Read registers as finished sheets"),
        Permission.REQUEST_EXPORT: N_("Export requests"),
        Permission.REQUEST_HANDLE: N_("Handle requests"),
        Permission.REQUEST_MAKE: N_("Make requests"),
        Permission.REQUEST_SEE: N_("See requests"),
        Permission.ROLE_EDIT: N_("Edit roles"),
        Permission.ROLE_SEE: N_("See roles"),
        Permission.SESSION_END: N_("End other people's sessions"),
        Permission.SETTING_EDIT: N_("Edit settings"),
        Permission.SYSTEM_RUN: N_("Run the system’s own steps"),
        Permission.USER_EDIT: N_("Edit people"),
        Permission.USER_SEE: N_("See people"),
        Permission.VIEW_SHARE: N_("Share views with everybody"),
        Permission.APPROVAL_SEE: N_("See approvals"),
        Permission.APPROVAL_WAIVE: N_("Waive an approval step"),
        Permission.JOB_STEER: N_("Stop background jobs and run them again"),
    },
}
