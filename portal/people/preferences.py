"""Personal preferences: language, density, theme, single-key shortcuts, mail, news."""

from collections.abc import Collection, Mapping

from sqlalchemy import select

from models.people import User
from models.words.kinds import Kind
from models.words.platform import NewsGroup
from models.words.text import N_
from portal.errors import Invalid, PortalError, Problems
from portal.events import Saved
from portal.platform.notices.outbox import AT_ONCE, DAILY, NONE
from portal.work import Work

CHOICES: Mapping[str, tuple[str, ...]] = {
    "language": ("zh_CN", "en"),
    "density": ("compact", "comfy"),
    "theme": ("auto", "light", "dark"),
    "single_keys": ("on", "off"),
    "mail": (AT_ONCE, DAILY, NONE),
}
QUIET = "quiet"  # groups of news that are switched off


def save_preferences(work: Work, values: Mapping[str, str]) -> None:
    """Save the actor's own preferences. Raises ``Problems`` for a value outside ``CHOICES``."""
    problems: dict[str, PortalError] = {
        name: Invalid(N_("Please choose one of the list."))
        for name, value in values.items()
        if value not in CHOICES.get(name, ())
    }
    if problems:
        raise Problems(problems)
    _save(work, values)


def quiet_groups(work: Work, user_id: int) -> Collection[NewsGroup]:
    """The groups of news that a person has switched off."""
    chosen = work.session.scalar(select(User.preferences).where(User.id == user_id)) or {}
    known = {group.value for group in NewsGroup}
    return {NewsGroup(name) for name in str(chosen.get(QUIET) or "").split() if name in known}


def save_quiet_groups(work: Work, groups: Collection[NewsGroup]) -> None:
    """Switch off the news of ``groups`` for the actor, and that of all others on."""
    _save(work, {QUIET: " ".join(sorted(groups))})


def _save(work: Work, values: Mapping[str, str]) -> None:
    user = work.session.scalars(select(User).where(User.id == work.actor.id)).one()
    old = dict(user.preferences or {})
    changed = {n: [old.get(n, ""), v] for n, v in values.items() if old.get(n, "") != v}
    if changed:
        user.preferences = old | dict(values)
        work.record(Saved(kind=Kind.USER, id=user.id, changes=changed))
