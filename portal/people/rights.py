"""Questions to the role matrix: who may do this, and what may this person do."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from models.people import Department, Role, RoleGrant, User, UserRole
from models.words.access import Reach
from models.words.permissions import Permission
from models.words.permissions import Permission as P
from portal.work import Work


@dataclass(frozen=True)
class Holder:
    """A person who has a permission, its reach, and the roles that give it."""

    id: int
    name: str
    department: str
    reach: Reach
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Right:
    """A permission a person has, its reach, and the roles that give it."""

    permission: Permission
    reach: Reach
    roles: tuple[str, ...]


def all_roles(work: Work) -> Sequence[Role]:
    """Every role, business roles first. Needs ``role:see``."""
    work.require(P.ROLE_SEE)
    return work.session.scalars(select(Role).order_by(Role.duty != "business", Role.id)).all()


def role_ids_of_person(work: Work, user_id: int) -> Sequence[int]:
    """The ids of a person's roles. Needs ``role:see``."""
    work.require(P.ROLE_SEE)
    return work.session.scalars(select(UserRole.role_id).where(UserRole.user_id == user_id)).all()


def permission_holders(work: Work, permission: Permission) -> list[Holder]:
    """Everybody with an open account who has ``permission``, widest reach first."""
    work.require(P.ROLE_SEE)
    rows = work.session.execute(
        select(User.id, User.name, Department.name, Role.name, RoleGrant.reach)
        .join(UserRole, UserRole.user_id == User.id)
        .join(Role, Role.id == UserRole.role_id)
        .join(RoleGrant, RoleGrant.role_id == Role.id)
        .outerjoin(Department, Department.id == User.department_id)
        .where(RoleGrant.permission == permission, User.active)
        .order_by(User.id, Role.id)
    )
    people: dict[int, Holder] = {}
    for id, name, department, role, reach in rows:
        had = people.get(id)
        wide = _wider(had.reach, reach) if had else reach
        roles = (*had.roles, role) if had else (role,)
        people[id] = Holder(id, name, department or "", wide, roles)
    return sorted(people.values(), key=lambda h: (-list(Reach).index(h.reach), h.name))


def rights_of_person(work: Work, user_id: int) -> list[Right]:
    """Every permission a person has through their roles; another person's need ``role:see``."""
    if user_id != work.actor.id:
        work.require(P.ROLE_SEE)
    rows = work.session.execute(
        select(RoleGrant.permission, RoleGrant.reach, Role.name)
        .join(Role, Role.id == RoleGrant.role_id)
        .join(UserRole, UserRole.role_id == Role.id)
        .where(UserRole.user_id == user_id)
        .order_by(RoleGrant.permission, Role.id)
    )
    rights: dict[Permission, Right] = {}
    for permission, reach, role in rows:
        had = rights.get(permission)
        wide = _wider(had.reach, reach) if had else reach
        roles = (*had.roles, role) if had else (role,)
        rights[permission] = Right(permission, wide, roles)
    return list(rights.values())


def _wider(one: Reach, other: Reach) -> Reach:
    return max(one, other, key=list(Reach).index)
