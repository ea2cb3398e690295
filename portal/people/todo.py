"""What waits for officers: people without a role, acts for a second officer."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, exists, func

from models.base import named_alias
from models.officers import OfficerAct
from models.people import Department, Role, User, UserRole
from models.words.kinds import Kind
from models.words.people import OfficerActSort, OfficerActState
from models.words.permissions import Permission as P
from models.words.platform import TodoTab
from models.words.text import N_
from portal.access.policy import can
from portal.people import second_officer
from portal.platform.todo.part import Part, todo_rows
from portal.work import Work

Maker, Receiver = named_alias(User), named_alias(User)


def _without_role(work: Work, _soon: date) -> Select[Any] | None:
    if not can(work.actor, P.ROLE_EDIT):
        return None
    held = exists().where(UserRole.user_id == User.id)
    return (
        todo_rows(User.id, User.name, User.created_at, who=Department.name, more=User.post)
        .select_from(User)
        .outerjoin(Department, Department.id == User.department_id)
        .where(User.active, ~held, User.id != work.actor.id)
    )


def _waiting(work: Work) -> tuple[int, ...]:
    """The acts that wait for this officer."""
    if not can(work.actor, P.OFFICER_CONFIRM):
        return ()
    return tuple(sorted(second_officer.waiting_for(work)))


def _second(work: Work, _soon: date) -> Select[Any] | None:
    if not (ids := _waiting(work)):
        return None
    return _acts().where(OfficerAct.id.in_(ids))


def _glass(work: Work, _soon: date) -> Select[Any] | None:
    if not can(work.actor, P.OFFICER_CONFIRM) or not can(work.actor, P.AUDIT_SEE):
        return None
    return _acts().where(OfficerAct.state == OfficerActState.OPENED)


def _acts() -> Select[Any]:
    name = func.coalesce(Receiver.name, Role.name)
    return (
        todo_rows(OfficerAct.id, name, OfficerAct.created_at, who=Maker.name, state=OfficerAct.sort)
        .select_from(OfficerAct)
        .outerjoin(Maker, Maker.id == OfficerAct.maker_id)
        .outerjoin(Receiver, Receiver.id == OfficerAct.receiver_id)
        .outerjoin(Role, Role.id == OfficerAct.role_id)
    )


TODO: Sequence[Part] = (
    Part(
        "account.roles",
        N_("%(name)s has no role yet"),
        N_("Change roles"),
        Kind.USER,
        _without_role,
        icon="person-plus",
        do="do/roles/",
        page="/users/{id}/",
        home="/users/",
    ),
    Part(
        "officer.second",
        N_("“%(name)s” waits for you as the second officer"),
        N_("Look and decide"),
        Kind.OFFICER_ACT,
        _second,
        tab=TodoTab.DECIDE,
        icon="people-fill",
        page="/officer_acts/{id}/",
        home="/officer_acts/",
        words=OfficerActSort,
        looks_up=_waiting,
    ),
    Part(
        "officer.glass",
        N_("The account of %(name)s was reset on the machine itself"),
        N_("Look and take note"),
        Kind.OFFICER_ACT,
        _glass,
        icon="exclamation-octagon",
        page="/officer_acts/{id}/",
        home="/officer_acts/",
    ),
)
