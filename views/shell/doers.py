"""Who really did a step, as bars of progress and timelines say it (C4)."""

from portal.platform.audit.history import Item
from portal.work import Work
from views.shell import words
from views.shell.i18n import gettext as _


def doer(item: Item) -> str:
    """«孙经理», or «丁一 代 孙经理» where somebody stood in."""
    if item.stead:
        return _("%(name)s for %(giver)s", name=item.who, giver=item.stead)
    return _("System") if item.who == "system" else item.who


def done_by(work: Work, item: Item | None) -> str:
    """Who did it and when; empty where nobody has."""
    return f"{doer(item)} {words.stamp(item.at, work.today)}" if item else ""
