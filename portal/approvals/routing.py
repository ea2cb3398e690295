"""Keeps running approvals with people who may decide them, and reminds those who are late."""

from portal.approvals import acts as approval_acts
from portal.events import Event, Saved
from portal.work import Work

# What may change who is asked; a new phone number does not.
TELLING = {"active", "approval:decide", "department_id", "head_id", "parent_id", "superior_id"}


def people_changed(work: Work, event: Event) -> None:
    """Somebody was disabled, moved or lost a role: their turns go to others (I-12, a reaction)."""
    if not isinstance(event, Saved) or TELLING & set(event.changes):
        approval_acts.reroute_all(work)


def reroute(work: Work) -> None:
    """The same by the clock: absences begin and end without an event."""
    approval_acts.reroute_all(work)


def remind_late(work: Work) -> None:
    """Tell those whose turn is past its day, once a day; never approves (I-14)."""
    approval_acts.remind_late(work)
