"""The roles every installation starts with: permission × reach, clearance, and masked fields."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from models.words.access import Duty, FieldRule, Reach, Secrecy
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.text import N_


@dataclass(frozen=True)
class Baseline:
    """One role at installation; administrators may change it afterwards."""

    name: str
    duty: Duty
    grants: Mapping[P, Reach]
    clearance: Secrecy | None = None  # the highest grade it reads within its reach
    fields: Mapping[tuple[Kind, str], FieldRule] = field(default_factory=dict)


OWN, DEPARTMENT, BELOW, ALL = Reach.OWN, Reach.DEPARTMENT, Reach.BELOW, Reach.ALL
MASKED, HIDDEN = FieldRule.MASKED, FieldRule.HIDDEN

PROFILE = ("birthday", "personality", "family", "education", "ability", "home_address", "hobbies")
GUARDED: Mapping[tuple[Kind, str], FieldRule] = {
    (Kind.CONTACT, "mobile"): MASKED,
    (Kind.CONTACT, "phone"): MASKED,
    (Kind.CUSTOMER, "id_number"): MASKED,
    (Kind.CUSTOMER, "unified_credit_code"): MASKED,
    **{(Kind.CONTACT, name): HIDDEN for name in PROFILE},
}

ASKS: dict[P, Reach] = {
    P.APPROVAL_SEE: OWN,
    P.CUSTOMER_SEE: BELOW,
    P.FILE_SEE: BELOW,
    P.LOAN_RENEW: OWN,
    P.LOAN_REPORT: OWN,
    P.LOAN_SEE: OWN,
    P.PLACE_SEE: ALL,
    P.REQUEST_MAKE: ALL,
    P.REQUEST_SEE: OWN,
    P.DELEGATION_END: OWN,
    P.DELEGATION_GIVE: OWN,
    P.DELEGATION_SEE: OWN,
    P.USER_SEE: ALL,
}
OWNS = ASKS | {
    P.CUSTOMER_ARCHIVE: OWN,
    P.CUSTOMER_EDIT: OWN,
    P.CUSTOMER_REVEAL: OWN,
    P.EXPORT_TAKE: OWN,
    P.FILE_EDIT: OWN,
    P.FILE_READ: OWN,
    P.PENALTY_SEE: OWN,
    P.REGISTER_READ: OWN,
}
HEADS = ASKS | {
    P.APPROVAL_DECIDE: ALL,
    P.CUSTOMER_DECLASSIFY: BELOW,
    P.CUSTOMER_EDIT: BELOW,
    P.CUSTOMER_EXPORT: BELOW,
    P.CUSTOMER_HAND_OVER: BELOW,
    P.CUSTOMER_MERGE: BELOW,
    P.CUSTOMER_REVEAL: BELOW,
    P.EXPORT_TAKE: OWN,
    P.FILE_EXPORT: BELOW,
    P.FILE_READ: BELOW,
    P.FILE_REVIEW: BELOW,
    P.LOAN_EXPORT: BELOW,
    P.LOAN_SEE: BELOW,
    P.PENALTY_SEE: BELOW,
    P.REQUEST_EXPORT: BELOW,
    P.REQUEST_SEE: BELOW,
}
KEEPS = ASKS | {
    P.CUSTOMER_ARCHIVE: ALL,
    P.CUSTOMER_EDIT: ALL,
    P.CUSTOMER_EXPORT: ALL,
    P.CUSTOMER_IMPORT: ALL,
    P.CUSTOMER_REVEAL: ALL,
    P.CUSTOMER_SEE: ALL,
    P.EXPORT_TAKE: OWN,
    P.FILE_ACCEPT: ALL,
    P.FILE_EDIT: ALL,
    P.FILE_EXPORT: ALL,
    P.FILE_MOVE: ALL,
    P.FILE_READ: ALL,
    P.FILE_SEE: ALL,
    P.LOAN_EXPORT: ALL,
    P.LOAN_HANDLE: ALL,
    P.LOAN_RECALL: ALL,
    P.LOAN_RENEW: ALL,
    P.LOAN_REPORT: ALL,
    P.LOAN_SEE: ALL,
    P.NUMBER_SEE: ALL,
    P.PENALTY_SEE: ALL,
    P.PLACE_EDIT: ALL,
    P.REQUEST_EXPORT: ALL,
    P.REQUEST_HANDLE: ALL,
    P.REQUEST_SEE: ALL,
}
MANAGES = KEEPS | {
    P.APPROVAL_SEE: ALL,
    P.CALENDAR_EDIT: ALL,
    P.CHAIN_EDIT: ALL,
    P.CUSTOMER_DECLASSIFY: ALL,
    P.CUSTOMER_HAND_OVER: ALL,
    P.CUSTOMER_MERGE: ALL,
    P.FILE_CLASS_EDIT: ALL,
    P.FILE_DECLASSIFY: ALL,
    P.FILE_GRADE: ALL,
    P.FILE_REVIEW: ALL,
    P.FILE_VOID: ALL,
    P.LOAN_ASSESS: ALL,
    P.RECORD_SETTING_EDIT: ALL,
    P.VIEW_SHARE: ALL,
}
APPROVES = ASKS | {
    P.APPROVAL_DECIDE: ALL,
    P.APPROVAL_SEE: ALL,
    P.APPROVAL_WAIVE: ALL,
    P.CUSTOMER_DECLASSIFY: ALL,
    P.CUSTOMER_SEE: ALL,
    P.EXPORT_TAKE: OWN,
    P.FILE_DECLASSIFY: ALL,
    P.FILE_READ: ALL,
    P.FILE_SEE: ALL,
    P.FILE_VOID: ALL,
    P.LOAN_DECIDE: ALL,
    P.LOAN_RECALL: ALL,
    P.LOAN_SEE: ALL,
    P.PENALTY_DECIDE: ALL,
    P.PENALTY_SEE: ALL,
    P.REGISTER_READ: ALL,
    P.REQUEST_SEE: ALL,
}

ROLES: Mapping[str, Baseline] = {
    "applicant": Baseline(N_("Applicant"), Duty.BUSINESS, ASKS, Secrecy.INTERNAL, GUARDED),
    "file_owner": Baseline(
        N_("File owner"),
        Duty.BUSINESS,
        OWNS,
        Secrecy.SECRET,
        {(Kind.CONTACT, "mobile"): MASKED, (Kind.CUSTOMER, "id_number"): MASKED},
    ),
    "department_head": Baseline(N_("Department head"), Duty.BUSINESS, HEADS, Secrecy.SECRET),
    "custodian": Baseline(
        N_("Custodian"),
        Duty.BUSINESS,
        KEEPS,
        Secrecy.SECRET,
        {(Kind.CUSTOMER, "id_number"): MASKED},
    ),
    "records_manager": Baseline(
        N_("Records manager"),
        Duty.BUSINESS,
        MANAGES,
        Secrecy.TOP,
        {(Kind.CUSTOMER, "id_number"): MASKED},
    ),
    "approver": Baseline(
        N_("Approver"), Duty.BUSINESS, APPROVES, Secrecy.TOP, {(Kind.CUSTOMER, "id_number"): MASKED}
    ),
    "auditor": Baseline(
        N_("Auditor"),
        Duty.AUDIT,
        {
            P.AUDIT_SEE: ALL,
            P.EXPORT_TAKE: OWN,
            P.OFFICER_CONFIRM: ALL,
            P.REGISTER_READ: ALL,
            P.USER_SEE: ALL,
        },
    ),
    "security_officer": Baseline(
        N_("Security officer"),
        Duty.SECURITY,
        {
            P.OFFICER_CONFIRM: ALL,
            P.ROLE_EDIT: ALL,
            P.ROLE_SEE: ALL,
            P.SESSION_END: ALL,
            P.USER_SEE: ALL,
            P.DELEGATION_END: ALL,
            P.DELEGATION_SEE: ALL,
        },
    ),
    "system_administrator": Baseline(
        N_("System administrator"),
        Duty.SYSTEM,
        {
            P.DEPARTMENT_EDIT: ALL,
            P.JOB_SEE: ALL,
            P.JOB_STEER: ALL,
            P.OFFICER_CONFIRM: ALL,
            P.ROLE_SEE: ALL,
            P.SETTING_EDIT: ALL,
            P.USER_EDIT: ALL,
            P.USER_SEE: ALL,
        },
    ),
}
