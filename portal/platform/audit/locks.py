"""Checks that every trigger is still in the database as it was installed, and no other (▲)."""

from collections.abc import Iterator

from sqlalchemy import and_, column, func, select, table
from sqlalchemy.orm import Session

from models.triggers import wanted
from models.words import flaws
from models.words.plurals import fill

MASTER = table("sqlite_master", column("type"), column("name"), column("tbl_name"), column("sql"))
HUNG = table(
    "pg_trigger",
    column("oid"),
    column("tgname"),
    column("tgrelid"),
    column("tgfoid"),
    column("tgenabled"),
    column("tgisinternal"),
)
CODE = table("pg_proc", column("oid"), column("prosrc"))
TABLES = table("pg_class", column("oid"), column("relname"))
BROUGHT = "procrastinate_"  # the queue's own tables have triggers of its own
Hung = dict[str, tuple[str, str]]  # name of a trigger → its table and what it says


def missing_locks(session: Session) -> Iterator[str]:
    """A sentence for each trigger that is gone, shut off, says something else or is not ours."""
    dialect = session.get_bind().dialect.name
    there = _sqlite(session) if dialect == "sqlite" else _postgresql(session)
    ours = {trigger.name: trigger for trigger in wanted(dialect)}
    for name, trigger in ours.items():
        said = _plain("".join(trigger.said_by(dialect)))
        if there.get(name, ("", ""))[1] != said:
            yield fill(flaws.LOCK, {"name": name, "table": trigger.table})
    for name, (where, _code) in there.items():
        if name not in ours and not where.startswith(BROUGHT):
            yield fill(flaws.STRANGE, {"name": name, "table": where})


def _sqlite(session: Session) -> Hung:
    found = select(MASTER.c.name, MASTER.c.tbl_name, MASTER.c.sql).where(MASTER.c.type == "trigger")
    return {name: (where, _plain(sql)) for name, where, sql in session.execute(found)}


def _postgresql(session: Session) -> Hung:
    """Those that are switched on, for sessions of every kind but a replica's."""
    found = (
        select(
            HUNG.c.tgname,
            TABLES.c.relname,
            CODE.c.prosrc,
            func.pg_get_triggerdef(HUNG.c.oid, True),
        )
        .join_from(HUNG, CODE, CODE.c.oid == HUNG.c.tgfoid)
        .join(TABLES, TABLES.c.oid == HUNG.c.tgrelid)
        .where(and_(HUNG.c.tgenabled.in_(["O", "A"]), ~HUNG.c.tgisinternal))
    )
    return {
        name: (where, _plain(code + definition))
        for name, where, code, definition in session.execute(found)
    }


def _plain(code: str) -> str:
    return "".join(code.split()).casefold()
