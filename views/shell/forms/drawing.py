"""Draws fields with label, hint and errors as strings: a form may have seventy (decision 12).

Every value is ``quoted`` or comes from ``icon`` and the controls, which return markup.
"""

from collections.abc import Sequence
from typing import Any

from wtforms import Field, FormField

from portal.fast.kept import Store
from portal.fast.switch import plain
from views.shell.fast.widgets import value_of
from views.shell.forms.fields import ChecksField, EnumField
from views.shell.forms.rows import RowsField
from views.shell.i18n import current_language
from views.shell.i18n import gettext as _
from views.shell.icons import icon
from views.shell.look import look_of
from views.shell.markup import Markup, built, quoted

MARK = "\x00"  # placeholder of the value; no input contains it (views/shell/guards.py)
AROUND: Store[tuple[Any, ...], tuple[str, str]] = Store(2000)
STAR = '<span class="req" aria-hidden="true">*</span>'


def draw_field(of: Field, wide: bool = False) -> Markup:
    """One field in a form's grid, including its rows or inner form."""
    return built(_any(of, wide=wide))


def draw_cards(form: Any, bare: bool = False) -> Markup:
    """All sections of a form; ``bare``: in one column without cards, for a side sheet."""
    draw = _sheet_section if bare else _card
    return built("".join(draw(form, number, *pair) for number, pair in enumerate(form.cards(), 1)))


def _grid(form: Any, inside: Any, look: str) -> str:
    fields = "".join(_any(f, wide=f.short_name in form.wide) for f in inside)
    return f'<div class="{look}">{fields}</div>'


def _sheet_section(form: Any, _number: int, section: Any, inside: Any) -> str:
    title = f'<h3 class="sheet-h">{quoted(_(section.title))}</h3>' if section.title else ""
    return title + _grid(form, inside, "form-grid one")


def _card(form: Any, number: int, section: Any, inside: Any) -> str:
    id, head, named = f"sec-{number}", "", ""
    if section.title:
        hint = f"<p>{quoted(_(section.hint))}</p>" if section.hint else ""
        title = f'<h2 id="{id}-t">{quoted(_(section.title))}</h2>'
        head = f'<header class="card-head">{title}{hint}</header>'
        named = f' aria-labelledby="{id}-t"'
    grid = _grid(form, inside, "form-grid")
    return f'<section class="card form-section" id="{id}"{named}>{head}{grid}</section>'


def _any(of: Any, *, wide: bool) -> str:
    if isinstance(of, RowsField):
        return _rows(of)
    if isinstance(of, FormField):
        return "".join(_any(f, wide=False) for f in of.form if f.short_name != "csrf_token")
    return _field(of, wide=wide) if of.errors else _again(of, wide=wide)


def _again(of: Any, *, wide: bool) -> str:
    """A field without errors, from the cached drawing of one alike with this value filled in."""
    if plain():
        return _field(of, wide=wide)
    if look_of(of).filled:
        head, tail = _around(of, (), wide=wide, value=MARK)
        return f"{head}{quoted(value_of(of))}{tail}"
    if isinstance(of, EnumField):
        said = (of.blank, of.none, tuple(of.called.items()))
        return _around(of, (of.data, of.words, of.among, of.barred, *said), wide=wide)[0]
    return _field(of, wide=wide)


def _around(
    of: Any, own: tuple[Any, ...], *, wide: bool, value: str | None = None
) -> tuple[str, str]:
    """HTML before and after the value of a field of this look, cached."""
    look = (
        current_language(),
        of.type,
        of.id,
        of.name,
        of.label.text,
        of.description,
        wide,
        tuple(vars(of.flags).items()),
        tuple((of.render_kw or {}).items()),
        getattr(of, "shut", False),
        getattr(of, "masked", False),
        getattr(of, "placeholder", ""),
        getattr(of, "phrases", ()),
        *own,
    )
    if known := AROUND.get(look):  # a single look-up, as another thread may clear the store
        return known
    head, _mark, tail = _field(of, wide=wide, value=value).partition(MARK)
    return AROUND.keep(look, (head, tail))


def _field(of: Any, *, wide: bool, value: str | None = None) -> str:
    bad, kept = of.errors, getattr(of.widget, "input_type", "")
    look = "f f-wide" if wide or kept == "file" or look_of(of).wide else "f"
    parts = [f'<div class="{look}{" has-err" if bad else ""}">', _labelled(of, kept, value)]
    if bad:
        mark = icon("exclamation-circle")
        said = quoted("；".join(bad))
        parts.append(f'<p class="err" id="{of.id}-e">{mark}<span>{said}</span></p>')
    if of.description:
        parts.append(f'<p class="hint" id="{of.id}-h">{quoted(_(of.description))}</p>')
    if phrases := getattr(of, "phrases", ()):
        parts.append(_quick(of.id, phrases))
    parts.append("</div>")
    return "".join(parts)


def _quick(id: str, phrases: Sequence[str]) -> str:
    """What is usually written there, at a click."""
    chips = "".join(
        f'<button type="button" class="chip" data-phrase="{id}">{quoted(phrase)}</button>'
        for phrase in phrases
    )
    return f'<div class="quick" role="group" aria-label="{quoted(_("Usual words"))}">{chips}</div>'


def _labelled(of: Any, kept: str, value: str | None = None) -> str:
    """The control with its label: a check box comes before it, several under a legend."""
    label = quoted(_(of.label.text))
    star = STAR if _needed(of) else ""
    if isinstance(of, ChecksField):
        checks = "".join(
            f'<label class="check">{option(class_="form-check-input")}'
            f"<span>{quoted(option.label.text)}</span></label>"
            for option in of
        )
        legend = f'<legend class="lab">{label}{star}</legend>'
        return f'<fieldset>{legend}<div class="checks">{checks}</div></fieldset>'
    attributes = _attributes(of, kept)
    control = of(**attributes) if value is None else of(**attributes, value=value)
    if kept == "checkbox":
        return f'<label class="check" for="{of.id}">{control}<span>{label}{star}</span></label>'
    if kept == "file":
        said, mark = quoted(_("Drop a file here, or choose one")), icon("cloud-arrow-up")
        control = f'<div class="drop" data-drop>{mark}<span>{said}</span>{control}</div>'
    return f'<label class="lab" for="{of.id}">{label}{star}</label>{control}'


def _needed(of: Any) -> bool:
    return bool(of.flags.needed or of.flags.required)


def _attributes(of: Any, kept: str) -> dict[str, Any]:
    """Attributes for style, state, descriptions and on-screen keyboard."""
    look = "form-select" if look_of(of).select else "form-control"
    result: dict[str, Any] = {"class": "form-check-input" if kept == "checkbox" else look}
    notes = []
    if of.errors:
        result |= {"class": f"{result['class']} is-invalid", "aria-invalid": "true"}
        notes.append(f"{of.id}-e")
    if of.description:
        notes.append(f"{of.id}-h")
    if notes:
        result["aria-describedby"] = " ".join(notes)
    if _needed(of):
        result |= {"required": False, "aria-required": "true"}
    if getattr(of, "shut", False):
        result["disabled"] = True
    if getattr(of, "masked", False) and of.placeholder:  # only if there is a value to keep
        kept_so = f"{of.placeholder} · {_('masked; leave blank to keep')}"
        result |= {"placeholder": kept_so, "autocomplete": "off"}
    if getattr(of, "masked", False):
        result["data-unkept"] = True
    return {**result, **look_of(of).attributes(of)}


def _rows(of: Any) -> str:
    rows = "".join(_row(entry, str(number)) for number, entry in enumerate(of, start=1))
    said = [error for error in of.errors if isinstance(error, str)]
    mark = icon("exclamation-circle") if said else ""
    fault = f'<p class="err">{mark}<span>{quoted("；".join(said))}</span></p>' if said else ""
    return (
        f'<div class="f f-wide f-inline{" has-err" if said else ""}" id="{of.id}">{fault}'
        f'<div class="inline-root">'
        f'<h3 class="visually-hidden">{quoted(_(of.label.text))}</h3>'
        f'<div class="inline-field-list">{rows}</div>'
        f"<template>{_template(of)}</template>"
        f'<button type="button" class="btn btn-light btn-sm" data-inline-add="{of.name}">'
        f"{icon('plus-lg')}{quoted(_(of.add_label))}</button></div></div>"
    )


def _template(of: Any) -> str:
    """The empty row for the page to copy, cached by the fields the reader may fill in."""
    look = (
        current_language(),
        "template",
        of.id,
        of.name,
        of.unbound_field.creation_counter,
        of.gone,
    )
    if known := AROUND.get(look):
        return known[0]
    row = of.template_row()
    drawn = _row(row, "")
    if all(look_of(inner).alike for inner in row.form):  # others may depend on the database
        AROUND.keep(look, (drawn, ""))
    return drawn


def _row(entry: Any, number: str) -> str:
    inner = "".join(
        inner() if getattr(inner.widget, "input_type", "") == "hidden" else _any(inner, wide=False)
        for inner in entry.form
        if inner.short_name != "csrf_token"
    )
    return (
        f'<div class="inline-row" data-row="{entry.name}"><div class="inline-head">'
        f'<span class="inline-n">{number}</span><span class="grow"></span>'
        f'<button type="button" class="btn-ico sm" data-inline-remove'
        f' aria-label="{quoted(_("Remove this row"))}">{icon("x-lg")}</button></div>{inner}</div>'
    )
