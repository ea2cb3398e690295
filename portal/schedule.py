"""Which jobs exist, and which of them run by the clock: the tables of the wings, in one."""

from collections.abc import Mapping

from portal.approvals import wiring as approvals
from portal.customers import wiring as customers
from portal.files import wiring as files
from portal.lending import wiring as lending
from portal.office import wiring as office
from portal.platform import wiring as platform
from portal.platform.jobs.queue import Every, Task

TASKS: Mapping[str, Task] = {
    **platform.TASKS,
    **approvals.TASKS,
    **customers.TASKS,
    **files.TASKS,
    **lending.TASKS,
    **office.TASKS,
}

EVERY: Mapping[str, Every] = {name: task.every for name, task in TASKS.items() if task.every}
