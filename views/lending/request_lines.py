"""The lines of a request on its page: set aside, go first, wait, sign, hand out (Q9, Q10)."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose

from models.files.records import CustomerFile
from models.lending.requests import AccessRequest, RequestLine
from models.words.files import Custody
from models.words.lending import Action, LineState
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.access.policy import can, is_listed, is_locked
from portal.errors import Conflict, IllegalMove, NotAllowed, NotFound, PortalError
from portal.lending import desk, holds, limits
from portal.lending.locks import lock_line
from portal.lending.request_rules import OPEN_LINES
from portal.platform.workflow import submissions
from portal.platform.workflow.states import check_fresh
from portal.work import Work
from views.lending.heads import line_head
from views.lending.request_acts import is_own
from views.lending.request_forms import HandOutForm, ReasonForm, full_counts
from views.lending.signature_forms import SignForm
from views.shell import record_forms
from views.shell.acts import Act
from views.shell.context import reading, working
from views.shell.forms.base import Form
from views.shell.i18n import say_words
from views.shell.records import ID

LINE = "<int(max=9223372036854775807):line_id>"
VERBS: dict[str, Callable[..., Any]] = {
    "ready": desk.set_aside_file,
    "put_back": desk.put_back_file,
    "queue": desk.queue_line,
    "hand_out": desk.hand_out_file,
}
LABELS = {
    "ready": N_("Set aside"),
    "put_back": N_("Put back"),
    "queue": N_("Wait"),
    "hand_out": N_("Hand out"),
}
ONCE = ("ready", "hand_out")  # verbs that remember the mark of their button


@dataclass(frozen=True)
class LineRow:
    """A line with what can be done, whether its file has a page and is more than a stub, its place
    in the queue, and who is first; names are for those who handle requests.
    """

    line: RequestLine
    acts: list[tuple[str, str]]
    linked: bool
    seen: bool
    place: int = 0
    first: str = ""


def line_rows(work: Work, row: AccessRequest) -> list[LineRow]:
    """The lines of a request as this actor may see them."""
    handles = can(work.actor, P.REQUEST_HANDLE, row) and not is_own(work, row)
    return [_line_row(work, line, handles=handles) for line in row.lines]


class LineActs:
    """The part of ``RequestView`` that acts on one line."""

    @expose(f"/{ID}/lines/{LINE}/<any(ready, put_back, queue, hand_out):action>/", ("POST",))
    def line_view(self: Any, id: int, line_id: int, action: str) -> ResponseReturnValue:
        mark = request.form.get("submission")
        marked = {"submission": mark} if mark and action in ONCE else {}

        def act() -> None:
            with working(f"requests.{action}") as work:
                line = lock_line(work, line_id)
                VERBS[action](work, line, **marked)
                said = record_forms.tell_done(LABELS[action], line.file.number or "")
            flash(said, "toast")

        return self._answered(id, act)

    @expose(f"/{ID}/lines/{LINE}/overtake/", methods=("GET", "POST"))
    def overtake_view(self: Any, id: int, line_id: int) -> ResponseReturnValue:
        """Set a file aside for somebody who is not first in line, for a reason (C10)."""
        line = _handled(id, line_id)
        form = _marked(ReasonForm(), line)

        def verb(work: Work, row: RequestLine, **given: Any) -> None:
            desk.set_aside_file(work, row, **given)

        return self._line_form(line, form, Act("overtake", N_("Go first"), verb, danger=True))

    @expose(f"/{ID}/lines/{LINE}/lend/", methods=("GET", "POST"))
    def lend_view(self: Any, id: int, line_id: int) -> ResponseReturnValue:
        """Count with the borrower, let the recipient sign, hand out (C8, Q10)."""
        line = _handled(id, line_id)
        act = Act("lend", N_("Hand out"), desk.hand_out_file)
        if request.method == "GET" and line.state is not LineState.READY:
            return self._over(line, act)
        lent = line.request.action is Action.BORROW
        counts = full_counts(reading(), line.file) if lent else {}
        form = _marked(HandOutForm(data=counts) if lent else SignForm(), line)
        return self._line_form(line, form, act)

    def _over(self: Any, line: RequestLine, act: Act) -> ResponseReturnValue:
        """Not to be handed out now; most often Back was pressed once it was."""
        work, said = reading(), ""
        try:
            desk.check_ready(work, line)
        except PortalError as error:
            said = say_words(error)
        name = line.file.number or ""
        return record_forms.over_page(
            self, line.request, act, self._home(line.request_id), title=name, message=said
        )

    def _line_form(self: Any, line: RequestLine, form: Form, act: Act) -> ResponseReturnValue:
        """Show the form of an act on a line, or do it; what was typed stays when it is refused."""
        home, number, status = self._home(line.request_id), line.file.number or "", 200
        if form.validate_on_submit():
            try:
                _do_once(form, line, act)
            except PortalError as error:
                form.refuse(error)
                status = 409 if isinstance(error, Conflict | IllegalMove) else 422
            else:
                flash(record_forms.tell_done(act.label, number), "toast")
                return redirect(home)
        elif form.errors:
            status = 422
        shown = {"form": form, "act": act, "title": number, "home": home, "row": line.request}
        about = line_head(reading(), line)
        return self.show("records/act.html", status, about=about, **shown)


def _do_once(form: Form, line: RequestLine, act: Act) -> None:
    """Sign and act; the same form sent again by the same person changes nothing (C9)."""
    mark = form.submission.data or ""
    if submissions.find_submission(reading(), mark):
        return
    if isinstance(form, SignForm):
        form.sign(line.request.owner_id)
    with working(f"requests.{act.name}") as work:
        row = lock_line(work, line.id)
        if row.state not in desk.HANDED:  # who handed it out is told by the desk
            check_fresh(work, row, form.revision.data)
        act.verb(work, row, submission=mark, **form.values())


def _marked(form: Any, line: RequestLine) -> Any:
    form.submission.data = form.submission.data or uuid.uuid4().hex
    if request.method == "GET":
        form.revision.data = str(line.revision)
    return form


def _handled(id: int, line_id: int) -> RequestLine:
    """The line, for who may handle its request. Raises ``NotFound`` or ``NotAllowed``."""
    work = reading()
    row = work.get(AccessRequest, id, P.REQUEST_SEE)
    line = next((line for line in row.lines if line.id == line_id), None)
    if line is None or not can(work.actor, P.REQUEST_HANDLE, row):
        raise NotFound
    if is_own(work, row):
        raise NotAllowed(N_("This is your own request. Please ask a colleague to handle it."))
    return line


def _line_row(work: Work, line: RequestLine, *, handles: bool) -> LineRow:
    if line.file is None:  # a card: there is nothing to hand out
        return LineRow(line, [], True, False, 0, "")
    seen = can(work.actor, P.FILE_SEE, line.file)
    linked = (
        seen or is_listed(work.actor, line.file) or is_locked(work.actor, P.FILE_SEE, line.file)
    )
    ahead: list[RequestLine] = []
    if handles and line.held_at is None and line.state in (LineState.OPEN, LineState.APPROVED):
        ahead = holds.lines_ahead(work, line)
    acts = _line_acts(line, bool(ahead)) if handles else []
    first = ahead[0].request if ahead else None
    name = f"{first.applicant.name} {first.number}" if first else ""
    return LineRow(line, acts, linked, seen, _place(work, line), name)


def _place(work: Work, line: RequestLine) -> int:
    """Its place in the queue, 0 where there is none: the file is free, or kept for it."""
    file: CustomerFile = line.file
    waits = line.state is LineState.WAITING
    behind = line.state in OPEN_LINES and line.held_at is None
    if not waits and not (behind and file.custody is not Custody.IN_PLACE):
        return 0
    return limits.place_in_line(work, line)


def _line_acts(line: RequestLine, others_first: bool) -> list[tuple[str, str]]:
    """What can be done with a line now: (action, label) pairs."""
    if line.state is LineState.APPROVED:
        if line.held_at is not None or (line.file.custody is Custody.IN_PLACE and not others_first):
            return [("ready", LABELS["ready"])]
        wait = [("queue", LABELS["queue"])] if line.file.custody is not Custody.IN_PLACE else []
        near = others_first and line.file.custody in (Custody.IN_PLACE, Custody.RESERVED)
        return [*([("overtake", N_("Go first"))] if near else []), *wait]
    if line.state is LineState.READY:
        signs = line.request.action is not Action.COPY  # copies are signed for when they are made
        out = ("lend" if signs else "hand_out", LABELS["hand_out"])
        return [out, ("put_back", LABELS["put_back"])]
    return []
