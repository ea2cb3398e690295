"""Draws headings, filter controls and the choice of columns of a list page as strings.

Controls with the same language, fields and choices are drawn once and cached.
"""

from collections.abc import Sequence
from typing import Any

from portal.fast.kept import kept
from portal.platform.fields.kinds import KINDS
from portal.platform.lists.listing import Column
from views.shell.i18n import current_language
from views.shell.i18n import gettext as _
from views.shell.icons import icon
from views.shell.kinds import SHOWN
from views.shell.listing import Box, ListPage
from views.shell.markup import Markup, built, option, quoted

KEPT = 200  # cached parts, a few KiB each
ARROWS = {
    "": ("arrow-down-up", "xs dim"),
    "ascending": ("arrow-up", "xs"),
    "descending": ("arrow-down", "xs"),
}


def list_headings(page: ListPage) -> Markup:
    """A cell for each column shown; sortable ones are links that reverse the order."""
    return built("".join(_heading(page, column) for column in page.page.columns))


def _heading(page: ListPage, column: Column) -> str:
    way, label = page.direction(column.name), quoted(_(column.label))
    looks = ["n"] if SHOWN[column.cell].right else []
    looks += [] if column.name in page.on_phones else ["m-hide"]
    look = f' class="{" ".join(looks)}"' if looks else ""
    sort = f' aria-sort="{way}"' if way else ""
    tip = f' data-tip="{label}｜{quoted(_(column.hint))}"' if column.hint else ""
    if column.name in page.sortable:
        url = quoted(page.sort_url(column.name))
        label = f'<a href="{url}">{label}{icon(*ARROWS[way])}</a>'
    return f'<th scope="col"{sort}{look}{tip}>{label}</th>'


def filter_choices(page: ListPage) -> Markup:
    """A check box for each column; the one that opens the record cannot be hidden."""
    shown = frozenset(column.name for column in page.page.columns)
    return _choices(current_language(), tuple(page.open_columns), shown, page.listing.link)


@kept(KEPT)
def _choices(_language: str, columns: Sequence[Column], shown: frozenset[str], link: str) -> Markup:
    return built("".join(_choice(column, shown, link) for column in columns))


def _choice(column: Column, shown: frozenset[str], link: str) -> str:
    marks = " checked" if column.name in shown else ""
    marks += " disabled" if column.name == link else ""
    return (
        '<label class="check sm"><input type="checkbox" class="form-check-input" name="cols"'
        f' value="{column.name}"{marks}><span>{quoted(_(column.label))}</span></label>'
    )


def pinned_boxes(boxes: Sequence[Box]) -> Markup:
    """The filters in the bar: pinned ones and those in use."""
    return _pinned(current_language(), tuple(box for box in boxes if not box.rests))


@kept(KEPT)
def _pinned(_language: str, boxes: Sequence[Box]) -> Markup:
    return built(
        "".join(
            f'<div class="fl{" on" if box.value else ""}"><label for="flt-{box.filter.name}">'
            f"{quoted(_(box.filter.label))}</label>{_control(box, f'flt-{box.filter.name}')}</div>"
            for box in boxes
        )
    )


def resting_boxes(boxes: Sequence[Box], form: str) -> Markup:
    """The filters in the side sheet; ``form`` is the id of the bar's form, which they belong to."""
    return _resting(current_language(), tuple(box for box in boxes if box.rests), form)


@kept(KEPT)
def _resting(_language: str, boxes: Sequence[Box], form: str) -> Markup:
    return built(
        "".join(
            f'<div class="f"><label class="lab" for="more-{box.filter.name}">'
            f"{quoted(_(box.filter.label))}</label>"
            f"{_control(box, f'more-{box.filter.name}', form=form)}</div>"
            for box in boxes
        )
    )


def _control(box: Box, id: str, *, form: str = "") -> str:
    """One filter as a native control with its current value."""
    name, where = box.filter.name, f' form="{form}"' if form else ""
    if box.look == "select":
        options = option("", _("All"), chosen=False)
        options += "".join(option(v, text, chosen=v == box.value) for v, text in box.options)
        if "," in box.value:
            options += option(box.value, _("several"), chosen=True)
        return f'<select class="form-select" id="{id}" name="{name}"{where}>{options}</select>'
    if box.look == "range":
        low, high = _end(box, id, where, "from"), _end(box, "", where, "to")
        return f'<span class="range">{low}<span aria-hidden="true">–</span>{high}</span>'
    look_up = ""
    if box.look == "lookup":
        look_up = f' data-lookup="/lookup/{box.filter.kind}/" data-text=""'
    value = quoted(box.value)
    return f'<input class="form-control" id="{id}" name="{name}" value="{value}"{look_up}{where}>'


def _end(box: Box, id: str, where: str, end: str) -> str:
    """One end of a range of dates or numbers."""
    kind = KINDS[box.filter.kind].filter.input
    value, said = (box.low, _("from")) if end == "from" else (box.high, _("to"))
    own = f' id="{id}"' if id else ""
    label = quoted(f"{_(box.filter.label)} {said}")
    return (
        f'<input class="form-control" type="{kind}"{own} name="{box.filter.name}_{end}"'
        f' value="{quoted(value)}" aria-label="{label}"{where}>'
    )


PARTS: dict[str, Any] = {
    "headings": list_headings,
    "column_choices": filter_choices,
    "pinned": pinned_boxes,
    "resting": resting_boxes,
}
