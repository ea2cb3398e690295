"""Draws rows of a list and values of a record page as strings (decision 12)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from models.words.values import ValueKind as V
from views.shell import drawers
from views.shell.drawers import DASH, Drawer
from views.shell.i18n import gettext
from views.shell.icons import icon
from views.shell.kinds import SHOWN
from views.shell.markup import Markup, built, quoted


def moment(value: datetime, today: date) -> Markup:
    """A time relative to today; the tooltip, and paper, have it in full."""
    return built(drawers.moment(value, today))


def pill(word: StrEnum | None) -> Markup:
    """A state as a coloured pill with its label; any other enum member as plain text."""
    return built(drawers.word(word, None))


def cell(kind: V, value: Any, today: date) -> Markup:
    """One value on a record page, escaped; an empty one is a dash."""
    empty = value is None or value == ""
    return built(DASH if empty else SHOWN[kind].fact(value, today))


@dataclass(frozen=True)
class Look:
    """How rows are drawn: ``link`` is the column that opens the record, ``base`` the address of
    the list («/customers/»); ``edit`` and ``choose`` label the pencil and the check box, and are
    empty if there is none. ``locked`` are the ids of stubs, which can only be opened.
    """

    link: str
    base: str
    edit: str = ""
    choose: str = ""
    locked: frozenset[int] = frozenset()


def table_body(
    columns: Sequence[Any], rows: Sequence[Sequence[Any]], today: date, look: Look
) -> Markup:
    """The rows of a list, with one call for each cell (decision 12)."""
    ways = [(_drawer(c.cell, c.called, c.parts), SHOWN[c.cell].right) for c in columns]
    link = next((i for i, c in enumerate(columns) if c.name == look.link), -1)
    return built("\n".join(_row(row[0], row[1:], ways, link, today, look) for row in rows))


def value_name(called: Mapping[Any, str], value: Any) -> str:
    """The translated name of a value, or the value itself if it has none."""
    return gettext(called[value]) if value in called else str(value)


def _drawer(
    kind: V,
    called: Mapping[Any, str] | None = None,
    parts: Callable[[Any], Sequence[str]] | None = None,
) -> Drawer:
    """The function that draws a column's cells; repeated values are drawn once a page."""
    if parts:
        return lambda value, _today: quoted(gettext(", ").join(map(gettext, parts(value)))) or DASH
    if called:
        return lambda value, _today: quoted(value_name(called, value))
    draw = SHOWN[kind].cell
    if not SHOWN[kind].few:
        return draw
    drawn: dict[Any, str] = {}

    def remembered(value: Any, today: date) -> str:
        if value not in drawn:
            drawn[value] = draw(value, today)
        return drawn[value]

    return remembered


def _lock() -> str:
    word = quoted(gettext("Locked"))
    return f' <span class="muted" title="{word}">{icon("lock", "sm")}</span>'


def _row(
    id: int,
    values: Sequence[Any],
    ways: Sequence[tuple[Drawer, bool]],
    link: int,
    today: date,
    look: Look,
) -> str:
    name = quoted(values[link]) if link >= 0 else id
    parts, stub = ["<tr>"], id in look.locked
    if look.choose and stub:
        parts.append('<td class="c-check">')
    elif look.choose:
        parts.append(
            f'<td class="c-check"><input type="checkbox" class="form-check-input" name="id"'
            f' value="{id}" aria-label="{look.choose} {name}"></td>'
        )
    for index, (draw, is_number) in enumerate(ways):
        value = values[index]
        if index == link:
            lock = _lock() if stub else ""
            parts.append(f'<td><a class="rowlink num" href="{look.base}{id}/">{name}</a>{lock}')
        else:
            shown = DASH if value is None or value == "" else draw(value, today)
            parts.append(f'<td class="n">{shown}' if is_number else f"<td>{shown}")
    if look.edit and stub:
        parts.append('<td class="c-act">')
    elif look.edit:
        parts.append(
            f'<td class="c-act"><a class="btn-ico sm i-edit" href="{look.base}{id}/edit/"'
            f' data-sheet aria-label="{look.edit} {name}"></a>'
        )
    return "".join(parts)
