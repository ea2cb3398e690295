"""Guards of every request: session required, clean input, local redirects, security headers."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import quote, urlsplit

from flask import Flask, Response, abort, current_app, redirect, request, url_for
from flask_login import current_user
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response as BaseResponse

from portal import settings
from portal.access.actor import SYSTEM
from portal.config import Config
from portal.people.seen import Seen
from portal.transaction import transaction
from portal.work import Work
from views.shell.context import clock, config, now, seen
from views.shell.extensions import db

log = logging.getLogger(__name__)

# Endpoints open to everybody; all others need a session (SEC-1, trap 2).
PUBLIC = frozenset(
    {
        "sign_in.code",
        "sign_in.index_view",
        "sign_in.language",
        "sign_in.set_up",
        "assets.file",
        "health.health",
        "health.ready",
    }
)
# Endpoints open while the password must be changed.
BEFORE_CHANGE = frozenset({"me.password", "sign_in.out"})
# Endpoints open while a required second factor is not set up yet.
BEFORE_ENROLMENT = frozenset({"second_factor.index_view", "second_factor.picture", "sign_in.out"})
# Polled by pages, not opened by people: these must not keep a session alive.
QUIET = frozenset({"bell.state"})
SMALL = 1_000_000  # bytes of a request without a session
TEXTS = 4 * SMALL  # bytes of text in a form, all of which Werkzeug keeps in memory
SEEN_EVERY = timedelta(minutes=1)
LOCAL = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e\u0080-\uffff]*\Z")
DIRT = re.compile("[\x00\ud800-\udfff]")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; manifest-src 'self'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def is_local_url(url: str) -> bool:
    """Whether it is a path on this host: no scheme, host or backslash, no «//» after dots."""
    if len(url) > 4000 or not LOCAL.match(url):
        return False
    parts = urlsplit(url)
    if parts.scheme or parts.netloc:
        return False
    return not re.match(r"/(\.{1,2}/)*/", parts.path) and "//" not in parts.path


def limit_size() -> None:
    """Limit requests without a session to ``SMALL``, and uploads to the setting (ASVS 5.2.1)."""
    if (request.content_length or 0) > SMALL and current_user.is_authenticated:
        request.max_content_length = request.max_form_memory_size = TEXTS
        if request.mimetype == "multipart/form-data":
            megabytes = settings.get(db.session(), "upload_megabytes")
            request.max_content_length = megabytes * 1024 * 1024 + SMALL


def refuse_malformed_input() -> None:
    """Answer 400 to NUL, which PostgreSQL refuses, to surrogates and to foreign return URLs."""
    values = [(k, v) for given in (request.args, request.form) for k, v in given.items(multi=True)]
    if DIRT.search("".join(part for pair in values for part in pair)):
        abort(400)
    if any(name in ("url", "next") and v and not is_local_url(v) for name, v in values):
        abort(400)


def require_session() -> BaseResponse | None:
    """Require a live session for every endpoint that is not public."""
    if request.endpoint is None or request.endpoint in PUBLIC:
        return None
    if not current_user.is_authenticated:
        if request.method not in ("GET", "HEAD") or wants_data():
            abort(401)
        back = quote(request.full_path.rstrip("?"), safe="/?&=%")
        return redirect(url_for("sign_in.index_view", next=back if is_local_url(back) else None))
    if request.endpoint not in QUIET:
        _touch()
    if page := _first_of_all():
        if request.method != "GET":
            abort(403)
        return redirect(url_for(page))
    return None


def _first_of_all() -> str:
    """The endpoint to finish before any other opens; empty if there is none."""
    if current_user.must_change_password and request.endpoint not in BEFORE_CHANGE:
        return "me.password"
    if current_user.must_enrol and request.endpoint not in BEFORE_CHANGE | BEFORE_ENROLMENT:
        return "second_factor.index_view"
    return ""


def wants_data() -> bool:
    """Whether a script asks rather than a person."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json" or "X-Requested-With" in request.headers


def _touch() -> None:
    """Note that the session is in use, at most once a minute; it is written late."""
    if now() - current_user.seen_at >= SEEN_EVERY:
        seen().note(current_user.session_id, now())


def finish_response(response: Response) -> Response:
    """Block redirects to other hosts and set the security headers, also on errors.

    A redirect after a POST becomes 303, which every client must follow with GET.
    """
    if response.status_code == 302 and request.method not in ("GET", "HEAD"):
        response.status_code = 303
    place = response.headers.get("Location")
    if place is not None and not is_local_url(place):
        log.error("blocked a redirect to another host")
        response = current_app.response_class("bad redirect", 400, mimetype="text/plain")
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if not (request.endpoint or "").startswith("static."):
        response.headers.setdefault("Cache-Control", "no-store")
    if config().secure_cookies:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response


def keep_seen(app: Flask, engine: Engine, config: Config) -> None:
    """Have «last seen» written late, or at once with ``SEEN_LATE`` off, as tests want it."""

    @contextmanager
    def opened() -> Iterator[Work]:
        moment = app.config.get("CLOCK", clock)()
        with Session(engine) as session, transaction(session, SYSTEM, moment, config) as work:
            yield work

    app.extensions["portal.seen"] = Seen(opened, late=app.config.get("SEEN_LATE", True))


def init_app(app: Flask, config: Config) -> None:
    """Register the guards, before any extension; ``install_session_guard`` follows later."""
    app.config["MAX_CONTENT_LENGTH"] = SMALL
    if config.proxies:
        hops = config.proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops
        )
    app.before_request(limit_size)
    app.before_request(refuse_malformed_input)
    app.after_request(finish_response)


def install_session_guard(app: Flask) -> None:
    """Register ``require_session`` after CSRF, so that a POST without a token is always 400."""
    app.before_request(require_session)
