"""How values look in tables and on record pages: one small function per kind of cell."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from views import words
from views.markup import Markup, built, escape

DASH = '<span class="dash">—</span>'
NUMBERS = ("number", "money")


def pill(word: StrEnum | None) -> Markup:
    """A state as a coloured pill with its word; any other word as plain text."""
    return built(_word(word, None))


def cell(kind: str, value: Any, today: date) -> Markup:
    """One value, escaped; an empty one is a dash."""
    return built(_cell(kind, value, today))


def body(
    columns: Sequence[Any], rows: Sequence[Sequence[Any]], today: date, *, link: str, base: str,
    edit: str = "", choose: str = "",
) -> Markup:  # fmt: skip
    """The rows of a list, built by string: no call per cell but its own (performance.md).

    ``base`` is «/customers/»; ``edit`` and ``choose`` are the labels of the pencil and of the
    check box, empty where the reader has neither.
    """
    drawers = [(CELLS.get(c.cell, _text), c.name == link, c.cell in NUMBERS) for c in columns]
    lines = []
    for id, *values in rows:
        name = next((escape(v) for (_, is_link, _n), v in zip(drawers, values, strict=True)
                     if is_link), id)  # fmt: skip
        parts = ["<tr>"]
        if choose:
            parts.append(
                f'<td class="c-check"><input type="checkbox" class="form-check-input" name="id"'
                f' value="{id}" aria-label="{choose} {name}"></td>'
            )
        for (draw, is_link, is_number), value in zip(drawers, values, strict=True):
            if is_link:
                parts.append(f'<td><a class="rowlink num" href="{base}{id}/">{escape(value)}</a>')
            else:
                shown = DASH if value is None or value == "" else draw(value, today)
                parts.append(f'<td class="n">{shown}' if is_number else f"<td>{shown}")
        if edit:
            parts.append(
                f'<td class="c-act"><a class="btn-ico sm i-edit" href="{base}{id}/edit/"'
                f' data-sheet aria-label="{edit} {name}"></a>'
            )
        lines.append("".join(parts))
    return built("\n".join(lines))


def _cell(kind: str, value: Any, today: date) -> str:
    if value is None or value == "":
        return DASH
    return CELLS.get(kind, _text)(value, today)


def _text(value: Any, _today: date | None) -> str:
    text = escape(value)
    if len(text) <= 12:
        return str(text)
    return f'<span class="clip" title="{text}">{text}</span>'


def _plain(value: Any, _today: date | None) -> str:
    return str(escape(value))


def _word(value: Any, _today: date | None) -> str:
    if not isinstance(value, StrEnum):
        return str(escape(value)) if value else DASH
    text, tone = escape(words.label(value)), words.tone(value)
    return f'<span class="pill pill-{tone}">{text}</span>' if tone else str(text)


def _date(value: date, _today: date | None) -> str:
    return f'<span class="num">{value:%Y-%m-%d}</span>'


def _due(value: date, today: date) -> str:
    text, tone = words.due(value, today)
    short = f"{value:%m-%d}" if value.year == today.year else f"{value:%Y-%m-%d}"
    mark = f' <span class="{tone}">{escape(text)}</span>' if text else ""
    return f'<span class="num" title="{value:%Y-%m-%d}">{short}</span>{mark}'


def _moment(value: datetime, today: date) -> str:
    full = words.full(value)
    return f'<time datetime="{full}" title="{full}">{escape(words.moment(value, today))}</time>'


def _number(value: Any, _today: date | None) -> str:
    return f"{value:,}"


def _money(value: Decimal, _today: date | None) -> str:
    return f"{value:,.2f}"


def _secrecy(value: Any, _today: date | None) -> str:
    return f'<span class="sec sec-{escape(value)}">{escape(words.label(value))}</span>'


def _flag(value: Any, _today: date | None) -> str:
    return str(escape(words.yes_no(bool(value))))


CELLS: dict[str, Callable[[Any, Any], str]] = {
    "text": _text,
    "link": _plain,
    "person": _plain,
    "plain": _plain,
    "word": _word,
    "date": _date,
    "due": _due,
    "moment": _moment,
    "number": _number,
    "money": _money,
    "secrecy": _secrecy,
    "flag": _flag,
}
