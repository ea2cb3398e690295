"""A field with its label, hint and errors; by string, for a long form has seventy (performance.md).

Everything that is not ours is ``quoted`` or comes from ``icon`` and the controls, which are markup.
"""

from collections.abc import Mapping
from typing import Any

from wtforms import Field

from views.i18n import gettext as _
from views.i18n import language
from views.icons import icon
from views.markup import Markup, built, quoted

SELECTS = frozenset({"WordField", "ChoiceField", "SelectField", "SelectMultipleField"})
NUMBERS = frozenset({"NumberField", "MoneyField"})
LONG = frozenset({"LongTextField", "TextAreaField"})
WIDE = LONG | {"FileField", "MultipleFileField", "ChecksField"}
TELEPHONES = frozenset({"mobile", "phone"})
# Fields that look the same but for their value are drawn once and filled in again.
FILLED = frozenset({"TextField", "LongTextField", "DayField", "NumberField", "MoneyField"})
MARK = "\x00"  # where the value goes; no text holds it (views/guards.py)
AROUND: dict[tuple[Any, ...], tuple[str, str]] = {}
MOST_AROUND = 2000
STAR = '<span class="req" aria-hidden="true">*</span>'


def field(of: Field, wide: bool = False) -> Markup:
    """One field as it stands in a form's grid; rows and inner forms with all that is in them."""
    if of.type == "RowsField":
        return built(_rows(of))
    if of.type == "FormField":
        return built("".join(field(f) for f in of.form if f.short_name != "csrf_token"))
    return built(_field(of, wide=wide) if of.errors else _again(of, wide=wide))


def _again(of: Any, *, wide: bool) -> str:
    """A field without errors: what was drawn of its like before, with this value in it."""
    if of.type in FILLED:
        head, tail = _around(of, (), wide=wide, value=MARK)
        return f"{head}{quoted(of._value())}{tail}"  # noqa: SLF001  (as WTForms' widgets do)
    if of.type == "WordField":
        return _around(of, (of.data, of.words, of.among, of.blank), wide=wide)[0]
    return _field(of, wide=wide)


def _around(
    of: Any, own: tuple[Any, ...], *, wide: bool, value: str | None = None
) -> tuple[str, str]:
    """What stands before and after the value of a field of this look, drawn when first met."""
    look = (
        language(), of.type, of.id, of.name, of.label.text, of.description, wide,
        tuple(vars(of.flags).items()), tuple((of.render_kw or {}).items()),
        getattr(of, "shut", False), getattr(of, "masked", False),
        getattr(of, "placeholder", ""), *own,
    )  # fmt: skip
    if look not in AROUND:
        if len(AROUND) >= MOST_AROUND:
            AROUND.clear()
        head, _mark, tail = _field(of, wide=wide, value=value).partition(MARK)
        AROUND[look] = head, tail
    return AROUND[look]


def _field(of: Any, *, wide: bool, value: str | None = None) -> str:
    kind, bad = of.type, of.errors
    kept = getattr(of.widget, "input_type", "")
    look = "f f-wide" if wide or kind in WIDE else "f"
    parts = [f'<div class="{look}{" has-err" if bad else ""}">', _labelled(of, kept, value)]
    if bad:
        mark = icon("exclamation-circle")
        said = quoted("；".join(bad))
        parts.append(f'<p class="err" id="{of.id}-e">{mark}<span>{said}</span></p>')
    if of.description:
        parts.append(f'<p class="hint" id="{of.id}-h">{quoted(_(of.description))}</p>')
    parts.append("</div>")
    return "".join(parts)


def _labelled(of: Any, kept: str, value: str | None = None) -> str:
    """The control with its label; a check box before it, several check boxes under a legend."""
    label = quoted(_(of.label.text))
    star = STAR if _needed(of) else ""
    if of.type == "ChecksField":
        checks = "".join(
            f'<label class="check">{option(class_="form-check-input")}'
            f"<span>{quoted(option.label.text)}</span></label>" for option in of
        )  # fmt: skip
        legend = f'<legend class="lab">{label}{star}</legend>'
        return f'<fieldset>{legend}<div class="checks">{checks}</div></fieldset>'
    given = _attributes(of, kept)
    control = of(**given) if value is None else of(**given, value=value)
    if kept == "checkbox":
        return f'<label class="check" for="{of.id}">{control}<span>{label}</span></label>'
    if kept == "file":
        said, mark = quoted(_("Drop a file here, or choose one")), icon("cloud-arrow-up")
        control = f'<div class="drop" data-drop>{mark}<span>{said}</span>{control}</div>'
    return f'<label class="lab" for="{of.id}">{label}{star}</label>{control}'


def _needed(of: Any) -> bool:
    return bool(of.flags.needed or of.flags.required)


def _attributes(of: Any, kept: str) -> dict[str, Any]:
    """What the control says besides its own: its look, its state, its notes, its keyboard."""
    kind = of.type
    look = "form-select" if kind in SELECTS else "form-control"
    given: dict[str, Any] = {"class": "form-check-input" if kept == "checkbox" else look}
    notes = []
    if of.errors:
        given |= {"class": f"{given['class']} is-invalid", "aria-invalid": "true"}
        notes.append(f"{of.id}-e")
    if of.description:
        notes.append(f"{of.id}-h")
    if notes:
        given["aria-describedby"] = " ".join(notes)
    if _needed(of):
        given |= {"required": False, "aria-required": "true"}
    if getattr(of, "shut", False):
        given["disabled"] = True
    if getattr(of, "masked", False) and of.placeholder:  # nothing is kept where nothing was
        kept_so = f"{of.placeholder} · {_('masked; leave blank to keep')}"
        given |= {"placeholder": kept_so, "autocomplete": "off"}
    return {**given, **_keyboard(of)}


def _keyboard(of: Any) -> Mapping[str, Any]:
    if of.type == "LookupField":
        return {"data-lookup": f"/lookup/{of.kind}/", "data-text": of.chosen}
    if of.type in LONG:
        return {"rows": (of.render_kw or {}).get("rows", 3)}
    if of.type == "DayField":
        return {"type": "date"}
    if of.type in NUMBERS:
        return {"inputmode": "decimal"}
    return {"inputmode": "tel"} if of.short_name in TELEPHONES else {}


def _rows(of: Any) -> str:
    rows = "".join(_row(entry, str(number)) for number, entry in enumerate(of, start=1))
    return (
        f'<div class="f f-wide f-inline"><div class="inline-root">'
        f'<h3 class="visually-hidden">{quoted(_(of.label.text))}</h3>'
        f'<div class="inline-field-list">{rows}</div>'
        f"<template>{_row(of.template_row(), '')}</template>"
        f'<button type="button" class="btn btn-light btn-sm" data-inline-add="{of.name}">'
        f"{icon('plus-lg')}{quoted(_(of.add_label))}</button></div></div>"
    )


def _row(entry: Any, number: str) -> str:
    inner = "".join(
        inner() if getattr(inner.widget, "input_type", "") == "hidden" else field(inner)
        for inner in entry.form if inner.short_name != "csrf_token"
    )  # fmt: skip
    return (
        f'<div class="inline-row" data-row="{entry.name}"><div class="inline-head">'
        f'<span class="inline-n">{number}</span><span class="grow"></span>'
        f'<button type="button" class="btn-ico sm" data-inline-remove'
        f' aria-label="{quoted(_("Remove this row"))}">{icon("x-lg")}</button></div>{inner}</div>'
    )
