"""Draws numbers in the caller's transaction and keeps the ledger (A2, I-3)."""

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from models.files import NumberCounter, NumberEntry
from models.words.kinds import Kind
from models.words.states import NumberState
from portal.errors import Conflict
from portal.rules import numbering as rules
from portal.work import Work


def draw(work: Work, template: str, kind: Kind, subject_id: int | None, **parts: str) -> str:
    """The next number of the template's scope, entered in the ledger.

    ``parts`` are ``class_`` (or ``**{"class": …}``) and ``dept``; year and month are today's.
    The counter row stays locked until the commit, so there is neither a gap nor a double.
    """
    known = {"year": f"{work.today:%Y}", "month": f"{work.today:%m}", **parts}
    scope = rules.scope(template, known)
    serial = _next(work, scope)
    number = rules.render(template, known, serial)
    work.add(
        NumberEntry(
            number=number, template=template, scope=scope, serial=serial, subject=kind,
            subject_id=subject_id, issued_at=work.now, issued_by=work.actor.id,
        )
    )  # fmt: skip
    return number


def void(work: Work, number: str, reason: str) -> None:
    """Mark a number as not used; it stays in the ledger and is never drawn again."""
    entry = work.session.scalar(select(NumberEntry).where(NumberEntry.number == number))
    if entry is None or entry.state is NumberState.VOID:
        raise Conflict("This number is not in use.")
    entry.state, entry.void_reason, entry.voided_at = NumberState.VOID, reason, work.now


def _next(work: Work, scope: str) -> int:
    step = (
        update(NumberCounter)
        .where(NumberCounter.scope == scope)
        .values(last=NumberCounter.last + 1)
        .returning(NumberCounter.last)
    )
    serial = work.session.scalar(step)
    if serial is not None:
        return int(serial)
    _open_scope(work, scope)
    return int(work.session.scalars(step).one())


def _open_scope(work: Work, scope: str) -> None:
    """Two first draws at once: the second finds the row there already and goes on."""
    name = work.session.get_bind().dialect.name
    upsert: Any = postgresql.insert if name == "postgresql" else sqlite.insert
    work.session.execute(upsert(NumberCounter).values(scope=scope, last=0).on_conflict_do_nothing())
