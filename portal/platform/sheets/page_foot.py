"""The foot of every page: what it is of, page x of y, who made it, how much it holds, its hash.

Its three parts stand on the same lines, so each is broken over two lines, and then shortened,
until it leaves room for the others.
"""

from collections.abc import Sequence

from models.words.plurals import fill
from models.words.text import N_
from portal.platform.sheets.layout import page_points, text_points
from portal.platform.sheets.sheet import Say, Sheet, Written
from portal.platform.sheets.styles import FONT
from portal.work import HERE

PAGE = N_("Page &P of &N")
SIZE = 8  # points of its letters
LINES = 2  # that the lower margin has room for
GAP = 9.0  # points between two parts
WIDEST_PAGE = "9999"  # a number of a page, when its room is reckoned


def foot_of_pages(sheet: Sheet, say: Say, written: Written | None = None) -> str:
    """The foot in Excel's codes; «&» is doubled."""
    left, right = parts_of(sheet, say, written)
    ends = _coded(left), _coded(right) if right else _set("&D")
    return f"&L{ends[0]}&C{_set(say(PAGE))}&R{ends[1]}"


def parts_of(
    sheet: Sheet, say: Say, written: Written | None = None
) -> tuple[Sequence[str], Sequence[str]]:
    """The lines on the left and on the right, as they stand on the paper."""
    room = side_points(say, portrait=sheet.portrait)
    made = f"{sheet.made_at.astimezone(HERE):%Y-%m-%d %H:%M}" if sheet.made_at else ""
    counts = list[str]()
    if written:
        short = f"{written.sha256[:4]}…{written.sha256[-4:]}"
        counts = [fill(say(N_("%(count)s rows")), {"count": written.rows}), short]
    maker = [f"{shorten(sheet.maker, room - points(' ' + made))} {made}".strip()]
    return (
        _laid([say(sheet.title)], [sheet.office], room),
        _laid(maker, counts, room),
    )


def side_points(say: Say, *, portrait: bool) -> float:
    """The room of the left and the right part: the middle stands in the middle of the paper."""
    middle = points(say(PAGE).replace("&P", WIDEST_PAGE).replace("&N", WIDEST_PAGE))
    return (page_points(portrait=portrait) - middle) / 2 - GAP


def points(text: str) -> float:
    return text_points(text, SIZE)


def _laid(first: Sequence[str], second: Sequence[str], room: float) -> list[str]:
    """Both on one line, else each on its own; a first one that is longer goes on in the second."""
    whole = " · ".join(part for part in (*first, *second) if part)
    if points(whole) <= room:
        return [whole] if whole else []
    over, under = (" · ".join(part for part in parts if part) for parts in (first, second))
    if over and points(over) <= room:
        return [over, shorten(under, room)] if under else [over]
    cut = next(n for n in range(len(whole), 0, -1) if points(whole[:n]) <= room)
    return [whole[:cut].rstrip(), shorten(whole[cut:].lstrip(), room)]


def shorten(text: str, room: float) -> str:
    """What fits of a text; one that does not fit ends with an ellipsis."""
    if points(text) <= room:
        return text
    kept = next((n for n in range(len(text), 0, -1) if points(text[:n] + "…") <= room), 0)
    return text[:kept] + "…"


def _coded(lines: Sequence[str]) -> str:
    return _set("\n".join(lines).replace("&", "&&"))


def _set(text: str) -> str:
    """In the letters of the house; a space parts their size from a digit."""
    return f'&"{FONT},Regular"&{SIZE} {text}'
