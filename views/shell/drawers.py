"""How a value of each kind is drawn: in a list, on a record page, on paper; escaped text."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from models.words.acts import act_label
from models.words.tasks import task_label
from models.words.tones import tone
from views.shell import words
from views.shell.i18n import gettext
from views.shell.markup import quoted

DASH = '<span class="dash">—</span>'
Drawer = Callable[[Any, Any], str]  # of a value that is not empty, and the day it is read on


def clipped(value: Any, _today: date | None) -> str:
    """A text in the narrow column of a list; whole in its title."""
    text = quoted(value)
    if len(text) <= 12:
        return text
    return f'<span class="clip" title="{text}">{text}</span>'


def plain(value: Any, _today: date | None) -> str:
    return quoted(value)


def word(value: Any, _today: date | None) -> str:
    if not isinstance(value, StrEnum):
        return quoted(value) if value else DASH
    text, colour = quoted(words.label(value)), tone(value)
    return f'<span class="pill pill-{colour}">{text}</span>' if colour else text


def day(value: date, _today: date | None) -> str:
    return f'<span class="num">{value:%Y-%m-%d}</span>'


def due(value: date, today: date) -> str:
    text, tone = words.due(value, today)
    short = f"{value:%m-%d}" if value.year == today.year else f"{value:%Y-%m-%d}"
    mark = f' <span class="{tone}">{quoted(text)}</span>' if text else ""
    return f'<span class="num" title="{value:%Y-%m-%d}">{short}</span>{mark}'


def moment(value: datetime, today: date) -> str:
    full = words.full(value)
    return f'<time datetime="{full}" title="{full}">{quoted(words.near(full, today))}</time>'


def number(value: Any, _today: date | None) -> str:
    return f"{value:,}"


def money(value: Decimal, _today: date | None) -> str:
    return f"{value:,.2f}"


def secrecy(value: Any, _today: date | None) -> str:
    return f'<span class="sec sec-{quoted(value)}">{quoted(words.label(value))}</span>'


def yes_no(value: Any, _today: date | None) -> str:
    return quoted(words.yes_no(bool(value)))


def message(value: str, _today: date | None) -> str:
    """A msgid kept in a row, such as the title of a task; names of people pass as they are."""
    return quoted(gettext(value)) if value else ""


def act(value: str, _today: date | None) -> str:
    return quoted(gettext(act_label(value)))


def task(value: str, _today: date | None) -> str:
    return quoted(gettext(task_label(value)))


def on_paper(value: Any) -> str:
    """Text as it stands on paper."""
    return str(value)


def day_on_paper(value: Any) -> str:
    """A day; of a moment, its day in Asia/Shanghai."""
    return f"{value.astimezone(words.HERE):%Y-%m-%d}" if isinstance(value, datetime) else str(value)


def amount_on_paper(value: Any) -> str:
    """An amount with commas; a masked one is text."""
    return value if isinstance(value, str) else f"{value:,.2f}"
