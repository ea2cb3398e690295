"""Our fields: native controls, answers in our words, values as services want them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

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

from views.shell import words
from views.shell.forms.ids import whole
from views.shell.forms.validators import sentence
from views.shell.i18n import gettext as _

HERE = ZoneInfo("Asia/Shanghai")


class TextField(StringField):
    """One line; spaces at the ends fall away, nothing is the empty string."""

    data: Any

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = valuelist[0].strip() if valuelist else self.data or ""


class LongTextField(TextAreaField):
    data: Any

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = valuelist[0].strip() if valuelist else self.data or ""


class SecretField(PasswordField):
    """A password: never sent back, never stripped."""


class EnumField(SelectField):
    """One word of a vocabulary; ``blank`` allows none."""

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
        self.called = called or {}  # what a word is called here, where its label says too much
        kwargs.setdefault("choices", [])
        super().__init__(label, validators=validators, coerce=self._one, **kwargs)

    def _one(self, value: Any) -> StrEnum | None:
        return self.words(value) if value else None

    def iter_choices(self) -> Any:
        if self.blank:
            yield "", "—", self.data is None, {}
        for word in self.among:
            text = _(self.called[word]) if word in self.called else words.label(word)
            yield word.value, text, word == self.data, {}

    def pre_validate(self, form: Any) -> None:
        if self.data is None and not self.blank:
            raise StopValidation(sentence(self))
        if self.data is not None and self.data not in self.among:
            raise StopValidation(sentence(self))

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        try:
            self.data = self._one(valuelist[0]) if valuelist else self.data
        except ValueError as error:
            raise ValueError(sentence(self)) from error


class ChoiceField(SelectField):
    """One of ``options()`` (value, label), read when the form is shown; ids come as integers."""

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
        found = [value for value, _text in self.options() if str(value) == valuelist[0]]
        if not found and valuelist[0]:
            raise ValueError(sentence(self))
        self.data = found[0] if found else None

    def pre_validate(self, form: Any) -> None:
        if self.data is None and not self.blank:
            raise StopValidation(sentence(self))


class ChecksField(SelectMultipleField):
    """Several of ``options()`` as check boxes."""

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
            raise StopValidation(sentence(self))


class DayField(DateField):
    """A date, with the browser's own picker."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        text = (valuelist[0] if valuelist else "").strip()
        self.data = None
        if text:
            try:
                self.data = datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007
            except ValueError as error:
                raise ValueError(_("Please enter a date like 2026-11-23.")) from error


class MomentField(Field):
    """A day and time in Asia/Shanghai; an aware UTC moment for services (pitfall 16)."""

    widget = widgets.DateTimeLocalInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data.astimezone(HERE):%Y-%m-%dT%H:%M}" if self.data else ""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        text = (valuelist[0] if valuelist else "").strip().replace(" ", "T")
        self.data = None
        if text:
            try:
                local = datetime.fromisoformat(text)
                self.data = local.replace(tzinfo=local.tzinfo or HERE).astimezone(UTC)
            except (ValueError, OverflowError) as error:  # year 1 lies before UTC's first day
                raise ValueError(_("Please enter a time like 2026-11-23 09:30.")) from error


class NumberField(StringField):
    """A whole number."""

    data: Any

    def _value(self) -> str:
        return (
            str(self.raw_data[0]) if self.raw_data else "" if self.data is None else f"{self.data}"
        )

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        text = (valuelist[0] if valuelist else "").replace(",", "").strip()
        self.data = None
        if text:
            try:
                self.data = int(text) if len(text) < 19 else int("")
            except ValueError as error:
                raise ValueError(_("Please enter a whole number, for example 12.")) from error


class MoneyField(NumberField):
    """An amount with up to two decimals."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        text = (valuelist[0] if valuelist else "").replace(",", "").strip()
        self.data = None
        if not text:
            return
        try:
            amount = Decimal(text)
        except InvalidOperation as error:
            raise ValueError(_("Please enter an amount, for example 1200.50.")) from error
        if not amount.is_finite() or abs(amount) >= Decimal(10) ** 15 or amount != round(amount, 2):
            raise ValueError(_("Please enter an amount, for example 1200.50."))
        self.data = amount


class FlagField(BooleanField):
    """A check box."""


class LookupField(Field):
    """One record chosen by typing (no select holds a table): the id, or None.

    ``kind`` names the look-up (/lookup/<kind>/?q=…); ``name_of`` tells what the id is called.
    """

    widget = widgets.TextInput()
    looked_up = True

    def __init__(
        self,
        label: str,
        kind: str,
        validators: Any = (),
        *,
        name_of: Callable[[int], str] | None = None,
        **kwargs: Any,
    ) -> None:
        self.kind, self.name_of = kind, name_of
        super().__init__(label, validators, **kwargs)

    def _value(self) -> str:
        return "" if self.data is None else str(self.data)

    @property
    def chosen(self) -> str:
        """The text beside the id; the id itself where no name is known."""
        if self.data is None:
            return ""
        return self.name_of(self.data) if self.name_of else str(self.data)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        text = (valuelist[0] if valuelist else "").strip()
        self.data = None
        if text:
            self.data = whole(text)
            if self.data is None:
                raise ValueError(sentence(self))
