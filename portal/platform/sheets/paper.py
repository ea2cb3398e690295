"""A sheet as a page of A4: title, notes, boxes and heading over the rows, and the print set-up."""

import re
from typing import Any

from models.words.text import N_
from portal.platform.sheets import layout
from portal.platform.sheets.frame import Frame
from portal.platform.sheets.layout import lines_of, row_height
from portal.platform.sheets.page_foot import foot_of_pages
from portal.platform.sheets.sheet import Total, Written, head_lines, text_of
from portal.platform.sheets.totals import column_name, titles_of

MARGINS = {
    "left": layout.BINDING / 25.4,
    "right": layout.EDGE / 25.4,
    "top": layout.TOP / 25.4,
    "bottom": layout.BOTTOM / 25.4,
}
SCREEN_ONLY = N_("Not printed")
MOST_ROWS_TO_FILL = 10_000  # of a template: that many rows offer their choices
LONGEST_CHOICES = 255  # characters that Excel takes within a rule
ADDRESS = re.compile(r"\d|[a-zA-Z]{1,3}\d+\Z|[rRcC]\Z")  # what Excel takes for a cell


def write_head(frame: Frame) -> None:
    """Everything down to the heading, whose row the frame keeps."""
    row = 0
    if not frame.sheet.bare:
        frame.page.set_default_row(row_height(1))
        row = _boxes(frame, _title(frame))
    frame.head = row
    for line in range(row):
        frame.seal_line(line)
    titles = titles_of(frame.sheet.columns, frame.say)
    frame.seal.add_heading(titles)
    tall = max(
        lines_of(frame.say(column.title), width)
        for column, width in zip(frame.sheet.columns, frame.widths, strict=True)
    )
    frame.pager.heading = max(row_height(tall), 28)
    frame.set_height(row, frame.pager.heading)
    for index, (title, width) in enumerate(zip(titles, frame.widths, strict=True)):
        frame.page.set_column(index, index, width)
        frame.page.write_string(row, index, title, frame.styles.head)


def _title(frame: Frame) -> int:
    """Title and notes over the printed columns; the number of the row after them."""
    frame.set_height(0, 30)
    frame.across(0, 0, frame.end, text_of(frame.say(frame.sheet.title)), frame.styles.title)
    row = 0
    for row, line in enumerate(_lines(frame), start=1):
        frame.set_height(row, row_height(lines_of(line, frame.room)))
        frame.across(row, 0, frame.end, text_of(line), frame.styles.note)
    return row + 1


def _lines(frame: Frame) -> list[str]:
    """The notes, and what is on no paper."""
    hidden = [frame.say(c.title) for c in frame.sheet.columns[frame.printed :]]
    lines = head_lines(frame.sheet, frame.say)
    return [*lines, f"{frame.say(SCREEN_ONLY)}：{'、'.join(hidden)}"] if hidden else lines


def _boxes(frame: Frame, row: int) -> int:
    """The facts of the file a list is of, one or two to a line; the row after them."""
    middle = frame.printed // 2 + 1
    for pairs in frame.sheet.block:
        ends = [(0, frame.end)] if len(pairs) == 1 else [(0, middle - 1), (middle, frame.end)]
        tall = 1
        for (label, text), (first, last) in zip(pairs, ends, strict=True):
            frame.across(row, first, first, frame.say(label), frame.styles.label)
            frame.across(row, first + 1, last, text, frame.styles.boxed)
            tall = max(tall, lines_of(text, frame.room_of(first + 1, last)))
            tall = max(tall, lines_of(frame.say(label), frame.widths[first]))
        frame.set_height(row, row_height(tall) + 4)
        row += 1
    return row


def finish(frame: Frame, last: int, end: int, written: Written) -> None:
    """Paper, screen and rules, once the number of rows is known."""
    page, sheet = frame.page, frame.sheet
    if sheet.portrait:
        page.set_portrait()
    else:
        page.set_landscape()
    page.set_paper(9)
    page.set_margins(**MARGINS)
    page.fit_to_pages(1, 0)
    page.set_h_pagebreaks(frame.pager.breaks)
    page.repeat_rows(frame.head)
    page.print_area(0, 0, max(end, 0), max(frame.printed - 1, 0))
    page.set_footer(foot_of_pages(sheet, frame.say, None if sheet.bare else written))
    page.freeze_panes(frame.head + 1, min(sheet.frozen, len(sheet.columns)))
    if sheet.columns:
        _filtered(frame, last)
        _alarms(frame, last)
    if sheet.bare:
        _choices(frame)


def _filtered(frame: Frame, last: int) -> None:
    """A table of Excel with a name where rows are plain and kept; else a filter."""
    columns, first = frame.sheet.columns, frame.head
    if frame.sheet.formats:
        return  # rows of different measures are no list
    if not frame.sheet.table or frame.long or last <= first:
        frame.page.autofilter(first, 0, max(last, first), len(columns) - 1)
        return
    heads = [
        {"header": title, "header_format": frame.styles.head}
        for title in titles_of(columns, frame.say)
    ]
    name = table_name(frame.page.get_name())
    frame.page.add_table(
        first, 0, last, len(columns) - 1, {"name": name, "columns": heads, "style": None}
    )


def table_name(tab: str) -> str:
    """A name Excel takes for a table: letters, digits and underscores, no address of a cell."""
    name = re.sub(r"\W+", "_", tab)
    return f"T_{name}" if ADDRESS.match(name) else name


def _alarms(frame: Frame, last: int) -> None:
    """What is overdue or missing strikes the eye; the cell says it in words as well."""
    if last <= frame.head:
        return
    for index, column in enumerate(frame.sheet.columns):
        rules: list[dict[str, Any]] = [
            {"type": "cell", "criteria": "==", "value": f'"{frame.say(word)}"'}
            for word in column.alarms
        ]
        if column.total is Total.LATE:
            cell = f"{column_name(index)}{frame.head + 2}"
            above = f"=AND(ISNUMBER({cell}),{cell}>0)"  # a word is above any number
            rules.append({"type": "formula", "criteria": above})
        for rule in rules:
            rule["format"] = frame.styles.alarm
            frame.page.conditional_format(frame.head + 1, index, last, index, rule)


def _choices(frame: Frame) -> None:
    """Drop-downs of the columns that have a few words; others may be typed, with a warning."""
    for index, column in enumerate(frame.sheet.columns):
        if not column.choices or len(",".join(column.choices)) > LONGEST_CHOICES:
            continue
        rule = {
            "validate": "list",
            "source": list(column.choices),
            "error_type": "warning",
            "ignore_blank": True,
        }
        frame.page.data_validation(
            frame.head + 1, index, frame.head + MOST_ROWS_TO_FILL, index, rule
        )
