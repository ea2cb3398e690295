"""Alembic environment: one metadata, one URL, batch mode for SQLite."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import JSON, Enum

import models.all  # noqa: F401
from models import engine
from models.base import Base
from models.types import UtcDateTime
from portal import config

# Kept by hand in the migrations: the search index and the tables a queue brings along.
FOREIGN = ("search_fts", "procrastinate_", "sqlite_")


def render_item(what: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Spell our types in plain SQLAlchemy, so that a migration never imports the portal."""
    if what == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if what == "type" and isinstance(item, Enum):
        return f"sa.String(length={item.length})"
    if what == "type" and isinstance(item, JSON):
        autogen.imports.add("from sqlalchemy.dialects.postgresql import JSONB")
        return 'sa.JSON().with_variant(JSONB(), "postgresql")'
    return False


def include_name(name: str | None, kind: str, _parents: Any) -> bool:
    return kind != "table" or not (name or "").startswith(FOREIGN)


def same_type(_context: Any, _inspected: Any, _column: Any, _stored: Any, ours: Any) -> bool | None:
    """Words are plain text of one length: nothing to compare."""
    return False if isinstance(ours, Enum | JSON) else None


url = context.get_x_argument(as_dictionary=True).get("url") or config.load_config().database
database = engine.build_engine(url)
with database.connect() as connection:
    if connection.dialect.name == "sqlite":
        connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")  # batch mode
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        render_item=render_item,
        include_name=include_name,
        compare_type=same_type,
    )
    with context.begin_transaction():
        context.run_migrations()
database.dispose()
