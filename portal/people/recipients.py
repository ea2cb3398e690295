"""Who is notified: heads, superiors and stand-ins; never a disabled account (D8)."""

from sqlalchemy import select

from models.people import Department, User
from portal.work import Work

MOST_LEVELS = 12  # deeper than any department tree; a guard against cycles


def head_of(work: Work, department_id: int | None) -> list[int]:
    """The active head of a department or of the nearest one above that has one; at most one id."""
    for _ in range(MOST_LEVELS):
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
    """The person or, if disabled, the head of their department (SC-06); at most one id."""
    active = work.session.scalar(select(User.id).where(User.id == user_id, User.active))
    return [active] if active else head_of(work, department_id)


def superior_of(work: Work, user_id: int) -> list[int]:
    """The nearest active superior, else the department's head; never the person; at most one id."""
    row = work.session.execute(
        select(User.superior_id, User.department_id).where(User.id == user_id)
    ).first()
    seen = {user_id}
    superior_id = row.superior_id if row else None
    while superior_id is not None and superior_id not in seen:
        seen.add(superior_id)
        superior = work.session.execute(
            select(User.active, User.superior_id).where(User.id == superior_id)
        ).one()
        if superior.active:
            return [superior_id]
        superior_id = superior.superior_id
    heads = head_of(work, row.department_id) if row else []
    return [head for head in heads if head != user_id]
