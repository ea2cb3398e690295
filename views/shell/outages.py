"""What people and probes are told when the machine is not well: pages, ``/health``, ``/ready``."""

import hmac
import ipaddress
import logging
import secrets
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, current_app, g, jsonify, render_template, request
from sqlalchemy.exc import SQLAlchemyError

from portal.platform.health import outages
from portal.platform.health.outages import Outage
from portal.platform.health.state import look_at_all
from portal.platform.health.tables import Fit, Tables, look_at_tables
from views.shell.context import config, now
from views.shell.extensions import db
from views.shell.guards import is_local_url
from views.shell.i18n import LANGUAGES
from views.shell.i18n import gettext as _

log = logging.getLogger(__name__)
PROBES = frozenset({"health.health", "health.ready"})
BARE = PROBES | {"assets.file"}  # what works without tables
STATE = "portal.tables"
FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-IP")

blueprint = Blueprint("health", __name__)


@blueprint.route("/health")
def health() -> Response:
    """This process answers; it asks nothing else."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.route("/ready")
def ready() -> tuple[Response, int]:
    """200 or 503; how things are only for this machine or who has ``PORTAL_READY_TOKEN``."""
    found = look_at_all(db.engine, config(), now())
    status = 200 if found.ready else 503
    if not _may_know():
        return Response("", mimetype="text/plain"), status
    return jsonify(found.told() | {"outages": outages.TALLY.told()}), status


def _may_know() -> bool:
    """Asked from this very machine, by nobody's proxy, or with the token."""
    token, given = config().ready_token, request.headers.get("Authorization", "")
    if token and hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        return True
    if not config().proxies and any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


def show_outage(outage: Outage, error: BaseException | None = None) -> tuple[str, int]:
    """A page that asks the database nothing, and one line in the log."""
    reference, count = secrets.token_hex(3).upper(), outages.TALLY.count(outage)
    said = " ".join(str(getattr(error, "orig", None) or error or "").split())[:160]
    log.error("%s, reference %s, number %s: %s", outage.name, reference, count, said)
    _forget_person()
    return _page(_(outage.text, place=_(outage.place)), outage, reference)


def _page(message: str, outage: Outage, reference: str) -> tuple[str, int]:
    page = render_template(
        "shell/outage.html",
        message=message,
        status=outage.status,
        reference=reference,
        back=_way_back(),
        posted=request.method not in ("GET", "HEAD"),
    )
    g.retry_after = outage.wait
    return page, outage.status


def _forget_person() -> None:
    """Who reads is not asked for: the language is that of the cookie, else of the browser."""
    g.nobody = True  # heeded by ``views.people.auth``
    chosen = request.cookies.get("language", "")
    if chosen not in LANGUAGES:
        best = request.accept_languages.best_match(("zh-CN", "zh", "en"), "zh")
        chosen = "en" if best == "en" else "zh_CN"
    g.language = chosen
    g.pop("catalogue", None)


def _way_back() -> str:
    """What «try again» opens: this page, or the one whose form was sent."""
    if request.method in ("GET", "HEAD"):
        url = request.full_path.rstrip("?")
    else:
        parts = urlsplit(request.referrer or "")
        same = parts.netloc == request.host
        url = (f"{parts.path}?{parts.query}".rstrip("?")) if same else "/"
    return url if is_local_url(url) else "/"


def _say_when(response: Response) -> Response:
    if "retry_after" in g:
        response.headers["Retry-After"] = str(g.retry_after)
    return response


def look_before_serving(app: Flask) -> None:
    """At the start of a server: from now on no page is opened on tables of another version."""
    app.extensions[STATE] = None
    with app.app_context():
        _tables()


def _tables() -> Tables | None:
    """How the tables fit, asked until they do; None while the database is away."""
    known: Tables | None = current_app.extensions[STATE]
    if known is None or known.fit is not Fit.FITS:
        try:
            with db.engine.connect() as connection:
                known = current_app.extensions[STATE] = look_at_tables(connection)
        except SQLAlchemyError:
            return None  # the page itself will find out and say so
    return known


def refuse_old_tables() -> tuple[str, int] | None:
    """«Please migrate», in place of pages that would fail one by one."""
    if STATE not in current_app.extensions or request.endpoint in BARE:
        return None
    known = _tables()
    if known is None or known.fit is Fit.FITS:
        return None
    _forget_person()
    reference, count = secrets.token_hex(3).upper(), outages.TALLY.count(outages.OLD)
    log.error("%s, reference %s, number %s", outages.OLD.name, reference, count)
    return _page(_(known.sentence, **known.values), outages.OLD, reference)


def init_app(app: Flask) -> None:
    """Register the probes, the check of the tables and the header ``Retry-After``."""
    app.register_blueprint(blueprint)
    app.before_request(refuse_old_tables)
    app.after_request(_say_when)
