"""Binds and draws the common controls faster than WTForms, whose way dominates long forms.

The attributes are those of WTForms (id, name, value, flags of validators, ``render_kw``); widgets
missing from ``DRAWN`` draw themselves.
"""

from collections.abc import Callable, Mapping
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, widgets
from wtforms.fields.core import Flags
from wtforms.i18n import get_translations
from wtforms.meta import DefaultMeta
from wtforms.widgets.core import clean_key

from portal.fast.kept import Store, kept
from portal.fast.switch import plain
from views.shell.i18n import reader_language
from views.shell.look import look_of
from views.shell.markup import Markup, built, option, quoted

PATTERNS: Store[tuple[int, str, str], Field] = Store(5000)


@kept(10)
def _sentences(language: str) -> Any:
    """WTForms' own messages in a language, loaded once."""
    return get_translations([language.partition("_")[0]])


class Drawing(DefaultMeta):
    """``Meta`` of a form that binds and draws fields quickly and caches WTForms' messages."""

    def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Field:
        """A field of this form, copied from one that WTForms bound the first time."""
        kind = unbound_field.field_class
        if plain() or not look_of(kind).alike:
            return super().bind_field(form, unbound_field, options)
        key = (unbound_field.creation_counter, options["prefix"], options["name"])
        pattern = PATTERNS.get(key)  # a single look-up, as another thread may clear the store
        if pattern is None:
            pattern = super().bind_field(form, unbound_field, options)
            vars(pattern).update(_form=None, meta=None, _translations=None)
            PATTERNS.keep(key, pattern)
        field = object.__new__(kind)
        vars(field).update(vars(pattern))
        field.flags = Flags()
        vars(field.flags).update(vars(pattern.flags))
        own = {"_form": form, "meta": self, "_translations": options["translations"]}
        vars(field).update(own)
        return field

    def render_field(self, field: Field, render_kw: dict[str, Any]) -> Markup:
        draw = DRAWN.get(type(field.widget))
        if plain() or draw is None:
            return super().render_field(field, render_kw)
        return draw(field, {**(field.render_kw or {}), **render_kw})

    def get_translations(self, form: Any) -> Any:  # noqa: ARG002
        return _sentences(reader_language())


class GuardedDrawing(Drawing, FlaskForm.Meta):
    """``Drawing`` for a whole form with a CSRF token."""


def _tag(name: str, field: Field, given: Mapping[str, Any], **own: Any) -> str:
    flags = vars(field.flags)
    validated = getattr(field.widget, "validation_attrs", ())
    attributes = {
        "id": field.id,
        "name": field.name,
        **own,
        **{key: flags[key] for key in validated if key in flags},
        **given,
    }
    parts = [name]
    for key, value in attributes.items():
        if value is True:
            parts.append(clean_key(key))
        elif value is not False and value is not None:
            parts.append(f'{clean_key(key)}="{quoted(value)}"')
    return " ".join(parts)


def value_of(field: Field) -> str:
    """The text shown in the control of a field."""
    result: str = field._value()  # noqa: SLF001
    return result


def _input(field: Field, given: Mapping[str, Any]) -> Markup:
    own = {} if "value" in given else {"value": value_of(field)}
    return built(f"<{_tag('input', field, given, type=field.widget.input_type, **own)}>")


def _area(field: Field, given: Mapping[str, Any]) -> Markup:
    text = given["value"] if "value" in given else value_of(field)
    rest = {name: value for name, value in given.items() if name != "value"}
    return built(f"<{_tag('textarea', field, rest)}>\r\n{quoted(text)}</textarea>")


def _select(field: Any, given: Mapping[str, Any]) -> Markup:
    if field.widget.multiple or field.has_groups():
        return field.widget(field, **given)
    options = [
        option(value, label, chosen=chosen, shut=bool(more.get("disabled")))
        for value, label, chosen, more in field.iter_choices()
    ]
    return built(f"<{_tag('select', field, given)}>{''.join(options)}</select>")


DRAWN: Mapping[type, Callable[[Any, Mapping[str, Any]], Markup]] = {
    widgets.TextInput: _input,
    widgets.HiddenInput: _input,
    widgets.DateInput: _input,
    widgets.TextArea: _area,
    widgets.Select: _select,
}
