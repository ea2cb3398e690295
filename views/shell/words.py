"""Labels, times and due days in the reader's language (UX-6)."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from models.words import acts, labels
from portal.access.roles import ROLES
from views.shell.i18n import gettext as _

HERE = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)


def label(word: StrEnum | None) -> str:
    """The label of an enum member; empty for None."""
    return _(labels.label(word)) if word is not None else ""


def act(happened: str) -> str:
    """The label of an audited act."""
    return _(acts.act_label(happened))


def role_name(code: str) -> str:
    """The name of a built-in role; for any other role its code."""
    return _(ROLES[code].name) if code in ROLES else code


def moment(value: datetime, today: date) -> str:
    """A time as «Today 09:12», «Yesterday 17:31», «11-20» this year, or «2025-11-20»."""
    return near(full(value), today)


def near(text: str, today: date) -> str:
    """Like ``moment``, for a time formatted by ``full``."""
    day = text[:10]
    if day == today.isoformat():
        return _("Today %(time)s", time=text[11:])
    if day == (today - DAY).isoformat():
        return _("Yesterday %(time)s", time=text[11:])
    return day[5:] if day[:4] == str(today.year) else day


def stamp(value: datetime, today: date) -> str:
    """A time as «11-20 09:12», with the year if it is another: on paper it stays true."""
    text = full(value)
    return text[5:] if text[:4] == str(today.year) else text


def full(value: datetime) -> str:
    """A time as «2025-11-20 09:12» in Asia/Shanghai; slicing is faster than ``strftime``."""
    return value.astimezone(HERE).isoformat(" ", "minutes")[:16]


def due(value: date, today: date) -> tuple[str, str]:
    """The text of a due day and its CSS class: late, soon or empty."""
    days = (value - today).days
    if days < 0:
        return _("%(days)s days overdue", days=-days), "late"
    if days == 0:
        return _("due today"), "soon"
    return (_("%(days)s days left", days=days), "soon") if days <= 5 else ("", "")


def yes_no(value: bool) -> str:
    """Yes or no in the reader's language."""
    return _("Yes") if value else _("No")
