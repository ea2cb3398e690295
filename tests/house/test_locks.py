"""What is locked is locked against every way of writing it, on both databases (▲).

Two rows stand in every locked table; then whoever may write SQL, but drops no trigger, tries to
write over them, move them, and take them away. Foreign keys are off, so that only locks hold.
"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Enum, delete, event, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as on_postgresql
from sqlalchemy.dialects.sqlite import insert as on_sqlite
from sqlalchemy.exc import DBAPIError

import models.all  # noqa: F401  (every table)
from models.base import Base
from models.engine import build_engine
from models.guards import FIXED, STAYS, _is_rowid, _keys
from models.platform.jobs import Job
from models.platform.looks import Look
from models.platform.numbering import NumberCounter
from models.platform.visited import Visited
from models.triggers import LOCKED, TRIGGERS, wanted
from tests.house.tree import FILES, name

DAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
MAKES = {
    str: lambda column, n: f"{column.name} {n}",
    bool: lambda _column, _n: True,
    int: lambda _column, n: n,
    datetime: lambda _column, n: NOON + timedelta(days=n),
    date: lambda _column, n: DAY + timedelta(days=n),
    Decimal: lambda _column, n: Decimal(n),
    bytes: lambda _column, n: b"x" * n,
    object: lambda _column, n: {"n": n},
}
# Where the first word of a column would not do: a partial key counts only live rows.
LIVE: dict[str, dict[str, Any]] = {
    "files": {"life": "filed", "custody": "in_place", "holder_id": None},
    "request_lines": {"state": "ready", "customer_id": None},
    "penalties": {"state": "dropped"},
}
# Rows that may be taken away while nobody has relied on them; a trigger says when no more.
MAY_GO = {"user_roles", "items", "request_lines"}
UPSERTS = {  # no locked table is among these, for its guards would refuse them
    "portal/platform/jobs/queue.py": Job.__table__.name,
    "portal/platform/looks/noting.py": Look.__table__.name,
    "portal/platform/numbering/ledger.py": NumberCounter.__table__.name,
    "portal/platform/search/index.py": "search_fts",
    "portal/platform/search/visited.py": Visited.__table__.name,
}


def value(table, column, n):
    fixed = LIVE.get(table.name, {})
    if column.name in fixed:
        return fixed[column.name]
    if isinstance(column.type, Enum):
        return next(iter(column.type.enum_class))
    return MAKES[column.type.python_type](column, n)


def row(table, n):
    return {column.name: value(table, column, n) for column in table.columns}


@pytest.fixture
def locked(database):
    """An engine, and two rows in every locked table of its database."""
    engine = build_engine(database)
    dialect = engine.dialect.name
    if dialect == "sqlite":
        event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA foreign_keys=OFF"))
    with engine.begin() as connection:
        if dialect == "sqlite":
            for trigger in wanted(dialect):
                connection.exec_driver_sql(f"DROP TRIGGER {trigger.name}")
        else:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(delete(Base.metadata.tables["audit_head"]))
        for table in map(Base.metadata.tables.__getitem__, LOCKED):
            connection.execute(insert(table), [row(table, 1), row(table, 2)])
        if dialect == "sqlite":
            for trigger in wanted(dialect):
                connection.exec_driver_sql(trigger.sqlite())
    yield engine
    engine.dispose()


def same(table, key, n):
    """The values that make a row collide with row ``n`` in this key alone."""
    return {c: row(table, n)[c] for c in key}


def over_sqlite(table):
    """(what it is, the statement) for every way of SQLite to write over a row."""
    pk = tuple(c.name for c in table.primary_key)
    keys = [pk, *(key.columns for key in _keys(table))]
    for key in keys:
        new = {**row(table, 3), **same(table, key, 1)}
        yield f"replace {key}", insert(table).prefix_with("OR REPLACE").values(new)
        upsert = on_sqlite(table).values(new)
        where = next((k.where for k in _keys(table) if k.columns == key), "")
        yield (
            f"upsert {key}",
            upsert.on_conflict_do_update(
                index_elements=list(key),
                index_where=text(where) if where else None,
                set_={c.name: row(table, 3)[c.name] for c in table.columns},
            ),
        )
        second = [table.c[c] == row(table, 2)[c] for c in pk]
        moved = update(table).prefix_with("OR REPLACE").where(*second)
        yield f"update or replace {key}", moved.values(same(table, key, 1))
    if not _is_rowid(table):
        names = ", ".join(c.name for c in table.columns)
        marks = ", ".join(f":{c.name}" for c in table.columns)
        yield (
            "replace by number of SQLite",
            text(f"INSERT OR REPLACE INTO {table.name} (rowid, {names}) VALUES (1, {marks})")
            .bindparams(**row(table, 3))
            .columns(),
        )
    for alias in ("rowid", "_rowid_", "oid"):
        yield alias, text(f"UPDATE OR REPLACE {table.name} SET {alias} = 1 WHERE {alias} = 2")
        yield f"{alias} away", text(f"UPDATE {table.name} SET {alias} = 77 WHERE {alias} = 2")


def over_postgresql(table):
    pk = tuple(c.name for c in table.primary_key)
    for key in [pk, *(key.columns for key in _keys(table))]:
        new = {**row(table, 3), **same(table, key, 1)}
        yield f"insert {key}", insert(table).values(new)
        second = [table.c[c] == row(table, 2)[c] for c in pk]
        yield f"update {key}", update(table).where(*second).values(same(table, key, 1))
    upsert = on_postgresql(table).values(row(table, 1))
    moved = {c: row(table, 3)[c] for c in pk}
    yield "upsert", upsert.on_conflict_do_update(index_elements=list(pk), set_=moved)
    yield "truncate", text(f"TRUNCATE {table.name} CASCADE")


def attacks(table, dialect):
    yield from over_sqlite(table) if dialect == "sqlite" else over_postgresql(table)
    pk = [c.name for c in table.primary_key]
    second = [table.c[c] == row(table, 2)[c] for c in pk]
    yield "a new primary key", update(table).where(*second).values(same(table, pk, 3))
    if table.name not in MAY_GO:
        yield "delete", delete(table)


def content(connection, table):
    return sorted(map(repr, connection.execute(select(table)).all()))


def is_lock(problem):
    said = str(problem.orig)
    words = ["UNIQUE constraint failed", "duplicate key", FIXED, STAYS]
    return any(word in said for word in [*words, *(t.message for t in TRIGGERS)])


@pytest.mark.parametrize("name", LOCKED)
def test_no_way_of_writing_gets_past_a_lock(locked, name):
    table, dialect = Base.metadata.tables[name], locked.dialect.name
    with locked.connect() as connection:
        before = content(connection, table)
    assert len(before) == 2
    for what, statement in attacks(table, dialect):
        with pytest.raises(DBAPIError) as refused, locked.begin() as connection:
            connection.execute(statement)
        assert is_lock(refused.value), f"{name}: {what}: {refused.value}"
        with locked.connect() as connection:
            assert content(connection, table) == before, f"{name}: {what}"


def test_no_locked_table_is_written_by_an_upsert():
    """Its guards would refuse them, and a lock that its own house steps over is none."""
    words = ("on_conflict_do", "OR REPLACE", "OR IGNORE")
    found = {name(path) for path in FILES if any(word in path.read_text() for word in words)}
    assert found - {"models/guards.py"} == set(UPSERTS)
    assert not set(UPSERTS.values()) & set(LOCKED)
