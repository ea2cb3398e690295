"""What notices say and whether it is still true: the tables of the wings, in one (D8)."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from models.people import User
from models.platform.notices import Notice
from portal.approvals import topics as approvals
from portal.customers import topics as customers
from portal.files import topics as files
from portal.lending import topics as lending
from portal.people import topics as people
from portal.platform.notices import topics as platform
from portal.platform.notices.topic import Say, Topic
from portal.work import Work

TOPICS: Mapping[str, Topic] = {
    **platform.TOPICS,
    **people.TOPICS,
    **approvals.TOPICS,
    **customers.TOPICS,
    **files.TOPICS,
    **lending.TOPICS,
}


def tell_topic(topic: str, values: Mapping[str, Any], say: Say) -> str:
    """The sentence of a topic, translated by ``say``; one that exists no more shows by its name."""
    return (TOPICS.get(topic) or Topic(topic)).tell(values, say)


def page_of_topic(topic: str) -> str:
    """Where notices of this topic lead, unless to their record; empty for most."""
    return TOPICS[topic].page if topic in TOPICS else ""


def is_still_true(work: Work, notice: Notice) -> bool:
    """May it still be said: is its receiver active, and does what it says still hold?"""
    active = work.session.scalar(select(User.active).where(User.id == notice.user_id))
    topic = TOPICS.get(notice.topic)
    return bool(active) and (topic is None or topic.is_true(work, notice))
