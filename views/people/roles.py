"""The role matrix: roles × permissions × reach, rules for fields, and who may do what."""

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose

from models.people import Role
from models.words.access import FieldRule, Reach, Secrecy
from models.words.permissions import Permission
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.access.policy import can
from portal.access.roles import GUARDED
from portal.errors import Conflict, Invalid, Problems
from portal.people import proposals, rights, roles, second_officer
from views.people.link_flash import second_waits
from views.people.role_fields import FIELD_NAMES
from views.shell.context import reading, working
from views.shell.forms.ids import parse_id
from views.shell.i18n import gettext as _
from views.shell.i18n import say_words
from views.shell.screens import Screen

ONE = "/<int(max=2147483647):id>/"


class RolesView(Screen):
    see = P.ROLE_SEE
    icon = "shield-lock"
    purpose = N_("What each role may do, and how far")

    @expose("/")
    def index_view(self) -> ResponseReturnValue:
        work = reading()
        all_roles = rights.all_roles(work)
        held = {role.id: {g.permission: g.reach for g in role.grants} for role in all_roles}
        return self.show(
            "people/roles/index.html",
            roles=all_roles,
            held=held,
            permissions=list(Permission),
            guarded=second_officer.guarded_roles(all_roles),
            may_edit=can(work.actor, P.ROLE_EDIT),
        )

    @expose(ONE, methods=("GET", "POST"))
    def role_view(self, id: int) -> ResponseReturnValue:
        work = reading()
        role = work.get(Role, id, P.ROLE_SEE)
        error = ""
        if request.method == "POST":
            try:
                with working("roles.edit") as change:
                    row = change.get(Role, id, P.ROLE_SEE, lock=True)
                    waits = roles.change_rights(change, row, _wanted(request.form))
            except (Invalid, Problems) as refusal:
                error = say_words(refusal)
            else:
                saved = _("The role «%(name)s» was saved.", name=_(role.name))
                flash(second_waits() if waits else saved, "info" if waits else "toast")
                return redirect(f"{self.url}/{id}/")
        return self.show(
            "people/roles/role.html",
            422 if error else 200,
            role=role,
            error=error,
            guarded=list(GUARDED),
            permissions=roles.grantable_permissions(role),
            reaches=list(Reach),
            rules=list(FieldRule),
            held={g.permission: g.reach for g in role.grants},
            names=FIELD_NAMES,
            grades=list(Secrecy),
            two=bool(second_officer.guarded_roles([role])),
            shut={(r.subject, r.field): r.rule for r in role.field_rules},
            may_edit=can(work.actor, P.ROLE_EDIT),
        )

    @expose("/new/", methods=("GET", "POST"))
    def new_view(self) -> ResponseReturnValue:
        work = reading()
        work.require(P.ROLE_EDIT)
        errors: dict[str, str] = {}
        if request.method == "POST":
            values = request.form
            try:
                with working("roles.create") as change:
                    model = values.get("copy_of", "")
                    role = roles.create_role(
                        change,
                        code=values.get("code", ""),
                        name=values.get("name", ""),
                        copy_of=parse_id(model) or 0,
                    )
                    id = role.id
            except Problems as refusal:
                errors = {name: say_words(problem) for name, problem in refusal.problems.items()}
            else:
                return redirect(f"{self.url}/{id}/")
        business = [r for r in rights.all_roles(work) if r.duty == "business"]
        return self.show(
            "people/roles/new.html", 422 if errors else 200, errors=errors, models=business
        )

    @expose("/proposed/", methods=("GET", "POST"))
    def proposed_view(self) -> ResponseReturnValue:
        """The roles proposed for imported people; one button gives them to all who are ticked."""
        error = ""
        if request.method == "POST":
            ids = [id for id in map(parse_id, request.form.getlist("id")) if id is not None]
            try:
                with working("roles.grant_proposed") as work:
                    count = proposals.grant_proposed(work, ids)
            except (Invalid, Conflict) as refusal:
                error = say_words(refusal)
            else:
                given, waits = count
                if given:
                    flash(_("%(count)s people have their roles.", count=given), "toast")
                if waits:
                    flash(_("%(count)s people wait for a second officer.", count=waits), "info")
                return redirect("/")
        work = reading()
        return self.show(
            "people/roles/proposed.html",
            422 if error else 200,
            error=error,
            people=proposals.list_proposed(work),
            may_grant=can(work.actor, P.ROLE_EDIT),
        )

    @expose("/who/")
    def who_view(self) -> ResponseReturnValue:
        """Who may do X?"""
        asked = request.args.get("permission", "")
        chosen = Permission(asked) if asked in set(Permission) else next(iter(Permission))
        holders = rights.permission_holders(reading(), chosen)
        return self.show(
            "people/roles/who.html", permissions=list(Permission), chosen=chosen, holders=holders
        )


def _wanted(values: dict[str, str]) -> roles.Wanted:
    grants, rules = _grants(values), _field_rules(values)
    if "clearance" not in values:
        return roles.Wanted(grants, rules)
    return roles.Wanted(grants, rules, _clearance(values))


def _grants(values: dict[str, str]) -> dict[Permission, Reach | None]:
    """The selects named after permissions; permissions that the page did not show stay."""
    try:
        return {
            permission: Reach(values[permission.value]) if values[permission.value] else None
            for permission in Permission
            if permission.value in values
        }
    except ValueError as error:
        raise Invalid(N_("Please choose one of the list.")) from error


def _clearance(values: dict[str, str]) -> Secrecy | None:
    grade = values["clearance"]
    if grade and grade not in set(Secrecy):
        raise Invalid(N_("Please choose one of the list."))
    return Secrecy(grade) if grade else None


def _field_rules(values: dict[str, str]) -> dict[roles.Field, FieldRule]:
    try:
        return {
            key: FieldRule(values[f"{key[0].value}.{key[1]}"])
            for key in GUARDED
            if f"{key[0].value}.{key[1]}" in values
        }
    except ValueError as error:
        raise Invalid(N_("Please choose one of the list.")) from error
