"""Error pages: a refusal with its status, an unexpected error with a reference to quote."""

import logging
import secrets

from flask import Flask, render_template
from werkzeug.exceptions import HTTPException

from models.words.text import N_
from portal.errors import PortalError
from portal.platform.health.outages import outage_of
from views.shell import outages
from views.shell.context import config
from views.shell.i18n import gettext as _
from views.shell.i18n import say_words

log = logging.getLogger(__name__)


def show_refusal(error: PortalError) -> tuple[str, int]:
    """A page with the sentence of the refusal."""
    return render_template(
        "shell/error.html", message=say_words(error), status=error.status
    ), error.status


SENTENCES = {
    400: N_("This address or form cannot be used. Go back, reload the page and try again."),
    401: N_("You are signed out. Sign in in a second tab, then go back here and send again."),
    403: N_("Your roles do not include this. Ask the security officer if you need it."),
    404: N_("There is no such page, or you may not see it."),
    405: N_("This address does not take that kind of request. Go back and use the button."),
    413: N_("This is too large to send. Please send a smaller file."),
    429: N_("Too many attempts from this network. Wait a minute, then try again."),
}


def show_failure(error: Exception) -> tuple[str, int] | HTTPException:
    """A page with a sentence and a reference, never a stack trace or SQL (ASVS 16.5.1)."""
    if isinstance(error, HTTPException):
        code = error.code or 500
        if code < 400 or code >= 500:
            return error
        message = _(SENTENCES.get(code, SENTENCES[400]))
        return render_template("shell/error.html", message=message, status=code), code
    outage = outage_of(error, config())
    if outage is not None:
        return outages.show_outage(outage, error)
    reference = secrets.token_hex(3).upper()
    log.error("unexpected error, reference %s", reference, exc_info=error)
    return render_template("shell/error.html", reference=reference, status=500), 500


def init_app(app: Flask) -> None:
    """Register the error handlers and, first of what looks at a request, the check of tables."""
    outages.init_app(app)
    app.register_error_handler(PortalError, show_refusal)
    app.register_error_handler(Exception, show_failure)
