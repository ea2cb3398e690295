"""Makes an actor of a user row: roles, reach, field rules and delegations as they are now."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.people import (
    Delegation,
    Department,
    Role,
    RoleFieldRule,
    RoleGrant,
    User,
    UserRole,
)
from models.words.kinds import FieldRule, Kind, Reach
from models.words.permissions import Permission
from models.words.states import DelegationState
from portal.access.actor import Actor, Stand

WIDTH = list(Reach)
STRICTNESS = list(FieldRule)


def actor_for(session: Session, user_id: int, now: datetime, address: str = "") -> Actor | None:
    """The actor of an active user, or None; read anew on every request (I-12)."""
    user = session.execute(
        select(User.id, User.name, User.post, User.department_id, Department.name, Department.path)
        .outerjoin(Department, Department.id == User.department_id)
        .where(User.id == user_id, User.active)
    ).first()
    if user is None:
        return None
    roles: dict[int, str] = dict(
        session.execute(
            select(Role.id, Role.code)
            .join(UserRole, UserRole.role_id == Role.id)
            .where(UserRole.user_id == user_id)
        ).all()
    )
    return Actor(
        id=user.id,
        name=user.name,
        department_id=user.department_id,
        department=user[4] or "",
        post=user.post,
        roles=tuple(sorted(roles.values())),
        below=_below(session, user.department_id, user.path),
        grants=_grants(session, list(roles)),
        field_rules=_field_rules(session, list(roles)),
        stands_for=_stands(session, user_id, now),
        address=address,
    )


def _below(session: Session, department_id: int | None, path: str | None) -> frozenset[int]:
    if department_id is None or not path:
        return frozenset()
    return frozenset(session.scalars(select(Department.id).where(Department.path.startswith(path))))


def _grants(session: Session, roles: list[int]) -> dict[Permission, Reach]:
    """The widest reach that any role gives."""
    grants: dict[Permission, Reach] = {}
    rows = session.execute(
        select(RoleGrant.permission, RoleGrant.reach).where(RoleGrant.role_id.in_(roles))
    )
    for permission, reach in rows:
        had = grants.get(permission)
        if had is None or WIDTH.index(reach) > WIDTH.index(had):
            grants[permission] = reach
    return grants


def _field_rules(session: Session, roles: list[int]) -> dict[tuple[Kind, str], FieldRule]:
    """The mildest rule of all roles; a role that says nothing leaves the field open."""
    rows = session.scalars(select(RoleFieldRule).where(RoleFieldRule.role_id.in_(roles))).all()
    rules: dict[tuple[Kind, str], list[FieldRule]] = {}
    for row in rows:
        rules.setdefault((row.subject, row.field), []).append(row.rule)
    return {
        key: min(given, key=STRICTNESS.index)
        for key, given in rules.items()
        if len(given) == len(roles)
    }


def _stands(session: Session, user_id: int, now: datetime) -> tuple[Stand, ...]:
    rows = session.execute(
        select(Delegation.from_id, User.name, Delegation.id, Delegation.subjects)
        .join(User, User.id == Delegation.from_id)
        .where(
            Delegation.to_id == user_id,
            Delegation.state == DelegationState.GIVEN,
            Delegation.starts_at <= now,
            Delegation.ends_at > now,
        )
    )
    return tuple(
        Stand(giver, name, id, frozenset(Kind(kind) for kind in subjects))
        for giver, name, id, subjects in rows
    )
