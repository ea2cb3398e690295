"""Form fields: native controls, our own error messages, values as services expect them."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any, ClassVar

import wtforms
from wtforms import (
    BooleanField,
    DateField,
    Field,
    PasswordField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    widgets,
)
from wtforms.validators import StopValidation

from models.words.values import ValueKind as V
from portal.errors import Invalid
from portal.platform.fields.kind import Spec
from portal.platform.fields.kinds import KINDS
from views.shell import words
from views.shell.forms.validators import validation_message
from views.shell.i18n import gettext as _
from views.shell.i18n import say_words
from views.shell.look import Look

NO_SPEC = Spec()


def _rows(field: Any) -> Mapping[str, Any]:
    return {"rows": (field.render_kw or {}).get("rows", 3)}


def _posted(kind: V, valuelist: Sequence[str], spec: Spec = NO_SPEC) -> Any:
    """Parse a posted value. Raises ``ValueError`` with a sentence, as WTForms expects."""
    try:
        return KINDS[kind].parse(valuelist[0] if valuelist else "", spec)
    except Invalid as error:
        raise ValueError(say_words(error)) from error


class HiddenField(wtforms.HiddenField):
    """A hidden value."""

    look = Look(alike=True)


class TextField(StringField):
    """One line, stripped; nothing is the empty string."""

    look = Look(alike=True, filled=True)
    data: Any

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = _posted(V.TEXT, valuelist) if valuelist else self.data or ""


class TelephoneField(TextField):
    """A telephone number, for which a phone shows its keypad."""

    look = Look(alike=True, filled=True, attributes=lambda _field: {"inputmode": "tel"})


class LongTextField(TextAreaField):
    """Text of several lines."""

    look = Look(wide=True, alike=True, filled=True, attributes=_rows)
    data: Any

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = _posted(V.LONG, valuelist) if valuelist else self.data or ""


class SecretField(PasswordField):
    """A password, never sent back and never stripped."""


class EnumField(SelectField):
    """A member of an enum; ``blank`` allows none."""

    look = Look(select=True, alike=True)
    data: Any

    def __init__(
        self,
        label: str,
        words: type[StrEnum],
        validators: Any = (),
        *,
        blank: bool = False,
        among: Sequence[StrEnum] = (),
        called: Mapping[Any, str] | None = None,
        **kwargs: Any,
    ) -> None:
        self.words, self.blank, self.among = words, blank, tuple(among) or tuple(words)
        self.none = kwargs.pop("none", "")  # what leaving it blank means (a msgid)
        self.barred: tuple[StrEnum, ...] = ()  # options shown that cannot be chosen now
        self.called = called or {}  # shorter names for members, instead of their labels
        kwargs.setdefault("choices", [])
        super().__init__(label, validators=validators, coerce=self._one, **kwargs)

    def _one(self, value: Any) -> Any:
        try:
            return KINDS[V.WORD].parse(value or "", Spec(words=self.words))
        except Invalid as error:
            raise ValueError(validation_message(self)) from error

    def iter_choices(self) -> Any:
        if self.blank:
            yield "", _(self.none) if self.none else "—", self.data is None, {}
        for word in self.among:
            text = _(self.called[word]) if word in self.called else words.label(word)
            shut = {"disabled": True} if word in self.barred else {}
            yield word.value, text, word == self.data, shut

    def pre_validate(self, form: Any) -> None:
        if self.data is None and not self.blank:
            raise StopValidation(validation_message(self))
        if self.data is not None and self.data not in self.among:
            raise StopValidation(validation_message(self))

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = self._one(valuelist[0]) if valuelist else self.data


class ChoiceField(SelectField):
    """One of ``options()`` (value, label), called for each form; ids are integers."""

    look = Look(select=True)

    def __init__(
        self,
        label: str,
        options: Callable[[], Sequence[tuple[Any, str]]],
        validators: Any = (),
        *,
        blank: bool = False,
        **kwargs: Any,
    ) -> None:
        self.options, self.blank = options, blank
        super().__init__(label, validators=validators, choices=[], coerce=str, **kwargs)

    def iter_choices(self) -> Any:
        if self.blank:
            yield "", "—", self.data in (None, ""), {}
        for value, text in self.options():
            yield str(value), text, value == self.data, {}

    def process_data(self, value: Any) -> None:
        self.data = value

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        if not valuelist:
            return
        chosen = [value for value, _text in self.options() if str(value) == valuelist[0]]
        if not chosen and valuelist[0]:
            raise ValueError(validation_message(self))
        self.data = chosen[0] if chosen else None

    def pre_validate(self, form: Any) -> None:
        if self.data is None and not self.blank:
            raise StopValidation(validation_message(self))


class ChecksField(SelectMultipleField):
    """Several of ``options()`` as check boxes."""

    look = Look(wide=True)
    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()

    def __init__(
        self,
        label: str,
        options: Callable[[], Sequence[tuple[str, str]]],
        validators: Any = (),
        **kwargs: Any,
    ) -> None:
        self.options = options
        super().__init__(label, validators=validators, choices=[], **kwargs)

    def iter_choices(self) -> Any:
        for value, text in self.options():
            yield value, text, value in (self.data or ()), {}

    def pre_validate(self, form: Any) -> None:
        known = {value for value, _text in self.options()}
        if set(self.data or ()) - known:
            raise StopValidation(validation_message(self))


class DayField(DateField):
    """A date, with the browser's own picker."""

    look = Look(alike=True, filled=True, attributes=lambda _field: {"type": "date"})

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = None
        self.data = _posted(V.DATE, valuelist)


class MomentField(Field):
    """A day and time in Asia/Shanghai; its data is an aware UTC datetime (pitfall 16)."""

    widget = widgets.DateTimeLocalInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return KINDS[V.MOMENT].typed(self.data)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = None
        self.data = _posted(V.MOMENT, valuelist)


class NumberField(StringField):
    """A whole number."""

    kind: ClassVar[V] = V.INTEGER
    look = Look(alike=True, filled=True, attributes=lambda _field: {"inputmode": "decimal"})
    data: Any

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else KINDS[self.kind].typed(self.data)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = None
        self.data = _posted(self.kind, valuelist)


class MoneyField(NumberField):
    """An amount with up to two decimals."""

    kind = V.MONEY


class PercentField(NumberField):
    """A share, typed as a percentage."""

    kind = V.PERCENT


class FlagField(BooleanField):
    """A check box."""

    look = Look(alike=True)


def _looked_up(field: Any) -> Mapping[str, Any]:
    return {"data-lookup": f"/lookup/{field.kind}/", "data-text": field.chosen}


class LookupField(Field):
    """The id of one record chosen by typing, or None.

    ``kind`` names the look-up (/lookup/<kind>/?q=…); ``name_of`` returns the name for an id.
    """

    look = Look(alike=True, attributes=_looked_up)
    widget = widgets.TextInput()
    looked_up = True

    def __init__(
        self,
        label: str,
        kind: V,
        validators: Any = (),
        *,
        name_of: Callable[[int], str] | None = None,
        **kwargs: Any,
    ) -> None:
        self.kind, self.name_of = kind, name_of
        super().__init__(label, validators, **kwargs)

    def _value(self) -> str:
        return KINDS[self.kind].typed(self.data)

    @property
    def chosen(self) -> str:
        """The name of the chosen record, or its id if no name is known."""
        if self.data is None:
            return ""
        return self.name_of(self.data) if self.name_of else str(self.data)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = None
        try:
            self.data = KINDS[self.kind].parse(valuelist[0] if valuelist else "", NO_SPEC)
        except Invalid as error:
            raise ValueError(validation_message(self)) from error
