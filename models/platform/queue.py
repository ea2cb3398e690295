"""The tables of procrastinate, which delivers jobs on PostgreSQL (decision 3).

The schema is the one the pinned version ships; SQLite has none of these tables.
"""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event

from models.base import Base


def schema() -> str:
    """The SQL of the installed procrastinate, read without importing it."""
    spec = find_spec("procrastinate")
    places = spec.submodule_search_locations if spec else None
    if not places:
        raise LookupError("procrastinate is not installed")
    return (Path(places[0]) / "sql" / "schema.sql").read_text()


def install(connection: Connection) -> None:
    """Create procrastinate's tables and functions, in the caller's transaction."""
    driver: Any = connection.connection.driver_connection
    driver.execute(schema())


def _after_create(_metadata: Any, connection: Connection, **_: Any) -> None:
    if connection.dialect.name == "postgresql":
        install(connection)


event.listen(Base.metadata, "after_create", _after_create)
