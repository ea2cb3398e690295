"""Officers apart from business: none of them is given any, and the last of a kind stays (SEC-3)."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from models.people import Role, User, UserRole
from models.words.access import Duty
from models.words.text import N_
from portal.errors import NotAllowed
from portal.work import Work

NO_BUSINESS = N_("An officer takes no business of others. Please choose another person.")
# An office without one of these cannot help itself any more.
NEEDED = frozenset({Duty.SECURITY, Duty.SYSTEM})


def none_of_them() -> ColumnElement[bool]:
    """People who are no officers, as a WHERE clause."""
    return User.id.not_in(_officers())


def is_one(session: Session, user_id: int) -> bool:
    return bool(session.scalar(_officers().where(UserRole.user_id == user_id).limit(1)))


def _officers() -> Select[int]:
    return (
        select(UserRole.user_id)
        .join(Role, Role.id == UserRole.role_id)
        .where(Role.duty != Duty.BUSINESS)
    )


def keep_one(work: Work, user_id: int, duties: Collection[Duty]) -> None:
    """Refuse to take the last open account with one of ``duties``.

    The roles are held until the commit: two officers who take each other's are one after another.
    """
    for duty in sorted(NEEDED & set(duties)):
        held = select(Role.id).where(Role.duty == duty).order_by(Role.id)
        roles = work.session.scalars(held.with_for_update(key_share=True)).all()
        holders = set(
            work.session.scalars(
                select(UserRole.user_id)
                .join(User, User.id == UserRole.user_id)
                .where(UserRole.role_id.in_(roles), User.active)
            )
        )
        if holders == {user_id}:
            raise NotAllowed(N_("This is the last officer of the kind. Appoint another first."))
