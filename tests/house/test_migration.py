"""The migrations and the tables say the same, triggers and first rows included."""

import json
import os
import sqlite3
import subprocess
import sys

import pytest

import models.all  # noqa: F401  (every table)
from models.base import Base
from models.engine import build_engine
from portal.platform.audit import chain
from tests.house.tree import ROOT

KEY = b"k" * 32
OLD = """
    INSERT INTO places VALUES (NULL, 'room', 'A', 'A', 'A', '/1/', 0, NULL, NULL, 1, 1, 1);
    INSERT INTO file_classes VALUES ('HT', 'HT', 1, 1, '{seq:4}', '', 'normal', 7, 'workdays',
        NULL, '[]', 'normal', 14, 'workdays', 1, '[]', 1, 1);
    INSERT INTO roles VALUES ('records_manager', 'Records manager', 'business', 1, 5, 1);
    INSERT INTO roles VALUES ('file_owner', 'File owner', 'business', 1, 6, 1);
    UPDATE audit_head SET seq = 7, hash = 'abc';
"""


def shape(path):
    """Everything that stands in a SQLite database, spelt without spaces and quotes."""
    with sqlite3.connect(path) as connection:
        rows = connection.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
        head = connection.execute("SELECT id, seq FROM audit_head").fetchall()
    connection.close()
    kept = {(t, n) for t, n, _ in rows if not n.startswith(("sqlite_", "alembic_"))}
    triggers = {n: "".join(sql.split()) for t, n, sql in rows if t == "trigger"}
    return kept, triggers, head


def upgrade(path, to="head"):
    command = [sys.executable, "-m", "alembic", "-x", f"url=sqlite:///{path}", "upgrade", to]
    subprocess.run(
        command,
        cwd=ROOT,
        check=True,
        capture_output=True,
        env={**os.environ, "PORTAL_AUDIT_KEY": KEY.decode()},
    )


@pytest.fixture
def migrated(tmp_path):
    path = tmp_path / "migrated.db"
    upgrade(path)
    return path


def test_migrations_lead_to_the_tables(migrated, tmp_path):
    engine = build_engine(f"sqlite:///{tmp_path}/made.db")
    Base.metadata.create_all(engine)
    engine.dispose()
    assert shape(migrated) == shape(tmp_path / "made.db")


def test_an_installation_of_the_first_tables_goes_on(tmp_path):
    """Its classes keep their files, its boxes their shelves, and its chain is sealed as it is."""
    path = tmp_path / "old.db"
    upgrade(path, "0001")
    with sqlite3.connect(path) as old:
        old.executescript(OLD)
    upgrade(path)
    with sqlite3.connect(path) as new:
        assert new.execute("SELECT code, review_by FROM file_classes").fetchall() == [
            ("HT", "superior")
        ]
        assert new.execute("SELECT code, moved_order FROM places").fetchall() == [("A", 0)]
        granted = new.execute("SELECT role_id, permission, reach FROM role_grants").fetchall()
        assert {permission for _, permission, _ in granted} == {
            "customer:declassify",
            "file:declassify",
            "file:grade",
            "record_setting:edit",
            "register:read",
            "export:take",
        }
        assert {(role, reach) for role, _, reach in granted} == {(5, "all"), (6, "own")}
        assert new.execute("PRAGMA foreign_key_check").fetchall() == []
        seq, last, mark = new.execute("SELECT seq, hash, seal FROM audit_head").fetchone()
    new.close()
    old.close()
    assert chain.is_sealed(KEY, seq, last, mark)


def test_who_has_customers_keeps_their_numbers_and_a_new_office_numbers_apart(migrated, tmp_path):
    path = tmp_path / "old.db"
    upgrade(path, "2026_11_30_sort_indexes")
    with sqlite3.connect(path) as old:
        columns = old.execute("PRAGMA table_info(customers)").fetchall()
        needed = [name for _, name, _, not_null, _, _ in columns if not_null]
        marks = ", ".join("1" for _ in needed)
        old.execute(f"INSERT INTO customers ({', '.join(needed)}) VALUES ({marks})")
    upgrade(path)
    for where, kept in ((path, ["KH-{year}{seq:5}"]), (migrated, [])):
        with sqlite3.connect(where) as new:
            rows = new.execute("SELECT value FROM settings WHERE name = 'customer_numbers'")
            assert [json.loads(value)["value"] for (value,) in rows] == kept
        new.close()
    old.close()


def test_a_chain_without_entries_needs_no_seal(migrated):
    with sqlite3.connect(migrated) as new:
        assert new.execute("SELECT seq, seal FROM audit_head").fetchall() == [(0, "")]
    new.close()
