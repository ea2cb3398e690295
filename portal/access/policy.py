"""The one place that answers «may they?», for one row and for a whole query alike.

What a graded row (``Graded``) is to somebody:

=======================  ===========================  ==================  =======================
is it in their reach?    grade ≤ clearance, own,      else                for one row, for a query
                         or open by an approval
=======================  ===========================  ==================  =======================
yes                      open: ``can``, ``visible``   a locked stub       ``is_locked``, ``locked``
no, filed, listed grade  the same stub                the same stub       ``is_listed``, ``listed``
no                       as if it did not exist       the same            neither
=======================  ===========================  ==================  =======================

The grade is the highest of its own, its file's and its customer's. Of a stub number, class,
department, year and whereabouts are shown, title and customer only where ``may_name`` says so.
"""

from collections.abc import Hashable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, false, not_, or_, select, true
from sqlalchemy.orm import object_session

from models.base import Graded, Listed, Named, Owned
from models.people import Participation
from models.words.access import Reach, Secrecy
from models.words.permissions import Permission
from portal.access.actor import Actor
from portal.access.windows import opened_ids
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
    if row is None:
        return actor.reach(permission) is not None
    return is_within(actor, permission, row) and not is_shut(actor, row)


def is_within(actor: Actor, permission: Permission, row: Any) -> bool:
    """Is this row in the actor's reach, whatever its grade?"""
    reach = actor.reach(permission)
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


def is_shut(actor: Actor, row: Any, grade: Secrecy | None = None) -> bool:
    """Is its grade above their clearance, is it not their own, and no approval open?

    With ``grade`` the same of something that hangs on ``row``, a paper, and has a grade of its own.
    """
    if grade is None and not isinstance(row, Graded):
        return False
    if not actor.too_high or (grade or row.highest) not in actor.too_high:
        return False
    if isinstance(row, Owned) and row.owner_id == actor.id:
        return False
    opened, session = _opened(actor, type(row)), object_session(row)
    if opened is None or session is None:
        return True
    own: Any = row
    return session.scalar(select(type(own).id).where(type(own).id == own.id, opened)) is None


def _opened(actor: Actor, table: Any) -> ColumnElement[bool] | None:
    """The rows that are open to the actor by an approval; None where there can be none."""
    ids = opened_ids(table, actor.id, actor.today) if actor.today else None
    return None if ids is None else table.id.in_(ids)


def shut(actor: Actor, table: Any) -> ColumnElement[bool] | None:
    """The rows for which ``is_shut`` holds, as a WHERE clause; None where there are none."""
    if not actor.too_high or not issubclass(table, Graded):
        return None
    clauses: list[ColumnElement[bool]] = [table.of_grades(actor.too_high)]
    if issubclass(table, Owned):
        clauses.append(table.owner_id != actor.id)
    opened = _opened(actor, table)
    return and_(*clauses) if opened is None else and_(*clauses, not_(opened))


def is_locked(actor: Actor, permission: Permission, row: Any) -> bool:
    """Is it in reach, and no more than a stub because of its grade?"""
    return is_shut(actor, row) and is_within(actor, permission, row)


def locked(actor: Actor, permission: Permission, table: Any) -> ColumnElement[bool]:
    """The rows for which ``is_locked`` holds, as a WHERE clause."""
    above = shut(actor, table)
    return NOTHING if above is None else and_(within(actor, permission, table), above)


def is_paper_shut(actor: Actor, row: Any, paper: Any) -> bool:
    """Is this paper of a record shut: by its own grade, or that of what the record is about?"""
    grades = (paper.secrecy, getattr(row, "highest", Secrecy.NORMAL))
    highest = max(grades, key=list(Secrecy).index)
    return paper.uploaded_by != actor.id and is_shut(actor, row, highest)


def may_name(actor: Actor, row: Any) -> bool:
    """May the title and the customer of a stub be shown to them, by its grade?"""
    return not isinstance(row, Graded) or not is_shut(actor, row) or row.highest in actor.listed


def require(actor: Actor, permission: Permission, row: Any = None) -> None:
    """Raise ``NotAllowed`` unless ``can``."""
    if not can(actor, permission, row):
        raise NotAllowed("You need the permission «%(permission)s».", permission=permission)


def visible(actor: Actor, permission: Permission, table: Any) -> ColumnElement[bool]:
    """The rows for which ``can`` holds, as a WHERE clause."""
    clause, above = within(actor, permission, table), shut(actor, table)
    return clause if above is None else and_(clause, not_(above))


def within(actor: Actor, permission: Permission, table: Any) -> ColumnElement[bool]:
    """The rows for which ``is_within`` holds, as a WHERE clause."""
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


def stubs(actor: Actor, permission: Permission, table: Any) -> ColumnElement[bool]:
    """The rows of which the actor may know, open or not, beside those that are open to them."""
    above, far = locked(actor, permission, table), listed(actor, table)
    if far is NOTHING or actor.reach(permission) is Reach.ALL:
        return above
    return far if above is NOTHING else or_(above, far)


def listed(actor: Actor, table: Any) -> ColumnElement[bool]:
    """The rows for which ``is_listed`` holds, as a WHERE clause."""
    if not actor.listed or not issubclass(table, Listed):
        return NOTHING
    result: ColumnElement[bool] = table.within_grades(sorted(actor.listed))
    return result


MOST_PARTS = 12


def reach_parts(
    actor: Actor,
    permission: Permission,
    table: Any,
    *,
    apart: bool = False,
    with_stubs: bool = False,
) -> Sequence[ColumnElement[bool]]:
    """The rows of ``visible``, or ``with_stubs`` those of ``within``, in parts that each walk an
    index of their own: mine, and those of each of my departments. With ``apart`` no row is in two
    of them, so that they can be counted.

    «Mine or my department's» in one WHERE keeps both databases from any index but those two.
    """
    reach, departments = actor.reach(permission), set[int | None]()
    if issubclass(table, Owned) and permission not in NAMED_MAY and actor.department_id is not None:
        departments = {actor.department_id} if reach is Reach.DEPARTMENT else departments
        departments = set(actor.below) if reach is Reach.BELOW else departments
    if not 0 < len(departments) <= MOST_PARTS:
        return [(within if with_stubs else visible)(actor, permission, table)]
    mine: ColumnElement[bool] = table.owner_id == actor.id
    above = None if with_stubs else shut(actor, table)
    open_too: list[ColumnElement[bool]] = [] if above is None else [not_(above)]
    rest = [~mine] if apart else []
    return [mine, *(and_(table.department_id == id, *rest, *open_too) for id in departments)]


def reach_key(actor: Actor, permission: Permission, table: Any) -> Hashable:
    """Two actors of one key see the same rows by the same clauses: ``visible`` is made of this."""
    reach, grades = actor.reach(permission), issubclass(table, Graded) and actor.too_high
    own = (actor.id, actor.clearance, actor.today) if grades else ()
    if reach is Reach.ALL:
        return reach, own
    seats = tuple(sorted(actor.seats(table.kind))) if permission in NAMED_MAY else ()
    return reach, actor.id, actor.department_id, actor.below, seats, own


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
