"""Triggers for the invariants marked ▲, in the SQL of both databases, and initial rows.

``create_all`` (tests) adds them, and migrations contain them too; a house test compares the two.
"""

from typing import Any

from sqlalchemy import DDL, Connection, event

from models import guards, officer_locks
from models.base import Base
from models.platform.audit import GENESIS
from models.settled import SETTLED
from models.trigger import Trigger
from models.words.access import Secrecy
from models.words.text import N_

COUNTED = "SELECT 1 FROM file_differences d WHERE d."
OFFICERS = "('audit', 'security', 'system')"
# Built from constants only, so no injection.
HELD = (
    "SELECT 1 FROM user_roles ur JOIN roles held ON held.id = ur.role_id "
    "JOIN roles new_role ON new_role.id = NEW.role_id "
    "WHERE ur.user_id = NEW.user_id AND held.id <> new_role.id "
    f"AND held.duty <> new_role.duty AND (held.duty IN {OFFICERS} OR new_role.duty IN {OFFICERS})"
)

IN_FILED = "EXISTS (SELECT 1 FROM files WHERE id = OLD.file_id AND life IN ('filed', 'lost'))"


def _rank(grade: str) -> str:
    """A grade as a number, from low to high, as the words stand (models.words.access)."""
    cases = " ".join(f"WHEN '{word}' THEN {rank}" for rank, word in enumerate(Secrecy))
    return f"(CASE {grade} {cases} END)"


TRIGGERS = (
    Trigger("audit_no_update", "audit", "UPDATE", "audit entries are never changed"),
    Trigger("audit_no_delete", "audit", "DELETE", "audit entries are never deleted"),
    Trigger(
        "audit_no_gap",
        "audit",
        "INSERT",
        "audit entries have no gaps",
        "NEW.seq <> 1 + COALESCE((SELECT MAX(seq) FROM audit), 0)",
    ),
    Trigger("audit_no_truncate", "audit", "TRUNCATE", "audit entries are never deleted"),
    Trigger("audit_head_no_delete", "audit_head", "DELETE", "the head of the audit stays"),
    Trigger(
        "audit_head_forward",
        "audit_head",
        "UPDATE",
        "the head of the audit goes forward",
        "NEW.seq <= OLD.seq",
    ),
    Trigger(
        "audit_head_one",
        "audit_head",
        "INSERT",
        "the audit has one head",
        "EXISTS (SELECT 1 FROM audit_head)",
    ),
    Trigger("anchor_no_update", "audit_anchors", "UPDATE", "anchors are never changed"),
    Trigger("anchor_no_delete", "audit_anchors", "DELETE", "anchors are never deleted"),
    Trigger("number_no_delete", "number_ledger", "DELETE", "numbers are never deleted"),
    Trigger(
        "number_no_change",
        "number_ledger",
        "UPDATE",
        "numbers are never changed or issued again",
        "NEW.number <> OLD.number OR NEW.serial <> OLD.serial OR NEW.scope <> OLD.scope "
        "OR (OLD.state = 'void' AND NEW.state <> 'void')",
    ),
    Trigger(
        "file_number_fixed",
        "files",
        "UPDATE",
        "a file keeps its number",
        "OLD.number IS NOT NULL AND (NEW.number IS NULL OR NEW.number <> OLD.number)",
    ),
    Trigger(
        "item_filed_fixed",
        "items",
        "UPDATE",
        "filed papers are superseded, never overwritten",
        "(NEW.title <> OLD.title OR NEW.pages <> OLD.pages OR NEW.file_id <> OLD.file_id "
        "OR NEW.document_number <> OLD.document_number OR NEW.form <> OLD.form) "
        f"AND {IN_FILED}",
    ),
    Trigger(
        "item_filed_no_delete",
        "items",
        "DELETE",
        "filed papers are never removed",
        IN_FILED,
    ),
    Trigger(
        "file_key_compared",
        "files",
        "UPDATE",
        "a business key changes with the form it is compared in",
        "NEW.business_key <> OLD.business_key AND NEW.key_norm = OLD.key_norm "
        "AND UPPER(REPLACE(NEW.business_key, ' ', '')) "
        "<> UPPER(REPLACE(OLD.business_key, ' ', ''))",
    ),
    Trigger(
        "file_key_needs_form",
        "files",
        "INSERT",
        "a business key has a form it is compared in",
        "NEW.business_key <> '' AND NEW.key_norm = ''",
    ),
    Trigger(
        "file_grade_lowered_by_two",
        "files",
        "UPDATE",
        "the grade of a filed file is lowered by two people",
        f"OLD.number IS NOT NULL AND {_rank('NEW.secrecy')} < {_rank('OLD.secrecy')} "
        "AND (OLD.grade_asked IS NULL OR OLD.grade_asked <> NEW.secrecy OR NEW.graded_by IS NULL "
        "OR NEW.graded_by = OLD.grade_asked_by)",
    ),
    Trigger(
        "customer_grade_lowered_by_two",
        "customers",
        "UPDATE",
        "the grade of a customer is lowered by two people",
        f"{_rank('NEW.secrecy')} < {_rank('OLD.secrecy')} "
        "AND (OLD.grade_asked IS NULL OR OLD.grade_asked <> NEW.secrecy OR NEW.graded_by IS NULL "
        "OR NEW.graded_by = OLD.grade_asked_by)",
    ),
    Trigger("file_no_delete", "files", "DELETE", "files are never deleted"),
    Trigger("customer_no_delete", "customers", "DELETE", "customers are never deleted"),
    Trigger("loan_no_delete", "loans", "DELETE", "loans are never deleted"),
    Trigger("user_no_delete", "users", "DELETE", "people are disabled, never deleted"),
    Trigger(
        "loan_lost_not_lent",
        "loans",
        "INSERT",
        "what is lost is not lent",
        "NEW.condition_out = 'lost'",
    ),
    Trigger(
        "loan_short_needs_case",
        "loans",
        "INSERT",
        "fewer pages or items than the file holds need a case",
        "EXISTS (SELECT 1 FROM files f WHERE f.id = NEW.file_id "
        "AND (f.pages_count > NEW.pages_out OR f.items_count > NEW.items_out)) "
        f"AND NOT EXISTS ({COUNTED}file_id = NEW.file_id AND d.state = 'open')",
    ),
    Trigger(
        "viewing_short_needs_case",
        "viewings",
        "UPDATE",
        "a page count that changed while reading needs a case",
        "NEW.state = 'closed' AND OLD.state <> 'closed' AND NEW.pages_after <> NEW.pages_before "
        f"AND NOT EXISTS ({COUNTED}line_id = NEW.line_id)",
    ),
    Trigger("difference_no_delete", "file_differences", "DELETE", "differences are never deleted"),
    Trigger(
        "difference_settled_once",
        "file_differences",
        "UPDATE",
        "a difference is settled once and its counts stay",
        "OLD.state <> 'open' OR NEW.file_id <> OLD.file_id OR NEW.items_due <> OLD.items_due "
        "OR NEW.items_found <> OLD.items_found OR NEW.pages_due <> OLD.pages_due "
        "OR NEW.pages_found <> OLD.pages_found OR NEW.reason <> OLD.reason",
    ),
    Trigger(
        "line_ready_is_held",
        "request_lines",
        "UPDATE",
        "what is set aside is kept for its line",
        "NEW.state = 'ready' AND OLD.state <> 'ready' AND NEW.held_at IS NULL",
    ),
    Trigger("overtaking_no_update", "overtakings", "UPDATE", "overtakings are only added"),
    Trigger("overtaking_no_delete", "overtakings", "DELETE", "overtakings are only added"),
    Trigger("loan_note_no_update", "loan_notes", "UPDATE", "notes on loans are only added"),
    Trigger("loan_note_no_delete", "loan_notes", "DELETE", "notes on loans are only added"),
    Trigger("placement_no_update", "placements", "UPDATE", "placements are only added"),
    Trigger("placement_no_delete", "placements", "DELETE", "placements are only added"),
    Trigger("signature_no_update", "signatures", "UPDATE", "signatures are only added"),
    Trigger("signature_no_delete", "signatures", "DELETE", "signatures are only added"),
    Trigger(
        "checker_decides_not",
        "approval_tasks",
        "UPDATE",
        "who checked a request decides no step of it",
        "NEW.decided_by IS NOT NULL AND EXISTS (SELECT 1 FROM approvals "
        "WHERE id = NEW.approval_id AND checked_by = NEW.decided_by)",
    ),
    Trigger(
        "officers_apart",
        "user_roles",
        "INSERT",
        "officer roles exclude others",
        f"EXISTS ({HELD})",
        N_(
            "Auditor, security officer and system administrator cannot be combined with each "
            "other or with business roles."
        ),
    ),
    *officer_locks.LOCKS,
    Trigger("user_role_no_update", "user_roles", "UPDATE", "roles are given and taken only"),
    Trigger("role_duty_fixed", "roles", "UPDATE", "a role keeps its duty", "NEW.duty <> OLD.duty"),
    *SETTLED,
)
# Each of them has guards of its keys as well (``models.guards``).
LOCKED = tuple(sorted({trigger.table for trigger in TRIGGERS}))


# Created with the schema, so that the first two writers find a row to lock.
FIRST_ROWS = (f"INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, '{GENESIS}')",)


def wanted(dialect: str) -> list[Trigger | guards.Guard]:
    """Every trigger and guard that belongs into a database of this make."""
    sqlite = dialect == "sqlite"
    here: list[Trigger | guards.Guard] = [t for t in TRIGGERS if not (sqlite and t.for_all)]
    return here + [
        g for name in LOCKED for g in guards.guards_of(Base.metadata.tables[name])[dialect]
    ]


def _hang(_metadata: Any, connection: Connection, **_: Any) -> None:
    for trigger in wanted(connection.dialect.name):
        for statement in trigger.statements(connection.dialect.name):
            connection.exec_driver_sql(statement)


for _statement in FIRST_ROWS:
    event.listen(Base.metadata, "after_create", DDL(_statement))  # type: ignore[no-untyped-call]
event.listen(Base.metadata, "after_create", _hang)
