"""Writes a plain large sheet several times faster, with the Rust writer behind the same Sheet.

Its cells are written once and in order, so signatures and charts are not for it: ``choose`` in
``portal.office.build`` takes it for long sheets only. Row count and hash get a tab of their own.
"""

from collections.abc import Iterator
from typing import Any, BinaryIO

from rustpy_xlsxwriter import FastExcel, Format

from models.words.text import N_
from portal.platform.fields.kind import SheetColumn
from portal.platform.sheets.blocks import blocks_of, cells_of
from portal.platform.sheets.columns import fit_columns
from portal.platform.sheets.layout import BODY
from portal.platform.sheets.page_foot import foot_of_pages
from portal.platform.sheets.paper import MARGINS
from portal.platform.sheets.seal import Seal, Sealed, SheetSeal
from portal.platform.sheets.sheet import (
    Account,
    Column,
    Say,
    Sheet,
    Written,
    closing_line,
    head_lines,
    tab_name,
    text_of,
    untranslated,
)
from portal.platform.sheets.styles import FONT
from portal.platform.sheets.tokens import text_token
from portal.platform.sheets.totals import titles_of


def write_fast(
    sheet: Sheet, stream: BinaryIO, say: Say = untranslated, seal: Seal | None = None
) -> Written:
    """One large sheet, streamed; text is never a formula, dates are dates (SEC-10).

    ``say`` translates titles and labels; ``seal`` takes what proves it later. Raises ``TooLarge``
    beyond Excel's last row.
    """
    account = Account()
    titles = titles_of(sheet.columns, say)
    fitted = fit_columns(sheet.columns, say, portrait=sheet.portrait)
    lines = [say(sheet.title), *head_lines(sheet, say)]
    fits = fitted.printed == len(titles)
    end, head = max(fitted.printed - 1, 1), len(lines)
    seal, tabs = seal or Seal(), _tabs(sheet, say)
    book = FastExcel(stream).freeze(row=head + 1, col=min(sheet.frozen, len(titles)))
    own = seal.open_sheet(tabs[0], sheet, say)
    _seal_head(own, lines, titles)
    seal.tabs += tabs
    book.sheet(
        tabs[0],
        _records(sheet, account, own, titles),
        header_row=head,
        merge_ranges=[
            (i, 0, i, end, text_of(line), _title() if i == 0 else _font())
            for i, line in enumerate(lines)
        ],
        column_widths=[float(width) for width in fitted.widths],
        column_formats=[_look(column.look_in(say)) for column in sheet.columns],
        header_format=_font().set_bold().set_background_color("#EEF0F4").set_align("center"),
        autofilter=True,
        page_setup=_page_setup(sheet, head, say, fits=fits),
    )
    sealed = list[Sealed]()
    book.sheet(tabs[1], _check(sheet, account, own, sealed, say), column_width=100.0)
    book.save()
    return Written(account.rows, own.sha256, sealed)


def _tabs(sheet: Sheet, say: Say) -> list[str]:
    """The names of both tabs: rows, and what proves them."""
    names: set[str] = set()
    return [tab_name(say(title), names) for title in (sheet.title, N_("Check"))]


def _seal_head(seal: SheetSeal, lines: list[str], titles: list[str]) -> None:
    for line in lines:
        seal.add_texts({0: text_token(text_of(line))})
    seal.add_heading(titles)


def _page_setup(sheet: Sheet, head: int, say: Say, *, fits: bool) -> dict[str, Any]:
    return {
        "landscape": not sheet.portrait,
        "paper_size": 9,
        "margins": MARGINS,
        "repeat_rows": head,
        **({"fit_to_pages": (1, 0)} if fits else {"repeat_columns": 0}),
        "footer": foot_of_pages(sheet, say),
    }


def _records(
    sheet: Sheet, account: Account, seal: SheetSeal, titles: list[str]
) -> Iterator[dict[str, Any]]:
    """A dict per row; the writer asks for nothing else."""
    columns = list(enumerate(c.look for c in sheet.columns))
    for block in blocks_of(account.take(sheet.rows)):
        cells = [
            cells_of(values, look, seal.spellers[place], dated=place in seal.days)
            for (place, look), values in zip(columns, zip(*block, strict=True), strict=True)
        ]
        seal.add_spelt([spelt for _written, spelt in cells])
        for row in zip(*(written for written, _spelt in cells), strict=True):
            yield dict(zip(titles, row, strict=True))
    if not account.rows:  # the heading is written with the first record
        yield dict.fromkeys(titles, "")


def _check(
    sheet: Sheet, account: Account, seal: SheetSeal, sealed: list[Sealed], say: Say
) -> Iterator[dict[str, str]]:
    """Asked for after the rows were written, so that the hash is known; closes the seals of both
    tabs.
    """
    title, line = say(N_("Check")), closing_line(sheet, say, account.rows, seal.sha256)
    plain = Sheet(title=title, columns=[Column(title)], rows=())
    own = seal.seal.open_sheet(_tabs(sheet, say)[1], plain, say)
    own.add_texts({0: text_token(title)})
    own.add_texts({0: text_token(line)})
    sealed += [seal.close(), own.close(closing=0, sha256=seal.sha256)]
    yield {title: line}


def _font() -> Any:
    return Format().set_font_name(FONT).set_font_size(BODY)


def _look(look: SheetColumn) -> Any:
    """Bordered, and folded where texts may fold; a text stays one when it is edited in Excel, for
    formats are those of whole columns here.
    """
    made = _font().set_num_format(look.format).set_border("thin")
    made = made.set_quote_prefix() if look.text else made
    return made.set_text_wrap() if look.wraps else made


def _title() -> Any:
    return _font().set_font_size(16).set_bold().set_align("center")
