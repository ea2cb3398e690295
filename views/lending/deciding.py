"""Takes verdicts from pages: one approval with its lines, or many at once from the inbox."""

from collections.abc import Sequence
from typing import Any

from flask import flash, request

from models.approvals import Approval
from models.words.approvals import Verdict
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.errors import Invalid, NotFound, PortalError
from portal.lending import decisions
from portal.lending.decisions import LineVerdict
from portal.lending.locks import lock_approval
from portal.platform.workflow import submissions
from views.shell.context import reading, working
from views.shell.i18n import gettext as _
from views.shell.i18n import say_words
from views.shell.record_forms import tell_done
from views.shell.words import label


def decide_from_page(approval_id: int, lines: Sequence[int] = ()) -> None:
    """Carry out the posted verdict in one transaction, once for one mark of its form (C9).

    Raises what ``decisions`` raises.
    """
    mark = request.form.get("submission", "")
    step = request.form.get("step", type=int)
    with working("approval.decide") as work:
        said = posted_verdict()
        approval = lock_approval(work, approval_id)
        if submissions.find_submission(work, mark):
            return
        told = tell_done(label(said), approval.title)
        decisions.decide_request(
            work,
            approval,
            verdict=said,
            comment=request.form.get("comment", ""),
            step=step,
            verdicts={id: verdict for id in lines if (verdict := _line(id))},
        )
        submissions.keep_submission(work, mark, approval.kind, approval.id)
    link: Any = [told, "/inbox/?tab=decide", _("What else waits"), ""]
    flash(link, "link")


def posted_verdict() -> Verdict:
    """The verdict whose button was pressed. Raises ``Invalid`` for a post without one."""
    try:
        return Verdict(request.form.get("verdict", ""))
    except ValueError as error:
        raise Invalid(N_("Please choose: approve, reject or return.")) from error


def _line(id: int) -> LineVerdict | None:
    """The verdict on one line; None where the page showed no controls for it."""
    if f"line-{id}" not in request.form:
        return None
    return LineVerdict(
        approve=request.form.get(f"line-{id}-ok") == "1",
        term_days=request.form.get(f"line-{id}-term_days", type=int),
        comment=request.form.get(f"line-{id}-comment", ""),
    )


def approve_many(ids: Sequence[int]) -> tuple[int, list[tuple[str, str]]]:
    """Approve many, each checked and committed on its own.

    Returns how many were approved, and (title, reason) of each that was refused.
    """
    approved, refused = 0, []
    for id in ids:
        try:
            with working("approval.decide") as work:
                decisions.decide_request(work, lock_approval(work, id), verdict=Verdict.APPROVE)
            approved += 1
        except PortalError as error:
            refused.append((_title(id), say_words(error)))
    return approved, refused


def _title(id: int) -> str:
    """The approval's title; for strangers no more than the number they sent."""
    try:
        return reading().get(Approval, id, P.APPROVAL_SEE).title
    except NotFound:
        return str(id)


def next_page(home: str) -> str:
    """The page to show after an act: the one that asked, if it is known, else ``home``."""
    page = request.form.get("next", "")
    return page if page in ("/inbox/", "/desk/") else home
