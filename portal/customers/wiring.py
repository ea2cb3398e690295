"""What the customers wing hands to the application: reactions, tasks, registers, lists."""

from collections.abc import Mapping
from datetime import time, timedelta

from models.words.kinds import Kind
from models.words.permissions import Permission as P
from portal.customers import answers, gaps, todo, twins
from portal.customers.lists import CUSTOMERS
from portal.customers.register import CUSTOMER_REGISTER
from portal.customers.twins import CUSTOMER_TWINS
from portal.events import Reactions, Saved
from portal.platform.jobs.queue import Every, Task

REACTIONS: Reactions = {
    (Saved, Kind.SETTING, None): (gaps.follow_settings,),
}

TASKS: Mapping[str, Task] = {
    "count_gaps": Task(gaps.count_gaps, long=True),
    "report_twins": Task(
        twins.report_twins, long=True, every=Every(timedelta(days=28), at=time(7, 0), day=1)
    ),
}

TODO = todo.TODO
ANSWERS = answers.ANSWERS
REPORTS = (CUSTOMER_REGISTER, CUSTOMER_TWINS)
LISTINGS = ((CUSTOMERS, P.CUSTOMER_EXPORT),)
