"""Delegation: one person decides for another for a time, within a scope, for a reason (C4)."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import or_, select

from models.people import Delegation, Participation, User
from models.words.kinds import Kind
from models.words.people import DelegationState
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.errors import Invalid, PortalError, Problems
from portal.events import Done, Saved
from portal.people import officers
from portal.people.delegation_rules import DELEGATION, Edge, objection
from portal.platform.notices import outbox
from portal.platform.workflow import states
from portal.work import HERE, Work

# What can be decided for another.
SUBJECTS = (Kind.REQUEST, Kind.FILE, Kind.LOAN)
SHORTEST_REASON = 2


def give(
    work: Work,
    to_id: int,
    starts_at: datetime,
    ends_at: datetime,
    reason: str,
    subjects: Collection[Kind] = (),
) -> Delegation:
    """Let another decide for the actor in ``[starts_at, ends_at)``; no ``subjects``: for all.

    Raises ``Problems``: no chain over two, no ring, no officer, nobody disabled, no past.
    """
    work.require(P.DELEGATION_GIVE)
    if problems := _problems(work, to_id, starts_at, ends_at, reason):
        raise Problems(problems)
    row: Delegation = work.add(
        Delegation(
            from_id=work.actor.id,
            to_id=to_id,
            department_id=work.actor.department_id,
            starts_at=starts_at,
            ends_at=ends_at,
            reason=reason.strip(),
            subjects=sorted(kind.value for kind in subjects),
        )
    )
    work.add(Participation(subject=Kind.DELEGATION, subject_id=row.id, user_id=to_id))
    changed = {
        "to_id": [None, to_id],
        "starts_at": [None, starts_at],
        "ends_at": [None, ends_at],
        "subjects": [None, row.subjects],
        "reason": [None, row.reason],
    }
    work.record(Saved(kind=Kind.DELEGATION, id=row.id, changes=changed, created=True))
    until = f"{ends_at.astimezone(HERE):%Y-%m-%d %H:%M}"
    told = {"by": work.actor.name, "until": until}
    outbox.tell(work, [to_id], "delegation.given", Kind.DELEGATION, row.id, **told)
    return row


def _problems(
    work: Work, to_id: int, starts_at: datetime, ends_at: datetime, reason: str
) -> dict[str, PortalError]:
    problems: dict[str, PortalError] = {}
    if len(reason.strip()) < SHORTEST_REASON:
        problems["reason"] = Invalid(N_("Please give a reason, e.g. annual leave."))
    if ends_at <= work.now:
        problems["ends_at"] = Invalid(N_("The end lies in the past. Please choose a later day."))
    if text := _taker_objection(work, to_id):
        problems["to_id"] = Invalid(text)
    elif text := objection(Edge(work.actor.id, to_id, starts_at, ends_at), _edges(work, to_id)):
        problems["ends_at" if ends_at <= starts_at else "to_id"] = Invalid(text)
    return problems


def _taker_objection(work: Work, to_id: int) -> str | None:
    if not work.session.scalar(select(User.id).where(User.id == to_id, User.active)):
        return N_("Please choose somebody whose account is open.")
    if officers.is_one(work.session, to_id):
        return N_("An officer takes no decisions of others. Please choose another person.")
    return None


def _edges(work: Work, to_id: int) -> list[Edge]:
    """Every delegation that is or will be in force; the two people are held until the commit."""
    pair = select(User.id).where(User.id.in_([work.actor.id, to_id])).order_by(User.id)
    work.session.execute(pair.with_for_update())
    rows = work.session.execute(
        select(
            Delegation.from_id, Delegation.to_id, Delegation.starts_at, Delegation.ends_at
        ).where(Delegation.state == DelegationState.GIVEN, Delegation.ends_at > work.now)
    )
    return [Edge(*row) for row in rows]


def end(work: Work, delegation_id: int) -> Delegation:
    """End a delegation now; the page that is open is refused on submit (I-12)."""
    row = work.get(Delegation, delegation_id, P.DELEGATION_SEE, lock=True)
    states.move_state(work, DELEGATION, row, "end")
    outbox.tell(work, [row.to_id], "delegation.ended", Kind.DELEGATION, row.id, by=row.giver.name)
    return row


def end_all(work: Work, event: Done) -> None:
    """Reaction: whoever is disabled neither gives nor takes any more (I-12)."""
    rows = work.session.scalars(
        select(Delegation).where(
            or_(Delegation.from_id == event.id, Delegation.to_id == event.id),
            Delegation.state == DelegationState.GIVEN,
            Delegation.ends_at > work.now,
        )
    )
    for row in rows.all():
        states.move_state(work, DELEGATION, row, "end")


def end_of_officer(work: Work, event: Done) -> None:
    """Reaction: an officer decides no business any more, nor lets others (SEC-3)."""
    if officers.is_one(work.session, event.id):
        end_all(work, event)
