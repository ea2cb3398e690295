"""Labels of background tasks: ``task_label('send_mail')``."""

from collections.abc import Mapping

from models.words import approvals, customers, files, lending, platform

TASKS: Mapping[str, str] = {
    **platform.TASKS,
    **approvals.TASKS,
    **customers.TASKS,
    **files.TASKS,
    **lending.TASKS,
}


def task_label(name: str) -> str:
    """The msgid of a task, or the name of one that no longer exists."""
    return TASKS.get(name, name)
