"""How a control stands in a form, said by the class of its field."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


def nothing(_field: Any) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True)
class Look:
    """``alike``: a field holds nothing of its form but a name, and all of its class look the same
    while they are empty: one is made and drawn, the others are its copies (decision 12).
    ``filled``: they differ in their value alone. ``wide``: over both columns.
    ``attributes``: what its control says besides what every control says.
    """

    select: bool = False
    wide: bool = False
    alike: bool = False
    filled: bool = False
    attributes: Callable[[Any], Mapping[str, Any]] = nothing


OTHER = Look()  # WTForms' own fields and those that say nothing


def look_of(field: Any) -> Look:
    """The look of a field, or of a class of fields."""
    look: Look = getattr(field, "look", OTHER)
    return look
