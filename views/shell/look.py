"""How the control of a field class is drawn in a form."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


def nothing(_field: Any) -> Mapping[str, Any]:
    """No additional attributes."""
    return {}


@dataclass(frozen=True)
class Look:
    """``alike``: empty fields of the class differ only in their name, so one is made and drawn and
    the others are copies (decision 12). ``filled``: filled fields differ only in their value.
    ``wide``: spans both columns. ``attributes``: additional attributes of the control.
    """

    select: bool = False
    wide: bool = False
    alike: bool = False
    filled: bool = False
    attributes: Callable[[Any], Mapping[str, Any]] = nothing


OTHER = Look()  # for WTForms' own fields and others without a look


def look_of(field: Any) -> Look:
    """The look of a field, or of a class of fields."""
    look: Look = getattr(field, "look", OTHER)
    return look
