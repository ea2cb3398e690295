"""Which jobs exist, and which of them run by the clock. The whole list, in one place."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time, timedelta

from portal.engines import bulk_acts
from portal.engines.jobs import Task
from portal.reports import intake
from portal.services import auditing, copying, jobs, queue, routing, viewing

TASKS: Mapping[str, Task] = {
    "bulk_act": Task(bulk_acts.run, long=True),
    "anchor_audit": Task(auditing.anchor),
    "chase_copies": Task(copying.chase_copies),
    "chase_viewings": Task(viewing.chase_unclosed),
    "check_import": Task(intake.check, long=True),
    "lapse_requests": Task(queue.lapse_due),
    "remind_approvers": Task(routing.remind_late),
    "reroute_approvals": Task(routing.reroute),
    "tidy_jobs": Task(jobs.tidy),
    "undo_import": Task(intake.undo, long=True),
    "write_import": Task(intake.write, long=True),
}


@dataclass(frozen=True)
class Every:
    """Every so often, or daily at a time of day in Asia/Shanghai."""

    interval: timedelta
    at: time | None = None


EVERY: Mapping[str, Every] = {
    "anchor_audit": Every(timedelta(days=1), at=time(0, 10)),
    "chase_copies": Every(timedelta(days=1), at=time(8, 20)),
    "chase_viewings": Every(timedelta(days=1), at=time(8, 10)),
    "lapse_requests": Every(timedelta(days=1), at=time(0, 20)),
    "remind_approvers": Every(timedelta(days=1), at=time(8, 30)),
    "reroute_approvals": Every(timedelta(minutes=30)),
    "tidy_jobs": Every(timedelta(days=1), at=time(3, 40)),
}
