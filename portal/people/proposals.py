"""Roles that were proposed with imported accounts, given by a security officer with one button."""

from collections.abc import Sequence

from sqlalchemy import select

from models.people import Role, User
from models.words.access import Duty
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.errors import Invalid
from portal.people import roles, step_up
from portal.work import Work

MOST = 500


def list_proposed(work: Work) -> list[tuple[User, list[Role]]]:
    """Active people whose proposed roles are not decided on, with these roles."""
    work.require(P.ROLE_SEE)
    known = {role.code: role for role in work.session.scalars(select(Role))}
    people = work.session.scalars(
        select(User).where(User.active, User.id != work.actor.id).order_by(User.id)
    )
    found = [(person, _proposed(person, known)) for person in people if person.proposed_roles]
    return found[:MOST]


def _proposed(person: User, known: dict[str, Role]) -> list[Role]:
    """The business roles among those proposed; an officer is appointed one by one."""
    wanted = [known[code] for code in person.proposed_roles if code in known]
    return [role for role in wanted if role.duty is Duty.BUSINESS]


def grant_proposed(work: Work, user_ids: Sequence[int]) -> tuple[int, int]:
    """Give the chosen people the roles proposed for them, beside those they hold; how many have
    got them, and how many wait for a second officer. Raises ``Invalid`` when nobody is chosen.
    """
    work.require(P.ROLE_EDIT)
    step_up.require_proof(work)
    chosen = [pair for pair in list_proposed(work) if pair[0].id in set(user_ids)]
    if not chosen:
        raise Invalid(N_("Please choose at least one person."))
    waiting = 0
    for person, proposed in chosen:
        locked = work.get(User, person.id, P.ROLE_EDIT, lock=True)
        held = {role.id for role in locked.roles}
        wanted = held | {role.id for role in proposed}
        waiting += roles.assign_roles(work, locked, role_ids=wanted) is not None
        locked.proposed_roles = []
    return len(chosen) - waiting, waiting
