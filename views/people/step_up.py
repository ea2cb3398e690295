"""The question «is it you?»: asked over the post it stops, which then goes on (ASVS 7.5.3)."""

from dataclasses import replace

from flask import Flask, g, render_template, request
from flask_login import current_user

from portal.errors import PortalError
from portal.people import password_hashes as passwords
from portal.people import step_up_verbs as proving
from portal.people.step_up import Unproven
from views.shell.context import actor, now, reading, working
from views.shell.i18n import say

FIELD = "proof"
Answer = tuple[str | dict[str, object], int]
OWN = frozenset({FIELD, "csrf_token"})


def ask(error: PortalError) -> Answer:
    """The page with the question; all that was posted waits in it, so nothing typed is lost.

    A script is told to ask and to post the same again.
    """
    if request.headers.get("X-Partial") == "json":
        return {"message": say(error), "prove": True}, error.status
    kept = [(k, v) for k, values in request.form.lists() if k not in OWN for v in values]
    bare = request.headers.get("X-Partial") == "sheet"
    page = render_template(
        "people/step_up/sheet.html" if bare else "people/step_up/plain.html",
        kept=kept,
        message=say(error),
        target=request.full_path.rstrip("?"),
        wrong=not isinstance(error, Unproven),
    )
    return page, error.status


def answer() -> Answer | None:
    """Look at the proof that came with a post; a good one lets the post go on."""
    typed = request.form.get(FIELD, "") if request.method == "POST" else ""
    if FIELD not in request.form or not current_user.is_authenticated:
        return None
    good = passwords.matches(proving.password_of(reading()), typed)
    with working("prove") as work:
        refusal = proving.prove(work, current_user.session_id, good=good, typed=typed)
    if refusal:
        return ask(refusal)
    g.actor = replace(actor(), proved_at=now())
    return None


def init_app(app: Flask) -> None:
    """Behind the gate, before the views."""
    app.register_error_handler(Unproven, ask)
    app.before_request(answer)
