"""The signed-in person's own page: profile, preferences, password, sessions."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_login import current_user

from models.words.platform import NewsGroup
from models.words.text import N_
from portal.errors import Invalid
from portal.people import preferences, rights, sign_in
from portal.platform import agents
from views.people.sign_in import read_new_password
from views.shell.context import reading, working
from views.shell.i18n import gettext as _
from views.shell.i18n import say_words
from views.shell.screens import ANYONE, Screen

CHOICES = (
    ("language", N_("Language"), (("zh_CN", "简体中文"), ("en", "English"))),
    ("density", N_("Rows of lists"), (("compact", N_("Compact")), ("comfy", N_("Roomy")))),
    (
        "theme",
        N_("Look"),
        (("auto", N_("As the computer")), ("light", N_("Light")), ("dark", N_("Dark"))),
    ),
    ("single_keys", N_("Single-key shortcuts"), (("on", N_("On")), ("off", N_("Off")))),
    (
        "mail",
        N_("Notices by e-mail"),
        (
            ("at_once", N_("Each one immediately")),
            ("daily", N_("One e-mail a day")),
            ("none", N_("No e-mails")),
        ),
    ),
)
ONE = "/sessions/<int(max=9223372036854775807):id>/end"
DEFAULTS = {
    "language": "zh_CN",
    "density": "compact",
    "theme": "auto",
    "single_keys": "on",
    "mail": "at_once",
}


class MeView(Screen):
    see = ANYONE
    icon = "person-circle"
    in_menu = False

    @expose("/", methods=("GET", "POST"))
    def index_view(self) -> ResponseReturnValue:
        if request.method == "POST":
            return self._save_preferences()
        work = reading()
        chosen = DEFAULTS | {k: v for k, v in current_user.preferences.items() if k in DEFAULTS}
        return self.show(
            "people/me/index.html",
            choices=CHOICES,
            chosen=chosen,
            actor=work.actor,
            sessions=sign_in.own_sessions(work),
            here=current_user.session_id,
            news=list(NewsGroup),
            quiet=preferences.quiet_groups(work, work.actor.id),
            rights=rights.rights_of_person(work, work.actor.id),
            browser=agents.agent_name,
        )

    def _save_preferences(self) -> ResponseReturnValue:
        values = {name: request.form[name] for name, _l, _o in CHOICES if name in request.form}
        with working("preferences") as work:
            preferences.save_preferences(work, values)
        flash(_("Your choices were saved."), "toast")
        answer = redirect(url_for("me.index_view"))
        for name in ("language", "theme"):
            if name in values:
                answer.set_cookie(name, values[name], max_age=365 * 86400, samesite="Lax")
        return answer

    @expose("/news", methods=("POST",))
    def news(self) -> ResponseReturnValue:
        """Which news is told: what was ticked; all the rest is switched off."""
        ticked = set(request.form.getlist("news"))
        with working("preferences") as work:
            quiet = [group for group in NewsGroup if group.value not in ticked]
            preferences.save_quiet_groups(work, quiet)
        flash(_("Your choices were saved."), "toast")
        return redirect(url_for("me.index_view"))

    @expose("/password", methods=("GET", "POST"))
    def password(self) -> ResponseReturnValue:
        error = ""
        if request.method == "POST":
            try:
                new = read_new_password()
                with working("change_password") as work:
                    wrong = sign_in.change_password(
                        work, request.form.get("old", ""), new, session_id=current_user.session_id
                    )
            except Invalid as refusal:
                error = say_words(refusal)
            else:
                if wrong is not None:
                    return self._password(say_words(wrong))
                flash(_("The password was changed; your other browsers are signed out."), "toast")
                return redirect("/")
        return self._password(error)

    def _password(self, error: str) -> ResponseReturnValue:
        return self.show(
            "people/me/password.html",
            422 if error else 200,
            error=error,
            forced=current_user.must_change_password,
        )

    @expose(ONE, methods=("POST",))
    def end(self, id: int) -> ResponseReturnValue:
        with working("session.end") as work:
            sign_in.end_own_sessions(work, only=id)
        flash(_("That browser is signed out."), "toast")
        return redirect(url_for("me.index_view"))

    @expose("/sessions/end", methods=("POST",))
    def end_others(self) -> ResponseReturnValue:
        with working("session.end") as work:
            count = sign_in.end_own_sessions(work, but=current_user.session_id)
        flash(_("%(count)s other browsers are signed out.", count=count), "toast")
        return redirect(url_for("me.index_view"))
