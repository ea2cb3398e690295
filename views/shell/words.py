"""How words and moments read: labels, tones of pills, times and due dates (UX-6)."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from models.words import acts, labels
from portal.access.roles import ROLES
from views.shell.i18n import gettext as _

HERE = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)


def label(word: StrEnum | None) -> str:
    """A word in the reader's language; nothing for None."""
    return _(labels.label(word)) if word is not None else ""


def act(happened: str) -> str:
    """What the audit calls an act, in the reader's language."""
    return _(acts.act_label(happened))


def role_name(code: str) -> str:
    """A built-in role in the reader's language; a role of the house's own by its code."""
    return _(ROLES[code].name) if code in ROLES else code


def moment(value: datetime, today: date) -> str:
    """Today 09:12, yesterday 17:31, this year 11-20, else 2025-11-20."""
    return near(full(value), today)


def near(text: str, today: date) -> str:
    """The same of a moment that is written in full already."""
    day = text[:10]
    if day == today.isoformat():
        return _("Today %(time)s", time=text[11:])
    if day == (today - DAY).isoformat():
        return _("Yesterday %(time)s", time=text[11:])
    return day[5:] if day[:4] == str(today.year) else day


def full(value: datetime) -> str:
    """2025-11-20 09:12; by slicing, for a list writes one a row and ``strftime`` is slow."""
    return value.astimezone(HERE).isoformat(" ", "minutes")[:16]


def due(value: date, today: date) -> tuple[str, str]:
    """How a due date reads, and its tone: late, soon or none."""
    days = (value - today).days
    if days < 0:
        return _("%(days)s days overdue", days=-days), "late"
    if days == 0:
        return _("due today"), "soon"
    return (_("%(days)s days left", days=days), "soon") if days <= 5 else ("", "")


def yes_no(value: bool) -> str:
    return _("Yes") if value else _("No")
