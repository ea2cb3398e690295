"""What the customers wing hands to the application: tasks, registers, exportable lists."""

from collections.abc import Mapping, Sequence
from datetime import time, timedelta

from models.words.permissions import Permission as P
from portal.customers import twins
from portal.customers.lists import CUSTOMERS
from portal.customers.register import CUSTOMER_REGISTER
from portal.customers.twins import CUSTOMER_TWINS
from portal.platform.jobs.queue import Every, Task
from portal.platform.todo.part import Part

TASKS: Mapping[str, Task] = {
    "report_twins": Task(
        twins.report_twins, long=True, every=Every(timedelta(days=28), at=time(7, 0), day=1)
    ),
}

TODO: Sequence[Part] = ()

REPORTS = (CUSTOMER_REGISTER, CUSTOMER_TWINS)
LISTINGS = ((CUSTOMERS, P.CUSTOMER_EXPORT),)
