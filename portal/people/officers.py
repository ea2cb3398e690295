"""Officers take no part in business, and the last one of a kind cannot be removed (SEC-3)."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from models.people import Role, User, UserRole
from models.words.access import Duty
from models.words.text import N_
from portal.errors import NotAllowed
from portal.work import Work

NO_BUSINESS = N_("An officer cannot take part in business. Please choose another person.")
# Without one of each, nobody could restore accounts or rights.
NEEDED = frozenset({Duty.SECURITY, Duty.SYSTEM})


def no_officer() -> ColumnElement[bool]:
    """WHERE clause: people who hold no officer's role."""
    return User.id.not_in(_officers())


def is_officer(session: Session, user_id: int) -> bool:
    return bool(session.scalar(_officers().where(UserRole.user_id == user_id).limit(1)))


def _officers() -> Select[int]:
    return (
        select(UserRole.user_id)
        .join(Role, Role.id == UserRole.role_id)
        .where(Role.duty != Duty.BUSINESS)
    )


def refuse_last_officer(work: Work, user_id: int, duties: Collection[Duty]) -> None:
    """Raise ``NotAllowed`` if the person is the last open account with one of ``duties``.

    Locks the roles until the commit, so that two officers who remove each other are serialized.
    """
    for duty in sorted(NEEDED & set(duties)):
        statement = select(Role.id).where(Role.duty == duty).order_by(Role.id)
        roles = work.session.scalars(statement.with_for_update(key_share=True)).all()
        holders = set(
            work.session.scalars(
                select(UserRole.user_id)
                .join(User, User.id == UserRole.user_id)
                .where(UserRole.role_id.in_(roles), User.active)
            )
        )
        if holders == {user_id}:
            raise NotAllowed(
                N_("This is the last officer of this kind. Appoint another one first.")
            )
