"""What others did about one's own account, told on the first page after signing in (SEC-3)."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from models.platform.notices import Notice
from portal.people.topics import OWN_ACCOUNT
from portal.work import Work

MOST = 5


def unread_news(work: Work, user_id: int) -> list[tuple[str, Mapping[str, Any]]]:
    """Topic and values of the newest unread notices about this person's own account, oldest first.

    For somebody who has just proved who they are; nobody else may be told.
    """
    rows = work.session.execute(
        select(Notice.topic, Notice.values)
        .where(Notice.user_id == user_id, Notice.read_at.is_(None), Notice.topic.in_(OWN_ACCOUNT))
        .order_by(Notice.id.desc())
        .limit(MOST)
    ).all()
    return [(row.topic, row.values) for row in reversed(rows)]
