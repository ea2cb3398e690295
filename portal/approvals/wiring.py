"""What approvals hand to the house: what follows from events, and tasks."""

from collections.abc import Mapping
from datetime import time, timedelta

from models.words.kinds import Kind
from portal.approvals import routing
from portal.events import Done, Reactions, Saved
from portal.platform.jobs.queue import Every, Task

REACTIONS: Reactions = {
    (Done, Kind.USER, "assign_roles"): (routing.people_changed,),
    (Done, Kind.USER, "disable"): (routing.people_changed,),
    (Saved, Kind.DEPARTMENT, None): (routing.people_changed,),
    (Saved, Kind.ROLE, None): (routing.people_changed,),
    (Saved, Kind.USER, None): (routing.people_changed,),
}

TASKS: Mapping[str, Task] = {
    "remind_approvers": Task(routing.remind_late, every=Every(timedelta(days=1), at=time(8, 30))),
    "reroute_approvals": Task(routing.reroute, every=Every(timedelta(minutes=30))),
}
