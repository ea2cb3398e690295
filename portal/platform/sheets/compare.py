"""Compares the lines of a file with those its entry knows: changed, gone, new, moved (D10).

Lines that are the same on both sides hold the rest in place; between them what is left over is
put together: as moved where it turns up elsewhere, as changed where most of it agrees.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

Line = int
Agree = Callable[[Line, Line], int]  # how many cells of a known and of a found line agree
MOST_WEIGHED = 2500  # pairs of leftover lines in one place that are weighed against each other


@dataclass
class Differences:
    """Lines by number, known ones first; empty where both are the same."""

    changed: list[tuple[Line, Line]] = field(default_factory=list)
    moved: list[tuple[Line, Line]] = field(default_factory=list)
    gone: list[Line] = field(default_factory=list)
    new: list[Line] = field(default_factory=list)

    def count(self) -> int:
        return len(self.changed) + len(self.moved) + len(self.gone) + len(self.new)


Gap = tuple[list[Line], list[Line]]


def compare_lines(known: Sequence[bytes], found: Sequence[bytes], agree: Agree) -> Differences:
    """What became of each line.

    >>> compare_lines([b"a", b"b", b"c"], [b"a", b"c"], lambda _k, _f: 0)
    Differences(changed=[], moved=[], gone=[1], new=[])
    """
    ways = [_gaps(known, found)]
    if len(known) == len(found):  # lines that changed places are best seen where they stand
        ways.insert(0, _gaps_in_place(known, found))
    return min((_explain(known, found, gaps, agree) for gaps in ways), key=Differences.count)


def _explain(
    known: Sequence[bytes], found: Sequence[bytes], gaps: Sequence[Gap], agree: Agree
) -> Differences:
    result = Differences(moved=_moved(known, found, gaps))
    left = {k for k, _ in result.moved}, {f for _, f in result.moved}
    for ours, theirs in gaps:
        _pair(
            [k for k in ours if k not in left[0]],
            [f for f in theirs if f not in left[1]],
            agree,
            result,
        )
    return result


def _gaps_in_place(known: Sequence[bytes], found: Sequence[bytes]) -> list[Gap]:
    """The runs of lines that differ from those in the same places."""
    gaps: list[Gap] = []
    for line, (ours, theirs) in enumerate(zip(known, found, strict=True)):
        if ours == theirs:
            continue
        if gaps and gaps[-1][0][-1] == line - 1:
            gaps[-1][0].append(line)
            gaps[-1][1].append(line)
        else:
            gaps.append(([line], [line]))
    return gaps


def _gaps(known: Sequence[bytes], found: Sequence[bytes]) -> list[Gap]:
    """What lies between lines that are the same on both sides."""
    gaps = []
    last = (-1, -1)
    for at in [*_anchors(known, found), (len(known), len(found))]:
        (k, f), (k_end, f_end) = (last[0] + 1, last[1] + 1), at
        while k < k_end and f < f_end and known[k] == found[f]:
            k, f = k + 1, f + 1
        while k < k_end and f < f_end and known[k_end - 1] == found[f_end - 1]:
            k_end, f_end = k_end - 1, f_end - 1
        if k < k_end or f < f_end:
            gaps.append((list(range(k, k_end)), list(range(f, f_end))))
        last = at
    return gaps


def _anchors(known: Sequence[bytes], found: Sequence[bytes]) -> list[tuple[Line, Line]]:
    """The longest run of lines that stand once on each side, in the same order on both."""
    once = _once(found)
    pairs = [(k, once[mark]) for mark, k in _once(known).items() if mark in once]
    ends: list[int] = []  # the least place in ``found`` with which a run of each length ends
    heads: list[int] = []
    before: list[int] = []
    for number, (_k, f) in enumerate(pairs):
        length = bisect_left(ends, f)
        before.append(heads[length - 1] if length else -1)
        if length == len(ends):
            ends.append(f)
            heads.append(number)
        else:
            ends[length], heads[length] = f, number
    chosen, number = [], heads[-1] if heads else -1
    while number >= 0:
        chosen.append(pairs[number])
        number = before[number]
    return chosen[::-1]


def _once(marks: Sequence[bytes]) -> dict[bytes, Line]:
    counts = Counter(marks)
    return {mark: line for line, mark in enumerate(marks) if counts[mark] == 1}


def _moved(
    known: Sequence[bytes], found: Sequence[bytes], gaps: Sequence[Gap]
) -> list[tuple[Line, Line]]:
    """Leftover lines that stand unchanged in another place."""
    places: dict[bytes, list[Line]] = {}
    for _ours, theirs in gaps:
        for line in theirs:
            places.setdefault(found[line], []).append(line)
    moved = []
    for ours, _theirs in gaps:
        moved += [(k, places[known[k]].pop(0)) for k in ours if places.get(known[k])]
    return moved


def _pair(ours: list[Line], theirs: list[Line], agree: Agree, result: Differences) -> None:
    """Leftover lines of one gap: those that agree most are one line that was changed."""
    both = _alike(ours, theirs, agree) if len(ours) * len(theirs) <= MOST_WEIGHED else []
    paired = {k for k, _ in both}, {f for _, f in both}
    ours = [k for k in ours if k not in paired[0]]
    theirs = [f for f in theirs if f not in paired[1]]
    if len(ours) == len(theirs):  # line for line, however much of it is new
        both, ours, theirs = [*both, *zip(ours, theirs, strict=True)], [], []
    result.changed += sorted(both)
    result.gone += ours
    result.new += theirs


def _alike(ours: list[Line], theirs: list[Line], agree: Agree) -> list[tuple[Line, Line]]:
    """Pairs that agree in something, those first that agree most and lie nearest."""
    weighed = (
        (agree(k, f), -abs(n - m), k, f) for n, k in enumerate(ours) for m, f in enumerate(theirs)
    )
    both: list[tuple[Line, Line]] = []
    used = set[Line](), set[Line]()
    for weight, _near, k, f in sorted(weighed, reverse=True):
        if weight and k not in used[0] and f not in used[1]:
            both.append((k, f))
            used[0].add(k)
            used[1].add(f)
    return both
