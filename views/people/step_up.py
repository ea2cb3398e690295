"""Step-up authentication: asks for the password or code again, then repeats the post."""

from dataclasses import replace

from flask import Flask, g, render_template, request
from flask_login import current_user

from portal.errors import PortalError
from portal.people import password_hashes, step_up_verbs
from portal.people.step_up import Unproven
from views.shell.context import actor, now, reading, working
from views.shell.i18n import say_words

FIELD = "proof"
Answer = tuple[str | dict[str, object], int]
OWN = frozenset({FIELD, "csrf_token"})


def ask_for_proof(error: PortalError) -> Answer:
    """The page that asks for a proof; it carries the whole post, so nothing typed is lost.

    Scripts get JSON that tells them to ask and to repeat the request.
    """
    if request.headers.get("X-Partial") == "json":
        return {"message": say_words(error), "prove": True}, error.status
    kept = [(k, v) for k, values in request.form.lists() if k not in OWN for v in values]
    bare = request.headers.get("X-Partial") == "sheet"
    page = render_template(
        "people/step_up/sheet.html" if bare else "people/step_up/plain.html",
        kept=kept,
        message=say_words(error),
        target=request.full_path.rstrip("?"),
        wrong=not isinstance(error, Unproven),
    )
    return page, error.status


def check_proof() -> Answer | None:
    """Check a proof that came with a post; None lets the request go on."""
    typed = request.form.get(FIELD, "") if request.method == "POST" else ""
    if FIELD not in request.form or not current_user.is_authenticated:
        return None
    good = password_hashes.verify_password(step_up_verbs.password_hash_of(reading()), typed)
    with working("prove") as work:
        refusal = step_up_verbs.prove_identity(
            work, current_user.session_id, good=good, typed=typed
        )
    if refusal:
        return ask_for_proof(refusal)
    g.actor = replace(actor(), proved_at=now())
    return None


def init_app(app: Flask) -> None:
    """Register the check after the sign-in guard and before the views."""
    app.register_error_handler(Unproven, ask_for_proof)
    app.before_request(check_proof)
