"""How values stand in JSON: in the audit, in cursors, in what an import will change."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

READERS: Mapping[type[Any], Callable[[Any], Any]] = {
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    bool: bool,
}


def to_json(value: Any) -> Any:
    """A value as JSON keeps it, so that what is hashed is what comes back."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def from_json(value: Any, python: type[Any]) -> Any:
    """And back to a value of that type."""
    return None if value is None else READERS.get(python, python)(value)
