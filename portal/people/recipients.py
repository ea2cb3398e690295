"""Who is to be told: heads, superiors, stand-ins; never somebody disabled (D8)."""

from sqlalchemy import select

from models.people import Department, User
from portal.work import Work

HIGHEST = 12  # more superiors than any office has; a guard against a ring


def head_of(work: Work, department_id: int | None) -> list[int]:
    """The active head of a department, or of the nearest above that has one; or nobody."""
    for _ in range(HIGHEST):
        row = work.session.execute(
            select(Department.parent_id, User.id)
            .outerjoin(User, (User.id == Department.head_id) & User.active)
            .where(Department.id == department_id)
        ).first()
        if row is None or row.id is not None:
            return [row.id] if row else []
        department_id = row.parent_id
    return []


def active_or_head(work: Work, user_id: int, department_id: int | None) -> list[int]:
    """The person; once disabled, the head of their department in their place (SC-06)."""
    active = work.session.scalar(select(User.id).where(User.id == user_id, User.active))
    return [active] if active else head_of(work, department_id)


def superior_of(work: Work, user_id: int) -> list[int]:
    """The nearest active superior, else the head of the department; never the person."""
    row = work.session.execute(
        select(User.superior_id, User.department_id).where(User.id == user_id)
    ).first()
    seen = {user_id}
    above = row.superior_id if row else None
    while above is not None and above not in seen:
        seen.add(above)
        up = work.session.execute(
            select(User.active, User.superior_id).where(User.id == above)
        ).one()
        if up.active:
            return [above]
        above = up.superior_id
    heads = head_of(work, row.department_id) if row else []
    return [head for head in heads if head != user_id]
