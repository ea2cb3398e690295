"""locks that hold: guards of the keys of every locked table, and what is over stays as it was"""

import sqlalchemy as sa
from alembic import op

from models.guards import hang_guards
from models.trigger import Trigger

revision = "2026_12_01_guards"
down_revision = "2026_12_01_letters"
branch_labels = None
depends_on = None

LOCKED = (
    "approval_tasks",
    "approvals",
    "attachments",
    "audit",
    "audit_anchors",
    "audit_head",
    "customers",
    "export_proofs",
    "exports",
    "file_differences",
    "files",
    "items",
    "loan_notes",
    "loans",
    "number_ledger",
    "overtakings",
    "penalties",
    "placements",
    "request_lines",
    "requests",
    "roles",
    "signatures",
    "user_roles",
    "users",
    "viewings",
)
TRIGGERS = (
    Trigger(
        "audit_head_one",
        "audit_head",
        "INSERT",
        "the audit has one head",
        "EXISTS (SELECT 1 FROM audit_head)",
    ),
    Trigger(
        "approval_no_delete",
        "approvals",
        "DELETE",
        "approvals are never deleted",
    ),
    Trigger(
        "approval_settled_fixed",
        "approvals",
        "UPDATE",
        "a settled approval stays as it is",
        "OLD.state NOT IN ('open', 'stuck') AND ((NEW.subject IS DISTINCT FROM OLD.subject OR NEW.subject_id IS DISTINCT FROM OLD.subject_id OR NEW.owner_id IS DISTINCT FROM OLD.owner_id OR NEW.title IS DISTINCT FROM OLD.title OR NEW.summary IS DISTINCT FROM OLD.summary OR NEW.chain_code IS DISTINCT FROM OLD.chain_code OR NEW.chain_version IS DISTINCT FROM OLD.chain_version OR NEW.steps IS DISTINCT FROM OLD.steps OR NEW.step IS DISTINCT FROM OLD.step OR NEW.excluded IS DISTINCT FROM OLD.excluded OR NEW.checked_by IS DISTINCT FROM OLD.checked_by OR NEW.state IS DISTINCT FROM OLD.state) OR (OLD.settled_at IS NOT NULL AND (NEW.settled_at IS DISTINCT FROM OLD.settled_at)))",
    ),
    Trigger(
        "task_no_delete",
        "approval_tasks",
        "DELETE",
        "turns of approvals are never deleted",
    ),
    Trigger(
        "task_decided_fixed",
        "approval_tasks",
        "UPDATE",
        "a decided turn stays as it is",
        "OLD.state <> 'open' AND (NEW.approval_id IS DISTINCT FROM OLD.approval_id OR NEW.step IS DISTINCT FROM OLD.step OR NEW.assignee_id IS DISTINCT FROM OLD.assignee_id OR NEW.added_by IS DISTINCT FROM OLD.added_by OR NEW.required IS DISTINCT FROM OLD.required OR NEW.state IS DISTINCT FROM OLD.state OR NEW.verdict IS DISTINCT FROM OLD.verdict OR NEW.comment IS DISTINCT FROM OLD.comment OR NEW.decided_by IS DISTINCT FROM OLD.decided_by OR NEW.decided_at IS DISTINCT FROM OLD.decided_at OR NEW.decided_as IS DISTINCT FROM OLD.decided_as)",
    ),
    Trigger(
        "request_no_delete",
        "requests",
        "DELETE",
        "requests are never deleted",
    ),
    Trigger(
        "request_sent_fixed",
        "requests",
        "UPDATE",
        "what was asked for stays as it was asked",
        "OLD.state NOT IN ('draft', 'returned') AND (NEW.number IS DISTINCT FROM OLD.number OR NEW.owner_id IS DISTINCT FROM OLD.owner_id OR NEW.entered_by IS DISTINCT FROM OLD.entered_by OR NEW.visitor_id IS DISTINCT FROM OLD.visitor_id OR NEW.action IS DISTINCT FROM OLD.action OR NEW.purpose IS DISTINCT FROM OLD.purpose OR NEW.purpose_category IS DISTINCT FROM OLD.purpose_category OR NEW.accepted_terms IS DISTINCT FROM OLD.accepted_terms OR NEW.mode IS DISTINCT FROM OLD.mode OR NEW.term_days IS DISTINCT FROM OLD.term_days OR NEW.place IS DISTINCT FROM OLD.place OR NEW.planned_on IS DISTINCT FROM OLD.planned_on OR NEW.pages IS DISTINCT FROM OLD.pages OR NEW.copies IS DISTINCT FROM OLD.copies OR NEW.external IS DISTINCT FROM OLD.external OR NEW.return_by IS DISTINCT FROM OLD.return_by)",
    ),
    Trigger(
        "request_over_stays",
        "requests",
        "UPDATE",
        "a request that is over stays over",
        "OLD.state IN ('closed', 'rejected', 'withdrawn', 'lapsed', 'cancelled') AND ((NEW.state IS DISTINCT FROM OLD.state OR NEW.approved_at IS DISTINCT FROM OLD.approved_at) OR (OLD.answer <> '' AND NEW.answer <> OLD.answer))",
    ),
    Trigger(
        "line_sent_no_delete",
        "request_lines",
        "DELETE",
        "the files of a request that was sent stay",
        "EXISTS (SELECT 1 FROM requests WHERE id = OLD.request_id AND state NOT IN ('draft', 'returned'))",
    ),
    Trigger(
        "line_file_fixed",
        "request_lines",
        "UPDATE",
        "a line keeps its request and its file",
        "(NEW.request_id IS DISTINCT FROM OLD.request_id OR NEW.file_id IS DISTINCT FROM OLD.file_id)",
    ),
    Trigger(
        "line_over_stays",
        "request_lines",
        "UPDATE",
        "a line that is over stays over",
        "OLD.state IN ('rejected', 'done', 'withdrawn', 'lapsed', 'cancelled') AND ((NEW.state IS DISTINCT FROM OLD.state OR NEW.granted IS DISTINCT FROM OLD.granted OR NEW.grade IS DISTINCT FROM OLD.grade OR NEW.term_days IS DISTINCT FROM OLD.term_days) OR (OLD.comment <> '' AND NEW.comment <> OLD.comment))",
    ),
    Trigger(
        "viewing_no_delete",
        "viewings",
        "DELETE",
        "reading sessions are never deleted",
    ),
    Trigger(
        "role_no_delete",
        "roles",
        "DELETE",
        "roles are never deleted",
    ),
    Trigger(
        "penalty_no_delete",
        "penalties",
        "DELETE",
        "penalties are never deleted",
    ),
    Trigger(
        "penalty_amount_fixed",
        "penalties",
        "UPDATE",
        "a penalty keeps its person, day and amount",
        "(NEW.deficiency_id IS DISTINCT FROM OLD.deficiency_id OR NEW.day IS DISTINCT FROM OLD.day OR NEW.owner_id IS DISTINCT FROM OLD.owner_id OR NEW.amount IS DISTINCT FROM OLD.amount OR NEW.times IS DISTINCT FROM OLD.times OR NEW.factor IS DISTINCT FROM OLD.factor)",
    ),
    Trigger(
        "penalty_settled_fixed",
        "penalties",
        "UPDATE",
        "a settled penalty stays as it is",
        "(OLD.state = 'dropped' OR (OLD.state = 'confirmed' AND OLD.appealed_at IS NOT NULL)) AND (NEW.state IS DISTINCT FROM OLD.state OR NEW.appeal_until IS DISTINCT FROM OLD.appeal_until OR NEW.appeal IS DISTINCT FROM OLD.appeal OR NEW.appealed_at IS DISTINCT FROM OLD.appealed_at)",
    ),
    Trigger(
        "export_no_delete",
        "exports",
        "DELETE",
        "exports are never deleted",
    ),
    Trigger(
        "export_sealed_fixed",
        "exports",
        "UPDATE",
        "a sheet keeps what it was made of and its digest",
        "OLD.sha256 <> '' AND (NEW.sha256 IS DISTINCT FROM OLD.sha256 OR NEW.rows IS DISTINCT FROM OLD.rows OR NEW.size IS DISTINCT FROM OLD.size OR NEW.owner_id IS DISTINCT FROM OLD.owner_id OR NEW.report IS DISTINCT FROM OLD.report OR NEW.params IS DISTINCT FROM OLD.params OR NEW.purpose IS DISTINCT FROM OLD.purpose)",
    ),
    Trigger(
        "proof_no_delete",
        "export_proofs",
        "DELETE",
        "proofs of sheets are never deleted",
    ),
    Trigger(
        "proof_fixed",
        "export_proofs",
        "UPDATE",
        "a proof of a sheet is never changed",
        "(NEW.salt IS DISTINCT FROM OLD.salt OR NEW.layout IS DISTINCT FROM OLD.layout OR NEW.marks IS DISTINCT FROM OLD.marks)",
    ),
    Trigger(
        "attachment_no_delete",
        "attachments",
        "DELETE",
        "papers are withdrawn, never deleted",
    ),
    Trigger(
        "attachment_fixed",
        "attachments",
        "UPDATE",
        "a stored paper keeps its digest",
        "(NEW.sha256 IS DISTINCT FROM OLD.sha256 OR NEW.size IS DISTINCT FROM OLD.size OR NEW.storage_key IS DISTINCT FROM OLD.storage_key OR NEW.uploaded_by IS DISTINCT FROM OLD.uploaded_by) OR (OLD.withdrawn_at IS NOT NULL AND (NEW.withdrawn_at IS DISTINCT FROM OLD.withdrawn_at))",
    ),
)


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for trigger in TRIGGERS:
        for statement in trigger.statements("sqlite" if sqlite else "postgresql"):
            op.execute(sa.text(statement))
    hang_guards(op.get_bind(), LOCKED)


def downgrade() -> None:
    """There is none in production: a backup instead."""
