"""How a line of what waits is shown: in the inbox, on the workbench, in the bell."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from portal.platform.todo.query import Line
from views.shell import words
from views.shell.addresses import record_page
from views.shell.i18n import gettext as _

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Shown:
    """One line in the reader's language, with its two addresses."""

    line: Line
    text: str
    below: str
    url: str
    act: str
    act_url: str
    due: str
    tone: str


@dataclass
class Group:
    """The lines of one day, or of the days after it; ``late`` is how long the oldest is over."""

    title: str
    bad: bool = False
    late: int = 0
    lines: list[Shown] = field(default_factory=list)


def show_line(line: Line, today: date) -> Shown:
    """The line, spelt out; its button leads to the act where that has a page of its own."""
    part, ids = line.part, {"id": line.id, "sub": line.sub}
    url = part.page.format(**ids) or record_page(line.kind, line.id) or "/inbox/"
    seat = _("for %(name)s", name=line.seat) if line.seat else ""
    told = (line.who, line.more if line.more != line.name else "", seat)
    due, tone = due_text(line.due, today)
    return Shown(
        line=line,
        text=_(part.say, name=line.name),
        below=" · ".join(text for text in told if text),
        url=url,
        act=_(part.act),
        act_url=url + part.do.format(**ids) if part.do else url,
        due=due,
        tone=tone,
    )


def state_word(line: Line) -> Any:
    """The state of what one has asked for, as a word that can be drawn as a pill; or None."""
    return line.part.words(line.state) if line.part.words and line.state else None


def due_text(due: date | None, today: date) -> tuple[str, str]:
    """A day as it is read among to-dos, and the tone of its pill (none for later days)."""
    if due is None:
        return "", ""
    if due < today:
        return _("%(days)s days overdue", days=(today - due).days), "bad"
    if due == today:
        return _("Today"), "warn"
    return (_("Tomorrow") if due == today + DAY else words.near(due.isoformat(), today)), ""


def group_lines(lines: Iterable[Line], today: date) -> Sequence[Group]:
    """The lines by day, as they come: overdue, today, tomorrow, this week, later, undated."""
    groups: dict[str, Group] = {}
    for line in lines:
        name, title = _day_of(line.due, today)
        group = groups.setdefault(name, Group(title, bad=name == "late"))
        group.lines.append(show_line(line, today))
        if line.due and line.due < today:
            group.late = max(group.late, (today - line.due).days)
    return list(groups.values())


def _day_of(due: date | None, today: date) -> tuple[str, str]:
    if due is None:
        return "undated", _("Without a day")
    if due < today:
        return "late", _("Past due")
    if due == today:
        return "today", _("Today %(time)s", time=f"{due:%m-%d}")
    if due == today + DAY:
        return "tomorrow", _("Tomorrow %(day)s", day=f"{due:%m-%d}")
    sunday = today + timedelta(days=6 - today.weekday())
    return ("week", _("This week")) if due <= sunday else ("later", _("Later"))
