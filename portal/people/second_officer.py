"""What waits for a second officer: asking, who may confirm, and since when (SEC-3)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from models.officers import OfficerAct, TwoOfficers
from models.people import Role, User, UserRole
from models.platform.audit import AuditEntry
from models.words.access import Duty
from models.words.kinds import Kind
from models.words.people import OfficerActSort, OfficerActState
from models.words.text import N_
from portal.errors import Conflict
from portal.events import Done
from portal.people.duties import OFFICERS
from portal.people.second_officer_rules import is_guarded, second_officers
from portal.platform.notices import outbox
from portal.work import Work

ALONE = N_(
    "No second officer can confirm this: beside you and the person concerned nobody is left. "
    "It is done on the machine itself: flask break-glass."
)
TWICE = N_("The same waits for a second officer already. Look under “Two officers”.")


@dataclass(frozen=True)
class Second:
    """Who may confirm an act: their duty, their ids, and whether the auditor stands in."""

    duty: Duty
    ids: list[int]

    @property
    def by_auditor(self) -> bool:
        return self.duty is Duty.AUDIT


def has_begun(session: Session) -> bool:
    """Whether all three officers have signed in once, so that a second one is asked for good."""
    return bool(session.scalar(select(TwoOfficers.id)))


def active_officers(session: Session) -> dict[Duty, list[int]]:
    """The ids of everybody active with an officer's role, by duty."""
    rows = session.execute(
        select(Role.duty, User.id)
        .join(UserRole, UserRole.role_id == Role.id)
        .join(User, User.id == UserRole.user_id)
        .where(Role.duty.in_(OFFICERS), User.active)
        .distinct()
        .order_by(User.id)
    )
    found: dict[Duty, list[int]] = {}
    for duty, id in rows:
        found.setdefault(duty, []).append(id)
    return found


def everybody_on_duty(session: Session) -> list[int]:
    """The ids of all active officers and auditors, who are told of every such act."""
    return sorted({id for ids in active_officers(session).values() for id in ids})


def who_may_confirm(session: Session, act: OfficerAct) -> Second:
    """The second officers of an act: neither its maker nor who receives it."""
    holders = active_officers(session)
    shut = {act.maker_id or 0, act.receiver_id or 0}
    if act.role_id and act.sort is OfficerActSort.GRANTS:
        shut |= set(
            session.scalars(select(UserRole.user_id).where(UserRole.role_id == act.role_id))
        )
    mine = next((duty for duty, ids in holders.items() if act.maker_id in ids), Duty.AUDIT)
    if mine is Duty.AUDIT:  # no officer any more, who could not have asked
        return Second(mine, [])
    return Second(*second_officers(mine, holders, shut))


def names_of(session: Session, ids: Iterable[int]) -> list[str]:
    """The names of these people, in the order of their accounts."""
    return list(session.scalars(select(User.name).where(User.id.in_(ids)).order_by(User.id)))


def waiting_for(work: Work) -> list[int]:
    """The ids of the acts that wait for the actor."""
    rows = work.session.scalars(
        select(OfficerAct).where(OfficerAct.state == OfficerActState.WAITING)
    )
    return [act.id for act in rows if work.actor.id in who_may_confirm(work.session, act).ids]


def no_link_waits() -> ColumnElement[bool]:
    """WHERE clause: people for whom no link waits for a second officer."""
    waits = select(OfficerAct.receiver_id).where(
        OfficerAct.state == OfficerActState.WAITING, OfficerAct.sort == OfficerActSort.LINK
    )
    return User.id.not_in(waits)


def guarded_roles(roles: Iterable[Role]) -> set[int]:
    """The ids of the roles that two officers give."""
    return {
        role.id
        for role in roles
        if is_guarded(role.duty, {g.permission: g.reach for g in role.grants}, role.clearance)
    }


def ask_second(
    work: Work,
    sort: OfficerActSort,
    *,
    receiver: User | None = None,
    role: Role | None = None,
    wanted: Mapping[str, Any],
) -> OfficerAct:
    """Put what the actor wants before a second officer; all officers and the person are told.

    Raises ``Conflict`` where the same waits already, or where nobody is left who could confirm.
    """
    act = OfficerAct(
        sort=sort,
        maker_id=work.actor.id,
        receiver_id=receiver.id if receiver else None,
        role_id=role.id if role else None,
        wanted=dict(wanted),
    )
    with work.session.no_autoflush:
        _refuse_second_asking(work, act)
        second = who_may_confirm(work.session, act)
    if not second.ids:
        raise Conflict(ALONE)
    work.add(act)
    facts: dict[str, Any] = {"sort": sort.value, **wanted}
    changes = facts.pop("changes", None)
    if receiver:
        facts["user_id"] = receiver.id
    if second.by_auditor:
        facts["by_auditor"] = True
    work.record(Done(kind=Kind.OFFICER_ACT, id=act.id, action="ask_second", facts=facts))
    if role and changes:  # in the words of the matrix, with the role
        kept = {"changes": changes}
        work.record(Done(kind=Kind.ROLE, id=role.id, action="ask_second", facts=kept))
    tell_all(work, "officer.asked", act, stage="asked")
    return act


def _refuse_second_asking(work: Work, act: OfficerAct) -> None:
    """The indexes refuse it too; here it has its sentence before anything is written."""
    same = select(OfficerAct.id).where(
        OfficerAct.state == OfficerActState.WAITING,
        OfficerAct.sort == act.sort,
        OfficerAct.receiver_id.is_not_distinct_from(act.receiver_id),
        OfficerAct.role_id.is_not_distinct_from(act.role_id),
    )
    if work.session.scalar(same.limit(1)):
        raise Conflict(TWICE)


def act_name(session: Session, act: OfficerAct) -> str:
    """Whom or which role an act is about, by name."""
    if act.receiver_id:
        return session.scalar(select(User.name).where(User.id == act.receiver_id)) or ""
    return session.scalar(select(Role.name).where(Role.id == act.role_id)) or ""


def tell_all(work: Work, topic: str, act: OfficerAct, *, stage: str, **values: Any) -> None:
    """Tell every officer and auditor, and the person concerned in words of their own."""
    name = act_name(work.session, act)
    told = {"by": work.actor.name, "what": act.sort.value, "name": name, **values}
    people = [id for id in everybody_on_duty(work.session) if id != act.receiver_id]
    outbox.tell(work, people, topic, Kind.OFFICER_ACT, act.id, stage=stage, **told)
    if act.receiver_id:
        # About their own account, which they may open, officer or not.
        outbox.tell_by_letter(
            work,
            [act.receiver_id],
            f"{topic}_you",
            Kind.USER,
            act.receiver_id,
            stage=f"{stage}:{act.id}",
            **told,
        )


def begin_with_first_sign_ins(work: Work, event: Done) -> None:
    """Reaction: once all three officers have signed in, a second one is asked for good."""
    if has_begun(work.session):
        return
    holders = active_officers(work.session)
    if event.id not in {id for ids in holders.values() for id in ids}:
        return
    # One after another, or two last sign-ins at once would both begin it, or neither.
    roles = select(Role.id).where(Role.duty.in_(OFFICERS)).order_by(Role.id)
    work.session.execute(roles.with_for_update(key_share=True))
    if has_begun(work.session):
        return
    if all(_has_signed_in(work.session, holders.get(duty, []), event.id) for duty in OFFICERS):
        work.add(TwoOfficers(id=1, since=work.now))
        work.record(Done(kind=Kind.OFFICER_ACT, id=0, action="two_officers"))


def _has_signed_in(session: Session, ids: list[int], now_in: int) -> bool:
    """Whether one of these officers has: the entry of this very sign-in is not written yet."""
    if now_in in ids:
        return True
    entry = select(AuditEntry.seq).where(
        AuditEntry.actor_id.in_(ids),
        AuditEntry.happened == "sign_in",
        AuditEntry.refused.is_(False),
    )
    return bool(ids) and bool(session.scalar(entry.limit(1)))
