"""What stands under the rows: the total, amounts in words, row count and hash, lines to sign."""

from typing import Any

from models.words.plurals import fill
from models.words.text import N_
from portal.platform.fields.kind import SheetColumn
from portal.platform.sheets.frame import Frame
from portal.platform.sheets.layout import lines_of, row_height
from portal.platform.sheets.seal import Sealed
from portal.platform.sheets.sheet import Total, closing_line
from portal.platform.sheets.signing import line_to_sign, places_for, rooms_for
from portal.platform.sheets.totals import (
    Sums,
    amounts_in_words,
    counting_formula,
    with_totals,
)

TOTAL = N_("Total (%(count)s rows)")
TO_SIGN = 2  # lines from that of the SHA-256 to the one to sign
IN_WORDS = N_("%(column)s in words: %(amount)s")


def write_foot(frame: Frame, last: int, sums: Sums, rows: int) -> tuple[int, Sealed]:
    """All of it, from the row after ``last`` on; returns the last row used, and the seal of the
    sheet, which ends with the line of the SHA-256: the lines to sign are filled in later.
    """
    line, sheet = last, frame.sheet
    added = sheet.code and not sheet.formats  # rows of different measures add up to nothing
    if added or with_totals(sheet.columns):
        line += 1
        text = fill(frame.say(TOTAL), {"count": rows})
        span = (frame.head + 1, last)
        label = write_total(frame, line, text, sums, span)
        if rows and sums.headed:  # else there is nothing that a formula could count
            formula = counting_formula(sheet.columns, TOTAL, frame.say, span)
            frame.formula(line, 0, formula, label, text)
        frame.seal_line(line)
        for column, words in amounts_in_words(sheet.columns, sums):
            text = fill(frame.say(IN_WORDS), {"column": frame.say(column.title), "amount": words})
            line += 1
            frame.across(line, 0, frame.end, text, frame.styles.label)
            frame.seal_line(line)
    line += 2
    text = closing_line(sheet, frame.say, rows, frame.seal.sha256)
    frame.set_height(line, row_height(lines_of(text, frame.room)))
    frame.across(line, 0, frame.end, text, frame.styles.closing)
    frame.seal_line(line - 1)
    frame.seal_line(line)
    sealed = frame.seal.close(closing=0, signed=TO_SIGN if sheet.signatures else 0)
    if sheet.signatures:
        line += TO_SIGN
        frame.set_height(line, 24)
        widths, count = frame.widths[: frame.printed], len(sheet.signatures)
        places, rooms = places_for(widths, count), rooms_for(widths, count)
        for place, room, who in zip(places, rooms, sheet.signatures, strict=True):
            text = line_to_sign(frame.say(who), room)
            frame.page.write_string(line, place, text, frame.styles.sign)
    return line, sealed


def write_total(frame: Frame, line: int, text: str, sums: Sums, span: tuple[int, int]) -> Any:
    """A row of totals over the rows of ``span``: formulas that hold their values; the format of
    its label.
    """
    columns, styles, page = frame.sheet.columns, frame.styles, frame.page
    totals = with_totals(columns)
    label = max(min([*totals, frame.printed]), 1)
    frame.across(line, 0, label - 1, text, styles.label)
    for index in range(label, len(columns)):
        column = columns[index]
        look = column.look_in(frame.say)
        value: Any = sums.value(index)
        if value is None:
            page.write_blank(line, index, None, styles.of(look, foot=True))
        else:
            if column.total is Total.LATE:
                look = SheetColumn(column.foot.pattern(frame.say), centred=True)
            formula = sums.formula(index, *span, line)
            frame.formula(line, index, formula, styles.of(look, foot=True), value)
    return styles.label
