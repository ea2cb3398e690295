"""Screen of approvals: who is asked, decide, transfer, ask one more, waive."""

from typing import Any

from flask import g, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose

from models.approvals import Approval
from models.lending.requests import AccessRequest
from models.words.approvals import ApprovalState
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.approvals.acts import (
    add_approver,
    appoint_approver,
    may_waive,
    transfer_turn,
    waive_step,
)
from portal.approvals.chain_editing import chain_name
from portal.approvals.turns import find_turn
from portal.errors import NotAllowed, NotFound, PortalError
from portal.work import Work
from views.lending import deciding
from views.lending.heads import subject_head
from views.lending.request_forms import PersonForm, ReasonForm
from views.shell import progress
from views.shell.acts import Act
from views.shell.addresses import record_page
from views.shell.context import reading
from views.shell.facts import Card, Fact
from views.shell.i18n import gettext as _
from views.shell.i18n import say_words
from views.shell.records import ID, RecordView


def _my_turn(work: Work, row: Approval) -> bool:
    return row.state is ApprovalState.OPEN and find_turn(work, row) is not None


def _stuck(_work: Work, row: Approval) -> bool:
    return row.state is ApprovalState.STUCK


def _may_waive(work: Work, row: Approval) -> bool:
    """Whoever made the request or decided in it is not offered the waiver."""
    return row.state is ApprovalState.STUCK and may_waive(work, row)


ACTS = (
    Act(
        "transfer",
        N_("Transfer"),
        transfer_turn,
        PersonForm,
        open=_my_turn,
        done=N_("«%(name)s» was transferred."),
    ),
    Act(
        "add",
        N_("Ask one more"),
        add_approver,
        PersonForm,
        open=_my_turn,
        done=N_("One more person is asked about «%(name)s»."),
    ),
    Act(
        "appoint",
        N_("Name somebody qualified"),
        appoint_approver,
        PersonForm,
        permission=P.CHAIN_EDIT,
        open=_stuck,
        primary=True,
    ),
    Act(
        "waive",
        N_("Waive this step"),
        waive_step,
        ReasonForm,
        permission=P.APPROVAL_WAIVE,
        open=_may_waive,
        danger=True,
        confirm=N_("«%(name)s» continues without this step. The waiver is recorded permanently."),
    ),
)


class ApprovalView(RecordView):
    model, name = Approval, N_("Approvals")
    see = P.APPROVAL_SEE
    column_list = ("title", "subject", "state", "applicant", "created_at", "settled_at")
    column_labels = {
        "applicant": N_("Applicant"),
        "created_at": N_("Begun"),
        "settled_at": N_("Ended at"),
        "state": N_("State"),
        "subject": N_("Kind"),
        "title": N_("Matter"),
    }
    column_searchable_list = ("title",)
    column_filters = ("state", "applicant")
    column_sortable_list = ("created_at", "settled_at")
    built_in_views = {N_("Running"): {"state": "open,stuck"}}
    one = N_("approval")
    purpose = N_("What was approved, by whom, in whose place")
    icon = "clipboard-check"
    details_template = "approvals/record.html"
    acts = ACTS

    def title(self, row: Approval) -> str:
        return row.title

    def facts(self, work: Work, row: Approval) -> list[Card]:
        return [
            Card(
                N_("Matter"),
                [
                    Fact("applicant", N_("Applicant"), row.applicant.name, V.USER),
                    Fact("state", N_("State"), row.state, V.WORD),
                    Fact("created_at", N_("Begun"), row.created_at, V.MOMENT),
                    Fact("settled_at", N_("Ended at"), row.settled_at, V.MOMENT),
                    Fact("chain", N_("Approval chain"), chain_name(work, row.chain_code)),
                    *(
                        [Fact("purpose", N_("Purpose"), row.summary["purpose"], wide=True)]
                        if row.summary.get("purpose")
                        else []
                    ),
                    *_renewal(work, row),
                ],
            )
        ]

    def read_of(self, row: Approval) -> Any:
        """An approval of a request is read as the request."""
        if row.subject is not Kind.REQUEST:
            return row.subject, row.subject_id
        try:
            return reading().get(AccessRequest, row.subject_id, P.REQUEST_SEE)
        except NotFound:
            return row

    def about(self, work: Work, row: Approval) -> list[Fact]:
        return subject_head(work, row)

    def context(self, work: Work, row: Approval) -> dict[str, Any]:
        turn = find_turn(work, row) if row.state is ApprovalState.OPEN else None
        return {
            "turn": turn,
            "about": subject_head(work, row) if turn else (),
            "steps": progress.approval_steps(work, row),
            "left": progress.time_left,
            "signature": progress.signature,
            "refusal": g.get("refusal", ""),
            "typed": request.form,
            "subject_url": record_page(row.subject, row.subject_id),
        }

    @expose(f"/{ID}/decide/", methods=("POST",))
    def decide_view(self, id: int) -> ResponseReturnValue:
        try:
            deciding.decide_from_page(id)
        except (NotFound, NotAllowed):
            raise
        except PortalError as error:
            g.refusal = say_words(error)
            page: Any = self.details_view(id)
            page.status_code = error.status
            return page
        return redirect(deciding.next_page(f"{self.url}/{id}/"))


def _renewal(work: Work, row: Approval) -> list[Fact]:
    """What is renewed and until when; who waits is named to others than the borrower (C10)."""
    told = row.summary
    if not told.get("new_due_on"):
        return []
    waiting = list(told.get("waiting") or ())
    own = row.owner_id == work.actor.id
    who = _("%(count)s people", count=len(waiting)) if own else "、".join(waiting)
    return [
        Fact("asked", N_("What is asked for"), _("Renewal")),
        Fact("file", N_("Title"), told.get("file", ""), wide=True),
        Fact("due_on", N_("Due on"), told.get("due_on", "")),
        Fact("new_due_on", N_("Due after renewal"), told["new_due_on"]),
        Fact("waiting", N_("Waiting for the file"), who if waiting else _("Nobody waits")),
    ]
