"""What a field may ask of its value: an answer, and no more than so many characters."""

from typing import Any

from wtforms import DateField, Field, FileField, SelectField, SelectMultipleField
from wtforms.validators import StopValidation

from views.shell.i18n import gettext as _


def validation_message(field: Field) -> str:
    """What to do about an empty field."""
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
    """Something must be given: «Please fill in …» or «Please choose …»."""

    field_flags = {"needed": True}

    def __call__(self, form: Any, field: Field) -> None:
        if getattr(field, "masked", False) or field.data not in (None, "", [], False):
            return
        field.errors = []
        raise StopValidation(validation_message(field))


class Starred:
    """Must be given too, which the service finds together with everything else that lacks."""

    field_flags = {"needed": True}

    def __call__(self, form: Any, field: Field) -> None:
        """Nothing is stopped here."""


class MaxLength:
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
