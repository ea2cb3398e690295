"""What fits on paper: widths and texts in points, the scale of a print, lines and heights.

Excel draws a column «n» wide as n digits of its own 11-point font and 5 pixels of margin, 96 to an
inch. Texts stand in 9 points: a Chinese character is as wide as that, Latin ones by their shape.
"""

import math
import re
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
WORDS = re.compile("[!-\u2e7f]+")
STUCK = re.compile(f"[{re.escape(''.join(sorted(NEVER_FIRST)))} ]{{2}}")  # no bound knows how far
TINY = 1e-9  # that a sum of shares may be off by
BEFORE_CHINESE = "\u2e7f"  # what comes after it is as wide as it is high


def column_points(width: float) -> float:
    """How wide a column of that width is, in points."""
    return int(width * 7 + 5) * 0.75


def page_points(*, portrait: bool) -> float:
    """The room between the margins of A4, in points."""
    return ((SHORT_SIDE if portrait else LONG_SIDE) - BINDING - EDGE) * MM


def page_height(*, portrait: bool) -> float:
    """The room between the upper and the lower margin of A4, in points."""
    return ((LONG_SIDE if portrait else SHORT_SIDE) - TOP - BOTTOM) * MM


def print_scale(widths: Sequence[float], *, portrait: bool = False) -> float:
    """The scale at which columns fill the width of a page; paper never enlarges."""
    return min(1.0, page_points(portrait=portrait) / max(sum(map(column_points, widths)), 1.0))


class _Shares(dict[str, float]):
    """How wide a character is, as a share of its height; reckoned once each."""

    def __missing__(self, char: str) -> float:
        self[char] = share = _share(char)
        return share


SHARES = _Shares()


def text_points(text: str, size: float = BODY) -> float:
    """The width of a text on one line; rather too wide than too narrow."""
    return sum(map(SHARES.__getitem__, text)) * size


def _share(char: str) -> float:
    if char > BEFORE_CHINESE:
        return 1.0
    if char in WIDE:
        return 0.95
    return 0.36 if char in NARROW else 0.7 if char in CAPITAL else 0.56


@lru_cache(20_000)
def lines_of(text: str, width: float) -> int:
    """How many lines a text takes in a column of that width, broken as Excel breaks it."""
    room = (column_points(width) - PADDING) / BODY
    return sum(_lines(line, room) for line in text.split("\n")) if text else 1


def _lines(text: str, room: float) -> int:
    """Words stay whole where they can, Chinese breaks anywhere but before a closing mark."""
    text = text.rstrip(" ")  # blanks at the end of a line begin no other
    wide = sum(map(BEFORE_CHINESE.__lt__, text))
    if len(text) - 0.05 * (len(text) - wide) < room - TINY:
        return 1
    if wide == len(text) and NEVER_FIRST.isdisjoint(text):
        return -(-wide // max(int(room), 1))
    if STUCK.search(text):
        return _broken(text, room)
    whole = sum(map(SHARES.__getitem__, text))
    waste = 2 + max(map(len, WORDS.findall(text)), default=0)  # that a line may end early by
    least = math.ceil(whole / room)
    if whole + waste * (least - 1) <= least * room - (TINY if least == 1 else 0):
        return least
    return _broken(text, room)


def _broken(text: str, room: float) -> int:
    """The same, piece by piece, for what no bound decides."""
    lines, used, blanks, last = 1, 0.0, 0.0, ""
    piece: list[float] = []
    for char in [*text, ""]:  # the last piece is laid down like the others
        if last and not _joined(last, char):
            if used and used + sum(piece) > room:
                lines, used = lines + 1, 0.0
            over, used = _cut(piece, used, room)
            lines, used, piece, blanks = lines + over, used + blanks, [], 0.0
        if char == " ":
            blanks += SHARES[char]
        elif char:
            piece += [blanks, SHARES[char]] if blanks else [SHARES[char]]
            blanks = 0.0
        last = char
    return lines


def _cut(piece: Sequence[float], used: float, room: float) -> tuple[int, float]:
    """A word laid down: lines begun within it, as one longer than its line is cut between signs."""
    over = 0
    for share in piece:
        if used and used + share > room:
            over, used = over + 1, 0.0
        used += share
    return over, used


def _joined(last: str, char: str) -> bool:
    """Whether no line ends between two characters: within a word, before blanks and marks."""
    if not char:
        return False
    if char in NEVER_FIRST or char == " ":
        return True
    return last not in " -/" and last <= BEFORE_CHINESE and char <= BEFORE_CHINESE


def row_height(lines: int) -> float:
    """The height of a row of that many lines."""
    return min(LINE * lines + 4.5, TALLEST)
