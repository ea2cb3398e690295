"""Reads text with separators: which separator, where a row ends, and quotes that must close.

A row ends at CR, LF or CRLF outside quotes, and nowhere else. The separator is the one by which
headings are known; where none is, the one that cuts the first rows into equal parts.
"""

import re
from collections import Counter
from collections.abc import Iterator, Set
from contextlib import suppress
from functools import cache
from itertools import islice
from typing import NamedTuple

from portal.platform.imports.heading_keys import count_known
from portal.platform.imports.reader.books import COLUMNS, plain_text
from portal.platform.imports.reader.decoding import decode_text
from portal.platform.imports.reader.refusals import Head, Refused, Rows
from portal.platform.texts import LINE_END

USUAL = ",\t;|，"
RARE = "；｜、^~\x1f\x01"  # only where headings are known by them
LOOKED_AT = 20  # rows, to find the separator by
LONGEST = 32_767  # characters of a cell, as in Excel
SAID = re.compile(r'"?sep=([^"\r\n])"?[ \t]*(?=\r|\n|\Z)', re.IGNORECASE)  # Excel's own first line
NARROW = 3  # columns; in so few, lines of a cell look like rows too easily
WEB = (b"<!doctype", b"<html", b"<table", b"<?xml", b"<meta", b"<head")


class Record(NamedTuple):
    """One row: the line of the file it begins in, and its cells as they stand."""

    line: int
    cells: list[str]


def read_text(content: bytes, known: Set[str]) -> tuple[Head, Rows]:
    """All rows of a text; nothing is given before the last quote is found to be closed."""
    low = content[:8192].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if low.startswith(WEB):
        raise Refused("web")
    text = decode_text(content, lambda found: known_headings_in(found, known))
    if "\0" in text:
        raise Refused("unknown")
    rows = [finished(record) for record in split_checked(text, known)]
    head = {"sheet": "", "sheets": [], "hidden": [], "told": {}, "merged": []}
    return head, iter(rows)


def finished(record: Record) -> list[str]:
    """The cells as their owner would type them. Refuses too many, and too long a one."""
    if len(record.cells) > COLUMNS:
        raise Refused("columns", count=len(record.cells), most=COLUMNS)
    if any(len(cell) > LONGEST for cell in record.cells):
        raise Refused("long_cell", line=record.line, most=LONGEST)
    cells = [plain_text(cell) for cell in record.cells]
    return cells if any(cells) else []


def split_checked(text: str, known: Set[str]) -> Iterator[Record]:
    """The records of a text. Refuses a quote that has swallowed rows before it was closed."""
    said = SAID.match(text)
    separator = said[1] if said else guess_separator(text, known)
    records = split_records(text, separator)
    first = list(islice(records, LOOKED_AT))
    usual = usual_width(first)
    if said and first:
        yield first.pop(0)._replace(cells=[])
    for source in (first, records):
        for record in source:
            refuse_swallowed(record, separator, usual)
            yield record


def guess_separator(text: str, known: Set[str]) -> str:
    """The separator by which most headings are known, else the one that cuts rows alike."""
    fits = {sign: fitness(text, sign, known) for sign in USUAL + RARE}
    best = max(USUAL, key=lambda sign: fits[sign])
    rare = max(RARE, key=lambda sign: fits[sign])
    return rare if fits[rare][0] > max(fits[best][0], 1) else best


def fitness(text: str, separator: str, known: Set[str]) -> tuple[int, float, int]:
    """How many headings are known by a separator, how many rows are cut alike, and how wide."""
    rows = first_rows(text, separator)
    counts = [count_known(row, known) for row in rows]
    most = max(counts, default=0)
    if most:
        place = counts.index(most)
        width = len(rows[place])
        below = rows[place + 1 :]
    else:
        below, width = rows, most_common([len(row) for row in rows if len(row) > 1])
    alike = sum(len(row) == width for row in below)
    return most, alike / max(len(below), 1), width


def known_headings_in(text: str, known: Set[str]) -> int:
    """The most headings that are known by any separator."""
    return max(fitness(text, sign, known)[0] for sign in USUAL)


def first_rows(text: str, separator: str) -> list[list[str]]:
    """The first rows, as far as they can be cut."""
    rows: list[list[str]] = []
    with suppress(Refused):  # told when the text is read by the separator that is right
        rows.extend(r.cells for r in islice(split_records(text, separator), LOOKED_AT))
    return [row for row in rows if any(row)]


def usual_width(records: list[Record]) -> int:
    return most_common([len(record.cells) for record in records if any(record.cells)])


def most_common(widths: list[int]) -> int:
    return Counter(widths).most_common(1)[0][0] if widths else 0


@cache
def patterns(separator: str) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """A cell in quotes, one without, and a quote that opens a cell."""
    sign = re.escape(separator)
    blank = r"[ ]*" if separator == "\t" else r"[ \t]*"
    quoted = rf'{blank}=?"(?P<inside>[^"]*(?:""[^"]*)*)"'
    return (
        re.compile(rf"{quoted}{blank}(?={sign}|\r|\n|\Z)"),
        re.compile(rf"[^{sign}\r\n]*"),
        re.compile(rf'{blank}=?"(?P<inside>[^"]*(?:""[^"]*)*)(?P<closed>"?)'),
    )


def split_records(text: str, separator: str) -> Iterator[Record]:
    """The records of a text as they stand, quotes taken off. Refuses a quote that never closes."""
    at, line = 0, 1
    while at < len(text):
        end = LINE_END.search(text, at)
        stop = end.start() if end else len(text)
        if text.find('"', at, stop) < 0:
            cells = text[at:stop].split(separator)
        else:
            cells, stop = quoted_cells(text, at, separator, line)
            end = LINE_END.match(text, stop)
        yield Record(line, cells)
        passed = len(LINE_END.findall(text, at, stop)) + 1
        at, line = (end.end() if end else len(text)), line + passed


def quoted_cells(text: str, at: int, separator: str, line: int) -> tuple[list[str], int]:
    """The cells of one record that has quotes in it, and where it stops."""
    quoted, plain, opening = patterns(separator)
    cells: list[str] = []
    start = at
    while True:
        if found := quoted.match(text, at):
            cells.append(found["inside"].replace('""', '"'))
        else:
            found = plain.match(text, at)
            opened = opening.match(text, at)
            if opened and found and crosses(opened, separator):
                raise Refused("quote", line=line + len(LINE_END.findall(text, start, at)))
            cells.append(found[0] if found else "")
        at = found.end() if found else at
        if not text.startswith(separator, at):
            return cells, at
        at += 1


def crosses(opened: re.Match[str], separator: str) -> bool:
    """Whether a quote that opens a cell does not close before the cell or the row ends."""
    inside = opened["inside"]
    return not opened["closed"] or separator in inside or LINE_END.search(inside) is not None


def refuse_swallowed(record: Record, separator: str, usual: int) -> None:
    """Refuse a cell whose lines are rows: its quote was closed by one far below by accident."""
    if usual <= NARROW:
        return
    for place, cell in enumerate(record.cells):
        lines = LINE_END.split(cell)
        if len(lines) == 1:
            continue
        widths = [row.count(separator) + 1 for row in lines]
        behind = len(record.cells) - place - 1
        whole = [place + widths[0], *widths[1:-1], widths[-1] + behind]
        if all(width == usual for width in whole):
            raise Refused("quote", line=record.line)
