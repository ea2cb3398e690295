"""Draws numbers in the caller's transaction and keeps the ledger (A2, I-3)."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models.platform.numbering import NumberCounter, NumberEntry
from models.words.kinds import Kind
from models.words.platform import NumberState
from portal.errors import Conflict
from portal.platform.numbering import rules
from portal.work import Work


@dataclass(frozen=True)
class Drawn:
    """A number taken from its counter, on its way into the ledger."""

    number: str
    template: str
    scope: str
    serial: int


def draw_number(work: Work, template: str, kind: Kind, subject_id: int | None, **parts: str) -> str:
    """The next number of the template's scope, entered in the ledger.

    ``parts`` are ``class_`` (or ``**{"class": …}``) and ``dept``; year and month are today's.
    The counter row stays locked until the commit, so there is neither a gap nor a double.
    """
    drawn = reserve_numbers(work, template, 1, **parts)
    enter_numbers(work, kind, drawn, [subject_id])
    return drawn[0].number


def reserve_numbers(work: Work, template: str, count: int, **parts: str) -> list[Drawn]:
    """The next ``count`` numbers of one scope; ``enter`` must follow in the same transaction."""
    known = {"year": f"{work.today:%Y}", "month": f"{work.today:%m}", **parts}
    scope = rules.scope_of(template, known)
    last = _advance(work, scope, count)
    return [
        Drawn(rules.render_number(template, known, serial), template, scope, serial)
        for serial in range(last - count + 1, last + 1)
    ]


def enter_numbers(
    work: Work, kind: Kind, drawn: Sequence[Drawn], ids: Sequence[int | None]
) -> None:
    """Write reserved numbers into the ledger, each with the record that bears it."""
    entries = [
        {
            **asdict(one),
            "subject": kind,
            "subject_id": id,
            "issued_at": work.now,
            "issued_by": work.actor.id,
        }
        for one, id in zip(drawn, ids, strict=True)
    ]
    work.session.execute(insert(NumberEntry), entries)


def void_number(work: Work, number: str, reason: str) -> None:
    """Mark a number as not used; it stays in the ledger and is never drawn again."""
    entry = work.session.scalar(select(NumberEntry).where(NumberEntry.number == number))
    if entry is None or entry.state is NumberState.VOID:
        raise Conflict("This number is not in use.")
    entry.state, entry.void_reason, entry.voided_at = NumberState.VOID, reason, work.now


@dataclass(frozen=True)
class Gap:
    """A serial without a live number: never issued (``number`` empty) or void with its reason.

    ``at`` is when the number after it was issued; after the newest, the one before it.
    """

    serial: int
    number: str
    reason: str
    at: datetime | None = None


def find_gaps(session: Session, scope: str) -> Iterator[Gap]:
    """Every serial of a scope that names no live record, in order; for the ledger's report (A2)."""
    entry = NumberEntry
    before = func.lag(entry.serial, 1, 0).over(order_by=entry.serial).label("before")
    columns = (entry.serial, entry.number, entry.state, entry.void_reason, entry.issued_at)
    rows = select(*columns, before).where(entry.scope == scope).subquery()
    odd = or_(rows.c.serial > rows.c.before + 1, rows.c.state == NumberState.VOID)
    for row in session.execute(select(rows).where(odd).order_by(rows.c.serial)):
        yield from (Gap(n, "", "", row.issued_at) for n in range(row.before + 1, row.serial))
        if row.state is NumberState.VOID:
            yield Gap(row.serial, row.number, row.void_reason, row.issued_at)
    newest = select(entry.serial, entry.issued_at).where(entry.scope == scope)
    top = session.execute(newest.order_by(entry.serial.desc()).limit(1)).first()
    last = session.scalar(select(NumberCounter.last).where(NumberCounter.scope == scope)) or 0
    first, at = (top.serial + 1, top.issued_at) if top else (1, None)
    yield from (Gap(n, "", "", at) for n in range(first, last + 1))


def find_unissued(session: Session, scope: str) -> Iterator[tuple[Gap, int]]:
    """The serials of a scope that were never issued, in runs: the first, and the last serial."""
    run: Gap | None = None
    last = 0
    for gap in find_gaps(session, scope):
        if run and not gap.number and gap.serial == last + 1:
            last = gap.serial
            continue
        if run:
            yield run, last
        run, last = (None, 0) if gap.number else (gap, gap.serial)
    if run:
        yield run, last


def _advance(work: Work, scope: str, count: int) -> int:
    """Move the counter on by ``count``; returns the last serial taken."""
    step = (
        update(NumberCounter)
        .where(NumberCounter.scope == scope)
        .values(last=NumberCounter.last + count)
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
