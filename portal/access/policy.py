"""The one place that answers «may they?», for one row and for a whole query alike."""

from collections.abc import Hashable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select, true
from sqlalchemy.orm import object_session

from models.base import Listed, Named, Owned
from models.people import Participation
from models.words.access import Reach
from models.words.permissions import Permission
from portal.access.actor import Actor
from portal.errors import NotAllowed

# Being named in a record opens these, and nothing more (D4).
NAMED_MAY = frozenset(
    {
        Permission.APPROVAL_SEE,
        Permission.DELEGATION_SEE,
        Permission.FILE_SEE,
        Permission.LOAN_SEE,
        Permission.REQUEST_SEE,
    }
)


def can(actor: Actor, permission: Permission, row: Any = None) -> bool:
    """May the actor do this at all (no row), or to this row?"""
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
        raise NotAllowed("You need the permission «%(permission)s».", permission=permission)


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
NOTHING: ColumnElement[bool] = false()


def is_listed(actor: Actor, row: Any) -> bool:
    """May the actor know that ``row`` exists, in reach or not, and ask for it?"""
    return isinstance(row, Listed) and row.is_within(actor.listed)


def listed(actor: Actor, table: Any) -> ColumnElement[bool]:
    """The rows for which ``is_listed`` holds, as a WHERE clause."""
    if not actor.listed or not issubclass(table, Listed):
        return NOTHING
    result: ColumnElement[bool] = table.within_grades(sorted(actor.listed))
    return result


MOST_PARTS = 12


def reach_parts(
    actor: Actor, permission: Permission, table: Any, *, apart: bool = False
) -> Sequence[ColumnElement[bool]]:
    """The rows of ``visible`` in parts that each walk an index of their own: mine, and those of
    each of my departments. With ``apart`` no row is in two of them, so that they can be counted.

    «Mine or my department's» in one WHERE keeps both databases from any index but those two.
    """
    reach, departments = actor.reach(permission), set[int | None]()
    if issubclass(table, Owned) and permission not in NAMED_MAY and actor.department_id is not None:
        departments = {actor.department_id} if reach is Reach.DEPARTMENT else departments
        departments = set(actor.below) if reach is Reach.BELOW else departments
    if not 0 < len(departments) <= MOST_PARTS:
        return [visible(actor, permission, table)]
    mine: ColumnElement[bool] = table.owner_id == actor.id
    ours = [table.department_id == id for id in departments]
    return [mine, *(and_(part, ~mine) if apart else part for part in ours)]


def reach_key(actor: Actor, permission: Permission, table: Any) -> Hashable:
    """Two actors of one key see the same rows by the same clauses: ``visible`` is made of this."""
    reach = actor.reach(permission)
    if reach is Reach.ALL:
        return reach
    seats = tuple(sorted(actor.seats(table.kind))) if permission in NAMED_MAY else ()
    return reach, actor.id, actor.department_id, actor.below, seats


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


def as_wide(actor: Actor, permission: Permission, than: Permission) -> bool:
    """Does ``permission`` reach every row that ``than`` reaches?"""
    order = list(Reach)
    mine, shown = actor.reach(permission), actor.reach(than)
    return mine is not None and shown is not None and order.index(mine) >= order.index(shown)
