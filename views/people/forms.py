"""Forms of accounts, departments, roles and delegations."""

from typing import Any

from flask import request
from sqlalchemy import select

from models.people import Role
from models.words.access import Duty
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.people import delegations, departments, rights
from views.shell import words
from views.shell.context import now, reading
from views.shell.forms.base import Form
from views.shell.forms.fields import (
    ChecksField,
    LongTextField,
    LookupField,
    MomentField,
)
from views.shell.forms.validators import MaxLength, Required
from views.shell.i18n import gettext as _


def business_roles() -> list[tuple[str, str]]:
    """The roles of business, to choose from: (code, name in the reader's language)."""
    business = select(Role.code, Role.name).where(Role.duty == Duty.BUSINESS)
    rows = reading().session.execute(business.order_by(Role.id))
    return [(code, _(name)) for code, name in rows]


def person_name(id: int) -> str:
    return departments.person_name(reading(), id)


def department_options() -> list[tuple[int, str]]:
    """Open departments in tree order, indented by depth."""
    rows = departments.department_tree(reading())
    return [(row.id, "　" * depth + row.name) for row, depth, _count in rows if row.active]


def role_options() -> list[tuple[str, str]]:
    return [(str(role.id), _(role.name)) for role in rights.all_roles(reading())]


def subject_options() -> list[tuple[str, str]]:
    return [(kind.value, words.label(kind)) for kind in delegations.SUBJECTS]


class ReasonForm(Form):
    reason = LongTextField(N_("Reason"), [Required(), MaxLength(200)])


class RolesForm(Form):
    """The roles of the person it was opened from; those they hold are ticked."""

    roles = ChecksField(
        N_("Roles"),
        role_options,
        description=N_(
            "Auditor, security officer and system administrator cannot be combined with each "
            "other or with business roles."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if request.method == "GET" and request.view_args:
            held = rights.role_ids_of_person(reading(), request.view_args["id"])
            self.roles.data = [str(id) for id in held]


class DelegationForm(Form):
    to_id = LookupField(N_("Who decides for you"), V.USER, [Required()], name_of=person_name)
    starts_at = MomentField(N_("From"), [Required()], default=now)
    ends_at = MomentField(
        N_("Until"), [Required()], description=N_("The delegation ends at this moment.")
    )
    subjects = ChecksField(N_("What for (nothing chosen: everything)"), subject_options)
    reason = LongTextField(N_("Reason"), [Required(), MaxLength(200)])
