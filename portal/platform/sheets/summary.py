"""The summary of a register: small tables with shares and totals, a native chart beside each."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from models.words.text import N_
from models.words.values import ValueKind as V
from portal.platform.sheets.charts import from_top
from portal.platform.sheets.frame import Frame
from portal.platform.sheets.layout import lines_of, page_height, row_height
from portal.platform.sheets.page_foot import foot_of_pages
from portal.platform.sheets.paper import MARGINS
from portal.platform.sheets.rows import NOTHING
from portal.platform.sheets.seal import Sealed
from portal.platform.sheets.sheet import (
    Account,
    Column,
    Say,
    Sheet,
    Tally,
    Written,
    head_lines,
    share_of,
    tab_name,
    text_of,
)
from portal.platform.sheets.styles import FONT, HOUSE, INK, LINES

WIDTHS = (24, 10, 9)  # of the words, their count, their share
COLUMNS = [Column("", kind) for kind in (V.TEXT, V.INTEGER, V.PERCENT)]  # the same
LAST = 8  # the last column of the paper: the charts end there
ROOM = 90.0  # the width of all of it, in characters
CHART = {"width": 370, "height": 220}  # pixels
BLOCK = 12  # rows that a chart takes: two of them stand on a page, below the head
ROW = 15.0  # points of a row
MOST = 12  # values; the rest are counted together
LONGEST_AXIS = 120  # months that are filled in where nothing happened
PAPER = page_height(portrait=False)
NOBODY = "—"
TEXT = {"name": FONT, "size": 9, "color": INK}


@dataclass(frozen=True)
class Part:
    """One tally: its rows, and where its table begins."""

    tally: Tally
    found: Sequence[tuple[str, int]]
    top: int
    counted: Column  # what is counted or added up

    @property
    def height(self) -> int:
        return max(len(self.found) + 4, BLOCK)


def write_summary(
    book: Any, register: Frame, account: Account, names: set[str], written: Written
) -> Sealed:
    """A tab of its own: period, unit, filter and base at its head, then each tally; its seal ends
    with the last of them.
    """
    tab = tab_name(register.say(register.sheet.summary), names)
    page = book.add_worksheet(tab)
    sheet = replace(register.sheet, columns=COLUMNS, rows=(), formats=(), change=None)
    seal = register.seal.seal.open_sheet(tab, sheet, register.say)
    frame = Frame(page, sheet, register.styles, register.say, WIDTHS, LAST + 1, seal)
    _paper(frame, written)
    row, used = _head(frame, _base(account))
    start = top = row + 2
    used, breaks = used + ROW, list[int]()
    for tally, counter in zip(account.tallies, account.counts, strict=True):
        if set(counter) <= {NOBODY}:
            continue  # nobody has filled it in: a table of one dash says nothing
        part = Part(tally, _ordered(tally, counter, frame.say), top, _counted(tally, register))
        if used + part.height * ROW > PAPER:
            breaks, used = [*breaks, top], 0.0
        _table(frame, part)
        chart = _chart(book, tab, part, frame.say, register.sheet)
        page.insert_chart(top, len(WIDTHS), chart, {"x_offset": 8, "object_position": 1})
        top, used = top + part.height, used + part.height * ROW
    if top == start:
        frame.across(top, 0, LAST, frame.say(NOTHING), frame.styles.nothing)
        top += 1
    page.set_h_pagebreaks(breaks)  # no chart is cut
    page.print_area(0, 0, top - 1, LAST)
    for line in range(max(frame.said) + 1):
        frame.seal_line(line)
    counted = [COLUMNS[1], *(_counted(tally, register) for tally in account.tallies)]
    seal.formats[1] = sorted({column.look.format for column in counted})
    return seal.close()


def _counted(tally: Tally, register: Frame) -> Column:
    """The column whose look the numbers of a tally have: yuan have their fen."""
    return COLUMNS[1] if tally.weight is None else register.sheet.columns[tally.weight]


def _base(account: Account) -> int:
    """What all shares are of: the rows, or what the tallies of this unit add up."""
    for tally, counter in zip(account.tallies, account.counts, strict=True):
        if not tally.unit:
            return account.rows if tally.weight is None else counter.total()
    return account.rows


def _head(frame: Frame, rows: int) -> tuple[int, float]:
    """Title, notes and base; the last row of them, and how high all are."""
    say, sheet, styles = frame.say, frame.sheet, frame.styles
    frame.page.set_row(0, 30)
    title = text_of(f"{say(sheet.title)} · {say(sheet.summary)}")
    frame.across(0, 0, LAST, title, styles.title)
    base = f"{say(N_('Base'))}：{say(sheet.unit)} {rows:,}"
    row, high = 0, 30.0
    for row, line in enumerate([*head_lines(sheet, say), base], start=1):
        tall = row_height(lines_of(line, ROOM))
        frame.page.set_row(row, tall)
        high += tall
        frame.across(row, 0, LAST, text_of(line), styles.note)
    return row, high


def _paper(frame: Frame, written: Written) -> None:
    page = frame.page
    page.hide_gridlines(2)
    page.set_default_row(ROW)
    page.set_landscape()
    page.set_paper(9)
    page.set_margins(**MARGINS)
    wide = replace(frame.sheet, portrait=False)
    page.set_footer(foot_of_pages(wide, frame.say, written))
    for index, width in enumerate(WIDTHS):
        page.set_column(index, index, width)


def _table(frame: Frame, part: Part) -> None:
    """Words, their counts and shares, and a total that is a formula."""
    say, styles, top = frame.say, frame.styles, part.top
    words, _, shares = (column.look for column in COLUMNS)
    numbers = part.counted.look
    unit = part.tally.unit or frame.sheet.unit
    heads = (say(part.tally.title), say(unit), say(N_("Share of all")))
    for index, head in enumerate(heads):
        frame.text(top, index, head, styles.head)
    total = sum(count for _, count in part.found)
    end = top + len(part.found) + 1
    for line, (word, count) in enumerate(part.found, start=top + 1):
        frame.text(line, 0, text_of(word), styles.of(words))
        frame.number(line, 1, count, styles.of(numbers))
        share = f'=IF(B{end + 1}=0,"{NOBODY}",B{line + 1}/B{end + 1})'
        frame.formula(line, 2, share, styles.of(shares), share_of(count, total))
    frame.text(end, 0, say(N_("Grand total")), styles.of(words, foot=True))
    sums = f"=SUM(B{top + 2}:B{end})"
    frame.formula(end, 1, sums, styles.of(numbers, foot=True), total)
    whole = f"=SUM(C{top + 2}:C{end})"
    frame.formula(end, 2, whole, styles.of(shares, foot=True), 1 if total else NOBODY)


def _ordered(tally: Tally, counter: Counter[str], say: Say) -> list[tuple[str, int]]:
    """By time, in the order of the words, or the most frequent first; then those left over."""
    if tally.months:
        return [(month, counter[month]) for month in _axis(counter)]
    known = [word for word in map(say, tally.order) if counter[word]]
    ranked = sorted(
        (pair for pair in counter.items() if pair[0] not in known),
        key=lambda pair: (0 if tally.alphabetical else -pair[1], pair[0]),
    )
    found = [(word, counter[word]) for word in known] + ranked
    rest = sum(count for _, count in found[MOST:])
    return found[:MOST] + ([(say(N_("Others")), rest)] if rest else [])


def _axis(counter: Counter[str]) -> list[str]:
    """Every month from the first to the last; what has no day stands at the end."""
    months = sorted(month for month in counter if month[:4].isdigit())
    if months:
        first, last = (int(m[:4]) * 12 + int(m[5:]) - 1 for m in (months[0], months[-1]))
        if last - first < LONGEST_AXIS:
            months = [f"{n // 12}-{n % 12 + 1:02}" for n in range(first, last + 1)]
    return [*months, *sorted(word for word in counter if not word[:4].isdigit())]


def _chart(book: Any, tab: str, part: Part, say: Say, sheet: Sheet) -> Any:
    """Its cells are kept in it as well, so that previews on a phone draw it."""
    tally, top, count = part.tally, part.top, len(part.found)
    unit = tally.unit or sheet.unit
    along = N_("Month") if tally.months else sheet.columns[tally.column].title
    chart = book.add_chart({"type": tally.chart})
    chart.add_series(
        {
            "name": say(tally.title),
            "categories": [tab, top + 1, 0, top + count, 0],
            "values": [tab, top + 1, 1, top + count, 1],
            "categories_data": [word for word, _ in part.found],
            "values_data": [number for _, number in part.found],
            "data_labels": {"value": True, **({"percentage": True} if _round(tally) else {})},
            **_colours(tally, count),
        }
    )
    chart.set_title({"name": say(tally.title), "name_font": {**TEXT, "size": 11}})
    chart.set_size(CHART)
    if _round(tally):
        chart.set_legend({"position": "right", "font": TEXT})
    else:
        chart.set_legend({"none": True})
        _axes(chart, tally, say(along), say(unit))
    return chart


def _round(tally: Tally) -> bool:
    return tally.chart == "pie"


def _colours(tally: Tally, count: int) -> dict[str, Any]:
    """The colours of the house."""
    if _round(tally):
        return {"points": [{"fill": {"color": HOUSE[n % len(HOUSE)]}} for n in range(count)]}
    if tally.chart == "line":
        return {"line": {"color": HOUSE[0], "width": 2}, "marker": {"type": "circle"}}
    return {"fill": {"color": HOUSE[0]}}


def _axes(chart: Any, tally: Tally, along: str, unit: str) -> None:
    """Both axes with their titles; values begin at nought."""
    values, words = chart.set_y_axis, chart.set_x_axis
    if tally.chart == "bar":
        values, words = words, values
    named = {"num_font": TEXT, "name_font": TEXT}
    grid = {"visible": True, "line": {"color": LINES, "width": 0.5}}
    values({"min": 0, "name": unit, "major_gridlines": grid, **named})
    words({"name": along, **from_top(bar=tally.chart == "bar"), **named})
