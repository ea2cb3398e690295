"""What the platform hands to the house: its tasks."""

from collections.abc import Mapping
from datetime import time, timedelta

from portal.platform.audit import proofs
from portal.platform.jobs import screens as jobs
from portal.platform.jobs.queue import Every, Task
from portal.platform.lists import bulk

DAILY = timedelta(days=1)

TASKS: Mapping[str, Task] = {
    "anchor_audit": Task(proofs.anchor, every=Every(DAILY, at=time(0, 10))),
    "bulk_act": Task(bulk.run, long=True),
    "tidy_jobs": Task(jobs.tidy, every=Every(DAILY, at=time(3, 40))),
    "verify_audit": Task(proofs.verify, long=True, every=Every(DAILY, at=time(4, 10))),
}
