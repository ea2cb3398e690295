"""Number formats of our own as a page shows them: words around a number, days, hours."""

from datetime import date
from decimal import Decimal
from typing import Any

from portal.platform.sheets.sheet import wall_clock

DAYS = {"yyyymmdd": "%Y%m%d", "hh:mm": "%H:%M"}


def show_formatted(pattern: str, value: Any) -> str:
    """A value by a format: ``[>0]"overdue "0" d";"in time"`` of 3 is «overdue 3 d»."""
    if isinstance(value, date) and pattern in DAYS:
        return format(wall_clock(value, day=False), DAYS[pattern])
    if not isinstance(value, int | float | Decimal):
        return str(value)
    first, _, other = pattern.partition(";")
    chosen = first.removeprefix("[>0]") if value > 0 or not other else other
    pieces = chosen.split('"')
    return "".join(
        piece if n % 2 else piece.replace("0", f"{value:,}") for n, piece in enumerate(pieces)
    )
