"""Screens of accounts, departments and delegations."""

from dataclasses import replace
from typing import Any

from flask import flash
from flask.typing import ResponseReturnValue
from flask_admin import expose

from models.people import Delegation, Department, User
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.access.policy import can
from portal.people import (
    accounts,
    delegations,
    departments,
    rights,
    second_factors,
    sign_in,
)
from portal.people.delegation_rules import DELEGATION
from portal.people.lists import DELEGATIONS, USERS
from portal.people.roles import assign_roles
from portal.people.second_factor import reset_second_factor
from portal.platform import agents
from portal.work import Work
from views.people.forms import DelegationForm, ReasonForm, RolesForm, department_options
from views.people.link_flash import flash_link, second_waits
from views.shell import words
from views.shell.acts import Act
from views.shell.context import reading
from views.shell.facts import Card, Fact
from views.shell.forms.base import Section
from views.shell.forms.ids import parse_id
from views.shell.forms.validators import MaxLength, Required
from views.shell.i18n import gettext as _
from views.shell.records import RecordView


def _show_set_up_link(work: Work, row: User) -> None:
    """Say where the link went; without mail, show it once."""
    flash_link(row, accounts.issue_set_up_link(work, row))


def _assign_chosen_roles(work: Work, row: User, **values: list[str]) -> None:
    waits = assign_roles(work, row, role_ids=[parse_id(id) or 0 for id in values["roles"] or ()])
    done = _("The roles of %(name)s were changed.", name=row.name)
    flash(second_waits() if waits else done, "info" if waits else "toast")


def _can_reset_second_factor(work: Work, row: User) -> bool:
    return row.id != work.actor.id and second_factors.has_second_factor(work.session, row.id)


PLACE = N_("Department and post")


class PeopleView(RecordView):
    listing = USERS
    one = N_("Account")
    purpose = N_("Everybody with an account; accounts are disabled, never deleted")
    icon = "person-badge"
    create = edit = P.USER_EDIT
    column_labels = {"login": N_("Sign-in name"), "mobile": N_("Mobile")}
    column_descriptions = {"login": N_("Lower-case letters, digits, dots and dashes, e.g. chensy")}
    column_details_list = (
        Section(N_("Account"), ("login", "employee_number", "active", "created_at")),
        Section(PLACE, ("department", "post", "superior")),
        Section(N_("Contact details"), ("email", "mobile")),
    )
    form_rules = (
        Section(N_("Account"), ("login", "name", "employee_number")),
        Section(PLACE, ("department", "post", "superior")),
        Section(N_("Contact details"), ("email", "mobile")),
    )
    form_args = {
        "department": {"options": department_options, "validators": [Required()], "blank": False},
        "email": {"validators": [MaxLength(100)]},
        "employee_number": {"validators": [MaxLength(20)]},
        "login": {"validators": [MaxLength(40)]},
        "mobile": {"validators": [MaxLength(20)]},
        "name": {"validators": [MaxLength(40)]},
        "post": {"validators": [MaxLength(40)]},
    }
    details_template = "people/record.html"
    acts = (
        Act(
            "roles",
            N_("Change roles"),
            _assign_chosen_roles,
            RolesForm,
            permission=P.ROLE_EDIT,
            primary=True,
        ),
        Act(
            "invite",
            N_("Set-up link"),
            _show_set_up_link,
            permission=P.USER_EDIT,
            open=lambda _work, row: row.active,
            confirm=N_(
                "Create a link for %(name)s to set a new password? Earlier links stop working."
            ),
        ),
        Act(
            "end_sessions",
            N_("Sign out everywhere"),
            sign_in.end_sessions,
            permission=P.SESSION_END,
            confirm=N_("End all sessions of %(name)s now?"),
        ),
        Act(
            "reset_second",
            N_("Reset the second factor"),
            reset_second_factor,
            ReasonForm,
            permission=P.SESSION_END,
            open=_can_reset_second_factor,
            done=N_(
                "%(name)s signs in with the password alone until a new second factor is set up."
            ),
        ),
        Act(
            "disable",
            N_("Disable"),
            accounts.disable_account,
            ReasonForm,
            permission=P.USER_EDIT,
            danger=True,
            open=lambda work, row: row.active and row.id != work.actor.id,
            done=N_("%(name)s can no longer sign in."),
        ),
        Act(
            "enable",
            N_("Enable"),
            accounts.enable_account,
            ReasonForm,
            permission=P.USER_EDIT,
            open=lambda _work, row: not row.active,
        ),
    )

    def title(self, row: Any) -> str:
        return str(row.name)

    def save(self, work: Work, row: Any, changes: dict[str, Any]) -> User:
        return accounts.save_account(work, row, changes)

    def facts(self, work: Work, row: Any) -> list[Card]:
        cards = [card for card in super().facts(work, row) if isinstance(card, Card)]
        roles = Fact("roles", N_("Roles"), "、".join(_(role.name) for role in row.roles))
        return [
            replace(card, facts=[*card.facts, roles]) if card.title == PLACE else card
            for card in cards
        ]

    def context(self, work: Work, row: Any) -> dict[str, Any]:
        mine = row.id == work.actor.id
        see_rights = mine or can(work.actor, P.ROLE_SEE)
        see_sessions = mine or can(work.actor, P.SESSION_END)
        return {
            "rights": rights.rights_of_person(work, row.id) if see_rights else None,
            "browser": agents.agent_name,
            "sessions": sign_in.active_sessions(work, row.id) if see_sessions else None,
        }


class DepartmentsView(RecordView):
    model, name = Department, N_("Departments")
    one = N_("Department")
    purpose = N_("The department tree, which «department and below» follows")
    icon = "diagram-3"
    see, create, edit = P.USER_SEE, P.DEPARTMENT_EDIT, P.DEPARTMENT_EDIT
    column_list = ("name", "code", "active")
    column_labels = {
        "active": N_("Open"),
        "code": N_("Code"),
        "head": N_("Head"),
        "name": N_("Name"),
        "parent": N_("Below"),
        "position": N_("Order among departments of the same level"),
    }
    column_sortable_list = ("name", "code")
    column_details_list = ("code", "head", "parent", "active")
    form_columns = ("code", "name", "parent", "head", "position", "active")
    form_args = {
        "code": {"validators": [MaxLength(20)]},
        "name": {"validators": [MaxLength(60)]},
        "parent": {"options": department_options},
    }

    @expose("/")
    def index_view(self) -> ResponseReturnValue:
        work = reading()
        return self.show(
            "people/departments.html",
            tree=departments.department_tree(work),
            may_create=self.may_create(work),
            may_edit=can(work.actor, P.DEPARTMENT_EDIT),
        )

    def title(self, row: Any) -> str:
        return str(row.name)

    def save(self, work: Work, row: Any, changes: dict[str, Any]) -> Department:
        if changes.get("position", 0) is None:
            changes["position"] = 0
        return departments.save_department(work, row, changes)


class DelegationsView(RecordView):
    listing = DELEGATIONS
    one = N_("Delegation")
    purpose = N_("Who decides for whom, and until when; records show both names")
    icon = "person-check"
    create = P.DELEGATION_GIVE
    form = DelegationForm
    acts = (
        Act(
            "end",
            N_("End now"),
            delegations.end_delegation,
            machine=DELEGATION,
            danger=True,
            confirm=N_("End this delegation now? Open pages are refused on submit."),
        ),
    )

    def title(self, row: Any) -> str:
        return f"{row.giver.name} → {row.taker.name}"

    def save(
        self,
        work: Work,
        row: Any,  # noqa: ARG002
        changes: dict[str, Any],
    ) -> Delegation:
        subjects = [Kind(kind) for kind in changes["subjects"] or ()]
        return delegations.grant_delegation(work, **{**changes, "subjects": subjects})

    def facts(self, work: Work, row: Any) -> list[Card]:  # noqa: ARG002
        scope = "、".join(words.label(Kind(kind)) for kind in row.subjects) or _("Everything")
        return [
            Card(
                "",
                [
                    Fact("giver", N_("For"), row.giver.name, V.USER),
                    Fact("taker", N_("Decides"), row.taker.name, V.USER),
                    Fact("starts_at", N_("From"), words.full(row.starts_at)),
                    Fact("ends_at", N_("Until"), words.full(row.ends_at)),
                    Fact("subjects", N_("For what"), scope),
                    Fact("state", N_("State"), row.state, V.WORD),
                    Fact("reason", N_("Reason"), row.reason, wide=True),
                ],
            )
        ]
