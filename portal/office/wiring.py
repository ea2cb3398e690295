"""What the office hands to the house: what follows from events, and tasks."""

from collections.abc import Mapping
from datetime import time, timedelta

from models.words.kinds import Kind
from portal.events import Done, Moved, Reactions, Saved
from portal.office import (
    audit_proof,
    exports,
    finding,
    intake,
    mailing,
    reading,
    topics,
    work_calendar,
)
from portal.platform.jobs.queue import Every, Task

DAILY = timedelta(days=1)

REACTIONS: Reactions = {
    (Done, Kind.USER, "reading_alarm"): (reading.tell_alarm,),
    (Moved, Kind.FILE, None): (finding.follow_record,),
    (Moved, Kind.LOAN, None): (finding.follow_record,),
    (Saved, Kind.CUSTOMER, None): (finding.follow_name,),
    (Saved, Kind.DEPARTMENT, None): (finding.follow_record,),
    (Saved, Kind.FILE, None): (finding.follow_record,),
    (Saved, Kind.LOAN, None): (finding.follow_record,),
    (Saved, Kind.PLACE, None): (finding.follow_record,),
    (Saved, Kind.REQUEST, None): (finding.follow_record,),
    (Saved, Kind.USER, None): (finding.follow_record,),
}

TASKS: Mapping[str, Task] = {
    "check_import": Task(intake.check_import, long=True),
    "expire_exports": Task(exports.expire_exports, every=Every(timedelta(hours=1))),
    "make_export": Task(exports.make_export, long=True),
    "plan_digests": Task(mailing.plan_digests, every=Every(DAILY, at=time(7, 30))),
    "rebuild_search": Task(finding.rebuild_search, long=True),
    "recompute_due_days": Task(
        work_calendar.recompute_due_days, every=Every(DAILY, at=time(0, 40))
    ),
    "send_mail": Task(mailing.send_mail, long=True, every=Every(timedelta(minutes=1))),
    "settle_notices": Task(topics.settle_notices, every=Every(DAILY, at=time(1, 10))),
    "undo_import": Task(intake.undo_import, long=True),
    "verify_rows": Task(audit_proof.verify_rows, long=True, every=Every(DAILY, at=time(4, 40))),
    "watch_calendar": Task(work_calendar.watch_calendar, every=Every(DAILY, at=time(8, 40))),
    "write_import": Task(intake.write_import, long=True),
}
