"""Which event leads to what. The whole list, in one place.

A reaction is looked up by event type, kind and, for a move, its action; ``None`` stands for any.
"""

from collections.abc import Callable, Mapping
from typing import Any

from models.words.kinds import Kind
from portal.approvals import routing
from portal.events import ApprovalSettled, Done, Event, Moved, Saved
from portal.files import filing as files
from portal.files import labels
from portal.lending import decisions, losses, queue
from portal.lending import renewals as lending
from portal.office import finding
from portal.people import delegations
from portal.work import Work

Reaction = Callable[[Work, Any], None]

REACTIONS: Mapping[tuple[type[Event], Kind | None, str | None], tuple[Reaction, ...]] = {
    (ApprovalSettled, Kind.LOAN, None): (lending.settle_renewal,),
    (ApprovalSettled, Kind.REQUEST, None): (decisions.settle,),
    (Done, Kind.USER, "assign_roles"): (delegations.end_of_officer, routing.people_changed),
    (Done, Kind.USER, "disable"): (
        delegations.end_all,
        decisions.cancel_of,
        routing.people_changed,
    ),
    (Moved, Kind.CUSTOMER, "merge"): (files.follow_merge,),
    (Moved, Kind.FILE, None): (queue.file_moved, finding.follow, labels.follow_file),
    (Moved, Kind.LOAN, None): (queue.loan_moved, finding.follow),
    (Moved, Kind.LOAN, "search"): (losses.mark_missing,),
    (Moved, Kind.REQUEST_LINE, None): (queue.line_moved,),
    (Saved, Kind.CUSTOMER, None): (finding.follow_name, labels.follow_customer),
    (Saved, Kind.DEPARTMENT, None): (routing.people_changed, finding.follow),
    (Saved, Kind.FILE, None): (finding.follow, labels.follow_file),
    (Saved, Kind.LOAN, None): (finding.follow,),
    (Saved, Kind.PLACE, None): (finding.follow, labels.follow_place),
    (Saved, Kind.REQUEST, None): (finding.follow,),
    (Saved, Kind.ROLE, None): (routing.people_changed,),
    (Saved, Kind.USER, None): (routing.people_changed, finding.follow),
}


def react(work: Work, event: Event) -> None:
    """Run what follows from ``event``; reactions may record more."""
    action = getattr(event, "action", None)
    keys = {(type(event), k, a) for k in (event.kind, None) for a in (action, None)}
    for key in sorted(keys, key=str):
        for reaction in REACTIONS.get(key, ()):
            reaction(work, event)
