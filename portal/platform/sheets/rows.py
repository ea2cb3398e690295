"""The rows of a sheet: typed cells, heights by real wrapping, a total after each group."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from models.words.plurals import fill
from models.words.text import N_
from portal.fast import cells
from portal.platform.sheets.foot import write_total
from portal.platform.sheets.formats import format_of
from portal.platform.sheets.frame import Frame
from portal.platform.sheets.layout import BODY, PADDING, column_points, lines_of, row_height
from portal.platform.sheets.paging import TOGETHER
from portal.platform.sheets.sheet import text_of, wall_clock
from portal.platform.sheets.tokens import kept_number
from portal.platform.sheets.totals import SUBTOTAL, Sums

NOTHING = N_("No records")


def write_rows(frame: Frame, found: Iterator[Sequence[Any]]) -> tuple[int, Sums]:
    """Every row, the format of each column chosen once; the last line used, and the totals."""
    sums, part = Sums(frame.sheet.columns), Sums(frame.sheet.columns)
    write = _mixed_writer(frame) if frame.sheet.formats else _writer(frame)
    tall, seal = _heights(frame), frame.seal.add_row
    line, start, group, by = frame.head, frame.head + 1, None, frame.sheet.by
    if not sums.places and by is None:  # nothing to add up: the quick way
        for line, row in enumerate(found, start=start):
            tall(line, row)
            write(line, row)
            seal(row)
        return line, sums
    for row in found:
        if by is not None and part.rows and row[by] != group:
            line += 1
            _subtotal(frame, line, start, part, group)
            start, part = line + 1, Sums(frame.sheet.columns)
        line += 1
        tall(line, row)
        write(line, row)
        seal(row)
        sums.add(row)
        part.add(row)
        group = row[by] if by is not None else None
    if by is not None and part.rows:
        line += 1
        _subtotal(frame, line, start, part, group)
    return line, sums


def write_nothing(frame: Frame) -> int:
    """A table without rows says so; the line it says it in."""
    line = frame.head + 1
    frame.across(line, 0, frame.end, frame.say(NOTHING), frame.styles.nothing)
    frame.seal_line(line)
    return line


def _subtotal(frame: Frame, line: int, start: int, part: Sums, group: Any) -> None:
    text = fill(frame.say(SUBTOTAL), {"group": group or "—"})
    write_total(frame, line, text, part, (start, line - 1))
    frame.seal_line(line, hashed=True)


def _writer(frame: Frame) -> Callable[[int, Sequence[Any]], None]:
    """Writes the cells of one row by their types."""
    looks = [c.look_in(frame.say) for c in frame.sheet.columns]
    columns = [(i, k.text, k.day, frame.styles.of(k)) for i, k in enumerate(looks)]
    write_string, write_number, write_blank, write_datetime = cells.writers(frame.page)
    kept = frame.styles.kept

    def write(line: int, row: Sequence[Any]) -> None:
        for (index, is_text, is_day, style), value in zip(columns, row, strict=True):
            if value is None or value == "":
                write_blank(line, index, None, style)
            elif is_text:
                text = text_of(value)
                write_string(line, index, text, kept(style, text))
            elif isinstance(value, int | float | Decimal):
                write_number(line, index, kept_number(value), style)
            elif isinstance(value, date):
                write_datetime(line, index, wall_clock(value, day=is_day), style)
            else:
                text = text_of(value)
                write_string(line, index, text, kept(style, text))

    return write


def _mixed_writer(frame: Frame) -> Callable[[int, Sequence[Any]], None]:
    """Writes rows whose numbers have formats of their own."""
    columns, page = frame.sheet.columns, frame.page

    def write(line: int, row: Sequence[Any]) -> None:
        for index, (column, value) in enumerate(zip(columns, row, strict=True)):
            form = format_of(frame.sheet, line - frame.head - 1, index)
            told = column if column.look.text else replace(column, format=form)
            style = frame.styles.of(told.look_in(frame.say))
            if isinstance(value, int | float | Decimal):
                page.write_number(line, index, kept_number(value), style)
            else:
                text = text_of(value)
                page.write_string(line, index, text, frame.styles.kept(style, text))

    return write


def _heights(frame: Frame) -> Callable[[int, Sequence[Any]], None]:
    """Says a row's height before its cells are written, where a text folds."""
    columns = enumerate(zip(frame.sheet.columns, frame.widths, strict=True))
    texts = [
        (i, width, int((column_points(width) - PADDING) // BODY))
        for i, (c, width) in columns
        if c.look.wraps
    ]
    told = [frame.head, frame.head]

    def tall(line: int, row: Sequence[Any]) -> None:
        most = 1
        for index, width, short in texts:
            value = row[index]
            if type(value) is str and (len(value) > short or "\n" in value):
                most = max(most, lines_of(value, width))
        if most > 1:
            frame.set_height(line, row_height(most))
            if frame.long:
                frame.pager.settle(line - TOGETHER - 1)
                _forget(frame, told[0])
                told[:] = [told[1], line]

    return tall


def _forget(frame: Frame, line: int) -> None:
    """The height of a row that was written is asked for no more; that of the heading is."""
    if line > frame.head:
        cells.forget_height(frame.page, line)
