"""Labels of background tasks: ``task_label('send_mail')``."""

from collections.abc import Mapping

from models.words import approvals, customers, files, lending
from models.words.text import N_

# Of the platform and the office; each wing has its own.
HERE: Mapping[str, str] = {
    "anchor_audit": N_("Anchor the audit chain"),
    "bulk_act": N_("Bulk action"),
    "check_import": N_("Check an import"),
    "expire_exports": N_("Delete expired sheets"),
    "make_export": N_("Generate a sheet"),
    "plan_digests": N_("Schedule the daily e-mails"),
    "rebuild_search": N_("Rebuild the search index"),
    "send_mail": N_("Send e-mails"),
    "settle_notices": N_("Settle notices whose cause is settled"),
    "tidy_jobs": N_("Delete old jobs"),
    "undo_import": N_("Undo an import"),
    "verify_audit": N_("Verify the audit chain"),
    "verify_rows": N_("Compare rows with their entries"),
    "watch_calendar": N_("Check for missing calendar years"),
    "write_import": N_("Write an import"),
}
TASKS: Mapping[str, str] = {
    **HERE,
    **approvals.TASKS,
    **customers.TASKS,
    **files.TASKS,
    **lending.TASKS,
}


def task_label(name: str) -> str:
    """The msgid of a task, or the name of one that no longer exists."""
    return TASKS.get(name, name)
