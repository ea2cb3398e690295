"""Guards of the keys of locked tables, generated from the metadata.

A lock on UPDATE and DELETE is no lock where a row may be written over: SQLite removes whatever
stands in the way of ``INSERT OR REPLACE`` and ``UPDATE OR REPLACE`` without asking the triggers of
DELETE, and an upsert updates it. So on SQLite each key is looked up before the row is written, and
what is taken is refused in the very words of its own constraint (``models.refusals``). On
PostgreSQL constraints do this; there a key must not change, and the table not be truncated.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, Index, MetaData, Table, UniqueConstraint
from sqlalchemy.dialects import sqlite

from models.trigger import Trigger, changed

WORDS = re.compile(r"'(?:[^']|'')*'|\w+")
SQLITE = sqlite.dialect()
QUOTE = SQLITE.identifier_preparer.quote
FIXED = "a primary key never changes"
STAYS = "the rows of a locked table stay"


@dataclass(frozen=True)
class Guard:
    """A trigger of SQLite that makes several refusals: (message, condition), in this order."""

    name: str
    table: str
    when: str
    refusals: tuple[tuple[str, str], ...]

    def sqlite(self) -> str:
        """The statement that creates it."""
        body = " ".join(
            f"SELECT RAISE(ABORT, '{message}') WHERE {condition};"
            for message, condition in self.refusals
        )
        return f"CREATE TRIGGER {self.name} BEFORE {self.when} ON {self.table} BEGIN {body} END"

    def statements(self, _dialect: str) -> tuple[str, ...]:
        """The same, as a trigger has it."""
        return (self.sqlite(),)

    said_by = statements


@dataclass(frozen=True, order=True)
class Key:
    """Columns of which no two rows have the same, among the rows for which ``where`` holds."""

    columns: tuple[str, ...]
    where: str = ""


def guards_of(table: Table) -> dict[str, list[Trigger | Guard]]:
    """The guards of one table, by database."""
    pk = tuple(column.name for column in table.primary_key)
    name = table.name
    return {
        "sqlite": [
            Guard(f"{name}_guard_insert", name, "INSERT", tuple(_taken(table, pk))),
            Guard(f"{name}_guard_update", name, "UPDATE", tuple(_moved(table, pk))),
        ],
        "postgresql": [
            Trigger(
                f"{name}_guard_update", name, f"UPDATE OF {', '.join(pk)}", FIXED, changed(*pk)
            ),
            Trigger(f"{name}_guard_truncate", name, "TRUNCATE", STAYS),
        ],
    }


def hang_guards(connection: Connection, names: Iterable[str]) -> None:
    """For migrations: put the guards of these tables anew, by the keys that the tables have now.

    Call it after a unique key of a locked table came or went, and for a table that is locked anew.
    """
    dialect, names = connection.dialect.name, list(names)
    there = MetaData()
    there.reflect(connection, only=names)
    for name in names:
        for guard in guards_of(there.tables[name])[dialect]:
            _drop(connection, guard)
            for statement in guard.statements(dialect):
                connection.exec_driver_sql(statement)


def _drop(connection: Connection, guard: Trigger | Guard) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {guard.name}")
    else:
        connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {guard.name}() CASCADE")


def _keys(table: Table) -> list[Key]:
    """Its unique keys beside the primary one, in an order of their own."""
    found = {
        Key(tuple(c.name for c in each.columns))
        for each in table.constraints
        if isinstance(each, UniqueConstraint)
    }
    for index in table.indexes:
        if index.unique:
            found.add(Key(tuple(c.name for c in index.columns), _where(index)))
    return sorted(found)


def _where(index: Index) -> str:
    where = index.dialect_options["sqlite"]["where"]
    return "" if where is None else str(where)


def _taken(table: Table, pk: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """What refuses a new row: its number of SQLite, its primary key or another key is taken."""
    if not _is_rowid(table):
        yield _said(table, pk), _there(table, Key(("rowid",)))
    for key in (Key(pk), *_keys(table)):
        yield _said(table, key.columns), _of_new(table, key) + _there(table, key)


def _moved(table: Table, pk: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """What refuses a change: the row would have another primary key, or a key of another row."""
    yield FIXED, changed(*pk, "rowid")
    for key in _keys(table):
        others = f"{_there(table, key)[:-1]} AND rowid <> OLD.rowid)"
        yield _said(table, key.columns), _of_new(table, key) + others


def _is_rowid(table: Table) -> bool:
    """Whether the primary key is SQLite's own number of a row."""
    columns = list(table.primary_key)
    return len(columns) == 1 and columns[0].type.dialect_impl(SQLITE).compile(SQLITE) == "INTEGER"


def _there(table: Table, key: Key) -> str:
    same = " AND ".join(f"{QUOTE(c)} = NEW.{QUOTE(c)}" for c in key.columns)
    among = f" AND ({key.where})" if key.where else ""
    return f"EXISTS (SELECT 1 FROM {table.name} WHERE {same}{among})"  # noqa: S608  (our names)


def _of_new(table: Table, key: Key) -> str:
    """The condition of a partial key, of the new row; words in quotes are no columns."""
    if not key.where:
        return ""
    asked = WORDS.sub(
        lambda word: f"NEW.{word[0]}" if word[0] in table.columns else word[0], key.where
    )
    return f"({asked}) AND "


def _said(table: Table, columns: Iterable[str]) -> str:
    """As SQLite itself says it."""
    return "UNIQUE constraint failed: " + ", ".join(f"{table.name}.{c}" for c in columns)
