"""Roles given and taken: the rules of who may hold them together, and the act itself (SEC-3)."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import delete, select

from models.people import Department, Role, User, UserRole
from models.words.access import Duty
from models.words.kinds import Kind
from models.words.text import N_
from portal.errors import Conflict
from portal.events import Done
from portal.people import duties, officers, sessions
from portal.work import Work


def check_roles(
    work: Work, person: User, wanted: Collection[Role], removed: Collection[Role]
) -> None:
    """Raise ``Conflict`` or ``NotAllowed`` where a person cannot hold ``wanted`` together, leads a
    department as an officer, or is the last officer of a kind.
    """
    if text := duties.clash_objection([role.duty for role in wanted]):
        raise Conflict(text)
    _refuse_head_as_officer(work, person, wanted)
    officers.refuse_last_officer(work, person.id, [role.duty for role in removed])


def give_roles(
    work: Work,
    person: User,
    *,
    added: Sequence[Role],
    removed: Sequence[Role],
    by: int,
    **facts: int,
) -> None:
    """Give and take roles, as ``by`` asked. Losing one ends the person's sessions (ASVS 7.4.2).

    ``facts`` are kept in the entry.
    """
    lost = [role.id for role in removed]
    work.session.execute(
        delete(UserRole).where(UserRole.user_id == person.id, UserRole.role_id.in_(lost))
    )
    for role in added:
        work.add(UserRole(user_id=person.id, role_id=role.id, granted_by=by, granted_at=work.now))
    if lost:
        sessions.close_sessions(work, person.id, "roles")
    codes = {
        "added": sorted(role.code for role in added),
        "removed": sorted(role.code for role in removed),
    }
    work.record(Done(kind=Kind.USER, id=person.id, action="assign_roles", facts={**codes, **facts}))
    work.session.expire(person, ["roles"])


def _refuse_head_as_officer(work: Work, person: User, wanted: Iterable[Role]) -> None:
    """A department's head decides its business, which an officer must not (SEC-3)."""
    leads = select(Department.name).where(Department.head_id == person.id, Department.active)
    if any(role.duty is not Duty.BUSINESS for role in wanted) and (
        name := work.session.scalar(leads.limit(1))
    ):
        raise Conflict(
            N_("%(name)s leads the department %(department)s. Name another head first."),
            name=person.name,
            department=name,
        )
