"""Notices about accounts and delegations."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, exists

from models.people import UserRole
from models.platform.notices import Notice
from models.words.labels import label
from models.words.people import OfficerActSort
from models.words.platform import NewsGroup
from models.words.text import N_
from portal.config import Config
from portal.people.links import mailed_token
from portal.platform.notices.topic import Say, Topic


def has_no_role(_today: date) -> ColumnElement[bool]:
    return ~exists().where(UserRole.user_id == Notice.subject_id)


def _act(value: Any, say: Say) -> str:
    """What two officers do, by its name; a word that is none stays as it is."""
    known = value in list(OfficerActSort)
    return say(label(OfficerActSort(value))) if known else str(value)


def _set_up(config: Config, values: Mapping[str, Any]) -> str:
    """The address of a mailed link; the notice in the portal has none."""
    token = mailed_token(config.secret_key, str(values["salt"]))
    return f"{config.base_url}/sign_in/set_up/{token}"


def _two(sentence: str, *, urgent: bool = False) -> Topic:
    return Topic(sentence, urgent=urgent, spelt={"what": _act})


# What one is told of one's own account on the first page after signing in, never before.
OWN_ACCOUNT = (
    "account.link",
    "officer.asked_you",
    "officer.confirmed_you",
    "officer.refused_you",
    "officer.withdrawn_you",
    "officer.glass_you",
)
TOPICS: Mapping[str, Topic] = {
    "account.link": Topic(
        N_(
            "%(by)s created a link to set a new password for the account of %(name)s. If "
            "nobody asked for it, tell the security officer at once."
        )
    ),
    "account.new": Topic(N_("%(name)s has a new account and no role yet."), has_no_role),
    "account.set_up": Topic(
        N_(
            "A link to set your password has been made for you; it works once, within "
            "%(hours)s hours."
        ),
        link=_set_up,
        urgent=True,
    ),
    "officer.asked": _two(
        N_("%(by)s asks for a second officer: %(what)s, for “%(name)s”."),
    ),
    "officer.asked_you": _two(
        N_(
            "%(by)s asks a second officer to confirm something about your account: %(what)s. "
            "If you know nothing of it, tell the auditor at once."
        ),
        urgent=True,
    ),
    "officer.confirmed": _two(
        N_("%(by)s confirmed as the second officer: %(what)s, for “%(name)s”.")
    ),
    "officer.confirmed_you": _two(
        N_(
            "%(by)s confirmed as the second officer, for your account: %(what)s. If you know "
            "nothing of it, tell the auditor at once."
        ),
        urgent=True,
    ),
    "officer.refused": _two(
        N_("%(by)s refused as the second officer: %(what)s, for “%(name)s”. Reason: %(why)s")
    ),
    "officer.refused_you": _two(
        N_("%(by)s refused as the second officer, for your account: %(what)s. Reason: %(why)s"),
        urgent=True,
    ),
    "officer.withdrawn": _two(N_("%(by)s withdrew: %(what)s, for “%(name)s”.")),
    "officer.withdrawn_you": _two(
        N_("%(by)s withdrew what was asked for your account: %(what)s."), urgent=True
    ),
    "officer.glass": _two(
        N_(
            "On the machine itself, without a second officer, somebody reset the account of "
            "“%(name)s”. An auditor takes note of it."
        )
    ),
    "officer.glass_you": _two(
        N_(
            "On the machine itself, without a second officer, somebody reset your account. If you "
            "know nothing of it, tell the auditor at once."
        ),
        urgent=True,
    ),
    "delegation.ended": Topic(N_("You no longer decide for %(by)s."), news=NewsGroup.PEOPLE),
    "delegation.given": Topic(
        N_("You decide on behalf of %(by)s until %(until)s."), news=NewsGroup.PEOPLE
    ),
}
