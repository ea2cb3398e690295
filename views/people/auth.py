"""Who is signed in: a session row behind a random token, looked up on every request."""

from flask import Request, g, request
from flask_login import UserMixin
from werkzeug.wrappers import Response

from portal.access.load import SignedIn, load_signed_in
from portal.people.sessions import hash_token
from views.shell.context import config, now, read_only_session, seen
from views.shell.extensions import login

COOKIE = "sid"


class Login(UserMixin):
    """Flask-Login's view of a user, so that ``models`` need not depend on it."""

    def __init__(self, person: SignedIn) -> None:
        self.id = person.actor.id
        self.name = person.actor.name
        self.session_id = person.session_id
        self.seen_at = person.seen_at
        self.must_change_password = person.must_change_password
        self.must_enrol = person.must_enrol
        self.preferences, self.office = person.preferences, person.office
        self.language = str(person.preferences.get("language", ""))


@login.request_loader
def load_login(request: Request) -> Login | None:
    """The person behind the cookie, if session, account and time limits are still valid."""
    token = request.cookies.get(cookie_name(), "")
    if not token or "nobody" in g:  # of a page that must not ask the database
        return None
    person = load_signed_in(
        read_only_session(), hash_token(token), now(), request.remote_addr or "", seen().last
    )
    if person is None:
        return None
    g.actor = person.actor
    return Login(person)


def cookie_name() -> str:
    """``__Host-`` binds the cookie to this host wherever TLS is in use (ASVS 3.3.1)."""
    return f"__Host-{COOKIE}" if config().secure_cookies else COOKIE


def set_session_cookie(response: Response, token: str) -> Response:
    """Give the browser the token of a new session, as a cookie without an expiry date."""
    response.set_cookie(
        cookie_name(),
        token,
        path="/",
        httponly=True,
        samesite="Lax",
        secure=config().secure_cookies,
    )
    return response


def clear_session_cookie(response: Response) -> Response:
    """Delete the cookie and everything the browser stored of the session (ASVS 7.4.1, 14.3.1)."""
    response.delete_cookie(
        cookie_name(), path="/", httponly=True, samesite="Lax", secure=config().secure_cookies
    )
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def user_agent() -> str:
    return str(request.user_agent)
