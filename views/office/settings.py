"""Business settings on one page, those one may change, made of the table in portal/settings.py."""

from collections.abc import Sequence

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose

from models.words.permissions import Permission as P
from models.words.text import N_
from portal.access.actor import Actor
from portal.access.policy import can
from portal.errors import Problems
from portal.office import settings
from portal.settings import SPECS, Spec
from views.shell.context import reading, working
from views.shell.i18n import gettext as _
from views.shell.i18n import say_words
from views.shell.screens import Screen

CHOICES = {
    "asvs": N_("Length and no common words (ASVS)"),
    "nobody": N_("Nobody: whoever wants one"),
    "officers": N_("Auditor, security officer, system administrator"),
    "heads": N_("They, and who approves: heads, approvers, records managers"),
    "everybody": N_("Everybody"),
    "dengbao": N_("Three kinds of signs, ages (dengbao)"),
    "none": N_("None"),
    "normal": N_("Normal"),
    "internal": N_("Internal"),
    "secret": N_("Secret"),
    "top": N_("Top secret"),
}


class SettingsView(Screen):
    see = P.SETTING_EDIT
    icon = "sliders"
    purpose = N_("Every change is recorded and holds at once")

    def opens_to(self, who: Actor) -> bool:
        return any(can(who, spec.permission) for spec in SPECS.values())

    @expose("/", methods=("GET", "POST"))
    def index_view(self) -> ResponseReturnValue:
        errors: dict[str, str] = {}
        work = reading()
        own = settings.own_settings(work)
        values = {name: str(value) for name, value in settings.current_settings(work).items()}
        if request.method == "POST":
            given = {
                name: ",".join(filter(None, request.form.getlist(name)))
                for name in SPECS
                if name in request.form
            }
            try:
                with working("settings.change") as change:
                    changed = settings.change_settings(change, given)
            except Problems as refusal:
                errors = {name: say_words(problem) for name, problem in refusal.problems.items()}
                values |= given
            else:
                flash(_("%(count)s settings were changed.", count=len(changed)), "toast")
                return redirect(f"{self.url}/")
        return self.show(
            "office/settings.html",
            422 if errors else 200,
            groups=_groups(own),
            values=values,
            errors=errors,
            choices=CHOICES,
        )


def _groups(specs: Sequence[Spec]) -> dict[str, list[Spec]]:
    result: dict[str, list[Spec]] = {}
    for spec in specs:
        result.setdefault(spec.group, []).append(spec)
    return result
