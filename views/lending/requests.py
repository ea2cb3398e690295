"""Access requests: asked, checked, decided line by line, handed out."""

import uuid
from typing import Any

from flask import g, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose

from models.lending.requests import AccessRequest
from models.words.kinds import Kind
from models.words.lending import Action, RequestState
from models.words.permissions import Permission as P
from models.words.text import N_
from portal import settings
from portal.access.policy import can
from portal.approvals.turns import find_latest, find_turn, list_approvals
from portal.errors import NotAllowed, NotFound, PortalError, Problems
from portal.lending import decisions, holds, requests
from portal.lending.papers import REQUEST_PAPERS
from portal.lending.request_lists import REQUESTS
from portal.lending.requests import FIELDS
from portal.lending.standing import Standing, find_standing
from portal.platform.audit.history import Parts
from portal.work import Work
from views.lending import asking, deciding
from views.lending.heads import request_head
from views.lending.request_acts import ACTS, is_own
from views.lending.request_forms import RequestForm
from views.lending.request_lines import LineActs, line_rows
from views.lending.request_page import request_facts
from views.shell import progress
from views.shell.context import reading, working
from views.shell.facts import Card, Fact
from views.shell.forms.base import Form
from views.shell.i18n import say_words
from views.shell.papers import papers_panel
from views.shell.records import ID, RecordView

CHANGEABLE = (RequestState.DRAFT, RequestState.RETURNED)


class RequestView(LineActs, RecordView):
    listing = REQUESTS
    one = N_("access request")
    purpose = N_("Read, borrow or copy files: asked, checked, approved, handed out")
    icon = "send"
    create = edit = P.REQUEST_MAKE
    pencils = False  # only a draft can be changed, by its applicant, and its page offers it
    form = RequestForm
    details_template = "lending/requests/record.html"
    form_template = "lending/requests/form.html"
    acts = ACTS

    def prefill(self, work: Work) -> dict[str, Any]:
        return asking.proposals(work)

    def form_context(self, work: Work, form: Form) -> dict[str, Any]:
        return asking.form_values(work, form)

    @expose("/offer/")
    def offer_view(self) -> ResponseReturnValue:
        """Fragment: what the chosen files allow, while the form is filled in (Q1, R-28)."""
        work, args = reading(), request.args
        work.require(P.REQUEST_MAKE)
        ids = [value for name, value in args.items() if name.startswith("file_ids-")]
        action = args.get("action", "")
        asked = Action(action) if action in set(Action) else Action.BORROW
        shown = asking.offer_values(work, asking.seen_files(work, ids), asked)
        page: str = self.render("lending/requests/offer.html", **shown)
        return page

    @expose("/new/", methods=("GET", "POST"))
    def create_view(self) -> ResponseReturnValue:
        """Whoever may not ask now is told so before they fill anything in (C13)."""
        work = reading()
        standing = find_standing(work, work.actor.id)
        if request.method == "GET" and standing.blocked and self.may_create(work):
            return self.show("lending/requests/blocked.html", standing=standing)
        return super().create_view()

    def load(self, work: Work, row: AccessRequest) -> dict[str, Any]:  # noqa: ARG002
        values = {name: getattr(row, name) for name in FIELDS}
        return values | {"file_ids": [{"file_id": line.file_id} for line in row.lines]}

    def save(self, work: Work, row: Any, changes: dict[str, Any]) -> AccessRequest:
        """The main button sends it, with all faults told at once; «draft» only keeps it."""
        values = self.load(work, row) | changes if row else changes
        ask = asking.read_ask(work, values)
        if not _as_draft():
            requests.check_ask(work, ask, but=row.id if row else 0)
        if row is None:
            row = requests.draft_request(work, ask)
        else:
            requests.revise_request(work, row, ask=ask)
        return row if _as_draft() else requests.submit_request(work, row)

    def check_rest(self, work: Work, form: Form) -> None:
        own = (request.view_args or {}).get("id", 0)
        try:
            requests.check_ask(work, asking.read_ask(work, form.values()), but=own)
        except Problems as problems:
            form.refuse_rest(problems)
        except NotFound:
            return  # a file that is not theirs is told apart, once the rest is right

    def _update(self, work: Work, row: Any, form: Form, before: dict[str, Any]) -> None:
        super()._update(work, row, form, before)
        if row.state in CHANGEABLE and not _as_draft():  # nothing was changed, and it is sent
            requests.submit_request(work, row)

    def said(self, row: AccessRequest) -> str:
        sent = row.state not in CHANGEABLE
        return N_("«%(name)s» was sent to the custodians.") if sent else super().said(row)

    def may_edit(self, work: Work, row: Any) -> bool:
        return (
            row.state in CHANGEABLE
            and not requests.asks_for_cards(row)
            and is_own(work, row)
            and super().may_edit(work, row)
        )

    def parts(self, work: Work, row: AccessRequest) -> Parts:
        """What happened to its files one by one, and what the approvers did."""
        approvals = list_approvals(work, row.kind, row.id)
        turns = {t.id: a.steps[t.step]["name"] for a in approvals for t in a.tasks}
        return {
            "line": (Kind.REQUEST_LINE, {line.id: line.about.number or "" for line in row.lines}),
            "approval": (Kind.APPROVAL, {approval.id: "" for approval in approvals}),
            "turn": (Kind.APPROVAL_TASK, turns),
        }

    def facts(self, work: Work, row: AccessRequest) -> list[Card]:  # noqa: ARG002
        return request_facts(row)

    def about(self, work: Work, row: AccessRequest) -> list[Fact]:  # noqa: ARG002
        return request_head(row)

    def context(self, work: Work, row: AccessRequest) -> dict[str, Any]:
        approval = find_latest(work, row.kind, row.id)
        turn = find_turn(work, approval) if approval else None
        return {
            "lines": line_rows(work, row),
            "overtakings": holds.list_overtakings(work, row),
            "handles": can(work.actor, P.REQUEST_HANDLE, row) and not is_own(work, row),
            "mark": uuid.uuid4().hex,
            "approval": approval,
            "turn": turn,
            "about": request_head(row) if turn else (),
            "steps": progress.progress_steps(work, row, approval),
            "preview": row.route.get("preview") or _preview(work, row),
            "left": progress.time_left,
            "signature": progress.signature,
            "standing": _standing(work, row),
            "refusal": g.get("refusal", ""),
            "typed": request.form,
            "borrows": row.action is Action.BORROW,
            "on_paper": requests.is_told_on_paper(row),
            **papers_panel(work, row, REQUEST_PAPERS),
        }

    @expose(f"/{ID}/notice/", methods=("POST",))
    def notice_view(self, id: int) -> ResponseReturnValue:
        """Print the state of a request for somebody without an account, which is recorded."""
        with working("requests.print_notice") as work:
            row = work.get(AccessRequest, id, P.REQUEST_SEE)
            requests.print_notice(work, row)
        work = reading()
        return self.show(
            "lending/requests/notice.html",
            row=row,
            today=work.today,
            lines=row.lines,
            office=settings.get(work.session, "office_name"),
        )

    @expose(f"/{ID}/decide/", methods=("POST",))
    def decide_view(self, id: int) -> ResponseReturnValue:
        with working("approval.decide") as work:
            approval = decisions.find_approval_id(work, id)
        lines = [line.id for line in reading().get(AccessRequest, id, P.REQUEST_SEE).lines]
        return self._answered(id, lambda: deciding.decide_from_page(approval, lines))

    def _answered(self, id: int, act: Any) -> ResponseReturnValue:
        """Act, then redirect; a refusal is shown on the record page with what was typed."""
        try:
            act()
        except (NotFound, NotAllowed):
            raise
        except PortalError as error:
            g.refusal = say_words(error)
            page: Any = self.details_view(id)
            page.status_code = error.status
            return page
        return redirect(deciding.next_page(self._home(id)))


def _standing(work: Work, row: AccessRequest) -> Standing | None:
    """How the applicant stands, for the custodian who checks the request (Q5)."""
    checked = row.state in (RequestState.SUBMITTED, RequestState.PRECHECK)
    if not checked or is_own(work, row) or not can(work.actor, P.REQUEST_HANDLE, row):
        return None
    return find_standing(work, row.owner_id)


def _preview(work: Work, row: AccessRequest) -> list[dict[str, Any]]:
    """Who would approve a draft, before it is submitted (C2)."""
    if row.state not in CHANGEABLE or not row.lines:
        return []
    return requests.preview_route(work, row)


def _as_draft() -> bool:
    """Whether the form is only to be kept."""
    return "draft" in request.form
