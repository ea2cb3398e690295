"""Writes a plain large sheet with a Rust writer, several times faster than XlsxWriter.

It cannot write signatures or charts, so ``write_sheet`` in ``portal.office.build`` uses it for long
sheets only. Row count and hash go on a tab of their own.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, BinaryIO

from rustpy_xlsxwriter import FastExcel, Format

from models.words.text import N_
from portal.platform.sheets.sheet import (
    CLOSING,
    Account,
    Say,
    Sheet,
    Written,
    footer,
    head_lines,
    tab_name,
    text_of,
    untranslated,
    wall_clock,
    widths,
)


def write_fast(sheet: Sheet, stream: BinaryIO, say: Say = untranslated) -> Written:
    """Stream one large sheet; text never becomes a formula, dates stay dates (SEC-10).

    ``say`` translates titles and labels. Raises ``TooLarge`` beyond Excel's last row.
    """
    account = Account()
    titles = _unlike([say(c.title) for c in sheet.columns])
    lines = [say(sheet.title), *head_lines(sheet, say)]
    end, head = max(len(titles) - 1, 1), len(lines)
    names: set[str] = set()
    book = FastExcel(stream).freeze(row=head + 1)
    book.sheet(
        tab_name(say(sheet.title), names),
        _records(sheet, account, titles),
        header_row=head,
        merge_ranges=[
            (i, 0, i, end, text_of(line), _title() if i == 0 else _font())
            for i, line in enumerate(lines)
        ],
        column_widths=[float(width) for width in widths(sheet.columns, say)],
        column_formats=[_font().set_num_format(c.look.format) for c in sheet.columns],
        header_format=_font().set_bold().set_background_color("#EEF0F4").set_align("center"),
        autofilter=True,
        page_setup={
            "landscape": True,
            "paper_size": 9,
            "repeat_rows": head,
            "fit_to_pages": (1, 0),
            "footer": footer(sheet, say),
        },
    )
    book.sheet(tab_name(say(N_("Check")), names), _check(account, say), column_width=100.0)
    book.save()
    return account.written()


def _records(sheet: Sheet, account: Account, titles: list[str]) -> Iterator[dict[str, Any]]:
    """One dict per row, as the writer expects."""
    looks = [c.look for c in sheet.columns]
    for row in account.take(sheet.rows):
        yield {
            title: text_of(value) if look.text else _typed(value, day=look.day)
            for title, value, look in zip(titles, row, looks, strict=True)
        }
    if not account.rows:  # the writer writes the heading with the first record
        yield dict.fromkeys(titles, "")


def _typed(value: Any, *, day: bool) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date):
        return wall_clock(value, day=day)
    return value if value is None or isinstance(value, int | float) else text_of(value)


def _check(account: Account, say: Say) -> Iterator[dict[str, str]]:
    """Row count and hash; a generator, so that it runs after the rows were written."""
    yield {say(N_("Check")): say(CLOSING) % vars(account.written())}


def _unlike(titles: list[str]) -> list[str]:
    """Titles made unique by trailing spaces, because the writer keys columns by name."""
    counts = dict.fromkeys(titles, 0)
    unlike = []
    for title in titles:
        unlike.append(title + " " * counts[title])
        counts[title] += 1
    return unlike


def _font() -> Any:
    return Format().set_font_name("Microsoft YaHei").set_font_size(9)


def _title() -> Any:
    return _font().set_font_size(16).set_bold().set_align("center")
