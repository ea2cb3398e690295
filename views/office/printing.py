"""Registers and lists as pages of A4, for the browser's own printing: whole, or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from models.words.access import Way
from models.words.kinds import Kind
from models.words.text import N_
from portal.errors import TooLarge
from portal.events import Done
from portal.office import build, export_terms
from portal.people import step_up
from portal.platform.looks import noting
from portal.platform.sheets.columns import fit_columns
from portal.platform.sheets.formats import format_of, show_formatted
from portal.platform.sheets.layout import column_points
from portal.platform.sheets.sheet import Column, Sheet, Total, text_of
from portal.platform.sheets.totals import SUBTOTAL, Sums, amounts_in_words, with_totals
from portal.work import HERE, Work
from views.shell.i18n import gettext as _
from views.shell.kinds import SHOWN

MOST = 5_000  # rows that a browser lays out; more are a sheet


@dataclass(frozen=True)
class Line:
    """A row on paper; the ``label`` of a total stands over the columns before its ``cells``."""

    cells: Sequence[str]
    label: str = ""


@dataclass(frozen=True)
class Printed:
    """One table on paper: its own head, rows, totals and lines to sign."""

    sheet: Sheet
    heads: Sequence[Column]
    shares: Sequence[int]  # of the width, in hundredths
    lines: Sequence[Line]  # rows, and a total after each group where the sheet has groups
    count: int  # of the rows alone
    label: int  # how many columns the word «total» spans
    total: Line | None  # None where rows are neither added up nor counted
    words: Sequence[str]  # amounts in words
    hidden: Sequence[str]  # columns that the paper has no room for


def printed_sheets(
    work: Work, source: str, args: Mapping[str, str], facts: Mapping[str, Any]
) -> dict[str, Any]:
    """What the print page shows; that it was printed is recorded (UX-8).

    Raises ``TooLarge`` where a page would be cut.
    """
    found = build.find_source(work, source, args)
    step_up.require_proof_for_rows(work, found.size)
    if found.size(MOST + 1) > MOST:
        raise TooLarge(
            N_("More than %(count)s rows are not printed from the browser. Export them to Excel."),
            count=f"{MOST:,}",
        )
    parts = [print_part(sheet) for sheet in found.sheets(_)]
    kept = {**facts, "filters": dict(args), "rows": sum(part.count for part in parts)}
    kept |= noting.remember(work, Way.PRINT, export_terms.read_things(work, found))
    work.record(Done(kind=Kind.REPORT, id=0, action="print", facts=kept))
    return {
        "parts": parts,
        "title": found.title,
        "maker": work.actor.name,
        "at": f"{work.now.astimezone(HERE):%Y-%m-%d %H:%M}",
    }


def print_part(sheet: Sheet) -> Printed:
    """The columns that fit the paper, with every row and the totals of those rows."""
    fitted = fit_columns(sheet.columns, _, portrait=sheet.portrait)
    shown = sheet.trend[0] if sheet.trend else fitted.printed  # small lines are Excel's alone
    heads = sheet.columns[:shown]
    points = [column_points(width) for width in fitted.widths[:shown]]
    label = min([*with_totals(heads), len(heads)])
    lines, sums = _lines(sheet, heads, label)
    added = bool(with_totals(heads)) or bool(sheet.code and not sheet.formats)
    counted = _("Total (%(count)s rows)", count=f"{sums.rows:,}")
    return Printed(
        sheet,
        heads,
        [round(100 * each / sum(points)) for each in points],
        lines,
        sums.rows,
        label,
        _total(heads, label, sums, counted) if added else None,
        [
            _("%(column)s in words: %(amount)s", column=_(column.title), amount=amount)
            for column, amount in amounts_in_words(heads, sums)
        ],
        [_(column.title) for column in sheet.columns[fitted.printed :]],
    )


def _lines(sheet: Sheet, heads: Sequence[Column], label: int) -> tuple[list[Line], Sums]:
    """The rows, each group with its total as in the workbook; and what they add up to."""
    lines, sums, part = list[Line](), Sums(sheet.columns), Sums(sheet.columns)
    group: Any = None

    def close() -> None:
        if sheet.by is not None and part.rows:
            lines.append(_total(heads, label, part, _(SUBTOTAL, group=group or "—")))

    for row in sheet.rows:
        if sheet.by is not None and row[sheet.by] != group:
            close()
            part, group = Sums(sheet.columns), row[sheet.by]
        told = zip(_heads_of(sheet, heads, sums.rows), row, strict=False)
        lines.append(Line([show_cell(c, v) for c, v in told]))
        sums.add(row)
        part.add(row)
    close()
    return lines, sums


def _total(heads: Sequence[Column], label: int, sums: Sums, text: str) -> Line:
    return Line([_summed(c, sums.value(label + n)) for n, c in enumerate(heads[label:])], text)


def _summed(column: Column, value: Any) -> str:
    if value is None:
        return ""
    late = column.total is Total.LATE
    return column.foot.text(value, _) if late else show_cell(column, value)


def _heads_of(sheet: Sheet, heads: Sequence[Column], row: int) -> Sequence[Column]:
    """The columns of a row, in formats of its own where rows have them."""
    if not sheet.formats:
        return heads
    return [replace(c, format=format_of(sheet, row, n)) for n, c in enumerate(heads)]


def show_cell(column: Column, value: Any) -> str:
    """A cell on paper: full dates, amounts with commas, words around a number."""
    if value is None or value == "":
        return ""
    if column.format:
        return show_formatted(column.format, value, _)
    return text_of(SHOWN[column.kind].paper(value))
