"""Topics of notices about requests, readings, copies and loans."""

from collections.abc import Mapping

from models.words.lending import LineState, LoanState, RequestState, ViewingState
from models.words.platform import NewsGroup
from models.words.text import N_
from portal.lending.topic_clauses import (
    is_copy_out,
    is_held,
    is_line,
    is_loan,
    is_looked_for,
    is_request,
    is_stale,
    is_still_out,
    is_viewing,
    is_waiting,
)
from portal.platform.notices.topic import Topic

TOPICS: Mapping[str, Topic] = {
    "copy.due": Topic(N_("The copy of %(file)s is to be returned by %(due_on)s."), is_copy_out),
    "day.moved": Topic(
        N_("%(number)s: %(old)s is not worked any more, so the day is now %(day)s."),
        news=NewsGroup.REQUESTS,
    ),
    "file.found": Topic(
        N_("«%(title)s» (%(number)s) was found again: %(where)s"), news=NewsGroup.FILES
    ),
    "file.missing": Topic(
        N_("«%(title)s» (%(number)s) is not in its place and is being looked for: %(reason)s"),
        is_looked_for,
    ),
    "file.shelf_check": Topic(
        N_(
            "%(file)s was set aside for %(number)s but not collected: please check it and put it "
            "back."
        )
    ),
    "loan.appeal_decided": Topic(
        N_("Your appeal on %(number)s was decided: %(amount)s yuan. This is final.")
    ),
    "loan.appealed": Topic(
        N_("%(name)s appeals against what was decided on %(number)s: %(reason)s"),
        is_loan(LoanState.COMPENSATING),
    ),
    "loan.assessed": Topic(
        N_("The damage to %(number)s was assessed; proposed compensation: %(amount)s yuan."),
        is_loan(LoanState.COMPENSATING),
    ),
    "loan.claim_confirmed": Topic(
        N_("%(number)s was found on the shelf: your loan has ended."), news=NewsGroup.LOANS
    ),
    "loan.claim_denied": Topic(
        N_("%(number)s was not found on the shelf: your loan continues. %(reason)s"), is_still_out
    ),
    "loan.claimed": Topic(
        N_("The borrower says %(number)s was returned: two people need to check the shelf."),
        is_loan(LoanState.CLAIMED_RETURNED),
    ),
    "loan.concluded": Topic(
        N_("A decision was made on the payment for %(number)s."), news=NewsGroup.LOANS
    ),
    "loan.damaged": Topic(
        N_("%(number)s came back damaged or incomplete."), is_loan(LoanState.RETURNED_DAMAGED)
    ),
    "loan.decided": Topic(
        N_(
            "Compensation of %(amount)s yuan is due for %(number)s; you can appeal until "
            "%(appeal_until)s."
        )
    ),
    "loan.differs": Topic(
        N_(
            "%(number)s came back with %(items_in)s of %(items_out)s items and %(pages_in)s of "
            "%(pages_out)s pages. Please answer by %(answer_by)s."
        ),
        is_loan(LoanState.RETURN_CHECK),
    ),
    "loan.due_changed": Topic(N_("%(number)s is now due on %(due_on)s."), is_still_out),
    "loan.found": Topic(N_("%(number)s was found again."), news=NewsGroup.LOANS),
    "loan.holder_left": Topic(
        N_(
            "%(name)s, whose account was disabled, still has %(number)s, due on %(due_on)s: please "
            "see to its return."
        ),
        is_still_out,
    ),
    "loan.issued": Topic(
        N_("You borrowed %(number)s. Please return it by %(due_on)s, complete and unmarked."),
        is_still_out,
        news=NewsGroup.LOANS,
    ),
    "loan.lost": Topic(N_("The loss of %(number)s was confirmed."), news=NewsGroup.LOANS),
    "loan.recalled": Topic(
        N_("%(number)s has been recalled, due %(due_on)s: %(reason)s"), is_still_out
    ),
    "loan.received": Topic(
        N_("%(number)s was received and is being checked."), news=NewsGroup.LOANS
    ),
    "loan.reminder.t+1": Topic(
        N_("%(number)s, borrowed by %(name)s, was due on %(due_on)s. Please return it."),
        is_still_out,
    ),
    "loan.reminder.t+15": Topic(
        N_("%(number)s, borrowed by %(name)s, is %(days)s days overdue: a search is proposed."),
        is_still_out,
    ),
    "loan.reminder.t+3": Topic(
        N_(
            "%(number)s, borrowed by %(name)s, is %(days)s days overdue; the superior has been "
            "informed."
        ),
        is_still_out,
    ),
    "loan.reminder.t+7": Topic(
        N_("%(number)s, borrowed by %(name)s, is %(days)s days overdue; new requests are blocked."),
        is_still_out,
    ),
    "loan.reminder.t-2": Topic(
        N_("%(number)s, borrowed by %(name)s, is due on %(due_on)s."), is_still_out
    ),
    "loan.renewal_refused": Topic(N_("%(number)s was not renewed. %(comment)s")),
    "loan.renewed": Topic(
        N_("%(number)s was renewed until %(due_on)s."), is_still_out, news=NewsGroup.LOANS
    ),
    "loan.searching": Topic(
        N_("%(number)s was reported lost; the search lasts until %(until)s."),
        is_loan(LoanState.SEARCHING),
    ),
    "loan.settled": Topic(N_("The compensation for %(number)s is settled."), news=NewsGroup.LOANS),
    "loan.wait_longer": Topic(
        N_("%(number)s, which you are waiting for, was renewed until %(due_on)s."),
        is_still_out,
        news=NewsGroup.REQUESTS,
    ),
    "request.closed": Topic(
        N_("%(number)s is closed. If you like, please write down the results of the use."),
        news=NewsGroup.REQUESTS,
    ),
    "request.approved": Topic(N_("Request %(number)s was approved."), news=NewsGroup.REQUESTS),
    "request.cancelled": Topic(
        N_("Request %(number)s was cancelled: %(reason)s"), news=NewsGroup.REQUESTS
    ),
    "request.confirm_again": Topic(
        N_("The approval of %(number)s (%(name)s) has grown old: please confirm it again."),
        is_stale,
    ),
    "request.hold_ended": Topic(
        N_("%(file)s is no longer kept for request %(number)s."), news=NewsGroup.REQUESTS
    ),
    "request.overtaken": Topic(
        N_("For %(file)s another request went before %(number)s: %(reason)s"),
        news=NewsGroup.REQUESTS,
    ),
    "request.lapsed": Topic(
        N_("%(file)s was not collected in time; request %(number)s lapsed."),
        news=NewsGroup.REQUESTS,
    ),
    "request.queued": Topic(
        N_("A file of request %(number)s is in use, due back %(until)s; you are in its queue."),
        is_waiting,
        news=NewsGroup.REQUESTS,
    ),
    "request.ready": Topic(
        N_("%(file)s is set aside for you (%(number)s); please collect it by %(until)s."),
        is_line(LineState.READY),
    ),
    "request.rejected": Topic(
        N_("Request %(number)s was rejected: %(reason)s"), news=NewsGroup.REQUESTS
    ),
    "request.returned": Topic(
        N_("Request %(number)s was returned: %(reason)s"), is_request(RequestState.RETURNED)
    ),
    "request.submitted": Topic(
        N_("%(name)s submitted request %(number)s: please check it."),
        is_request(RequestState.SUBMITTED, RequestState.PRECHECK),
    ),
    "request.your_turn": Topic(
        N_("%(file)s is kept for you while %(number)s is handled, until %(until)s at most."),
        is_held,
    ),
    "viewing.unclosed": Topic(
        N_("%(name)s still has %(file)s in the reading room."), is_viewing(ViewingState.OPEN)
    ),
}
