"""Triggers of what is over: what was decided, signed for, numbered or sealed stays as it was."""

from models.trigger import Trigger, changed

ASKED = (
    "number",
    "owner_id",
    "entered_by",
    "visitor_id",
    "action",
    "purpose",
    "purpose_category",
    "accepted_terms",
    "mode",
    "term_days",
    "place",
    "planned_on",
    "pages",
    "copies",
    "external",
    "return_by",
)
IN_SENT = (
    "EXISTS (SELECT 1 FROM requests WHERE id = OLD.request_id "
    "AND state NOT IN ('draft', 'returned'))"
)

SETTLED = (
    Trigger("approval_no_delete", "approvals", "DELETE", "approvals are never deleted"),
    Trigger(
        "approval_settled_fixed",
        "approvals",
        "UPDATE",
        "a settled approval stays as it is",
        "OLD.state NOT IN ('open', 'stuck') AND ("
        + changed(
            "subject",
            "subject_id",
            "owner_id",
            "title",
            "summary",
            "chain_code",
            "chain_version",
            "steps",
            "step",
            "excluded",
            "checked_by",
            "state",
        )
        + f" OR (OLD.settled_at IS NOT NULL AND {changed('settled_at')}))",
    ),
    Trigger("task_no_delete", "approval_tasks", "DELETE", "turns of approvals are never deleted"),
    Trigger(
        "task_decided_fixed",
        "approval_tasks",
        "UPDATE",
        "a decided turn stays as it is",
        "OLD.state <> 'open' AND "
        + changed(
            "approval_id",
            "step",
            "assignee_id",
            "added_by",
            "required",
            "state",
            "verdict",
            "comment",
            "decided_by",
            "decided_at",
            "decided_as",
        ),
    ),
    Trigger("request_no_delete", "requests", "DELETE", "requests are never deleted"),
    Trigger(
        "request_sent_fixed",
        "requests",
        "UPDATE",
        "what was asked for stays as it was asked",
        f"OLD.state NOT IN ('draft', 'returned') AND {changed(*ASKED)}",
    ),
    Trigger(
        "request_over_stays",
        "requests",
        "UPDATE",
        "a request that is over stays over",
        "OLD.state IN ('closed', 'rejected', 'withdrawn', 'lapsed', 'cancelled') AND ("
        + changed("state", "approved_at")
        + " OR (OLD.answer <> '' AND NEW.answer <> OLD.answer))",
    ),
    Trigger(
        "line_sent_no_delete",
        "request_lines",
        "DELETE",
        "the files of a request that was sent stay",
        IN_SENT,
    ),
    Trigger(
        "line_file_fixed",
        "request_lines",
        "UPDATE",
        "a line keeps its request and its file",
        changed("request_id", "file_id"),
    ),
    Trigger(
        "line_over_stays",
        "request_lines",
        "UPDATE",
        "a line that is over stays over",
        "OLD.state IN ('rejected', 'done', 'withdrawn', 'lapsed', 'cancelled') AND ("
        + changed("state", "granted", "grade", "term_days")
        + " OR (OLD.comment <> '' AND NEW.comment <> OLD.comment))",
    ),
    Trigger("viewing_no_delete", "viewings", "DELETE", "reading sessions are never deleted"),
    Trigger("role_no_delete", "roles", "DELETE", "roles are never deleted"),
    Trigger("penalty_no_delete", "penalties", "DELETE", "penalties are never deleted"),
    Trigger(
        "penalty_amount_fixed",
        "penalties",
        "UPDATE",
        "a penalty keeps its person, day and amount",
        changed("deficiency_id", "day", "owner_id", "amount", "times", "factor"),
    ),
    Trigger(
        "penalty_settled_fixed",
        "penalties",
        "UPDATE",
        "a settled penalty stays as it is",
        "(OLD.state = 'dropped' OR (OLD.state = 'confirmed' AND OLD.appealed_at IS NOT NULL)) AND "
        + changed("state", "appeal_until", "appeal", "appealed_at"),
    ),
    Trigger("export_no_delete", "exports", "DELETE", "exports are never deleted"),
    Trigger(
        "export_sealed_fixed",
        "exports",
        "UPDATE",
        "a sheet keeps what it was made of and its digest",
        "OLD.sha256 <> '' AND "
        + changed("sha256", "rows", "size", "owner_id", "report", "params", "purpose"),
    ),
    Trigger("proof_no_delete", "export_proofs", "DELETE", "proofs of sheets are never deleted"),
    Trigger(
        "proof_fixed",
        "export_proofs",
        "UPDATE",
        "a proof of a sheet is never changed",
        changed("salt", "layout", "marks"),
    ),
    Trigger("attachment_no_delete", "attachments", "DELETE", "papers are withdrawn, never deleted"),
    Trigger(
        "attachment_fixed",
        "attachments",
        "UPDATE",
        "a stored paper keeps its digest",
        changed("sha256", "size", "storage_key", "uploaded_by")
        + f" OR (OLD.withdrawn_at IS NOT NULL AND {changed('withdrawn_at')})",
    ),
)
