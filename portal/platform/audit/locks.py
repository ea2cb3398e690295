"""Checks that every trigger is still in the database as it was installed (▲)."""

from collections.abc import Iterator

from sqlalchemy import column, select, table
from sqlalchemy.orm import Session

from models.triggers import TRIGGERS, Trigger
from models.words import flaws
from models.words.plurals import fill

MASTER = table("sqlite_master", column("type"), column("name"), column("sql"))
HUNG = table("pg_trigger", column("tgname"), column("tgfoid"), column("tgenabled"))
CODE = table("pg_proc", column("oid"), column("prosrc"))


def missing_locks(session: Session) -> Iterator[str]:
    """A sentence for each trigger that is gone, shut off or says something else."""
    if session.get_bind().dialect.name == "sqlite":
        found = select(MASTER.c.name, MASTER.c.sql).where(MASTER.c.type == "trigger")
        wanted = {t: t.sqlite() for t in TRIGGERS if not t.for_all}
    else:
        found = select(HUNG.c.tgname, CODE.c.prosrc).where(
            CODE.c.oid == HUNG.c.tgfoid, HUNG.c.tgenabled.in_(["O", "A"])
        )
        wanted = {t: t.body for t in TRIGGERS}
    there = {name: _plain(code) for name, code in session.execute(found)}
    for trigger, code in wanted.items():
        if there.get(trigger.name) != _plain(code):
            yield _told(trigger)


def _told(trigger: Trigger) -> str:
    return fill(flaws.LOCK, {"name": trigger.name, "table": trigger.table})


def _plain(code: str) -> str:
    return "".join(code.split())
