"""Formats of our own as a page shows them: words around a number, days, hours."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from models.words.text import N_
from portal.platform.sheets.sheet import Phrase, Say, Sheet, quoted, wall_clock

DAYS = {"yyyymmdd": "%Y%m%d", "hh:mm": "%H:%M"}
# Number formats, and how a page shows what Excel shows in them.
NUMBERS = {"#,##0": "{:,.0f}", "#,##0.0": "{:,.1f}", "0.0%": "{:.1%}"}
POINTS = Phrase(N_("%(count)s pp"))  # what two percentages are apart


@dataclass(frozen=True)
class Change(Phrase):
    """A difference: up or down by ``above``, a number format, told by a mark and not by colour.

    Shares differ by percentage ``points``, which no per cent sign stands for.
    """

    nought: str = N_("unchanged")
    points: bool = False

    def pattern(self, say: Say) -> str:
        before, after = self._around(say)
        shown = f"{quoted(before)}{self.above}{quoted(after)}"
        return f'"▲ "{shown};"▼ "{shown};{quoted(say(self.nought))}'

    def _around(self, say: Say) -> tuple[str, str]:
        before, _, after = say(POINTS.above).partition("%(count)s") if self.points else ("", "", "")
        return before, after

    def text(self, value: Any, say: Say) -> str:
        before, after = self._around(say)
        shown = before + NUMBERS[self.above].format(abs(value)) + after
        return f"{'▲' if value > 0 else '▼'} {shown}" if value else say(self.nought)


def format_of(sheet: Sheet, row: int, index: int) -> str | Phrase:
    """The number format of a cell, where rows have their own; empty is that of its column."""
    own = sheet.changes if index == sheet.change else sheet.formats
    return own[row] if row < len(own) else ""


def show_formatted(form: str | Phrase, value: Any, say: Say) -> str:
    """A value as Excel shows it in that format; a masked one is text."""
    if isinstance(form, Phrase) and isinstance(value, int | float | Decimal):
        return form.text(value, say)
    if isinstance(value, date) and form in DAYS:
        return format(wall_clock(value, day=False), DAYS[str(form)])
    if isinstance(value, int | float | Decimal) and form in NUMBERS:
        return NUMBERS[str(form)].format(value)
    return str(value)
