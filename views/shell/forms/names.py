"""Names of records in look-up fields."""

from typing import Any

from sqlalchemy import select

from models.words.permissions import Permission
from portal.access.policy import visible
from views.shell.context import reading


def find_name(column: Any, table: Any, permission: Permission, id: int) -> str:
    """``column`` of a row, or its id if the reader may not see the row."""
    work = reading()
    name = work.session.scalar(
        select(column).where(table.id == id, visible(work.actor, permission, table))
    )
    return str(name or id)
