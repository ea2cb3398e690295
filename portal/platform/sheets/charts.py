"""Charts of a sheet, under its rows, and small lines within them; their figures are kept in them,
so that previews on a phone draw them.
"""

import math
from collections.abc import Sequence
from typing import Any

from portal.platform.sheets.chart import Chart
from portal.platform.sheets.frame import Frame
from portal.platform.sheets.layout import (
    BOTTOM,
    LONG_SIDE,
    MM,
    SHORT_SIDE,
    TOP,
    column_points,
    row_height,
)
from portal.platform.sheets.sheet import text_of
from portal.platform.sheets.styles import FONT, HOUSE, INK, LINES
from portal.platform.sheets.totals import Sums, column_name

HEIGHT = 260  # pixels
PIXELS = 0.75  # points each
TEXT = {"name": FONT, "size": 9, "color": INK}
Rows = Sequence[Sequence[Any]]


def draw_chart(book: Any, frame: Frame, rows: Rows, last: int, end: int) -> int:
    """The chart of a sheet below ``end``, as wide as the paper; returns the last row it covers."""
    chart = frame.sheet.chart
    if chart is None or not rows:
        return end
    drawn = book.add_chart({"type": chart.kind, **({"subtype": "stacked"} if chart.by_row else {})})
    for n, one in enumerate(_series(frame, chart, rows, last)):
        drawn.add_series({**one, **_look(chart, n)})
    _dress(frame, drawn, chart)
    top = end + 2
    taken = 30 + row_height(1) * top
    covered = math.ceil(HEIGHT * PIXELS / row_height(1))
    if taken % _page(frame) + HEIGHT * PIXELS > _page(frame):
        frame.page.set_h_pagebreaks([top])  # no chart is cut
    frame.page.insert_chart(top, 0, drawn, {"object_position": 1})
    return top + covered


def _page(frame: Frame) -> float:
    side = LONG_SIDE if frame.sheet.portrait else SHORT_SIDE
    return (side - TOP - BOTTOM) * MM


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
                "values": [tab, first, place, last, place],
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


def _number(value: Any) -> Any:
    """A dash draws nothing."""
    return value if isinstance(value, int) else "" if isinstance(value, str) else float(value or 0)


def _look(chart: Chart, n: int) -> dict[str, Any]:
    """The colours of the house."""
    colour = HOUSE[n % len(HOUSE)]
    if chart.kind == "line":
        line = {"color": colour, "width": 2}
        fill = {"fill": {"color": colour}, "border": {"color": colour}}
        return {"line": line, "marker": {"type": "circle", "size": 5, **fill}}
    return {"fill": {"color": colour}, **({"gap": 60} if n == 0 else {})}


def _dress(frame: Frame, drawn: Any, chart: Chart) -> None:
    """Title, legend, both axes with their titles; values begin at nought."""
    say, columns = frame.say, frame.sheet.columns
    words = say(columns[0].title) if not chart.by_row else ""
    along = words or say(chart.title)
    drawn.set_title({"name": say(chart.title), "name_font": {**TEXT, "size": 11}})
    points = sum(map(column_points, frame.widths[: frame.printed]))
    drawn.set_size({"width": int(points / PIXELS), "height": HEIGHT})
    drawn.set_legend({"position": "right", "font": TEXT})
    share = columns[chart.places[0]].look.format
    named = {"num_font": TEXT, "name_font": TEXT}
    grid = {"visible": True, "line": {"color": LINES, "width": 0.5}}
    values = {"min": 0, "name": say(chart.unit), "major_gridlines": grid, "num_format": share}
    drawn.set_y_axis({**values, **named})
    drawn.set_x_axis({"name": along, **named})


def draw_trends(frame: Frame, last: int) -> None:
    """A small line at each row, over its months."""
    if frame.sheet.trend is None:
        return
    place, low, high = frame.sheet.trend
    tab = "'{}'".format(frame.page.get_name().replace("'", "''"))
    for line in range(frame.head + 1, last + 1):
        frame.page.add_sparkline(
            line,
            place,
            {
                "range": f"{tab}!{column_name(low)}{line + 1}:{column_name(high)}{line + 1}",
                "markers": True,
                "series_color": HOUSE[0],
                "markers_color": HOUSE[0],
            },
        )
