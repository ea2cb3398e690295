"""Turns a Sheet (title, columns, rows) into an Excel workbook, by XlsxWriter."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO

import xlsxwriter

from portal.fast import cells
from portal.platform.sheets import charts, foot, paper, rows, summary
from portal.platform.sheets.columns import fit_columns
from portal.platform.sheets.frame import Frame
from portal.platform.sheets.seal import Seal
from portal.platform.sheets.sheet import (
    Account,
    Say,
    Sheet,
    Written,
    tab_name,
    untranslated,
)
from portal.platform.sheets.styles import Styles

OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
}


@dataclass
class Making:
    """A workbook while it is written."""

    book: Any
    styles: Styles
    say: Say
    seal: Seal
    names: set[str] = field(default_factory=set)  # of tabs


def write_xlsx(
    sheets: Iterable[Sheet],
    stream: BinaryIO,
    say: Say = untranslated,
    *,
    long: bool = False,
    seal: Seal | None = None,
) -> list[Written]:
    """Write sheets one after another; text is never a formula nor a link (SEC-10).

    ``long``: row by row in constant memory, with a filter where a short one has Excel's table.
    ``say`` translates titles and labels; ``seal`` takes what proves it later. Raises ``TooLarge``
    beyond Excel's last row.
    """
    results = list[Written]()
    with xlsxwriter.Workbook(stream, {**OPTIONS, "constant_memory": long}) as book:
        made = Making(book, Styles(book), say, seal or Seal())
        for sheet in sheets:
            if not results:
                _sign(book, sheet, say)
            results.append(_write(made, sheet, long=long))
        made.seal.tabs += [page.get_name() for page in book.worksheets()]
    return results


def _sign(book: Any, sheet: Sheet, say: Say) -> None:
    """Title, author and office in the properties of the file."""
    facts: dict[str, Any] = {
        "title": say(sheet.title),
        "author": sheet.maker,
        "company": sheet.office,
    }
    if sheet.made_at:
        facts["created"] = sheet.made_at.replace(tzinfo=None)
    book.set_properties(facts)


def _write(made: Making, sheet: Sheet, *, long: bool) -> Written:
    say, tab = made.say, tab_name(made.say(sheet.tab or sheet.title), made.names)
    page = made.book.add_worksheet(tab, worksheet_class=cells.page_class() if long else None)
    fitted = fit_columns(sheet.columns, say, portrait=sheet.portrait)
    own = made.seal.open_sheet(tab, sheet, say)
    frame = Frame(page, sheet, made.styles, say, fitted.widths, fitted.printed, own, long=long)
    account = Account(sheet.tallies)
    paper.write_head(frame)
    last, sums = rows.write_rows(frame, account.take(sheet.rows))
    above = last if account.rows or sheet.bare else rows.write_nothing(frame)
    if sheet.bare:
        end, sealed = last, own.close()
    else:
        end, sealed = foot.write_foot(frame, above, sums, account.rows)
    frame.pager.keep_foot(frame.head, above, end)
    if sheet.chart:
        end = charts.draw_chart(made.book, frame, list(sheet.rows), last)
    if sheet.trend:
        charts.draw_trends(frame, list(sheet.rows))
    written = Written(account.rows, sealed.sha256, [sealed])
    paper.finish(frame, last, end, written)
    if not sheet.tallies:
        return written
    summed = summary.write_summary(made.book, frame, account, made.names, written)
    return replace(written, sheets=[sealed, summed])
