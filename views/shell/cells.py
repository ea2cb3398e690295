"""How values look in tables and on record pages: one small function per kind of cell."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from models.words.acts import act_label
from models.words.tasks import task_label
from views.shell import words
from views.shell.i18n import gettext
from views.shell.markup import Markup, built, quoted

DASH = '<span class="dash">—</span>'
NUMBERS = ("number", "money")
REPEATED = frozenset({"act", "flag", "said", "secrecy", "word"})  # few values, many rows
Drawer = Callable[[Any, Any], str]


def pill(word: StrEnum | None) -> Markup:
    """A state as a coloured pill with its word; any other word as plain text."""
    return built(_word(word, None))


def cell(kind: str, value: Any, today: date) -> Markup:
    """One value, escaped; an empty one is a dash."""
    return built(_cell(kind, value, today))


@dataclass(frozen=True)
class Look:
    """How rows are drawn: which column opens the record, under which address («/customers/»);
    ``edit`` and ``choose`` label the pencil and the check box, empty where the reader has none.
    """

    link: str
    base: str
    edit: str = ""
    choose: str = ""


def body(columns: Sequence[Any], rows: Sequence[Sequence[Any]], today: date, look: Look) -> Markup:
    """The rows of a list, built by string: no call per cell but its own (decision 12)."""
    drawers = [(_drawer(c.cell, c.called), c.cell in NUMBERS) for c in columns]
    at = next((i for i, c in enumerate(columns) if c.name == look.link), -1)
    return built("\n".join(_row(row[0], row[1:], drawers, at, today, look) for row in rows))


def spoken(called: Mapping[Any, str], value: Any) -> str:
    """What a value of a few is called; one that has no name is itself."""
    return gettext(called[value]) if value in called else str(value)


def _drawer(kind: str, called: Mapping[Any, str] | None = None) -> Drawer:
    """How a column draws its cells; a word is looked up and coloured once a page."""
    if called:
        return lambda value, _today: quoted(spoken(called, value))
    draw: Drawer = CELLS.get(kind, _text)
    if kind not in REPEATED:
        return draw
    drawn: dict[Any, str] = {}

    def remembered(value: Any, today: date) -> str:
        if value not in drawn:
            drawn[value] = draw(value, today)
        return drawn[value]

    return remembered


def _row(
    id: int,
    values: Sequence[Any],
    drawers: Sequence[tuple[Drawer, bool]],
    at: int,
    today: date,
    look: Look,
) -> str:
    name = quoted(values[at]) if at >= 0 else id
    parts = ["<tr>"]
    if look.choose:
        parts.append(
            f'<td class="c-check"><input type="checkbox" class="form-check-input" name="id"'
            f' value="{id}" aria-label="{look.choose} {name}"></td>'
        )
    for index, (draw, is_number) in enumerate(drawers):
        value = values[index]
        if index == at:
            parts.append(f'<td><a class="rowlink num" href="{look.base}{id}/">{name}</a>')
        else:
            shown = DASH if value is None or value == "" else draw(value, today)
            parts.append(f'<td class="n">{shown}' if is_number else f"<td>{shown}")
    if look.edit:
        parts.append(
            f'<td class="c-act"><a class="btn-ico sm i-edit" href="{look.base}{id}/edit/"'
            f' data-sheet aria-label="{look.edit} {name}"></a>'
        )
    return "".join(parts)


def _cell(kind: str, value: Any, today: date) -> str:
    if value is None or value == "":
        return DASH
    draw: Drawer = CELLS.get(kind, _text)
    return draw(value, today)


def _text(value: Any, _today: date | None) -> str:
    text = quoted(value)
    if len(text) <= 12:
        return text
    return f'<span class="clip" title="{text}">{text}</span>'


def _plain(value: Any, _today: date | None) -> str:
    return quoted(value)


def _word(value: Any, _today: date | None) -> str:
    if not isinstance(value, StrEnum):
        return quoted(value) if value else DASH
    text, tone = quoted(words.label(value)), words.tone(value)
    return f'<span class="pill pill-{tone}">{text}</span>' if tone else text


def _date(value: date, _today: date | None) -> str:
    return f'<span class="num">{value:%Y-%m-%d}</span>'


def _due(value: date, today: date) -> str:
    text, tone = words.due(value, today)
    short = f"{value:%m-%d}" if value.year == today.year else f"{value:%Y-%m-%d}"
    mark = f' <span class="{tone}">{quoted(text)}</span>' if text else ""
    return f'<span class="num" title="{value:%Y-%m-%d}">{short}</span>{mark}'


def _moment(value: datetime, today: date) -> str:
    full = words.full(value)
    return f'<time datetime="{full}" title="{full}">{quoted(words.near(full, today))}</time>'


def _number(value: Any, _today: date | None) -> str:
    return f"{value:,}"


def _money(value: Decimal, _today: date | None) -> str:
    return f"{value:,.2f}"


def _secrecy(value: Any, _today: date | None) -> str:
    return f'<span class="sec sec-{quoted(value)}">{quoted(words.label(value))}</span>'


def _flag(value: Any, _today: date | None) -> str:
    return quoted(words.yes_no(bool(value)))


def _said(value: str, _today: date | None) -> str:
    """A msgid kept in a row, such as the title of a task; names of people pass as they are."""
    return quoted(gettext(value)) if value else ""


def _act(value: str, _today: date | None) -> str:
    return quoted(gettext(act_label(value)))


def _task(value: str, _today: date | None) -> str:
    return quoted(gettext(task_label(value)))


CELLS: dict[str, Drawer] = {
    "act": _act,
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
    "said": _said,
    "task": _task,
}
