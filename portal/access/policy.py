"""The one place that answers «may they?», for one row and for a whole query alike."""

from typing import Any, Protocol

from sqlalchemy import ColumnElement, false, or_, select, true, union_all
from sqlalchemy.orm import aliased, object_session

from models.base import Named, Owned
from models.people import Participation
from models.words.kinds import Reach
from models.words.permissions import Permission
from portal.access.actor import Actor
from portal.errors import NotAllowed

# Being named in a record opens these, and nothing more (decisions.md 5).
NAMED_MAY = frozenset(
    {
        Permission.APPROVAL_SEE,
        Permission.DELEGATION_SEE,
        Permission.FILE_SEE,
        Permission.LOAN_SEE,
        Permission.REQUEST_SEE,
    }
)


class Scoped(Protocol):
    @property
    def owner_id(self) -> int: ...
    @property
    def department_id(self) -> int | None: ...


def can(actor: Actor, permission: Permission, row: Any = None) -> bool:
    """With no row: may they ever? With one: may they here?"""
    reach = actor.reach(permission)
    if row is None:
        return reach is not None
    if reach is not None and (not isinstance(row, Owned) or _reaches(actor, reach, row)):
        return True
    return permission in NAMED_MAY and isinstance(row, Named) and _named(actor, row)


def _reaches(actor: Actor, reach: Reach, row: Any) -> bool:
    if reach is Reach.ALL:
        return True
    if row.owner_id == actor.id:
        return True
    if row.department_id is None or reach is Reach.OWN:
        return False
    if reach is Reach.DEPARTMENT:
        return bool(row.department_id == actor.department_id)
    return row.department_id in actor.below


def _named(actor: Actor, row: Any) -> bool:
    session = object_session(row)
    return session is not None and bool(
        session.scalar(
            select(Participation.id).where(
                Participation.subject == row.kind,
                Participation.subject_id == row.id,
                Participation.user_id.in_(actor.seats(row.kind)),
            )
        )
    )


def require(actor: Actor, permission: Permission, row: Any = None) -> None:
    """Raise ``NotAllowed`` unless ``can``."""
    if not can(actor, permission, row):
        raise NotAllowed("You need the permission «%(permission)s».", permission=permission.value)


def visible(actor: Actor, permission: Permission, table: Any) -> ColumnElement[bool]:
    """The rows for which ``can`` holds, as a WHERE clause."""
    clause = _within(actor, actor.reach(permission), table)
    if permission in NAMED_MAY and issubclass(table, Named) and clause is not ALL:
        named = select(Participation.subject_id).where(
            Participation.subject == table.kind,
            Participation.user_id.in_(actor.seats(table.kind)),
        )
        return or_(clause, table.id.in_(named))
    return clause


ALL: ColumnElement[bool] = true()


def visible_ids(actor: Actor, permission: Permission, table: Any) -> ColumnElement[bool]:
    """The same rows as ``visible``, by their ids: then a list may walk any index it likes.

    «Mine or my department's» in one WHERE keeps both databases from a filter's own index.
    """
    clause, reach = visible(actor, permission, table), actor.reach(permission)
    if reach not in (Reach.DEPARTMENT, Reach.BELOW) or permission in NAMED_MAY:
        return clause
    if not issubclass(table, Owned) or actor.department_id is None:
        return clause
    row: Any = aliased(table)
    mine = select(row.id).where(row.owner_id == actor.id)
    departments = actor.below if reach is Reach.BELOW else {actor.department_id}
    ours = select(row.id).where(row.department_id.in_(departments))
    within: ColumnElement[bool] = table.id.in_(union_all(mine, ours))
    return within


def _within(actor: Actor, reach: Reach | None, table: Any) -> ColumnElement[bool]:
    if reach is None:
        return false()
    if reach is Reach.ALL or not issubclass(table, Owned):
        return ALL
    own: ColumnElement[bool] = table.owner_id == actor.id
    if reach is Reach.OWN or actor.department_id is None:
        return own
    if reach is Reach.DEPARTMENT:
        return or_(own, table.department_id == actor.department_id)
    return or_(own, table.department_id.in_(actor.below))
