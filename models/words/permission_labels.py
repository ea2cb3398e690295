"""What the permissions are called, for people."""

from collections.abc import Mapping
from enum import StrEnum

from models.words.permissions import Permission
from models.words.text import N_

PERMISSION_LABELS: Mapping[type[StrEnum], Mapping[str, str]] = {
    Permission: {
        Permission.APPROVAL_DECIDE: N_("Decide in approvals"),
        Permission.AUDIT_SEE: N_("See the audit trail"),
        Permission.CALENDAR_EDIT: N_("Edit the work calendar"),
        Permission.CHAIN_EDIT: N_("Edit approval chains and routes"),
        Permission.CUSTOMER_ARCHIVE: N_("Archive and restore customers"),
        Permission.CUSTOMER_EDIT: N_("Edit customers"),
        Permission.CUSTOMER_EXPORT: N_("Export customers"),
        Permission.CUSTOMER_HAND_OVER: N_("Hand customers over"),
        Permission.CUSTOMER_IMPORT: N_("Import customers"),
        Permission.CUSTOMER_REVEAL: N_("Reveal masked values"),
        Permission.CUSTOMER_SEE: N_("See customers"),
        Permission.DELEGATION_GIVE: N_("Delegate to others"),
        Permission.DELEGATION_SEE: N_("See all delegations"),
        Permission.DEPARTMENT_EDIT: N_("Edit departments"),
        Permission.FILE_ACCEPT: N_("Accept files into custody"),
        Permission.FILE_CLASS_EDIT: N_("Edit file classes"),
        Permission.FILE_EDIT: N_("Edit files"),
        Permission.FILE_EXPORT: N_("Export files"),
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
        Permission.LOAN_SEE: N_("See loans"),
        Permission.NUMBER_SEE: N_("See the number ledger"),
        Permission.PLACE_EDIT: N_("Edit places"),
        Permission.PLACE_SEE: N_("See places"),
        Permission.REQUEST_EXPORT: N_("Export requests"),
        Permission.REQUEST_HANDLE: N_("Handle requests"),
        Permission.REQUEST_MAKE: N_("Make requests"),
        Permission.REQUEST_SEE: N_("See requests"),
        Permission.ROLE_EDIT: N_("Edit roles"),
        Permission.ROLE_SEE: N_("See roles"),
        Permission.SESSION_END: N_("End sessions of others"),
        Permission.SETTING_EDIT: N_("Edit settings"),
        Permission.SYSTEM_RUN: N_("Run the system’s own steps"),
        Permission.USER_EDIT: N_("Edit people"),
        Permission.USER_SEE: N_("See people"),
        Permission.VIEW_SHARE: N_("Share views with everybody"),
        Permission.APPROVAL_SEE: N_("See approvals"),
        Permission.APPROVAL_WAIVE: N_("Waive a step of an approval"),
    },
}
