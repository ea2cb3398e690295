"""What fits on paper: widths and texts in points, the scale of a print, lines and heights.

Excel draws a column «n» wide as n digits of its own 11-point font and 5 pixels of margin, 96 to an
inch. Texts stand in 9 points: a Chinese character is as wide as that, Latin ones by their shape.
"""

from collections.abc import Sequence
from functools import lru_cache

BODY = 9.0  # points, of every cell of a register
LEAST = 8.0  # points on paper, where a register truly needs more columns than 9 points leave room
INCH = 72.0
MM = INCH / 25.4
SHORT_SIDE, LONG_SIDE = 210, 297  # of A4, in millimetres
BINDING, EDGE, TOP, BOTTOM = 25, 10, 14, 17  # margins in millimetres, on the left for the binding
PADDING = 4.0  # points within a cell that no text uses
LINE = 13.5  # points from line to line, enough for every Chinese font at 9 points
TALLEST = 400.0  # points of a row; Excel takes 409

WIDE = set("mwMW@%—…")
NARROW = set(" .,:;'|!()[]ijlIftr-\"`")
CAPITAL = set("ABCDEFGHJKLNOPQRSTUVXYZ&")
NEVER_FIRST = set("，。、；：！？）》〉」』】〕％…·,.;:!?)]}%’”")  # of a line
BEFORE_CHINESE = "\u2e7f"  # what comes after it is as wide as it is high


def column_points(width: float) -> float:
    """How wide a column of that width is, in points."""
    return int(width * 7 + 5) * 0.75


def page_points(*, portrait: bool) -> float:
    """The room between the margins of A4, in points."""
    return ((SHORT_SIDE if portrait else LONG_SIDE) - BINDING - EDGE) * MM


def print_scale(widths: Sequence[float], *, portrait: bool = False) -> float:
    """The scale at which columns fill the width of a page; paper never enlarges."""
    return min(1.0, page_points(portrait=portrait) / max(sum(map(column_points, widths)), 1.0))


def text_points(text: str, size: float = BODY) -> float:
    """The width of a text on one line; rather too wide than too narrow."""
    return sum(map(_share, text)) * size


def _share(char: str) -> float:
    if char > BEFORE_CHINESE:
        return 1.0
    if char in WIDE:
        return 0.95
    return 0.36 if char in NARROW else 0.7 if char in CAPITAL else 0.56


@lru_cache(20_000)
def lines_of(text: str, width: float) -> int:
    """How many lines a text takes in a column of that width, broken as Excel breaks it."""
    room = column_points(width) - PADDING
    return sum(_lines(line, room) for line in text.split("\n")) if text else 1


def _lines(text: str, room: float) -> int:
    """Words stay whole where they can, Chinese breaks anywhere but before a closing mark."""
    if len(text) * BODY <= room:
        return 1
    lines, used = 1, 0.0
    for piece in _pieces(text):
        long = text_points(piece)
        if used and used + text_points(piece.rstrip(" ")) > room:
            lines, used = lines + 1, 0.0
        while long > room > BODY:  # a word longer than its line is cut
            lines, long = lines + 1, long - room
        used += long
    return lines


def _pieces(text: str) -> list[str]:
    """What is never parted: a Chinese character with its closing mark, a word with its blanks."""
    pieces: list[str] = []
    for char in text:
        last = pieces[-1][-1] if pieces else ""
        joined = last != "" and (
            char in NEVER_FIRST
            or (char == " " and last == " ")
            or (not _parts(last) and char <= BEFORE_CHINESE and last <= BEFORE_CHINESE)
        )
        if joined:
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces


def _parts(char: str) -> bool:
    """Whether a line may end after it."""
    return char in " -/" or char > BEFORE_CHINESE


def row_height(lines: int) -> float:
    """The height of a row of that many lines."""
    return min(LINE * lines + 4.5, TALLEST)
