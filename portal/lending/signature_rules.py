"""Drawn signatures as coordinates: which are accepted, and how they are drawn as SVG (Q10)."""

import json
from collections.abc import Sequence
from itertools import pairwise
from math import dist

from models.words.text import N_
from portal.errors import Invalid

WIDTH, HEIGHT = 600, 200  # units of the pad, independent of its size on the screen
MOST_STROKES, MOST_NUMBERS = 200, 8000
SHORTEST = 60  # units; a dot or a slip of the finger is not a signature

Strokes = list[list[int]]


def read_strokes(text: str) -> Strokes:
    """Parse the strokes the pad sent. Raises ``Invalid`` if they cannot be a drawn signature."""
    if not text.strip():
        raise Invalid(N_("Please let the recipient sign."), field="signature")
    try:
        strokes = json.loads(text)
    except (ValueError, RecursionError):
        strokes = None
    if not _is_valid(strokes):
        raise Invalid(N_("This is not a signature. Please sign again."), field="signature")
    if sum(_length(stroke) for stroke in strokes) < SHORTEST:
        raise Invalid(
            N_("Please write your full name: a dot is not a signature."), field="signature"
        )
    valid: Strokes = strokes
    return valid


def stroke_path(strokes: Sequence[Sequence[int]]) -> str:
    """The strokes as the «d» of an SVG path; a single point becomes a short dash."""
    return " ".join(_line(stroke) for stroke in strokes)


def _line(stroke: Sequence[int]) -> str:
    points = [f"{x} {y}" for x, y in zip(stroke[::2], stroke[1::2], strict=True)]
    return "M" + "L".join(points if len(points) > 1 else [*points, f"{stroke[0] + 2} {stroke[1]}"])


def _is_valid(strokes: object) -> bool:
    """Whether these are lists of coordinate pairs, inside the pad and limited in number."""
    if not isinstance(strokes, list) or not 1 <= len(strokes) <= MOST_STROKES:
        return False
    if not all(isinstance(s, list) and s and len(s) % 2 == 0 for s in strokes):
        return False
    numbers = [n for stroke in strokes for n in stroke]
    if len(numbers) > MOST_NUMBERS or any(type(n) is not int for n in numbers):
        return False
    inside = (0 <= n <= (HEIGHT if at % 2 else WIDTH) for s in strokes for at, n in enumerate(s))
    return all(inside)


def _length(stroke: Sequence[int]) -> float:
    points = list(zip(stroke[::2], stroke[1::2], strict=True))
    return sum(dist(before, after) for before, after in pairwise(points))
