"""The base of every form: its sections, and refusals of services shown at their fields."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from flask import request
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Field
from wtforms import Form as Plain

from models.words.text import N_
from portal.errors import PortalError, Problems
from views.shell.csrf import MaskedTokens
from views.shell.fast.widgets import Drawing, GuardedDrawing
from views.shell.forms.fields import HiddenField
from views.shell.i18n import gettext as _
from views.shell.i18n import say_words


@dataclass(frozen=True)
class Section:
    """A titled card of a form; ``fields`` are names of fields, ``hint`` a line beside the title."""

    title: str
    fields: Sequence[str]
    hint: str = ""


@dataclass(frozen=True)
class Wrong:
    """A line of the summary: the field as the page calls it, and what is wrong with it."""

    id: str
    label: str
    errors: Sequence[str]


class Form(FlaskForm):
    """A form; only declared fields can be posted (trap 8)."""

    sections: ClassVar[Sequence[Section]] = ()
    wide: ClassVar[frozenset[str]] = frozenset()  # fields that span both columns

    revision = HiddenField()
    opened = HiddenField()
    submission = HiddenField()
    OWN = frozenset({"csrf_token", "revision", "opened", "submission"})

    class Meta(GuardedDrawing):
        csrf_class = MaskedTokens

        def wrap_formdata(self, form: "Form", formdata: Any) -> Any:
            """Use form data only, even if empty: JSON has not passed the guards."""
            if formdata is None or isinstance(formdata, MultiDict):
                return formdata
            return request.form if form.is_submitted() else None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refusals: list[str] = []

    def fields(self) -> Iterator[Field]:
        """The fields people fill in, without the technical ones."""
        return (field for field in self if field.name not in self.OWN)

    def cards(self) -> Iterator[tuple[Section, list[Field]]]:
        """The sections with their fields; fields in no section come last."""
        left = {field.short_name: field for field in self.fields()}
        for section in self.sections:
            fields = [left.pop(name) for name in section.fields if name in left]
            if fields:
                yield section, fields
        if left:
            yield Section(N_("Other") if self.sections else "", ()), list(left.values())

    def values(self) -> dict[str, Any]:
        """Values by field, without read-only fields and masked fields left blank."""
        return {
            field.short_name: field.data
            for field in self.fields()
            if not getattr(field, "shut", False)
            and not (getattr(field, "masked", False) and not field.data)
        }

    def refuse(self, error: PortalError) -> None:
        """Show a refusal at its field, or above the form if it has none."""
        problems = error.problems if isinstance(error, Problems) else {error.field: error}
        for name, problem in problems.items():
            field = self._named(name)
            if field is None:
                self.refusals.append(say_words(problem))
            else:
                field.errors = [*field.errors, say_words(problem)]

    def refuse_rest(self, error: Problems) -> None:
        """Add the refusals of a service at fields that nothing is wrong with so far."""
        said = {name for name in error.problems if (f := self._named(name)) and _sentences(f)}
        rest = {name: one for name, one in error.problems.items() if name not in said}
        if rest:
            self.refuse(Problems(rest))

    def wrong(self) -> list[Wrong]:
        """The fields with an error, including those in rows, for the summary."""
        return [
            Wrong(field.id, label, errors)
            for field, label in _labelled(self.fields())
            if (errors := _sentences(field))
        ]

    def _named(self, name: str) -> Field | None:
        name = name.replace(".", "-")
        fields = (field for field, _label in _labelled(self.fields()))
        return next((field for field in fields if name in (field.name, field.short_name)), None)


def _labelled(fields: Any, row: str = "", *, alone: bool = False) -> Iterator[tuple[Field, str]]:
    """Every field with its label; one of a row also says in which. Rows come after their fields.

    ``alone``: a row's only field, whose label would repeat that of the rows.
    """
    for field in fields:
        label = _(field.label.text)
        name = row if alone else _("%(row)s · %(field)s", row=row, field=label) if row else label
        if hasattr(field, "entries"):
            for number, entry in enumerate(field.entries, start=1):
                inner = _shown(entry)
                line = _("%(rows)s %(number)s", rows=label, number=number)
                yield from _labelled(inner, line, alone=len(inner) == 1)
        elif hasattr(field, "form"):
            yield from _labelled(_shown(field), row)
        yield field, name


def _shown(row: Any) -> list[Field]:
    """What people fill in of a row or an inner form."""
    hidden = (f for f in row.form if getattr(f.widget, "input_type", "") == "hidden")
    barred = {*Form.OWN, *(f.short_name for f in hidden)}
    return [f for f in row.form if f.short_name not in barred]


def _sentences(field: Field) -> list[str]:
    """What is wrong with the field itself; a row's own fields are asked for theirs."""
    return [] if isinstance(field.errors, dict) else [e for e in field.errors if isinstance(e, str)]


class RowForm(Plain):
    """A row of a ``RowsField``; the CSRF token is that of the whole form."""

    Meta = Drawing
