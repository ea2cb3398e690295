"""What the approvals wing hands to the application: reactions and tasks."""

from collections.abc import Mapping
from datetime import time, timedelta

from models.words.kinds import Kind
from portal.approvals import acts, routing, todo
from portal.events import Done, Reactions, Saved
from portal.platform.jobs.queue import Every, Task

TODO = todo.TODO

REACTIONS: Reactions = {
    (Done, Kind.USER, "assign_roles"): (routing.reroute_after_change,),
    (Done, Kind.USER, "disable"): (routing.reroute_after_change,),
    (Saved, Kind.DEPARTMENT, None): (routing.reroute_after_change,),
    (Saved, Kind.ROLE, None): (routing.reroute_after_change,),
    (Saved, Kind.USER, None): (routing.reroute_after_change,),
}

TASKS: Mapping[str, Task] = {
    "remind_approvers": Task(
        acts.remind_late_approvers, every=Every(timedelta(days=1), at=time(8, 30))
    ),
    "reroute_approvals": Task(routing.reroute_by_schedule, every=Every(timedelta(minutes=30))),
}
