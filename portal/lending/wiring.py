"""Contributions of lending to the portal: reactions, tasks, registers and exportable lists."""

from collections.abc import Mapping
from datetime import time, timedelta

from models.words.kinds import Kind
from models.words.permissions import Permission as P
from portal.events import ApprovalSettled, Done, Moved, Reactions
from portal.lending import (
    answers,
    copying,
    decisions,
    leavers,
    losses,
    queue,
    reminders,
    renewals,
    todo_cases,
    todo_desk,
    todo_own,
    viewing,
)
from portal.lending.lists import LOANS
from portal.lending.registers import LOAN_REGISTER, OVERDUE_REGISTER
from portal.lending.request_lists import COPYINGS, REQUESTS, VIEWINGS
from portal.lending.request_registers import REQUEST_REGISTER, VIEWING_REGISTER
from portal.platform.jobs.queue import Every, Task

DAILY = timedelta(days=1)

REACTIONS: Reactions = {
    (ApprovalSettled, Kind.LOAN, None): (renewals.settle_renewal,),
    (ApprovalSettled, Kind.REQUEST, None): (decisions.settle_request,),
    (Done, Kind.USER, "disable"): (decisions.cancel_open_requests, leavers.settle_leaver),
    (Moved, Kind.FILE, None): (queue.follow_custody,),
    (Moved, Kind.LOAN, None): (queue.follow_loan,),
    (Moved, Kind.LOAN, "search"): (losses.follow_loss_report,),
    (Moved, Kind.REQUEST_LINE, None): (queue.follow_line,),
}

TASKS: Mapping[str, Task] = {
    "chase_copies": Task(copying.chase_copies, every=Every(DAILY, at=time(8, 20))),
    "chase_viewings": Task(viewing.chase_unclosed, every=Every(DAILY, at=time(8, 10))),
    "lapse_requests": Task(queue.lapse_expired, every=Every(DAILY, at=time(0, 20))),
    "remind_borrowers": Task(reminders.send_reminders, long=True, every=Every(timedelta(hours=1))),
}

TODO = (*todo_own.OWN, *todo_desk.AT_DESK, *todo_cases.CASES)

ANSWERS = answers.ANSWERS
REPORTS = (REQUEST_REGISTER, VIEWING_REGISTER, LOAN_REGISTER, OVERDUE_REGISTER)
LISTINGS = (
    (COPYINGS, P.REQUEST_EXPORT),
    (LOANS, P.LOAN_EXPORT),
    (REQUESTS, P.REQUEST_EXPORT),
    (VIEWINGS, P.REQUEST_EXPORT),
)
