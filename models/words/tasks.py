"""What a background task is called for people: ``task_label('send_mail')``."""

from collections.abc import Mapping

from models.words.text import N_

TASKS: Mapping[str, str] = {
    "anchor_audit": N_("Anchor the audit chain"),
    "bulk_act": N_("Act on many records"),
    "chase_copies": N_("Look for copies past their day"),
    "chase_viewings": N_("Look for readings left open"),
    "check_bytes": N_("Check the stored files"),
    "check_import": N_("Check an import"),
    "count_penalties": N_("Count days of missing parts"),
    "expire_exports": N_("Drop sheets past their days"),
    "lapse_requests": N_("Let uncollected requests lapse"),
    "make_export": N_("Make a sheet"),
    "plan_digests": N_("Plan the daily mails"),
    "recompute_due_days": N_("Count due days again"),
    "remind_approvers": N_("Remind those who decide"),
    "remind_borrowers": N_("Remind borrowers"),
    "reroute_approvals": N_("Find new people for approvals"),
    "send_mail": N_("Send mail"),
    "report_twins": N_("Count suspected duplicates"),
    "sweep_bytes": N_("Sweep bytes without a record"),
    "tidy_jobs": N_("Forget jobs of long ago"),
    "undo_import": N_("Undo an import"),
    "verify_audit": N_("Verify the audit chain"),
    "watch_calendar": N_("Watch for missing calendar years"),
    "write_import": N_("Write an import"),
}


def task_label(name: str) -> str:
    """The msgid of a task; one that exists no more shows by its name."""
    return TASKS.get(name, name)
