"""What the platform hands to the house: its tasks."""

from collections.abc import Mapping
from datetime import time, timedelta

from portal.platform.audit import proofs
from portal.platform.jobs import screens
from portal.platform.jobs.queue import Every, Task
from portal.platform.lists import bulk

DAILY = timedelta(days=1)

TASKS: Mapping[str, Task] = {
    "anchor_audit": Task(proofs.anchor_chain, every=Every(DAILY, at=time(0, 10))),
    "bulk_act": Task(bulk.run_bulk, long=True),
    "tidy_jobs": Task(screens.forget_old_jobs, every=Every(DAILY, at=time(3, 40))),
    "verify_audit": Task(proofs.verify_audit, long=True, every=Every(DAILY, at=time(4, 10))),
}
