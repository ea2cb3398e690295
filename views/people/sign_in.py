"""The door: sign in, sign out, set a password by a one-time link, choose a language."""

from flask import flash, redirect, render_template, request, session, url_for
from flask_admin import expose
from flask_limiter.errors import RateLimitExceeded
from flask_login import current_user
from werkzeug.wrappers import Response

from models.words.text import N_
from portal.errors import Invalid, NotAllowed
from portal.people import password_hashes as passwords
from portal.people import second_factor
from portal.people import sign_in as signing_in
from views.people import auth
from views.shell.context import looking, now, visiting, working
from views.shell.extensions import limiter
from views.shell.guards import is_local_url
from views.shell.i18n import LANGUAGES, say
from views.shell.i18n import gettext as _
from views.shell.screens import PublicScreen

Answer = str | Response | tuple[str, int]
# Coarse, per address and process; the exact count is in login_attempts (SEC-6).
SECOND_STEP = 300  # seconds from the password to the code
RATE = "60 per minute; 600 per hour"


class SignInView(PublicScreen):
    """Public pages; what they may do is decided by password, token and count."""

    @expose("/", methods=("GET", "POST"))
    def index_view(self) -> Answer:
        if request.method == "GET":
            return _home() if current_user.is_authenticated else _page()
        try:
            with limiter.limit(RATE):
                return _try()
        except RateLimitExceeded:
            return _page(_("Too many tries from this network. Wait a minute, then try again.")), 429

    @expose("/code", methods=("GET", "POST"))
    def code(self) -> Answer:
        """The second step; the first one is remembered for some minutes in the signed cookie."""
        passed = _passed()
        if not passed:
            return _to(url_for("sign_in.index_view"))
        if request.method == "GET":
            return render_template("people/sign_in/code.html", error="")
        try:
            with limiter.limit(RATE), visiting() as work:
                outcome = second_factor.enter(
                    work, passed, request.form.get("code", ""), auth.agent()
                )
        except RateLimitExceeded:
            text = _("Too many tries from this network. Wait a minute, then try again.")
            return render_template("people/sign_in/code.html", error=text), 429
        if outcome.refusal:
            text = say(outcome.refusal)
            return render_template("people/sign_in/code.html", error=text), NotAllowed.status
        place = session.get("next", "")
        session.clear()
        return auth.remember(_to(place), outcome.token)

    @expose("/out", methods=("POST",))
    def out(self) -> Response:
        with working("sign_out") as work:
            signing_in.sign_out(work, current_user.session_id)
        session.clear()
        return auth.forget(_to(url_for("sign_in.index_view")))

    @expose("/language/<code>")
    def language(self, code: str) -> Response:
        """A cookie and nothing else, so a link may do it."""
        answer = _to(request.args.get("next", ""))
        if code in LANGUAGES:
            answer.set_cookie("language", code, max_age=365 * 86400, samesite="Lax", httponly=True)
        return answer

    @expose("/set_up/<token>", methods=("GET", "POST"))
    def set_up(self, token: str) -> Answer:
        """One use, one day. The link proves the person; the page asks for the password twice."""
        owner = signing_in.link_owner(looking(), token)
        person = {"name": owner.name, "login": owner.login}
        if request.method == "GET":
            return render_template("people/sign_in/set_up.html", person=person, error="")
        try:
            new = twice()
            with visiting() as work:
                signing_in.use_link(work, token, new)
        except Invalid as error:
            text = say(error)
            return render_template("people/sign_in/set_up.html", person=person, error=text), 422
        session.clear()
        flash(_("The password is set. Please sign in."), "success")
        return _to(url_for("sign_in.index_view"))


def twice() -> str:
    """The new password, typed twice alike. Raises ``Invalid`` at field ``again``."""
    new = request.form.get("new", "")
    if new != request.form.get("again", ""):
        raise Invalid(N_("The two passwords differ. Please type them again."), field="again")
    return new


def _try() -> Answer:
    """Read, verify outside any transaction (it is slow on purpose), then write."""
    typed = request.form.get("login", "")
    known = signing_in.look_up(looking(), typed)
    good = passwords.matches(known.hash if known else "", request.form.get("password", ""))
    with visiting() as work:
        outcome = signing_in.sign_in(work, typed, known, good=good, agent=auth.agent())
    if outcome.refusal:
        return _page(say(outcome.refusal)), NotAllowed.status
    session.clear()
    if outcome.second:
        session["passed"] = [outcome.second, int(now().timestamp())]
        session["next"] = request.form.get("next", "")
        return _to(url_for("sign_in.code"))
    return auth.remember(_home(), outcome.token)


def _passed() -> int:
    """Whose password was right in this browser within the last minutes, else 0."""
    id, at = session.get("passed", (0, 0))
    return int(id) if now().timestamp() - at < SECOND_STEP else 0


def _page(error: str = "") -> str:
    typed = request.form.get("login", "")
    return render_template("people/sign_in/index.html", error=error, typed=typed)


def _home() -> Response:
    return _to(request.values.get("next", ""))


def _to(place: str) -> Response:
    answer: Response = redirect(place if is_local_url(place) else "/")
    return answer
