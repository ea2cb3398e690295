"""Reroutes running approvals when the people who decide them change."""

from portal.approvals.acts import reroute_approvals
from portal.events import Event, Saved
from portal.work import Work

# Fields that may change who is asked.
RELEVANT_FIELDS = {
    "active",
    "approval:decide",
    "department_id",
    "head_id",
    "parent_id",
    "superior_id",
}


def reroute_after_change(work: Work, event: Event) -> None:
    """Reaction: turns of people who were disabled, moved or lost a role go to others (I-12)."""
    if not isinstance(event, Saved) or RELEVANT_FIELDS & set(event.changes):
        reroute_approvals(work)


def reroute_by_schedule(work: Work) -> None:
    """Job: the same by the clock, because absences begin and end without an event."""
    reroute_approvals(work)
