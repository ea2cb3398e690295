"""Finds who currently holds a permission, to notify or ask them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.people import RoleGrant, User, UserRole
from models.words.permissions import Permission


def holders_of(session: Session, permission: Permission) -> list[int]:
    """Ids of the active people with a role that grants ``permission``, at any reach."""
    query = (
        select(User.id)
        .join(UserRole, UserRole.user_id == User.id)
        .join(RoleGrant, RoleGrant.role_id == UserRole.role_id)
        .where(RoleGrant.permission == permission, User.active)
    )
    return list(session.scalars(query.distinct().order_by(User.id)))
