"""Charts of a sheet, under its rows, and small lines within them; their figures are kept in them,
so that previews on a phone draw them.
"""

import math
from collections.abc import Sequence
from typing import Any

from models.words.plurals import fill
from models.words.text import N_
from portal.platform.sheets.chart import Chart
from portal.platform.sheets.frame import Frame
from portal.platform.sheets.layout import column_points, row_height
from portal.platform.sheets.sheet import text_of
from portal.platform.sheets.styles import FONT, HOUSE, INK, LINES
from portal.platform.sheets.totals import Sums, column_name

HEIGHT = 260  # pixels
PIXELS = 0.75  # points each
LEAST_HEIGHT = 140.0  # points
TEXT = {"name": FONT, "size": 9, "color": INK}
Rows = Sequence[Sequence[Any]]


def draw_chart(book: Any, frame: Frame, rows: Rows, last: int) -> int:
    """The chart of a sheet below its foot, as wide as the paper, lower where only so it stands on
    the page of its rows; returns the last row it covers.
    """
    chart = frame.sheet.chart
    if chart is None or not rows:
        return frame.pager.next - 1
    drawn = book.add_chart({"type": chart.kind, **({"subtype": "stacked"} if chart.by_row else {})})
    for n, one in enumerate(_series(frame, chart, rows, last)):
        drawn.add_series({**one, **_look(chart, n)})
    pager, height = frame.pager, HEIGHT * PIXELS
    top = pager.next + 1
    pager.settle(top)
    if pager.used + height > pager.room:
        height = max(min(height, pager.room - pager.used - 1), LEAST_HEIGHT)
    if pager.used + height > pager.room:
        height = HEIGHT * PIXELS
        pager.breaks.append(top)  # no chart is cut
    _dress(frame, drawn, chart, height)
    frame.page.insert_chart(top, 0, drawn, {"object_position": 1})
    return top + math.ceil(height / row_height(1)) - 1


def _series(frame: Frame, chart: Chart, rows: Rows, last: int) -> list[dict[str, Any]]:
    """A line a row along the headings, or a line a column along the words of the rows."""
    tab, first = frame.page.get_name(), frame.head + 1
    titles = [frame.say(column.title) for column in frame.sheet.columns]
    low, high = chart.places[0], chart.places[-1]
    if not chart.by_row:
        return [
            {
                "name": [tab, frame.head, place],
                "categories": [tab, first, 0, last, 0],
                "values": _values(frame, place, [row[place] for row in rows]),
                "categories_data": [text_of(row[0]) for row in rows],
                "values_data": [_number(row[place]) for row in rows],
            }
            for place in chart.places
        ]
    lines = [(first + n, row) for n, row in enumerate(rows)]
    if len(rows) > len(HOUSE):  # more than can be told apart: what they add up to
        sums = Sums(frame.sheet.columns)
        for row in rows:
            sums.add(row)
        lines = [(last + 1, [sums.value(n) for n in range(len(titles))])]
    return [
        {
            "name": [tab, line, 0],
            "categories": [tab, frame.head, low, frame.head, high],
            "values": [tab, line, low, line, high],
            "categories_data": titles[low : high + 1],
            "values_data": [_number(value) for value in row[low : high + 1]],
        }
        for line, row in lines
    ]


def _values(frame: Frame, place: int, values: Sequence[Any]) -> Any:
    """The cells of a line. Excel draws a word as nought, so an empty cell stands for a dash."""
    tab, first = frame.page.get_name(), frame.head + 1
    if not any(isinstance(value, str) for value in values):
        return [tab, first, place, first + len(values) - 1, place]
    name = "'{}'!".format(tab.replace("'", "''"))
    empty = f"{name}${column_name(len(frame.sheet.columns))}${frame.head + 1}"  # right of all heads
    cells = [
        empty if isinstance(value, str) else f"{name}${column_name(place)}${line + 1}"
        for line, value in enumerate(values, start=first)
    ]
    return f"=({','.join(cells)})"


def _number(value: Any) -> Any:
    """A dash draws nothing."""
    return (
        None if isinstance(value, str) else value if isinstance(value, int) else float(value or 0)
    )


def _look(chart: Chart, n: int) -> dict[str, Any]:
    """The colours of the house."""
    colour = HOUSE[n % len(HOUSE)]
    if chart.kind == "line":
        line = {"color": colour, "width": 2}
        fill = {"fill": {"color": colour}, "border": {"color": colour}}
        return {"line": line, "marker": {"type": "circle", "size": 5, **fill}}
    return {"fill": {"color": colour}, **({"gap": 60} if n == 0 else {})}


def _dress(frame: Frame, drawn: Any, chart: Chart, height: float) -> None:
    """Title, legend, both axes with their titles; values begin at nought."""
    say, columns = frame.say, frame.sheet.columns
    drawn.set_title({"name": say(chart.title), "name_font": {**TEXT, "size": 11}})
    points = sum(map(column_points, frame.widths[: frame.printed]))
    drawn.set_size({"width": int(points / PIXELS), "height": int(height / PIXELS)})
    drawn.set_legend({"position": "right", "font": TEXT})
    share = columns[chart.places[0]].look.format
    named = {"num_font": TEXT, "name_font": TEXT}
    grid = {"visible": True, "line": {"color": LINES, "width": 0.5}}
    upright, along = drawn.set_y_axis, drawn.set_x_axis
    if chart.kind == "bar":
        upright, along = along, upright
    values = {"min": 0, "name": _measured(frame, chart), "major_gridlines": grid}
    upright({**values, "num_format": share, **named})
    along({"name": say(chart.along), **from_top(bar=chart.kind == "bar"), **named})
    drawn.show_blanks_as("gap")


def from_top(*, bar: bool) -> dict[str, Any]:
    """Bars stand in the order of their rows, the axis of the values below them."""
    return {"reverse": True, "crossing": "max"} if bar else {}


def _measured(frame: Frame, chart: Chart) -> str:
    """What the values are: that of the one column drawn with its unit, or the unit of them all."""
    unit = frame.say(chart.unit)
    if chart.by_row or len(chart.places) > 1:
        return unit
    title = frame.say(frame.sheet.columns[chart.places[0]].title)
    return (
        title
        if unit in title
        else fill(frame.say(N_("%(title)s (%(unit)s)")), {"title": title, "unit": unit})
    )


def draw_trends(frame: Frame, rows: Rows) -> None:
    """A small line at each row, over its last months without a gap: it would draw a dash as
    nought.
    """
    if frame.sheet.trend is None:
        return
    place, low, high = frame.sheet.trend
    tab = "'{}'".format(frame.page.get_name().replace("'", "''"))
    for line, row in enumerate(rows, start=frame.head + 1):
        dashes = [n for n in range(low, high + 1) if isinstance(row[n], str)]
        start = max(dashes, default=low - 1) + 1
        if start >= high:
            continue  # a line needs two points
        frame.page.add_sparkline(
            line,
            place,
            {
                "range": f"{tab}!{column_name(start)}{line + 1}:{column_name(high)}{line + 1}",
                "markers": True,
                "series_color": HOUSE[0],
                "markers_color": HOUSE[0],
            },
        )
