"""A refusal becomes a page with the right status; the unexpected gets a number to quote."""

import logging
import secrets

from flask import Flask, render_template
from werkzeug.exceptions import HTTPException

from portal.errors import PortalError
from views.i18n import say

log = logging.getLogger(__name__)


def refuse(error: PortalError) -> tuple[str, int]:
    return render_template("error.html", message=say(error), status=error.status), error.status


def fail(error: Exception) -> tuple[str, int] | HTTPException:
    """Never a stack trace, never SQL: a sentence and a reference (ASVS 16.5.1)."""
    if isinstance(error, HTTPException):
        return error
    reference = secrets.token_hex(3).upper()
    log.error("unexpected error, reference %s", reference, exc_info=error)
    return render_template("error.html", reference=reference, status=500), 500


def init_app(app: Flask) -> None:
    app.register_error_handler(PortalError, refuse)
    app.register_error_handler(Exception, fail)
