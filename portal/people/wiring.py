"""What people hand to the house: what follows from events."""

from models.words.kinds import Kind
from portal.events import Done, Reactions
from portal.people import delegations

REACTIONS: Reactions = {
    (Done, Kind.USER, "assign_roles"): (delegations.end_of_officer,),
    (Done, Kind.USER, "disable"): (delegations.end_all,),
}
