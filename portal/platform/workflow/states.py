"""Makes the moves that the tables of the wings allow; nothing else assigns a state."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import PassiveFlag, Session
from sqlalchemy.orm.attributes import get_history

from models.base import Record
from models.platform.audit import AuditEntry
from models.words.text import N_
from portal.access import policy
from portal.errors import Conflict, IllegalMove, Invalid, NotAllowed, Overtaken
from portal.events import Moved
from portal.platform.workflow.machine import Machine, Move
from portal.work import HERE, Work

TOKENS = "portal.moved"
# Who read a record, its papers, or signed in, has not changed it.
UNCHANGING = ("attach", "withdraw_attachment", "view", "download", "prove", "sign_in")


def move_state(
    work: Work, machine: Machine[Any], row: Any, action: str, *, reason: str = "", **facts: Any
) -> None:
    """Check, move, and say so (K-1). ``facts`` are kept in the audit entry.

    Raises ``IllegalMove`` when it cannot be now, ``NotAllowed`` when the actor may not.
    """
    source = getattr(row, machine.field)
    found = check_move(work, machine, row, action)
    if found.needs_reason and not reason.strip():
        raise Invalid(N_("Please give a reason."), field="reason")
    _assign(work, machine, row, found.target)
    work.record(
        Moved(
            kind=row.kind,
            id=row.id,
            action=action,
            dimension=machine.field,
            source=str(source),
            target=str(found.target),
            reason=reason,
            facts=facts,
        )
    )


def check_move(work: Work, machine: Machine[Any], row: Any, action: str) -> Move[Any]:
    """The move, if this actor may make it now; nothing is changed. Raises as ``move`` does."""
    source = getattr(row, machine.field)
    result = machine.find(source, action)
    if result is None:
        raise _too_late(work, machine, row, source)
    policy.require(work.actor, result.permission, row)
    if result.unless and (objection := result.unless(row, work.now)):
        raise IllegalMove(objection)
    return result


def _too_late(work: Work, machine: Machine[Any], row: Any, state: Any) -> IllegalMove:
    """Why a step cannot be any more, and who brought the record where it is."""
    plain = IllegalMove(N_("This step is not available: the record is «%(state)s»."), state=state)
    if not isinstance(row, Record):
        return plain
    last = last_change(work, row, machine.field)
    if last is None:
        return plain
    name, at = last
    return IllegalMove(
        N_(
            "This step is not available: the record is «%(state)s», last changed by %(name)s at "
            "%(at)s."
        ),
        state=state,
        name=name,
        at=at,
    )


def last_change(work: Work, row: Record, field: str = "") -> tuple[str, str] | None:
    """Who last changed a record that the caller has loaded, and when; None if nobody is known.

    ``field``: who last moved this state of it. Who only read or attached its papers is not meant.
    """
    moved = AuditEntry.details["dimension"].as_string() == field
    last = work.session.execute(
        select(AuditEntry.actor, AuditEntry.at)
        .where(
            AuditEntry.subject == row.kind,
            AuditEntry.subject_id == row.id,
            AuditEntry.refused.is_(False),
            moved if field else AuditEntry.happened.not_in(UNCHANGING),
        )
        .order_by(AuditEntry.seq.desc())
        .limit(1)
    ).first()
    if last is None:
        return None
    return last.actor.get("name", ""), f"{last.at.astimezone(HERE):%Y-%m-%d %H:%M}"


def check_fresh(work: Work, row: Any, revision: str | None) -> None:
    """Raise ``Overtaken`` with who and when if a locked row is not as the page of an act showed it.

    ``revision`` is what the page was drawn from; a call without a page has none (C9).
    """
    if revision and revision != str(row.revision):
        name, at = last_change(work, row) or ("—", "—")
        raise Overtaken(
            N_(
                "%(name)s changed this record at %(at)s, after you had opened it. Nothing on this "
                "page was recorded. Look at what it says now; send it again only if it still holds."
            ),
            name=name,
            at=at,
        )


def not_open(work: Work, row: Any) -> Conflict:
    """Why a step is not offered any more, with who brought the record where it is, and when."""
    last = last_change(work, row) if isinstance(row, Record) else None
    if last is None:
        return Conflict(N_("This step is not available now. Please look at the record again."))
    return Conflict(
        N_(
            "This step is not available now: %(name)s last changed this record at %(at)s. "
            "Please look at it again."
        ),
        name=last[0],
        at=last[1],
    )


def open_moves(work: Work, machine: Machine[Any], row: Any) -> list[Move[Any]]:
    """The moves this actor may make now: the same list draws the buttons and enforces."""
    return [
        m
        for m in machine.open_moves(getattr(row, machine.field))
        if policy.can(work.actor, m.permission, row) and not (m.unless and m.unless(row, work.now))
    ]


def _assign(work: Work, machine: Machine[Any], row: Any, target: Any) -> None:
    work.session.info.setdefault(TOKENS, set()).add((type(row), row.id, machine.field))
    setattr(row, machine.field, target)


def check_states(session: Session) -> None:
    """Refuse a flush that changes a governed column without a move (K-1)."""
    tokens = session.info.get(TOKENS, set())
    for row in session.dirty:
        for name in row.governed if isinstance(row, Record) else ():
            history = get_history(row, name, PassiveFlag.PASSIVE_NO_INITIALIZE)
            if history.has_changes() and (type(row), row.id, name) not in tokens:
                raise NotAllowed(N_("A state can only be changed through its workflow."))
