"""What waits for security officers: people without a role."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, exists

from models.people import Department, User, UserRole
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.access.policy import can
from portal.platform.todo.part import Part, todo_rows
from portal.work import Work


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
)
