"""Everything the portal refuses to do, in words a user may read.

A text is an English msgid; ``values`` fill its ``%(name)s`` places after translation, so views
can show it in either language. ``field`` names the form field it belongs to, if there is one.
"""

from enum import StrEnum
from typing import Any

from models.words.labels import label
from models.words.plurals import fill
from models.words.text import N_


class PortalError(Exception):
    """Base of all refusals; ``str(error)`` is safe to show."""

    status = 400
    on_record = True  # it leaves an entry in the audit

    def __init__(self, text: str, *, field: str = "", **values: Any) -> None:
        told = {name: _named(value) for name, value in values.items()}
        super().__init__(fill(text, told) if told else text)
        self.text = text
        self.field = field
        self.values = values

    def kept(self) -> dict[str, Any]:
        """What the audit keeps of it, to be read in any language: msgid, values and field."""
        told = {name: _named(value) for name, value in self.values.items()}
        return {"reason": self.text, "values": told, "field": self.field}


def _named(value: Any) -> Any:
    """A word of a vocabulary by its label: nobody reads codes."""
    if isinstance(value, list | tuple):
        return [_named(each) for each in value]
    return label(value) if isinstance(value, StrEnum) else value


class Invalid(PortalError):
    """What was typed cannot be taken: names the field, the limit and an example.

    A slip of the pen is no refusal: it leaves no entry, among which real ones would drown.
    """

    status = 422
    on_record = False


class Problems(PortalError):
    """Several fields are wrong at once; ``problems`` maps a field to its refusal."""

    status = 422
    on_record = False

    def __init__(self, problems: dict[str, PortalError]) -> None:
        super().__init__(N_("%(count)s fields need correcting."), count=len(problems))
        self.problems = problems


class NotAllowed(PortalError):
    status = 403


class NotFound(PortalError):
    """Missing, or hidden from this actor: the two look the same on purpose, in words too."""

    status = 404
    on_record = False

    def __init__(
        self,
        text: str = N_("There is no such record, or you may not see it."),
        *,
        field: str = "",
        **values: Any,
    ) -> None:
        super().__init__(text, field=field, **values)


class IllegalMove(PortalError):
    status = 409


class Conflict(PortalError):
    """Somebody else changed the record first, or took what is only there once."""

    status = 409


class Overtaken(Conflict):
    """The page an act came from is older than the record: it is shown afresh, nothing is lost."""


class TooMany(PortalError):
    """More than one person may ask for in a time."""

    status = 429


class Unavailable(PortalError):
    """What cannot be done just now, for the machine's sake: asked again later, it may go."""

    status = 503
    on_record = False


class TooLarge(PortalError):
    status = 413
