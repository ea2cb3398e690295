"""Turns a Sheet (title, columns, rows) into an Excel workbook, by XlsxWriter."""

from collections.abc import Iterable
from typing import Any, BinaryIO

import xlsxwriter

from portal.fast import cells
from portal.platform.sheets import charts, foot, paper, rows, summary
from portal.platform.sheets.columns import fit_columns
from portal.platform.sheets.frame import Frame
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


def write_xlsx(
    sheets: Iterable[Sheet], stream: BinaryIO, say: Say = untranslated, *, long: bool = False
) -> list[Written]:
    """Write sheets one after another; text is never a formula nor a link (SEC-10).

    ``long``: row by row in constant memory, with a filter where a short one has Excel's table.
    ``say`` translates titles and labels. Raises ``TooLarge`` beyond Excel's last row.
    """
    results: list[Written] = []
    with xlsxwriter.Workbook(stream, {**OPTIONS, "constant_memory": long}) as book:
        styles, names = Styles(book), set[str]()
        for sheet in sheets:
            if not results:
                _sign(book, sheet, say)
            results.append(_write(book, sheet, styles, names, say, long=long))
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


def _write(
    book: Any, sheet: Sheet, styles: Styles, names: set[str], say: Say, *, long: bool
) -> Written:
    page = book.add_worksheet(
        tab_name(say(sheet.tab or sheet.title), names),
        worksheet_class=cells.page_class() if long else None,
    )
    fitted = fit_columns(sheet.columns, say, portrait=sheet.portrait)
    frame = Frame(page, sheet, styles, say, fitted.widths, fitted.printed, long=long)
    account = Account(sheet.tallies)
    paper.write_head(frame)
    last, sums = rows.write_rows(frame, account.take(sheet.rows))
    end = last if sheet.bare else foot.write_foot(frame, last, sums, account.written())
    if sheet.chart:
        end = charts.draw_chart(book, frame, list(sheet.rows), last, end)
    charts.draw_trends(frame, last)
    paper.finish(frame, last, end, account.written())
    if sheet.tallies:
        summary.write_summary(book, frame, account, names)
    return account.written()
