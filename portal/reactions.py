"""Which event leads to what: the tables of the wings, in one."""

from portal.approvals import wiring as approvals
from portal.customers import wiring as customers
from portal.events import Event, Reactions
from portal.files import wiring as files
from portal.lending import wiring as lending
from portal.office import wiring as office
from portal.people import wiring as people
from portal.work import Work

# Wings that react to the same event do so in this order.
WINGS = (
    people.REACTIONS,
    approvals.REACTIONS,
    customers.REACTIONS,
    files.REACTIONS,
    lending.REACTIONS,
    office.REACTIONS,
)

REACTIONS: Reactions = {
    key: tuple(reaction for wing in WINGS for reaction in wing.get(key, ()))
    for key in dict.fromkeys(key for wing in WINGS for key in wing)
}


def react(work: Work, event: Event) -> None:
    """Run what follows from ``event``; reactions may record more."""
    action = getattr(event, "action", None)
    keys = {(type(event), k, a) for k in (event.kind, None) for a in (action, None)}
    for key in sorted(keys, key=str):
        for reaction in REACTIONS.get(key, ()):
            reaction(work, event)
