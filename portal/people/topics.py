"""Notices about accounts and delegations."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import ColumnElement, exists

from models.people import UserRole
from models.platform.notices import Notice
from models.words.platform import NewsGroup
from models.words.text import N_
from portal.platform.notices.topic import Topic


def has_no_role(_today: date) -> ColumnElement[bool]:
    return ~exists().where(UserRole.user_id == Notice.subject_id)


TOPICS: Mapping[str, Topic] = {
    "account.link": Topic(
        N_(
            "%(by)s created a link to set a new password for the account of %(name)s. If "
            "nobody asked for it, tell the security officer at once."
        )
    ),
    "account.new": Topic(N_("%(name)s has a new account and no role yet."), has_no_role),
    "delegation.ended": Topic(N_("You no longer decide for %(by)s."), news=NewsGroup.PEOPLE),
    "delegation.given": Topic(
        N_("You decide on behalf of %(by)s until %(until)s."), news=NewsGroup.PEOPLE
    ),
}
