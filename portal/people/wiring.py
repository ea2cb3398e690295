"""What the people wing hands to the application: reactions."""

from models.words.kinds import Kind
from portal.events import Done, Reactions
from portal.people import delegations, second_officer, todo

TODO = todo.TODO

REACTIONS: Reactions = {
    (Done, Kind.USER, "assign_roles"): (delegations.end_delegations_of_officer,),
    (Done, Kind.USER, "sign_in"): (second_officer.begin_with_first_sign_ins,),
    (Done, Kind.USER, "disable"): (delegations.end_delegations_of_person,),
}
