"""Delegation: somebody decides for another person, for a time, a scope and a reason (C4)."""

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
from portal.people.delegation_rules import DELEGATION, Edge, delegation_objection
from portal.platform.notices import outbox
from portal.platform.workflow.states import move_state
from portal.work import HERE, Work

SUBJECTS = (Kind.REQUEST, Kind.FILE, Kind.LOAN)  # what can be delegated
SHORTEST_REASON = 2


def grant_delegation(
    work: Work,
    *,
    to_id: int,
    starts_at: datetime,
    ends_at: datetime,
    reason: str,
    subjects: Collection[Kind] = (),
) -> Delegation:
    """Let another person decide for the actor in ``[starts_at, ends_at)``.

    Empty ``subjects`` mean every kind. Raises ``Problems`` for a chain of more than two, a
    cycle, an officer, a disabled account and a window in the past.
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
    names = ("to_id", "starts_at", "ends_at", "subjects", "reason")
    changed = {name: [None, getattr(row, name)] for name in names}
    work.record(Saved(kind=Kind.DELEGATION, id=row.id, changes=changed, created=True))
    until = f"{ends_at.astimezone(HERE):%Y-%m-%d %H:%M}"
    facts = {"by": work.actor.name, "until": until}
    outbox.tell(work, [to_id], "delegation.given", Kind.DELEGATION, row.id, **facts)
    return row


def _problems(
    work: Work, to_id: int, starts_at: datetime, ends_at: datetime, reason: str
) -> dict[str, PortalError]:
    problems: dict[str, PortalError] = {}
    if len(reason.strip()) < SHORTEST_REASON:
        problems["reason"] = Invalid(N_("Please give a reason, e.g. annual leave."))
    if ends_at <= work.now:
        problems["ends_at"] = Invalid(N_("The end is in the past. Please choose a later date."))
    if text := _taker_objection(work, to_id):
        problems["to_id"] = Invalid(text)
    elif text := delegation_objection(
        Edge(work.actor.id, to_id, starts_at, ends_at), _edges(work, to_id)
    ):
        problems["ends_at" if ends_at <= starts_at else "to_id"] = Invalid(text)
    return problems


def _taker_objection(work: Work, to_id: int) -> str | None:
    if not work.session.scalar(select(User.id).where(User.id == to_id, User.active)):
        return N_("Please choose somebody whose account is open.")
    if officers.is_officer(work.session, to_id):
        return N_("An officer cannot decide for others. Please choose another person.")
    return None


def _edges(work: Work, to_id: int) -> list[Edge]:
    """Every delegation that is or will be in force; both people stay locked until the commit."""
    pair = select(User.id).where(User.id.in_([work.actor.id, to_id])).order_by(User.id)
    work.session.execute(pair.with_for_update())
    rows = work.session.execute(
        select(
            Delegation.from_id, Delegation.to_id, Delegation.starts_at, Delegation.ends_at
        ).where(Delegation.state == DelegationState.GIVEN, Delegation.ends_at > work.now)
    )
    return [Edge(*row) for row in rows]


def end_delegation(work: Work, delegation: Delegation) -> None:
    """End a delegation now; pages opened under it are refused on submit (I-12)."""
    move_state(work, DELEGATION, delegation, "end")
    outbox.tell(
        work,
        [delegation.to_id],
        "delegation.ended",
        Kind.DELEGATION,
        delegation.id,
        by=delegation.giver.name,
    )


def end_delegations_of_person(work: Work, event: Done) -> None:
    """Reaction: a disabled person neither gives nor takes delegations any more (I-12)."""
    rows = work.session.scalars(
        select(Delegation).where(
            or_(Delegation.from_id == event.id, Delegation.to_id == event.id),
            Delegation.state == DelegationState.GIVEN,
            Delegation.ends_at > work.now,
        )
    )
    for row in rows.all():
        move_state(work, DELEGATION, row, "end")


def end_delegations_of_officer(work: Work, event: Done) -> None:
    """Reaction: a new officer neither decides business nor lets others decide it (SEC-3)."""
    if officers.is_officer(work.session, event.id):
        end_delegations_of_person(work, event)
