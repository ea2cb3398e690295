"""Writes values onto a row and says what changed: field → [old, new], for the audit."""

from collections.abc import Mapping
from typing import Any


def apply_changes(
    row: Any, values: Mapping[str, Any], fields: tuple[str, ...]
) -> dict[str, list[Any]]:
    """Assign those of ``fields`` that ``values`` hold; returns what differs from before."""
    changes = {}
    for name in fields:
        if name in values and getattr(row, name) != values[name]:
            changes[name] = [getattr(row, name), values[name]]
            setattr(row, name, values[name])
    return changes
