"""Accounts, departments and delegations on their screens."""

from typing import Any

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose

from models.people import Delegation, Department, User
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.access.policy import can
from portal.people import accounts as people
from portal.people import delegations, departments, rights, roles, second_factor, second_factors
from portal.people import sign_in as signing_in
from portal.people.delegation_rules import DELEGATION
from portal.people.lists import DELEGATIONS, USERS
from portal.platform.lists.listing import Column, Listing
from portal.work import Work
from views.people.forms import DelegationForm, DepartmentForm, ReasonForm, RolesForm, UserForm
from views.shell import agents, words
from views.shell.acts import Act
from views.shell.context import config, reading
from views.shell.facts import Card, Fact
from views.shell.i18n import gettext as _
from views.shell.records import RecordView

DEPARTMENTS = Listing(
    name="departments",
    kind=Kind.DEPARTMENT,
    table=Department,
    see=P.USER_SEE,
    title=N_("Departments"),
    columns=(
        Column("name", N_("Name"), Department.name, "link", sort=True),
        Column("code", N_("Code"), Department.code, sort=True),
        Column("active", N_("Open"), Department.active, "flag"),
    ),
    link="name",
)


def invite(work: Work, row: User) -> None:
    """The link is shown once, to the one who asked for it."""
    token = people.invite(work, row.id)
    link = config().base_url + url_for("sign_in.set_up", token=token)
    flash(
        _(
            "Give %(name)s this link; it works once, within 24 hours: %(link)s",
            name=row.name,
            link=link,
        ),
        "info",
    )


def disable(work: Work, row: User, reason: str) -> None:
    people.disable(work, row.id, reason)


def enable(work: Work, row: User, reason: str) -> None:
    people.enable(work, row.id, reason)


def assign(work: Work, row: User, **chosen: list[str]) -> None:
    roles.assign(work, row.id, [int(id) for id in chosen["roles"] or ()])


def end_sessions(work: Work, row: User) -> None:
    signing_in.end_sessions(work, row.id)


def reset_second(work: Work, row: User, reason: str) -> None:
    second_factor.reset(work, row.id, reason)


def _has_second(work: Work, row: User) -> bool:
    return row.id != work.actor.id and second_factors.holds(work.session, row.id)


class PeopleView(RecordView):
    listing = USERS
    one = N_("Account")
    purpose = N_("Everybody with an account; accounts are disabled, never deleted")
    icon = "person-badge"
    create = edit = P.USER_EDIT
    form = UserForm
    details_template = "people/record.html"
    acts = (
        Act(
            "roles",
            N_("Change roles"),
            assign,
            RolesForm,
            permission=P.ROLE_EDIT,
            primary=True,
            done=N_("The roles of %(name)s were changed."),
        ),
        Act(
            "invite",
            N_("Set-up link"),
            invite,
            permission=P.USER_EDIT,
            open=lambda _work, row: row.active,
            confirm=N_("Make a link with which %(name)s sets a new password? Earlier links end."),
        ),
        Act(
            "end_sessions",
            N_("Sign out everywhere"),
            end_sessions,
            permission=P.SESSION_END,
            confirm=N_("End all sessions of %(name)s now?"),
        ),
        Act(
            "reset_second",
            N_("Reset the second factor"),
            reset_second,
            ReasonForm,
            permission=P.SESSION_END,
            open=_has_second,
            done=N_("%(name)s signs in by password alone until a new second factor is set up."),
        ),
        Act(
            "disable",
            N_("Disable"),
            disable,
            ReasonForm,
            permission=P.USER_EDIT,
            danger=True,
            open=lambda work, row: row.active and row.id != work.actor.id,
            done=N_("%(name)s can no longer sign in."),
        ),
        Act(
            "enable",
            N_("Enable"),
            enable,
            ReasonForm,
            permission=P.USER_EDIT,
            open=lambda _work, row: not row.active,
        ),
    )

    def title(self, row: Any) -> str:
        return str(row.name)

    def save(self, work: Work, row: Any, changes: dict[str, Any]) -> User:
        return people.save(work, row, changes)

    def facts(self, work: Work, row: Any) -> list[Card]:  # noqa: ARG002
        department = row.department.name if row.department else ""
        superior = row.superior.name if row.superior else ""
        return [
            Card(
                N_("Account"),
                [
                    Fact("login", N_("Sign-in name"), row.login),
                    Fact("employee_number", N_("Employee number"), row.employee_number),
                    Fact("active", N_("Account open"), row.active, "flag"),
                    Fact("created_at", N_("Since"), row.created_at, "moment"),
                ],
            ),
            Card(
                N_("Place in the office"),
                [
                    Fact(
                        "department",
                        N_("Department"),
                        department,
                        href=f"/departments/{row.department_id}/",
                    ),
                    Fact("post", N_("Post"), row.post),
                    Fact("superior", N_("Superior"), superior, href=f"/users/{row.superior_id}/"),
                    Fact("roles", N_("Roles"), "、".join(_(role.name) for role in row.roles)),
                ],
            ),
            Card(
                N_("Reachable by"),
                [
                    Fact("email", N_("Mail"), row.email),
                    Fact("mobile", N_("Mobile"), row.mobile),
                ],
            ),
        ]

    def context(self, work: Work, row: Any) -> dict[str, Any]:
        mine = row.id == work.actor.id
        see_rights = mine or can(work.actor, P.ROLE_SEE)
        see_sessions = mine or can(work.actor, P.SESSION_END)
        return {
            "rights": rights.of_person(work, row.id) if see_rights else None,
            "browser": agents.spoken,
            "sessions": signing_in.open_sessions(work, row.id) if see_sessions else None,
        }


class DepartmentsView(RecordView):
    listing = DEPARTMENTS
    one = N_("Department")
    purpose = N_("The tree that «department and below» follows")
    icon = "diagram-3"
    create = edit = P.DEPARTMENT_EDIT
    form = DepartmentForm

    @expose("/")
    def index_view(self) -> ResponseReturnValue:
        work = reading()
        return self.show(
            "people/departments.html",
            tree=departments.tree(work),
            may_create=self.may_create(work),
            may_edit=can(work.actor, P.DEPARTMENT_EDIT),
        )

    def title(self, row: Any) -> str:
        return str(row.name)

    def save(self, work: Work, row: Any, changes: dict[str, Any]) -> Department:
        if changes.get("position", 0) is None:
            changes["position"] = 0
        return departments.save(work, row, changes)

    def facts(self, work: Work, row: Any) -> list[Card]:  # noqa: ARG002
        head = row.head.name if row.head else ""
        above = row.parent.name if row.parent else ""
        return [
            Card(
                "",
                [
                    Fact("code", N_("Code"), row.code),
                    Fact("head", N_("Head"), head, href=f"/users/{row.head_id}/"),
                    Fact("parent", N_("Below"), above, href=f"/departments/{row.parent_id}/"),
                    Fact("active", N_("Open"), row.active, "flag"),
                ],
            )
        ]


class DelegationsView(RecordView):
    listing = DELEGATIONS
    one = N_("Delegation")
    purpose = N_("Who decides for whom, and how long; both names stand in the record")
    icon = "person-check"
    create = P.DELEGATION_GIVE
    form = DelegationForm
    acts = (
        Act(
            "end",
            N_("End now"),
            lambda work, row: delegations.end(work, row.id),
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
        chosen = [Kind(kind) for kind in changes["subjects"] or ()]
        return delegations.give(
            work,
            changes["to_id"],
            changes["starts_at"],
            changes["ends_at"],
            changes["reason"],
            chosen,
        )

    def facts(self, work: Work, row: Any) -> list[Card]:  # noqa: ARG002
        scope = "、".join(words.label(Kind(kind)) for kind in row.subjects) or _("Everything")
        return [
            Card(
                "",
                [
                    Fact("giver", N_("For"), row.giver.name, "person"),
                    Fact("taker", N_("Decides"), row.taker.name, "person"),
                    Fact("starts_at", N_("From"), words.full(row.starts_at)),
                    Fact("ends_at", N_("Until"), words.full(row.ends_at)),
                    Fact("subjects", N_("For what"), scope),
                    Fact("state", N_("State"), row.state, "word"),
                    Fact("reason", N_("Reason"), row.reason, wide=True),
                ],
            )
        ]
