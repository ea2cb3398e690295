"""Draws values of each kind as escaped HTML: in a list, on a record page, on paper."""

import re
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
DIALLED = re.compile(r"\+?[0-9][0-9\- ]{2,}")
NO_DIGIT = re.compile(r"[^0-9+]")
TOOLTIP = 200  # characters of a text that a list sends
FOLDED_FROM, FOLDED_LINES = 600, 12
Drawer = Callable[[Any, Any], str]  # (non-empty value, today)


def clipped(value: Any, _today: date | None) -> str:
    """Text for a narrow column, clipped by CSS; the tooltip has all that people read in one."""
    said = str(value)
    text = quoted(said if len(said) <= TOOLTIP else said[:TOOLTIP] + "…")
    if len(text) <= 12:
        return text
    return f'<span class="clip" title="{text}">{text}</span>'


def plain(value: Any, _today: date | None) -> str:
    """Escaped text."""
    return quoted(value)


def phone(value: Any, _today: date | None) -> str:
    """A phone to be called by a tap, as far as the extension; a masked one is only text."""
    text = str(value)
    line = DIALLED.match(text)
    if line is None or "*" in text:
        return quoted(text)
    return f'<a class="tel" href="tel:{NO_DIGIT.sub("", line[0])}">{quoted(text)}</a>'


def lines(value: Any, _today: date | None) -> str:
    """Text of several lines, each on its own; a long one in a box that scrolls."""
    text = "<br>".join(quoted(line) for line in str(value).split("\n"))
    return f'<div class="fold" tabindex="0">{text}</div>' if is_long(str(value)) else text


def is_long(text: str) -> bool:
    """Whether a text would push everything else off the page."""
    return len(text) > FOLDED_FROM or text.count("\n") >= FOLDED_LINES


def word(value: Any, _today: date | None) -> str:
    """The label of an enum member, a state as a coloured pill."""
    if not isinstance(value, StrEnum):
        return quoted(value) if value else DASH
    text, colour = quoted(words.label(value)), tone(value)
    return f'<span class="pill pill-{colour}">{text}</span>' if colour else text


def day(value: date, _today: date | None) -> str:
    """A date in full."""
    return f'<span class="num">{value:%Y-%m-%d}</span>'


def due(value: date, today: date) -> str:
    """A due day, with the days left or overdue."""
    text, tone = words.due(value, today)
    short = f"{value:%m-%d}" if value.year == today.year else f"{value:%Y-%m-%d}"
    mark = f' <span class="{tone}">{quoted(text)}</span>' if text else ""
    return f'<span class="num" title="{value:%Y-%m-%d}">{short}</span>{mark}'


def moment(value: datetime, today: date) -> str:
    """A time relative to today; the tooltip has it in full."""
    full = words.full(value)
    return f'<time datetime="{full}" title="{full}">{quoted(words.near(full, today))}</time>'


def number(value: Any, _today: date | None) -> str:
    """A number with thousands separators."""
    return f"{value:,}"


def money(value: Decimal, _today: date | None) -> str:
    """An amount with thousands separators and two decimals."""
    return f"{value:,.2f}"


def percent(value: Decimal, _today: date | None) -> str:
    return f"{value:.1%}"


def secrecy(value: Any, _today: date | None) -> str:
    """A coloured grade of secrecy."""
    return f'<span class="sec sec-{quoted(value)}">{quoted(words.label(value))}</span>'


def yes_no(value: Any, _today: date | None) -> str:
    """Yes or no."""
    return quoted(words.yes_no(bool(value)))


def message(value: str, _today: date | None) -> str:
    """A stored msgid, translated; any other text unchanged."""
    return quoted(gettext(value)) if value else ""


def act(value: str, _today: date | None) -> str:
    """The label of an audited act."""
    return quoted(gettext(act_label(value)))


def task(value: str, _today: date | None) -> str:
    """The label of a background task."""
    return quoted(gettext(task_label(value)))


def on_paper(value: Any) -> str:
    """Plain text for print."""
    return str(value)


def day_on_paper(value: Any) -> str:
    """A date for print; of a time, its date in Asia/Shanghai."""
    return f"{value.astimezone(words.HERE):%Y-%m-%d}" if isinstance(value, datetime) else str(value)


def amount_on_paper(value: Any) -> str:
    """An amount for print; a masked one is already text."""
    return value if isinstance(value, str) else f"{value:,.2f}"


def share_on_paper(value: Any) -> str:
    """A share as a percentage; a dash or a masked one is text."""
    return value if isinstance(value, str) else f"{value:.1%}"
