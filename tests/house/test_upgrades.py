"""A drill: an office on each landed schema upgrades with its data, and loses nothing (SEC-24)."""

import argparse

import pytest
from alembic import command
from alembic.config import Config as Alembic
from psycopg.types.json import Jsonb
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

import models.all  # noqa: F401  (every table)
from models.base import Base
from models.engine import build_engine
from portal.platform.audit import locks
from portal.platform.audit.chain import verify_chain
from portal.platform.health.tables import FOLDER, Fit, look_at_tables, migrations, newest
from tests.conftest import ON_POSTGRES
from tests.house.tree import ROOT

MAKE = "postgresql" if ON_POSTGRES else "sqlite"
TABLES = [table.name for table in Base.metadata.sorted_tables]
EMPTY = {"INTEGER": 0, "BIGINT": 0, "BOOLEAN": False, "JSON": "{}", "JSONB": Jsonb({})}
REBUILT = {"search_entries"}  # an index, which a migration may begin anew


def in_order():
    """The landed schemas, oldest first."""
    before, found = "", []
    following = {down: name for name, down in migrations().items()}
    while before in following:
        before = following[before]
        found.append(before)
    return found


def upgrade(url, to):
    config = Alembic(str(ROOT / "alembic.ini"))
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.cmd_opts = argparse.Namespace(x=[f"url={url}"])
    command.upgrade(config, to)


@pytest.fixture
def rows(sales):
    """Table → its rows as the driver gives them: one record of every kind and its trail."""
    with sales.web.arena.engine.connect() as connection:
        return {
            name: [
                dict(row)
                for row in connection.exec_driver_sql(f'SELECT * FROM "{name}"').mappings()
            ]
            for name in TABLES
            if inspect(connection).has_table(name)
        }


def fill(url, rows):
    """Write what of ``rows`` this schema has room for; returns table → how many."""
    engine = create_engine(url, poolclass=NullPool)
    written = {}
    with engine.begin() as connection:
        free = "SET session_replication_role = replica" if ON_POSTGRES else None
        if free:
            connection.exec_driver_sql(free)
        there = inspect(connection)
        for name in TABLES:
            if name in rows and there.has_table(name):
                written[name] = fill_table(connection, there, name, rows[name])
    engine.dispose()
    return written


def fill_table(connection, there, name, rows):
    columns = there.get_columns(name)
    held = connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar()
    if held and name != "audit_head":
        return 0  # what this schema begins with
    if held:
        marks = ", ".join(f"{c['name']} = :{c['name']}" for c in columns if c["name"] != "id")
        connection.execute(text(f"UPDATE audit_head SET {marks}"), rows[0])
        return 1
    for row in rows:
        given = {c["name"]: as_kept(c, row) for c in columns if c["name"] in row or needed(c)}
        names = ", ".join(f'"{n}"' for n in given)
        marks = ", ".join(f":{n}" for n in given)
        connection.execute(text(f'INSERT INTO "{name}" ({names}) VALUES ({marks})'), given)
    if ON_POSTGRES and any(c["name"] == "id" for c in columns):
        connection.exec_driver_sql(
            f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM \"{name}\""
        )
    return len(rows)


def ungranted(grants, landed):
    """Without the rights that migrations after this schema give: no office had them then."""
    later = in_order()[in_order().index(landed) + 1 :]
    texts = [path.read_text() for path in FOLDER.glob("*.py") if path.stem in later]
    return [row for row in grants if not any(row["permission"] in text for text in texts)]


def needed(column):
    return not column["nullable"] and column["default"] is None


def as_kept(column, row):
    value = row.get(column["name"])
    if value is None and needed(column):
        return EMPTY.get(str(column["type"]).split("(")[0], "")
    return Jsonb(value) if ON_POSTGRES and isinstance(value, dict | list) else value


def keys_of(connection, name):
    """The primary keys in a table, as one set."""
    columns = inspect(connection).get_pk_constraint(name)["constrained_columns"]
    listed = ", ".join(f'"{c}"' for c in columns)
    return {tuple(row) for row in connection.exec_driver_sql(f'SELECT {listed} FROM "{name}"')}


@pytest.mark.slow
@pytest.mark.parametrize("landed", in_order())
def test_an_office_goes_on_from(landed, rows, shelves, config, monkeypatch):
    monkeypatch.setenv("PORTAL_AUDIT_KEY", config.audit_key.decode())
    server = shelves(MAKE).server
    server.create("drill")
    url = server.url("drill")
    upgrade(url, landed)
    rows = {**rows, "role_grants": ungranted(rows["role_grants"], landed)}
    assert sum(fill(url, rows).values()) > 100
    engine = build_engine(url)
    with engine.connect() as connection:
        before = {n: keys_of(connection, n) for n in TABLES if inspect(connection).has_table(n)}
    upgrade(url, newest())
    with engine.connect() as connection:
        assert look_at_tables(connection).fit is Fit.FITS
        kept = {n: held for n, held in before.items() if n not in REBUILT}
        lost = {n: gone for n, held in kept.items() if (gone := held - keys_of(connection, n))}
        assert not lost
        if not ON_POSTGRES:
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
    with Session(engine) as session:
        assert list(verify_chain(session, config.audit_key)) == []
        assert list(locks.missing_locks(session)) == []
    engine.dispose()
    server.drop("drill")
