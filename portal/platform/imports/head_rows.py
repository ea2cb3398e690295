"""Headings over several rows: a group above and its fields below are read as one heading each."""

from collections.abc import Mapping, Sequence

from portal.platform.imports.heading_keys import whole_field

Cells = Sequence[str]
Span = tuple[tuple[int, int], tuple[int, int]]  # first and last cell (row, column), from 0


def whole_head(
    rows: Sequence[tuple[int, Cells]], line: int, merged: Sequence[Span], known: Mapping[str, str]
) -> tuple[int, list[str]]:
    """The last line of the headings that stand in ``line``, and the heading of each column."""
    by_line = dict(rows)
    first, last = _merged_lines(line, merged)
    if first == last and _goes_on(by_line, line, known):
        last += 1
    if _is_grouped(by_line, first, merged, known):
        first -= 1
    wide = max(len(by_line.get(number, ())) for number in range(first, last + 1))
    levels = [_spread(by_line, number, merged, wide) for number in range(first, last)]
    levels.append(_filled(by_line.get(last, ()), wide))
    return last, [_joined([level[column] for level in levels]) for column in range(wide)]


def _merged_lines(line: int, merged: Sequence[Span]) -> tuple[int, int]:
    """The rows that cells merged downwards hold together with the headings."""
    over = [(top + 1, bottom + 1) for (top, _), (bottom, _) in merged if top < bottom]
    held = [(top, bottom) for top, bottom in over if top <= line <= bottom] or [(line, line)]
    return min(top for top, _ in held), max(bottom for _, bottom in held)


def _goes_on(by_line: Mapping[int, Cells], line: int, known: Mapping[str, str]) -> bool:
    """Whether the row below fills what the headings leave blank, with headings (no cell merged)."""
    below = by_line.get(line + 1, ())
    filled = [column for column, text in enumerate(below) if text]
    above = _filled(by_line[line], len(below))
    if all(above[column] for column in filled):
        return False
    groups = _spread(by_line, line, (), len(below))
    said = sum(
        any(whole_field(text, known) for text in (groups[column] + below[column], below[column]))
        for column in filled
    )
    return said * 2 >= len(filled)


def _is_grouped(
    by_line: Mapping[int, Cells], line: int, merged: Sequence[Span], known: Mapping[str, str]
) -> bool:
    """Whether the row above names groups: with some of them a heading says what it means."""
    heads = by_line.get(line, ())
    above = _spread(by_line, line - 1, merged, len(heads))
    if len(set(filter(None, above))) < 2:  # a title
        return False
    return any(
        group and head and group != head and whole_field(group + head, known)
        for group, head in zip(above, heads, strict=False)
    )


def _spread(
    by_line: Mapping[int, Cells], number: int, merged: Sequence[Span], wide: int
) -> list[str]:
    """A row of groups, each over all of its columns: those merged, else up to the next group."""
    cells = _filled(by_line.get(number, ()), wide)
    spans = [(left, right) for (top, left), (_, right) in merged if top == number - 1]
    if any(left < right for left, right in spans):
        for left, right in spans:
            for column in range(left + 1, min(right + 1, wide)):
                cells[column] = cells[left]
        return cells
    group = ""
    for column, text in enumerate(cells):
        group = text or group
        cells[column] = group
    return cells


def _filled(cells: Cells, wide: int) -> list[str]:
    return [*cells, *[""] * (wide - len(cells))]


def _joined(texts: Sequence[str]) -> str:
    """Group and field with a blank between them; what says the group itself stands alone."""
    heading = ""
    for text in filter(None, texts):
        heading = f"{heading} {text}" if heading and not text.startswith(heading) else text
    return heading
