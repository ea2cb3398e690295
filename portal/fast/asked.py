"""Statements asked again and again, kept as SQL and values: their expressions are let go.

For large statements, whose expressions would cost more than their rows, in time and in memory. A
kept one holds values, so its key tells apart all that they depend on.
"""

import sys
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Dialect
from sqlalchemy.orm import Session

from portal.fast.kept import Store, kept
from portal.fast.switch import plain

Process = Callable[[Any], Any] | None


@dataclass(frozen=True)
class Asked:
    """SQL with its values as the driver takes them, and how the columns of a row are read."""

    sql: str
    values: Any
    row: type
    reads: Sequence[Process]


KEPT: Store[tuple[Any, ...], Asked] = Store(400)  # some 130 people; what differs is 16 kB at most
NOTHING = Asked("", (), tuple, ())


def ask_kept(
    session: Session, key: tuple[Any, ...] | None, build: Callable[[], Any]
) -> Sequence[Any]:
    """The rows of a statement, its columns by name; ``build`` is called where none is kept under
    ``key``, and may answer that there is nothing to ask. Without a key nothing is kept.
    """
    if plain() or key is None:
        statement = build()
        return [] if statement is None else session.execute(statement).all()
    connection = session.connection()
    key = (connection.dialect.name, *key)
    asked = KEPT.get(key) or KEPT.keep(key, compile_once(build(), connection.dialect))
    if asked is NOTHING:
        return []
    rows = connection.exec_driver_sql(asked.sql, asked.values)
    return [asked.row(*map(_read, asked.reads, row)) for row in rows]


def _read(process: Process, value: Any) -> Any:
    return process(value) if process else value


def compile_once(statement: Any, dialect: Dialect) -> Asked:
    """A statement, or ``None``, as it is sent to a database of ``dialect``."""
    if statement is None:
        return NOTHING
    compiled: Any = statement.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
    given = {
        name: _sent(_bind_of(name, compiled.binds), value, dialect)
        for name, value in compiled.params.items()
        if not _is_list(name, compiled.binds)
    }
    columns = list(statement.selected_columns)
    reads = [
        column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns
    ]
    order = compiled.positiontup
    values = given if order is None else tuple(given[name] for name in order)
    row = _row_of(tuple(column.key for column in columns))
    return Asked(sys.intern(compiled.string), values, row, reads)


@kept(100)
def _row_of(columns: tuple[str, ...]) -> type:
    return namedtuple("Row", columns)


def _bind_of(name: str, binds: Mapping[str, BindParameter[Any]]) -> BindParameter[Any]:
    """The parameter of a value; those of a list are numbered after its name."""
    return binds[name] if name in binds else binds[name.rpartition("_")[0]]


def _is_list(name: str, binds: Mapping[str, BindParameter[Any]]) -> bool:
    return name in binds and binds[name].expanding


def _sent(bind: BindParameter[Any], value: Any, dialect: Dialect) -> Any:
    process = bind.type.dialect_impl(dialect).bind_processor(dialect)
    return process(value) if process else value
