"""Which jobs exist, and which of them run by the clock. The whole list, in one place."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time, timedelta

from portal.approvals import routing
from portal.customers import twins as customer_twins
from portal.files import completeness, fixity
from portal.lending import copying, queue, reminders, viewing
from portal.office import exports, intake, mailing, work_calendar
from portal.platform.audit import proofs as auditing
from portal.platform.jobs import screens as jobs
from portal.platform.jobs.queue import Task
from portal.platform.lists import bulk as bulk_acts

TASKS: Mapping[str, Task] = {
    "bulk_act": Task(bulk_acts.run, long=True),
    "anchor_audit": Task(auditing.anchor),
    "chase_copies": Task(copying.chase_copies),
    "chase_viewings": Task(viewing.chase_unclosed),
    "check_bytes": Task(fixity.recheck, long=True),
    "check_import": Task(intake.check, long=True),
    "count_penalties": Task(completeness.count_penalties),
    "expire_exports": Task(exports.expire),
    "lapse_requests": Task(queue.lapse_due),
    "plan_digests": Task(mailing.plan_digests),
    "recompute_due_days": Task(work_calendar.recompute),
    "make_export": Task(exports.make, long=True),
    "remind_approvers": Task(routing.remind_late),
    "remind_borrowers": Task(reminders.remind_all, long=True),
    "reroute_approvals": Task(routing.reroute),
    "report_twins": Task(customer_twins.report, long=True),
    "sweep_bytes": Task(fixity.sweep, long=True),
    "tidy_jobs": Task(jobs.tidy),
    "undo_import": Task(intake.undo, long=True),
    "verify_audit": Task(auditing.verify, long=True),
    "write_import": Task(intake.write, long=True),
    "send_mail": Task(mailing.send_mail, long=True),
    "watch_calendar": Task(work_calendar.watch),
}


@dataclass(frozen=True)
class Every:
    """Every so often, or daily at a time of day in Asia/Shanghai; with ``day``, once a month."""

    interval: timedelta
    at: time | None = None
    day: int = 0  # of the month, 1 to 28


EVERY: Mapping[str, Every] = {
    "anchor_audit": Every(timedelta(days=1), at=time(0, 10)),
    "chase_copies": Every(timedelta(days=1), at=time(8, 20)),
    "chase_viewings": Every(timedelta(days=1), at=time(8, 10)),
    "count_penalties": Every(timedelta(days=1), at=time(0, 30)),
    "expire_exports": Every(timedelta(hours=1)),
    "check_bytes": Every(timedelta(days=7), at=time(2, 30)),
    "lapse_requests": Every(timedelta(days=1), at=time(0, 20)),
    "plan_digests": Every(timedelta(days=1), at=time(7, 30)),
    "recompute_due_days": Every(timedelta(days=1), at=time(0, 40)),
    "remind_approvers": Every(timedelta(days=1), at=time(8, 30)),
    "remind_borrowers": Every(timedelta(hours=1)),
    "reroute_approvals": Every(timedelta(minutes=30)),
    "report_twins": Every(timedelta(days=28), at=time(7, 0), day=1),
    "sweep_bytes": Every(timedelta(days=1), at=time(3, 10)),
    "tidy_jobs": Every(timedelta(days=1), at=time(3, 40)),
    "send_mail": Every(timedelta(minutes=1)),
    "verify_audit": Every(timedelta(days=1), at=time(4, 10)),
    "watch_calendar": Every(timedelta(days=1), at=time(8, 40)),
}
