"""Business settings on one page, made from the table in portal/settings.py."""

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose

from models.words.permissions import Permission as P
from models.words.text import N_
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
}


class SettingsView(Screen):
    see = P.SETTING_EDIT
    icon = "sliders"
    purpose = N_("Every change is recorded and holds at once")

    @expose("/", methods=("GET", "POST"))
    def index_view(self) -> ResponseReturnValue:
        errors: dict[str, str] = {}
        values = {name: str(value) for name, value in settings.current_settings(reading()).items()}
        if request.method == "POST":
            given = {name: request.form[name] for name in SPECS if name in request.form}
            try:
                with working("settings.change") as work:
                    changed = settings.change_settings(work, given)
            except Problems as refusal:
                errors = {name: say_words(problem) for name, problem in refusal.problems.items()}
                values |= given
            else:
                flash(_("%(count)s settings were changed.", count=len(changed)), "toast")
                return redirect(f"{self.url}/")
        return self.show(
            "office/settings.html",
            422 if errors else 200,
            groups=_groups(),
            values=values,
            errors=errors,
            choices=CHOICES,
        )


def _groups() -> dict[str, list[Spec]]:
    result: dict[str, list[Spec]] = {}
    for spec in SPECS.values():
        result.setdefault(spec.group, []).append(spec)
    return result
