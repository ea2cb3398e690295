"""What files and cards are called on pages: above the reader's clearance, nothing."""

from typing import Any

from portal.access.policy import may_name
from views.shell.context import reading


def shown_name(row: Any) -> str:
    """The title of a file or the name of a card; empty where its grade shuts it for the reader."""
    if row is None or not may_name(reading().actor, row):
        return ""
    return str(row.title if hasattr(row, "title") else row.name)
