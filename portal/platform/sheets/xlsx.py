"""Writes sheets into an Excel workbook with XlsxWriter."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, BinaryIO

import xlsxwriter

from models.words.text import N_
from models.words.values import ValueKind as V
from portal.fast import cells
from portal.platform.fields.kind import SheetColumn
from portal.platform.fields.kinds import KINDS
from portal.platform.sheets.sheet import (
    CLOSING,
    PAGE,
    Account,
    Say,
    Sheet,
    Tally,
    Written,
    footer,
    head_lines,
    lines_of,
    tab_name,
    text_of,
    untranslated,
    wall_clock,
    widths,
)

LINE = 12.5  # height of one line of text in points
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
}


def write_xlsx(sheets: Iterable[Sheet], stream: BinaryIO, say: Say = untranslated) -> list[Written]:
    """Write row by row in constant memory; text never becomes a formula or a link (SEC-10).

    ``say`` translates titles and labels. Raises ``TooLarge`` beyond Excel's last row.
    """
    results = []
    with xlsxwriter.Workbook(stream, OPTIONS) as book:
        styles = Styles(book)
        names: set[str] = set()
        for sheet in sheets:
            page = book.add_worksheet(
                tab_name(say(sheet.title), names), worksheet_class=cells.page_class()
            )
            account = Account(sheet.tallies)
            wide = widths(sheet.columns, say)
            head = _opening(page, sheet, wide, styles, say)
            last = _rows(page, account.take(sheet.rows), head, _looks(sheet, wide, styles))
            if not sheet.bare:
                _closing(page, sheet, account.written(), last, styles, say)
            _paper(page, sheet, head, last, say)
            results.append(account.written())
            if sheet.tallies:
                _summary(book, sheet, account, styles, say, names)
    return results


class Styles:
    """The cell formats that all sheets share, created once per workbook."""

    def __init__(self, book: Any) -> None:
        cell = {
            "font_name": "Microsoft YaHei",
            "font_size": 9,
            "valign": "vcenter",
            "border": 1,
            "border_color": "#B4BCC9",
        }
        plain = {"font_name": "Microsoft YaHei", "font_size": 9}
        self.title = book.add_format(
            {**plain, "font_size": 16, "bold": True, "align": "center", "valign": "vcenter"}
        )
        self.note = book.add_format({**plain, "font_color": "#4B5566", "text_wrap": True})
        self.head = book.add_format(
            {**cell, "bold": True, "align": "center", "bg_color": "#EEF0F4", "text_wrap": True}
        )
        self.sign = book.add_format(plain)
        self.book, self.cell = book, cell
        self.made: dict[SheetColumn, Any] = {}

    def of(self, look: SheetColumn) -> Any:
        """The format of a column's cells."""
        if look not in self.made:
            own = {"text_wrap": True} if look.wraps else {"align": "center"} if look.centred else {}
            self.made[look] = self.book.add_format({**self.cell, **own, "num_format": look.format})
        return self.made[look]


def _opening(page: Any, sheet: Sheet, wide: list[int], styles: Styles, say: Say) -> int:
    """Write title, notes and heading; returns the row number of the heading, from 0."""
    head = 0 if sheet.bare else _title(page, sheet, styles, say)
    page.set_row(head, 28)
    for index, (column, width) in enumerate(zip(sheet.columns, wide, strict=True)):
        page.set_column(index, index, width)
        page.write_string(head, index, say(column.title), styles.head)
    return head


def _title(page: Any, sheet: Sheet, styles: Styles, say: Say) -> int:
    """Write title and notes, merged over the columns; returns the number of the next row."""
    end, row = max(len(sheet.columns) - 1, 1), 0
    page.set_row(0, 30)
    page.merge_range(0, 0, 0, end, text_of(say(sheet.title)), styles.title)
    for row, line in enumerate(head_lines(sheet, say), start=1):
        page.merge_range(row, 0, row, end, "", styles.note)
        page.write_string(row, 0, text_of(line), styles.note)
    return row + 1


def _looks(
    sheet: Sheet, wide: list[int], styles: Styles
) -> list[tuple[int, SheetColumn, Any, int]]:
    """Per column: its index, look, format and width."""
    return [
        (i, c.look, styles.of(c.look), width)
        for i, (c, width) in enumerate(zip(sheet.columns, wide, strict=True))
    ]


def _rows(
    page: Any,
    rows: Iterator[Sequence[Any]],
    head: int,
    looks: list[tuple[int, SheetColumn, Any, int]],
) -> int:
    """Write the rows, each value by its type; returns the number of the last row."""
    texts = [(index, width) for index, look, _, width in looks if look.wraps]
    columns = [(index, look.text, look.day, style) for index, look, style, _ in looks]
    write_string, write_number, write_blank, write_datetime = cells.writers(page)
    line, tall = head, [head, head]  # tall: the last two rows with a height of their own
    for line, row in enumerate(rows, start=head + 1):
        if _height(page, line, row, texts):
            _forget(page, tall[0], head)
            tall = [tall[1], line]
        for (index, is_text, is_day, style), value in zip(columns, row, strict=True):
            if value is None or value == "":
                write_blank(line, index, None, style)
            elif is_text:
                write_string(line, index, text_of(value), style)
            elif isinstance(value, int | float | Decimal):
                write_number(line, index, value, style)
            elif isinstance(value, date):
                write_datetime(line, index, wall_clock(value, day=is_day), style)
            else:
                write_string(line, index, text_of(value), style)
    return line


def _height(page: Any, line: int, row: Sequence[Any], texts: list[tuple[int, int]]) -> bool:
    """Set the height of a row with wrapped text, before its cells: constant memory needs that."""
    tall = 1
    for index, width in texts:
        value = row[index]
        if type(value) is str and 2 * len(value) > width:
            tall = max(tall, lines_of(value, width))
    if tall > 1:
        page.set_row(line, min(LINE * tall + 4, 400))
    return tall > 1


def _forget(page: Any, line: int, head: int) -> None:
    """Drop the stored height of a written row, but keep that of the heading and above."""
    if line > head:
        cells.forget_height(page, line)


def _closing(
    page: Any, sheet: Sheet, written: Written, last: int, styles: Styles, say: Say
) -> None:
    """Write row count and hash, then the signature lines."""
    line = last + 2
    page.write_string(line, 0, say(CLOSING) % vars(written), styles.sign)
    if sheet.signatures:
        step = max(len(sheet.columns) // len(sheet.signatures), 1)
        for index, who in enumerate(sheet.signatures):
            page.write_string(line + 2, index * step, f"{say(who)}：______________", styles.sign)


def _paper(page: Any, sheet: Sheet, head: int, last: int, say: Say) -> None:
    """Set up A4 landscape with the heading repeated and pages numbered; freeze and filter it."""
    page.set_landscape()
    page.set_paper(9)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.7)
    page.fit_to_pages(1, 0)
    page.repeat_rows(head)
    page.set_footer(footer(sheet, say))
    page.freeze_panes(head + 1, 0)
    if sheet.columns:
        page.autofilter(head, 0, max(last, head), len(sheet.columns) - 1)


def _summary(
    book: Any, sheet: Sheet, account: Account, styles: Styles, say: Say, names: set[str]
) -> None:
    """Write a sheet of small tables, each with a native chart beside it."""
    tab = tab_name(say(sheet.summary), names)
    page = book.add_worksheet(tab)
    page.set_landscape()
    page.set_paper(9)
    page.set_margins(top=0.5, bottom=0.6)
    page.set_footer(f"&C{say(PAGE)}")
    page.set_print_scale(85)  # fit_to_pages would ignore the page breaks between charts
    page.set_column(0, 0, 28)
    page.set_column(1, 1, 12)
    page.merge_range(
        0, 0, 0, 7, text_of(f"{say(sheet.title)} · {say(sheet.summary)}"), styles.title
    )
    top, tops = 2, []
    for tally, counter in zip(account.tallies, account.counts, strict=True):
        if set(counter) == {"—"}:
            continue  # no row has a value
        largest = _largest(counter, say)
        tops.append(top)
        page.write_string(top, 0, say(tally.title), styles.head)
        page.write_string(top, 1, say(N_("Count")), styles.head)
        for offset, (label, count) in enumerate(largest, start=1):
            page.write_string(top + offset, 0, text_of(label), styles.of(KINDS[V.TEXT].sheet))
            page.write_number(top + offset, 1, count, styles.of(KINDS[V.INTEGER].sheet))
        if counter:
            chart = _chart(book, tab, tally, top, len(largest), say)
            page.insert_chart(top, 2, chart, {"x_offset": 12, "x_scale": 0.95, "y_scale": 0.9})
        top += max(len(largest) + 3, 15)
    page.set_h_pagebreaks(tops[2::2])  # two charts a page, none of them split


def _largest(counter: Counter[str], say: Say, most: int = 12) -> list[tuple[str, int]]:
    """The ``most`` frequent values; the others are counted together."""
    ranked = sorted(counter.items(), key=lambda pair: (-pair[1], pair[0]))
    rest = sum(count for _, count in ranked[most:])
    return ranked[:most] + ([(say(N_("Others")), rest)] if rest else [])


def _chart(book: Any, tab: str, tally: Tally, top: int, count: int, say: Say) -> Any:
    chart = book.add_chart({"type": tally.chart})
    chart.add_series(
        {
            "name": say(tally.title),
            "categories": [tab, top + 1, 0, top + count, 0],
            "values": [tab, top + 1, 1, top + count, 1],
            "data_labels": {"value": True},
            **({} if tally.chart == "pie" else {"fill": {"color": "#2B59C3"}}),
        }
    )
    (chart.set_x_axis if tally.chart == "bar" else chart.set_y_axis)({"min": 0})
    chart.set_title({"name": say(tally.title), "name_font": {"size": 12}})
    if tally.chart != "pie":
        chart.set_legend({"none": True})
    return chart
