"""A person's notices: how many are unread, and which they are."""

from collections.abc import Iterable

from sqlalchemy import func, select, update

from models.platform.notices import Notice
from portal.errors import NotFound
from portal.work import Work


def count_unread(work: Work, *, most: int = 100) -> int:
    """How many of the actor's notices are unread, counted up to ``most``."""
    some = select(Notice.id).where(Notice.user_id == work.actor.id, Notice.read_at.is_(None))
    return work.session.scalar(select(func.count()).select_from(some.limit(most).subquery())) or 0


def own_notices(work: Work, *, before: int | None = None, most: int = 50) -> list[Notice]:
    """The actor's own notices, newest first; ``before`` is the id the page above ended with."""
    query = select(Notice).where(Notice.user_id == work.actor.id)
    if before is not None:
        query = query.where(Notice.id < before)
    return list(work.session.scalars(query.order_by(Notice.id.desc()).limit(most)))


def own_notice(work: Work, notice_id: int) -> Notice:
    """One of the actor's own notices. Raises ``NotFound`` for anybody else's."""
    query = select(Notice).where(Notice.id == notice_id, Notice.user_id == work.actor.id)
    result = work.session.scalar(query)
    if result is None:
        raise NotFound
    return result


def mark_read(work: Work, ids: Iterable[int] | None = None) -> None:
    """Mark the actor's notices as read: those named, or all. Others' are left alone."""
    step = update(Notice).where(Notice.user_id == work.actor.id, Notice.read_at.is_(None))
    if ids is not None:
        step = step.where(Notice.id.in_(list(ids)))
    work.session.execute(step.values(read_at=work.now))
