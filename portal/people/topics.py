"""Notices about accounts and delegations."""

from collections.abc import Mapping

from sqlalchemy import select

from models.people import UserRole
from models.platform.notices import Notice
from models.words.text import N_
from portal.platform.notices.topic import Topic
from portal.work import Work


def has_no_role(work: Work, notice: Notice) -> bool:
    held = select(UserRole.role_id).where(UserRole.user_id == notice.subject_id)
    return work.session.scalar(held.limit(1)) is None


TOPICS: Mapping[str, Topic] = {
    "account.link": Topic(
        N_(
            "%(by)s created a link to set a new password for the account of %(name)s. If "
            "nobody asked for it, tell the security officer at once."
        )
    ),
    "account.new": Topic(N_("%(name)s has a new account and no role yet."), has_no_role),
    "delegation.ended": Topic(N_("You no longer decide for %(by)s.")),
    "delegation.given": Topic(N_("You decide on behalf of %(by)s until %(until)s.")),
}
