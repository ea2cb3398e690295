"""Validators of fields: required, and at most so many characters."""

from typing import Any

from wtforms import DateField, Field, FileField, SelectField, SelectMultipleField
from wtforms.validators import StopValidation

from views.shell.i18n import gettext as _


def validation_message(field: Field) -> str:
    """The sentence for an empty required field."""
    text = _(field.label.text)
    chosen = getattr(field, "looked_up", False) or isinstance(
        field, SelectField | SelectMultipleField | DateField | FileField
    )
    return (
        _("Please choose %(field)s.", field=text)
        if chosen
        else _("Please fill in %(field)s.", field=text)
    )


class Required:
    """Refuses an empty value; a masked field left blank keeps its old one."""

    field_flags = {"needed": True}

    def __call__(self, form: Any, field: Field) -> None:
        if getattr(field, "masked", False) or field.data not in (None, "", [], False):
            return
        field.errors = []
        raise StopValidation(validation_message(field))


class Starred:
    """Marks a field as required, but leaves the check to the service, which reports all at once."""

    field_flags = {"needed": True}

    def __call__(self, form: Any, field: Field) -> None:
        """Accept any value."""


class MaxLength:
    """Refuses more than ``most`` characters."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.field_flags = {"maxlength": most}

    def __call__(self, form: Any, field: Field) -> None:
        if field.data and len(field.data) > self.most:
            raise StopValidation(
                _(
                    "At most %(most)s characters; you have %(now)s.",
                    most=self.most,
                    now=len(field.data),
                )
            )
