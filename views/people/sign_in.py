"""Public pages: sign in, sign out, set a password by a one-time link, choose a language."""

from flask import flash, redirect, render_template, request, session, url_for
from flask_admin import expose
from flask_limiter.errors import RateLimitExceeded
from flask_login import current_user
from werkzeug.wrappers import Response

from models.words.text import N_
from portal.errors import Invalid, NotAllowed
from portal.people import own_news, password_hashes, second_factor, sign_in
from portal.people.topics import TOPICS
from views.people import auth
from views.shell.context import looking, now, visiting, working
from views.shell.extensions import limiter
from views.shell.guards import is_local_url
from views.shell.i18n import LANGUAGES, say_words
from views.shell.i18n import gettext as _
from views.shell.screens import PublicScreen

Answer = str | Response | tuple[str, int]
SECOND_STEP = 300  # seconds from the password to the code
# Coarse, per address and process; the exact count is in login_attempts (SEC-6).
RATE = "60 per minute; 600 per hour"


class SignInView(PublicScreen):
    """Pages open to everybody; passwords, tokens and counted attempts guard what they do."""

    @expose("/", methods=("GET", "POST"))
    def index_view(self) -> Answer:
        if request.method == "GET":
            return _home() if current_user.is_authenticated else _page()
        try:
            with limiter.limit(RATE):
                return _sign_in()
        except RateLimitExceeded:
            return _page(
                _("Too many attempts from this network. Wait a minute, then try again.")
            ), 429

    @expose("/code", methods=("GET", "POST"))
    def code(self) -> Answer:
        """The second step; the signed cookie remembers the first for ``SECOND_STEP`` seconds."""
        user_id = _password_passed_by()
        if not user_id:
            return _to(url_for("sign_in.index_view"))
        if request.method == "GET":
            return render_template("people/sign_in/code.html", error="")
        try:
            with limiter.limit(RATE), visiting() as work:
                outcome = second_factor.sign_in_with_code(
                    work, user_id, request.form.get("code", ""), auth.user_agent()
                )
        except RateLimitExceeded:
            text = _("Too many attempts from this network. Wait a minute, then try again.")
            return render_template("people/sign_in/code.html", error=text), 429
        if outcome.refusal:
            text = say_words(outcome.refusal)
            return render_template("people/sign_in/code.html", error=text), NotAllowed.status
        place = session.get("next", "")
        session.clear()
        _tell_own_news(user_id)
        return auth.set_session_cookie(_to(place), outcome.token)

    @expose("/out", methods=("POST",))
    def out(self) -> Response:
        with working("sign_out") as work:
            sign_in.sign_out(work, current_user.session_id)
        session.clear()
        return auth.clear_session_cookie(_to(url_for("sign_in.index_view")))

    @expose("/language/<code>")
    def language(self, code: str) -> Response:
        """Sets a cookie and nothing else, so GET is safe."""
        answer = _to(request.args.get("next", ""))
        if code in LANGUAGES:
            answer.set_cookie("language", code, max_age=365 * 86400, samesite="Lax", httponly=True)
        return answer

    @expose("/set_up/<token>", methods=("GET", "POST"))
    def set_up(self, token: str) -> Answer:
        """The link identifies the person, works once and for a day; asks for the password twice."""
        owner = sign_in.link_owner(looking(), token)
        person = {"name": owner.name, "login": owner.login}
        if request.method == "GET":
            return render_template("people/sign_in/set_up.html", person=person, error="")
        try:
            new = read_new_password()
            with visiting() as work:
                sign_in.use_set_up_link(work, token, new)
        except Invalid as error:
            text = say_words(error)
            return render_template("people/sign_in/set_up.html", person=person, error=text), 422
        session.clear()
        flash(_("The password is set. Please sign in."), "success")
        return _to(url_for("sign_in.index_view"))


def read_new_password() -> str:
    """The new password of the form. Raises ``Invalid`` at field ``again`` if the two differ."""
    new = request.form.get("new", "")
    if new != request.form.get("again", ""):
        raise Invalid(N_("The two passwords differ. Please type them again."), field="again")
    return new


def _sign_in() -> Answer:
    """Read, verify the password outside any transaction (slow on purpose), then write."""
    typed = request.form.get("login", "")
    known = sign_in.find_credentials(looking(), typed)
    good = password_hashes.verify_password(
        known.hash if known else "", request.form.get("password", "")
    )
    with visiting() as work:
        outcome = sign_in.sign_in(work, typed, known, good=good, agent=auth.user_agent())
    if outcome.refusal:
        return _page(say_words(outcome.refusal)), NotAllowed.status
    session.clear()
    if outcome.second:
        session["passed"] = [outcome.second, int(now().timestamp())]
        session["next"] = request.form.get("next", "")
        return _to(url_for("sign_in.code"))
    if known:
        _tell_own_news(known.id)
    return auth.set_session_cookie(_home(), outcome.token)


def _tell_own_news(user_id: int) -> None:
    """What others did about this account stands on the first page after signing in (SEC-3)."""
    for topic, values in own_news.unread_news(looking(), user_id):
        flash(TOPICS[topic].tell(values, _), "warning")


def _password_passed_by() -> int:
    """The user id whose password was right here within ``SECOND_STEP`` seconds, else 0."""
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
