"""Who is signed in: a database row behind a random token, looked up on every request."""

from flask import Request, g, request
from flask_login import UserMixin
from werkzeug.wrappers import Response

from portal.access.load import SignedIn, signed_in
from portal.people.sessions import hashed, open_session
from views.shell.context import config, now, only_looking
from views.shell.extensions import login

COOKIE = "sid"
__all__ = ["COOKIE", "Login", "cookie", "forget", "hashed", "load", "open_session", "remember"]


class Login(UserMixin):
    """What Flask-Login keeps of a user, so that ``models`` need not know it."""

    def __init__(self, found: SignedIn) -> None:
        self.id = found.actor.id
        self.name = found.actor.name
        self.session_id = found.session_id
        self.seen_at = found.seen_at
        self.must_change_password = found.must_change_password
        self.must_enrol = found.must_enrol
        self.preferences, self.office = found.preferences, found.office
        self.language = str(found.preferences.get("language", ""))


@login.request_loader
def load(request: Request) -> Login | None:
    """The person behind the cookie, while their session, account and time limits hold."""
    token = request.cookies.get(cookie(), "")
    if not token:
        return None
    found = signed_in(only_looking(), hashed(token), now(), request.remote_addr or "")
    if found is None:
        return None
    g.actor = found.actor
    return Login(found)


def cookie() -> str:
    """Bound to this host by its very name where the connection is encrypted (ASVS 3.3.1)."""
    return f"__Host-{COOKIE}" if config().secure_cookies else COOKIE


def remember(response: Response, token: str) -> Response:
    """Hand the new session's token to the browser; it ends with the browser or by its row."""
    response.set_cookie(
        cookie(), token, path="/", httponly=True, samesite="Lax", secure=config().secure_cookies
    )
    return response


def forget(response: Response) -> Response:
    """Take the token back and let nothing of the session stay (ASVS 7.4.1, 14.3.1)."""
    response.delete_cookie(
        cookie(), path="/", httponly=True, samesite="Lax", secure=config().secure_cookies
    )
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def agent() -> str:
    return str(request.user_agent)
