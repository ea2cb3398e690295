"""Where the lines to sign stand on the paper, and how many of them it has room for (R-65)."""

from collections.abc import Sequence
from itertools import pairwise

from portal.platform.sheets.layout import BODY, PADDING, column_points, text_points

RULES = range(8, 15)  # underscores to sign on: 14 mm at least


def places_for(widths: Sequence[float], count: int) -> list[int]:
    """The columns at which ``count`` lines begin: as evenly over the paper as columns allow, or
    so that the narrowest of them is as wide as can be.
    """
    points = [column_points(width) for width in widths]
    even, roomy = _evenly(points, count), _widest(points, count)
    wider = count and min(_rooms(points, roomy)) > min(_rooms(points, even))
    return roomy if wider else even


def _widest(points: Sequence[float], count: int) -> list[int]:
    """No line begins before the one left of it has what the narrowest of them can have at most."""
    every = (sum(points[i:j]) for i in range(len(points)) for j in range(i + 1, len(points) + 1))
    for room in sorted(set(every), reverse=True):
        places, left = list[int](), room
        for index, width in enumerate(points):
            if left >= room and sum(points[index:]) >= room and len(places) < count:
                places.append(index)
                left = 0.0
            left += width
        if len(places) == count:
            return places
    return _evenly(points, count)


def _evenly(points: Sequence[float], count: int) -> list[int]:
    places, left = list[int](), 0.0
    step = sum(points) / max(count, 1)
    for index, width in enumerate(points):
        if len(places) < count and left + width / 2 >= step * len(places):
            places.append(index)
        left += width
    while len(places) < count:
        places.append((places[-1] if places else -1) + 1)
    return places


def rooms_for(widths: Sequence[float], count: int) -> list[float]:
    """The points that each of ``count`` lines has, up to the next or the edge of the paper; none
    where it would stand beyond the last column.
    """
    return _rooms([column_points(width) for width in widths], places_for(widths, count))


def _rooms(points: Sequence[float], places: Sequence[int]) -> list[float]:
    if len(places) > len(points):
        return [0.0] * len(places)
    ends = pairwise([*places, len(points)])
    return [max(sum(points[start:end]) - PADDING, 0.0) for start, end in ends]


def line_to_sign(who: str, room: float) -> str:
    """Whose line it is, and as much of a rule to sign on as there is room for."""
    name = f"{who}："
    fits = int((room - text_points(name)) / text_points("_"))
    return name + "_" * min(max(fits, RULES[0]), RULES[-1])


def does_fit(who: str, room: float) -> bool:
    """Whether a line with the shortest rule stays clear of the next one."""
    return text_points(line_to_sign(who, 0)) <= room


def letters_that_fit(widths: Sequence[float], count: int) -> int:
    """How many Chinese characters each of ``count`` lines may have beside each other."""
    rooms = rooms_for(widths, count)
    spare = min(rooms, default=0.0) - text_points(line_to_sign("", 0))
    return max(int(spare / BODY), 0)
