"""Builds database engines: the SQLite in use, its pragmas, and how transactions begin."""

import logging
import select
import time
from typing import Any

import pysqlite3.dbapi2 as sqlite3
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DisconnectionError

log = logging.getLogger(__name__)

WRITES = {"portal_writes": True}
# Pages that only read use autocommit on PostgreSQL: READ COMMITTED takes a snapshot per statement
# anyway, and it saves two round trips. SQLite keeps one snapshot for the whole page.
READS = {"portal_reads": True}
PATIENCE = 4  # seconds for a server to answer at all; who waits for a page is told then
RESTED = 60.0  # seconds in the pool after which a connection is pinged

# The WAL-reset bug was fixed in 3.51.3, and in patches 3.44.6 and 3.50.7 (SEC-8).
SAFE_LINES = {(3, 44): 6, (3, 50): 7}


def wal_is_safe(version: tuple[int, int, int]) -> bool:
    """Whether this version of SQLite can use WAL mode without the risk of losing pages."""
    if version >= (3, 51, 3):
        return True
    return version[2] >= SAFE_LINES.get(version[:2], 10_000)


WAL = wal_is_safe(sqlite3.sqlite_version_info)
PRAGMAS = (
    "journal_mode=WAL" if WAL else "journal_mode=TRUNCATE",
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=20000",
    "trusted_schema=OFF",
    "secure_delete=ON",
    "cache_size=-32000",
    "soft_heap_limit=24000000",  # bytes, for all connections of this process together
)


def engine_options(url: str, *, plain: bool = False) -> dict[str, Any]:
    """Arguments of ``create_engine`` for this URL (shared with Flask-SQLAlchemy).

    ``plain``: every connection is pinged before use, instead of only those long in the pool.
    """
    result: dict[str, Any] = {"hide_parameters": True}
    if url.startswith("sqlite"):
        result["module"] = sqlite3
    else:
        result["connect_args"] = {"connect_timeout": PATIENCE}
        result["pool_pre_ping" if plain else "skip_autocommit_rollback"] = True
    if not plain and not url.endswith(
        "sqlite://"
    ):  # in memory there is one connection, and no pool
        # The connection used last has the warmest caches.
        result["pool_use_lifo"] = True
    return result


def build_engine(url: str, *, plain: bool = False, **extra: Any) -> Engine:
    """Create and prepare an engine, for scripts, workers and tests."""
    return prepare_engine(
        create_engine(url, **{**engine_options(url, plain=plain), **extra}), plain=plain
    )


def prepare_engine(engine: Engine, *, plain: bool = False) -> Engine:
    """Attach pragmas and BEGIN on SQLite, autocommit reads and pings on PostgreSQL."""
    if engine.dialect.name == "postgresql" and not plain:
        event.listen(engine, "set_connection_execution_options", _on_options)
        event.listen(engine, "checkin", _on_checkin)
        event.listen(engine, "checkout", _on_checkout)
    if engine.dialect.name == "sqlite":
        if not WAL:
            log.warning("SQLite %s may corrupt WAL files: using TRUNCATE", sqlite3.sqlite_version)
        event.listen(engine, "connect", _on_connect)
        event.listen(engine, "begin", _on_begin)
    return engine


def _on_connect(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # BEGIN is sent by ``_on_begin``
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _on_begin(connection: Connection) -> None:
    """A writer takes the lock at once: upgrading a read transaction fails instead of waiting."""
    writes = connection.get_execution_options().get("portal_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _on_options(_connection: Connection, options: dict[str, Any]) -> None:
    if options.get("portal_reads"):
        options["isolation_level"] = "AUTOCOMMIT"


def _on_checkin(_connection: Any, record: Any) -> None:
    record.info["rested_since"] = time.monotonic()


def _on_checkout(connection: Any, record: Any, _proxy: Any) -> None:
    """Raise ``DisconnectionError`` for a dead connection, so that the pool replaces it.

    A connection closed by the server is readable, which takes no round trip to see. One long in the
    pool is pinged too, because a network failure closes nothing.
    """
    since = record.info.get("rested_since")
    if since is None:  # new
        return
    socket = select.poll()
    socket.register(connection.fileno(), select.POLLIN)
    try:
        if socket.poll(0):
            raise DisconnectionError
        if time.monotonic() - since > RESTED:
            connection.execute("SELECT 1")
            connection.rollback()
    except (OSError, connection.Error) as error:
        raise DisconnectionError from error
