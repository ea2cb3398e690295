"""Access requests: asked, checked, decided line by line, handed out."""

import uuid
from typing import Any

from flask import g, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose

from models.lending.requests import AccessRequest
from models.words.lending import Action, RequestState
from models.words.permissions import Permission as P
from models.words.text import N_
from models.words.values import ValueKind as V
from portal import settings
from portal.access.policy import can
from portal.approvals.turns import find_latest, find_turn
from portal.errors import NotAllowed, NotFound, PortalError
from portal.lending import decisions, holds, requests
from portal.lending.papers import REQUEST_PAPERS
from portal.lending.request_lists import REQUESTS
from portal.lending.request_rules import REASONS
from portal.lending.requests import FIELDS, Ask
from portal.lending.visitors import Stranger
from portal.work import Work
from views.lending import deciding
from views.lending.request_acts import ACTS, is_own
from views.lending.request_forms import RequestForm
from views.lending.request_lines import LineActs, line_rows
from views.shell import progress
from views.shell.context import reading, working
from views.shell.facts import Card, Fact
from views.shell.forms.ids import parse_id
from views.shell.i18n import gettext as _
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
    acts = ACTS

    def prefill(self, work: Work) -> dict[str, Any]:  # noqa: ARG002
        wanted_ids = request.args.get("files", "").split(",")
        ids = [id for id in map(parse_id, wanted_ids) if id is not None]
        wanted = request.args.get("action", "")
        action = Action(wanted) if wanted in set(Action) else Action.VIEW
        return {"file_ids": [{"file_id": id} for id in ids], "action": action}

    def load(self, work: Work, row: AccessRequest) -> dict[str, Any]:  # noqa: ARG002
        values = {name: getattr(row, name) for name in FIELDS}
        return values | {"file_ids": [{"file_id": line.file_id} for line in row.lines]}

    def save(self, work: Work, row: Any, changes: dict[str, Any]) -> AccessRequest:
        if row is None:
            made = requests.draft_request(work, _ask(changes))
            requests.check_request(work, made, [line.file for line in made.lines])
            return made
        changed = requests.revise_request(work, row, ask=_ask(self.load(work, row) | changes))
        requests.check_request(work, changed, [line.file for line in changed.lines])
        return changed

    def may_edit(self, work: Work, row: Any) -> bool:
        return row.state in CHANGEABLE and is_own(work, row) and super().may_edit(work, row)

    def facts(self, work: Work, row: AccessRequest) -> list[Card]:  # noqa: ARG002
        who = row.visitor
        what = [
            Fact("applicant", N_("Applicant"), row.applicant.name, V.USER),
            Fact("department", N_("Department"), row.department.name if row.department else ""),
            Fact("action", N_("Use"), row.action, V.WORD),
            Fact(
                "category",
                N_("Category"),
                _(REASONS.get(row.purpose_category, "")) if row.purpose_category else "",
            ),
            *_typed_facts(row),
            Fact("purpose", N_("Purpose"), row.purpose, wide=True),
        ]
        if who:
            shown = f"{who.name} {who.organization} ****{who.id_tail} {who.relation}"
            what.append(Fact("visitor", N_("On behalf of"), shown, wide=True))
        if row.precheck_note:
            what.append(Fact("note", N_("Note on eligibility"), row.precheck_note, wide=True))
        if row.use_result:
            what.append(Fact("use_result", N_("Results of the use"), row.use_result, wide=True))
        if row.answer:
            what.append(Fact("answer", N_("Answer"), row.answer, wide=True))
        return [Card(N_("Request details"), what)]

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
            "steps": progress.progress_steps(work, row, approval),
            "preview": row.route.get("preview") or _preview(work, row),
            "left": progress.time_left,
            "signature": progress.signature,
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


def _typed_facts(row: AccessRequest) -> list[Fact]:
    if row.action is Action.VIEW:
        return [
            Fact("place", N_("Reading place"), row.place),
            Fact("planned_on", N_("Planned day"), row.planned_on, V.DATE),
        ]
    if row.action is Action.BORROW:
        return [
            Fact("mode", N_("Way of lending"), row.mode, V.WORD),
            Fact("term_days", N_("Term in days"), row.term_days, V.INTEGER),
        ]
    return [
        Fact("pages", N_("Pages to copy"), row.pages),
        Fact("copies", N_("Number of copies"), row.copies, V.INTEGER),
        Fact("external", N_("The copies leave the premises"), row.external, V.YESNO),
        Fact("return_by", N_("Return or destroy by"), row.return_by, V.DATE),
    ]


def _preview(work: Work, row: AccessRequest) -> list[dict[str, Any]]:
    """Who would approve a draft, before it is submitted (C2)."""
    if row.state not in CHANGEABLE or not row.lines:
        return []
    return requests.preview_route(work, row)


def _ask(values: dict[str, Any]) -> Ask:
    visitor = None
    if values.get("visitor_name") or values.get("visitor_id_number"):
        visitor = Stranger(
            name=values["visitor_name"],
            organization=values["visitor_organization"],
            id_type=values["visitor_id_type"] or "",
            id_number=values["visitor_id_number"],
            relation=values["visitor_relation"],
            letter=values["visitor_letter"],
        )
    ids = [row["file_id"] for row in values["file_ids"] if row.get("file_id")]
    fields = {name: values[name] for name in FIELDS}
    fields["purpose_category"] = fields["purpose_category"] or ""
    return Ask(file_ids=ids, visitor=visitor, **fields)
