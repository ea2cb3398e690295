"""What lies on the disk: the bytes of the search index, and a copy of a loaded database."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, make_url

from bench.report import Weight
from models.engine import build_engine

INDEX = ("search_entries", "search_fts")
INDEX_SQLITE = ("search_entries", "search_fts_data", "search_fts_idx", "search_fts_docsize")
SERVED = ("customers", "contacts")


def index_bytes(url: str) -> Weight:
    """Bytes of the search tables with their indexes for each byte of the rows they serve."""
    engine = build_engine(url)
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            index = _postgresql(connection, "pg_total_relation_size", INDEX)
            rows = _postgresql(connection, "pg_table_size", SERVED)
        else:
            index, rows = _sqlite(connection, INDEX_SQLITE), _sqlite(connection, SERVED)
    engine.dispose()
    return Weight(index / rows, unit="ratio")


def _postgresql(connection: Connection, measure: str, tables: tuple[str, ...]) -> int:
    names = ", ".join(f"'{table}'" for table in tables)
    size = f"SELECT sum({measure}(t)) FROM unnest(ARRAY[{names}]::regclass[]) AS t"
    return int(connection.exec_driver_sql(size).scalar_one())


def _sqlite(connection: Connection, tables: tuple[str, ...]) -> int:
    """The pages of copies of the tables, as this build of SQLite cannot count those of a table.

    ``search_entries`` is its own index there; the copies of the others have none.
    """
    with tempfile.TemporaryDirectory() as folder:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("ATTACH ? AS measured", (str(Path(folder) / "measured.db"),))
        for table in tables:
            driver.execute(f"CREATE TABLE measured.{table} AS SELECT * FROM main.{table}")
        pages, size = (
            driver.execute(f"PRAGMA measured.{what}").fetchone()[0]
            for what in ("page_count", "page_size")
        )
        driver.execute("DETACH measured")
    return int(pages * size)


@contextmanager
def copied(url: str) -> Iterator[str]:
    """The URL of a copy that may be written into."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        source = Path(address.database or "")
        copy = source.with_suffix(".flows.db")
        engine = build_engine(url)
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        engine.dispose()
        shutil.copyfile(source, copy)
        try:
            yield f"sqlite:///{copy}"
        finally:
            for old in copy.parent.glob(f"{copy.name}*"):
                old.unlink()
        return
    name = f"{address.database}_flows"
    template = f"CREATE DATABASE {name} TEMPLATE {address.database}"
    _administer(url, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", template)
    try:
        yield address.set(database=name).render_as_string(hide_password=False)
    finally:
        _administer(url, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _administer(url: str, *statements: str) -> None:
    """Run statements from a database that is neither copied nor made."""
    engine = build_engine(make_url(url).set(database="template1").render_as_string())
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()
