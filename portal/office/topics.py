"""What notices say and whether it is still true: the tables of the wings, in one (D8)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, or_, select, true, update

from models.people import User
from models.platform.notices import Notice
from models.words.platform import NewsGroup
from models.words.text import N_
from portal.approvals import topics as approvals
from portal.config import Config
from portal.customers import topics as customers
from portal.files import topics as files
from portal.lending import topics as lending
from portal.people import topics as people
from portal.people.preferences import quiet_groups
from portal.platform.notices import topics as platform
from portal.platform.notices.topic import Holds, Say, Topic
from portal.work import Work

TOPICS: Mapping[str, Topic] = {
    **platform.TOPICS,
    **people.TOPICS,
    **approvals.TOPICS,
    **customers.TOPICS,
    **files.TOPICS,
    **lending.TOPICS,
    "reading.alarm": Topic(
        N_("%(name)s has read %(count)s graded records and papers within an hour. Please look.")
    ),
}


def tell_topic(topic: str, values: Mapping[str, Any], say: Say) -> str:
    """The sentence of a topic, translated by ``say``; one that exists no more shows by its name."""
    return (TOPICS.get(topic) or Topic(topic)).tell(values, say)


def page_of_topic(topic: str) -> str:
    """Where notices of this topic lead, unless to their record; empty for most."""
    return TOPICS[topic].page if topic in TOPICS else ""


def link_of(config: Config, notice: Notice) -> str:
    """The address that the letter of a notice carries instead of its page; empty for most."""
    make = TOPICS[notice.topic].link if notice.topic in TOPICS else None
    return make(config, notice.values) if make else ""


def is_urgent(topic: str) -> bool:
    """Whether a letter leaves whatever the person prefers."""
    return topic in TOPICS and TOPICS[topic].urgent


def still_holds(today: date) -> ColumnElement[bool]:
    """A clause about rows of ``notices``: nobody has settled what they are about (D8).

    Asked when they are read and when they are mailed, never stored: nothing can be forgotten.
    """
    by_cause: dict[Holds, list[str]] = {}
    for name, topic in TOPICS.items():
        if topic.holds is not None:
            by_cause.setdefault(topic.holds, []).append(name)
    conditional = [name for names in by_cause.values() for name in names]
    cases = [Notice.topic.in_(names) & holds(today) for holds, names in by_cause.items()]
    return or_(Notice.topic.not_in(conditional), *cases)


def wanted_topics(quiet: Collection[NewsGroup]) -> ColumnElement[bool]:
    """A clause about rows of ``notices``: none of the news that a person has switched off."""
    off = [name for name, topic in TOPICS.items() if topic.news in quiet]
    return Notice.topic.not_in(off) if off else true()


def is_still_true(work: Work, notice: Notice) -> bool:
    """May it still be said: is its receiver active, do they want it, and does it still hold?"""
    if work.session.scalar(select(User.active).where(User.id == notice.user_id)) is not True:
        return False
    wanted = wanted_topics(quiet_groups(work, notice.user_id))
    holds = select(Notice.id).where(Notice.id == notice.id, still_holds(work.today), wanted)
    return work.session.scalar(holds) is not None


def holds_of(work: Work, rows: Sequence[Notice]) -> Collection[int]:
    """The ids of those among ``rows`` that still hold."""
    which = select(Notice.id).where(Notice.id.in_([row.id for row in rows]))
    return set(work.session.scalars(which.where(still_holds(work.today)))) if rows else set()


def settle_notices(work: Work) -> None:
    """Every night: what is settled counts as read, so that it is not asked again. Repeatable."""
    settled = update(Notice).where(Notice.read_at.is_(None), ~still_holds(work.today))
    work.session.execute(
        settled.values(read_at=work.now), execution_options={"synchronize_session": False}
    )
