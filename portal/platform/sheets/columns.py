"""How wide the columns of a sheet are, and which of them its paper shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from portal.platform.sheets import layout
from portal.platform.sheets.sheet import Column, Say, screen_width

FOLDED = 0.6  # of its width a text must keep on a crowded page


@dataclass(frozen=True)
class Fitted:
    """The width of every column, and how many of them, from the left, are on paper."""

    widths: Sequence[float]
    printed: int


def fit_columns(columns: Sequence[Column], say: Say, *, portrait: bool = False) -> Fitted:
    """Columns as wide as asked for where the page holds them; else headings fold, then texts do.

    What does not fit even so, at ``layout.LEAST`` points, stays on the screen and in the file.
    """
    whole = [max(c.width, screen_width(say(c.title)) + 4) for c in columns]
    printed = sum(1 for _ in takewhile(lambda c: c.paper, columns))
    page = layout.page_points(portrait=portrait)
    if _points(whole[:printed]) <= page:
        return Fitted(whole, printed)
    heads = [screen_width(say(c.title)) / 2 + 2 for c in columns]
    asked = [max(c.width, head) for c, head in zip(columns, heads, strict=True)]
    least = [max(_least(c), head) for c, head in zip(columns, heads, strict=True)]
    most = page * layout.BODY / layout.LEAST
    while printed > 1 and _points(least[:printed]) > most:
        printed -= 1
    between = _between(least[:printed], asked[:printed], page)
    return Fitted([*between, *whole[printed:]], printed)


def _least(column: Column) -> float:
    if column.look.wraps:
        return max(column.width * FOLDED, min(column.width, 7))
    return min(column.width, column.look.narrowest or column.width)


def _between(least: Sequence[float], asked: Sequence[float], page: float) -> list[float]:
    """As near to what is asked for as the page allows."""
    narrow, wide = _points(least), _points(asked)
    share = 1.0
    if wide > page:
        share = max(0.0, (page - narrow) / (wide - narrow)) if wide > narrow else 0.0
    return [low + max(high - low, 0) * share for low, high in zip(least, asked, strict=True)]


def _points(widths: Sequence[float]) -> float:
    """In points, no pixel rounded away: what fits so fits in Excel."""
    return sum((7 * width + 5) * 0.75 for width in widths)
