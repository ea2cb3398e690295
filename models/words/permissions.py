"""Every permission, spelt ``subject:verb``. Keep each group alphabetical."""

from enum import StrEnum


class Permission(StrEnum):
    APPROVAL_DECIDE = "approval:decide"
    APPROVAL_SEE = "approval:see"
    APPROVAL_WAIVE = "approval:waive"

    AUDIT_SEE = "audit:see"

    CALENDAR_EDIT = "calendar:edit"

    CHAIN_EDIT = "chain:edit"

    CUSTOMER_ARCHIVE = "customer:archive"
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
    FILE_EDIT = "file:edit"
    FILE_EXPORT = "file:export"
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

    PENALTY_DECIDE = "penalty:decide"
    PENALTY_SEE = "penalty:see"

    PLACE_EDIT = "place:edit"
    PLACE_SEE = "place:see"

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
