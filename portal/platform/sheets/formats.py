"""Formats of our own as a page shows them: words around a number, days, hours."""

from datetime import date
from decimal import Decimal
from typing import Any

from portal.platform.sheets.sheet import Phrase, Say, wall_clock

DAYS = {"yyyymmdd": "%Y%m%d", "hh:mm": "%H:%M"}


def show_formatted(form: str | Phrase, value: Any, say: Say) -> str:
    """A value as Excel shows it in that format; a masked one is text."""
    if isinstance(form, Phrase) and isinstance(value, int | float | Decimal):
        return form.text(value, say)
    if isinstance(value, date) and form in DAYS:
        return format(wall_clock(value, day=False), DAYS[str(form)])
    return str(value)
