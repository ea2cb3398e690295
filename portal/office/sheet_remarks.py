"""What was not compared in a sheet, and what is seen in another way than it was written (D10)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from models.words.text import N_
from portal.office.sheet_faults import Fault
from portal.office.sheet_reading import ReadSheet
from portal.platform.sheets.seal import Sealed
from portal.platform.sheets.totals import column_name

HIDDEN_TAB = N_("This sheet is hidden.")
HIDDEN_ROWS = N_("Hidden rows: %(rows)s.")
HIDDEN_COLUMNS = N_("Hidden columns: %(columns)s.")
FORMAT = N_(
    "Column %(column)s: %(count)s cells have a number format that is not the portal's, the first "
    "is %(cell)s; the value is the same, but it may be shown as another."
)
OUTSIDE = N_("Text that is not the portal's stands below what was compared, in %(cells)s.")
NOT_COMPARED = N_(
    "Lines to sign (they are meant to be filled in), charts, colours and fonts, widths, comments, "
    "headers and footers, page set-up."
)
OLD_RULE = N_(
    "Amounts in words, and what stands under them: the rule under which this export was made left "
    "them out."
)
OLD_TABS = N_("These sheets, which the same rule left out: %(tabs)s.")
NAMED = 8  # cells and ranges that are told
ALWAYS = ("", "General", "@")  # the formats in which a text is shown as it is
# What changes nothing in how a number is shown, or is written in several ways by programs.
LOOSE = re.compile(r"\[\$-[^\]]*\]|_.|\*.|[\"\\\\ ]|;@\Z")


def remarks_on(sealed: Sealed, tab: str, read: ReadSheet) -> Iterator[Fault]:
    """What is hidden, shown in another format, or stands where the portal wrote nothing."""
    looks, end = read.looks, len(read.marks)
    if read.hidden:
        yield Fault(HIDDEN_TAB, tab)
    rows = [_range(str(a + 1), str(b + 1)) for a, b in looks["rows"] if a < end]
    if rows:
        yield Fault(HIDDEN_ROWS, tab, {"rows": _some(rows)})
    columns = [
        _range(column_name(a), column_name(min(b, sealed.columns - 1)))
        for a, b in looks["columns"]
        if a < sealed.columns
    ]
    if columns:
        yield Fault(HIDDEN_COLUMNS, tab, {"columns": _some(columns)})
    if sealed.formats:
        yield from _formats(sealed, tab, looks["shown"], end)
    if read.outside:
        cells = [f"{column_name(place)}{line + 1}" for line, place in read.outside]
        yield Fault(OUTSIDE, tab, {"cells": _some(cells)})


def _formats(sealed: Sealed, tab: str, shown: Sequence[Any], end: int) -> Iterator[Fault]:
    """Cells of a column that stand in a format which none of its cells had."""
    texts = set(map(plain_format, ALWAYS))
    for column, code, is_text, line, count in sorted(shown):
        if column >= len(sealed.formats) or line >= end:
            continue
        own = set(map(plain_format, sealed.formats[column])) | (texts if is_text else set())
        if plain_format(code) not in own:
            name = column_name(column)
            values = {"column": name, "count": count, "cell": f"{name}{line + 1}"}
            yield Fault(FORMAT, tab, values)


def plain_format(code: str) -> str:
    """A number format as all programs write it.

    >>> plain_format("yyyy\\\\-mm\\\\-dd;@"), plain_format("")
    ('yyyy-mm-dd', 'general')
    """
    return LOOSE.sub("", code).lower() or "general"


def _range(first: str, last: str) -> str:
    return first if first == last else f"{first}–{last}"


def _some(told: Sequence[str]) -> str:
    return "、".join(told[:NAMED]) + (" …" if len(told) > NAMED else "")


def rule_of(layout: Mapping[str, Any]) -> int:
    """The rule by which a workbook was sealed."""
    return int(layout.get("rule", 1))


def left_out(layout: Mapping[str, Any]) -> Iterator[Fault]:
    """What was not compared."""
    yield Fault(NOT_COMPARED, "")
    if rule_of(layout) == 1:
        yield Fault(OLD_RULE, "")
        sealed = {facts["tab"] for facts in layout["sheets"]}
        tabs = [tab for tab in layout["tabs"] if tab not in sealed]
        if tabs:
            yield Fault(OLD_TABS, "", {"tabs": "、".join(tabs)})
