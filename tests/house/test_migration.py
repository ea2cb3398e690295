"""The migrations and the tables say the same, triggers and first rows included."""

import sqlite3
import subprocess
import sys

import pytest

from models.base import Base
from models.engine import build
from tests.house.tree import ROOT


def shape(path):
    """Everything that stands in a SQLite database, spelt without spaces and quotes."""
    with sqlite3.connect(path) as connection:
        rows = connection.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
        head = connection.execute("SELECT id, seq FROM audit_head").fetchall()
    connection.close()
    kept = {(t, n) for t, n, _ in rows if not n.startswith(("sqlite_", "alembic_"))}
    triggers = {n: "".join(sql.split()) for t, n, sql in rows if t == "trigger"}
    return kept, triggers, head


@pytest.fixture
def migrated(tmp_path):
    path = tmp_path / "migrated.db"
    command = [sys.executable, "-m", "alembic", "-x", f"url=sqlite:///{path}", "upgrade", "head"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return path


def test_migrations_lead_to_the_tables(migrated, tmp_path):
    engine = build(f"sqlite:///{tmp_path}/made.db")
    Base.metadata.create_all(engine)
    engine.dispose()
    assert shape(migrated) == shape(tmp_path / "made.db")
