"""Draws the ids of many new rows at once, so that they are inserted without being read back."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session


def reserve_ids(session: Session, table: Any, count: int) -> list[int]:
    """``count`` unused ids of a mapped table, in order.

    An insert that asks for its ids becomes one statement of thousands of parameters on PostgreSQL
    and one statement a row on SQLite, where the writer's lock keeps the ids ours until the commit.
    """
    if not count:
        return []
    if session.get_bind().dialect.name == "postgresql":
        sequence = func.pg_get_serial_sequence(table.__tablename__, "id")
        series = func.generate_series(1, count).table_valued("n")
        return list(session.scalars(select(func.nextval(sequence)).select_from(series)))
    last = session.scalar(select(func.max(table.id))) or 0
    return list(range(last + 1, last + count + 1))
