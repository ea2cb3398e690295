"""Acts on an access request, from its page."""

from models.lending.requests import AccessRequest
from models.words.lending import RequestState
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.approvals.acts import remind_approvers
from portal.approvals.engine import running_approval
from portal.lending import confirming, decisions, lines, requests
from portal.lending.locks import lock_request
from portal.lending.request_rules import REQUEST
from portal.work import Work
from views.lending.request_forms import MaybeReasonForm, NoteForm, QueueForm, ReasonForm, UseForm
from views.shell.acts import Act


def is_own(work: Work, row: AccessRequest) -> bool:
    return work.actor.id in (row.owner_id, row.entered_by)


def _is_not_own(work: Work, row: AccessRequest) -> bool:
    return not is_own(work, row)


def _blocked(work: Work, row: AccessRequest) -> bool:
    return _is_not_own(work, row) and bool(decisions.unavailable_lines(row))


def _remind(work: Work, row: AccessRequest) -> None:
    if approval := running_approval(work, row.kind, row.id, lock=True):
        remind_approvers(work, approval)


ACTS = (
    Act(
        "submit",
        N_("Submit"),
        requests.submit_request,
        machine=REQUEST,
        open=is_own,
        primary=True,
        done=N_("«%(name)s» was sent to the custodians."),
    ),
    Act(
        "take_up",
        N_("Take up"),
        decisions.take_up_request,
        machine=REQUEST,
        open=_is_not_own,
        primary=True,
    ),
    Act(
        "clear",
        N_("Send to approval"),
        decisions.clear_request,
        NoteForm,
        machine=REQUEST,
        open=_is_not_own,
        primary=True,
        done=N_("«%(name)s» is with the approvers."),
    ),
    Act(
        "queue",
        N_("Put in the queue"),
        lambda work, row, urgent, reason: decisions.queue_request(
            work, row, reason=reason, priority=int(urgent)
        ),
        QueueForm,
        open=lambda work, row: row.state is RequestState.PRECHECK and _blocked(work, row),
        permission=P.REQUEST_HANDLE,
    ),
    Act(
        "return",
        N_("Return"),
        decisions.return_request,
        ReasonForm,
        machine=REQUEST,
        open=_is_not_own,
    ),
    Act(
        "remind",
        N_("Remind"),
        _remind,
        permission=P.REQUEST_MAKE,
        open=lambda work, row: row.state is RequestState.IN_APPROVAL and is_own(work, row),
        done=N_("The approvers of «%(name)s» were reminded."),
    ),
    Act(
        "confirm_again",
        N_("Confirm the approval again"),
        confirming.confirm_again,
        permission=P.APPROVAL_DECIDE,
        open=confirming.may_confirm,
        primary=True,
        confirm=N_("The approval of «%(name)s» has grown old: does it still hold?"),
        done=N_("The approval of «%(name)s» holds from today."),
    ),
    Act(
        "report_use",
        N_("Results of the use"),
        requests.report_use,
        UseForm,
        permission=P.REQUEST_MAKE,
        open=lambda work, row: row.state in requests.USED and is_own(work, row),
    ),
    Act(
        "withdraw",
        N_("Withdraw"),
        requests.withdraw_request,
        MaybeReasonForm,
        machine=REQUEST,
        open=lambda work, row: is_own(work, row) and not lines.handed_out(row),
        lock=lock_request,
        danger=True,
        confirm=N_("Withdraw «%(name)s»? Nothing is handed out under it any more."),
        done=N_("Request «%(name)s» was withdrawn."),
    ),
    Act(
        "give_up",
        N_("Give up what is not collected"),
        requests.give_up_rest,
        MaybeReasonForm,
        permission=P.REQUEST_MAKE,
        open=lambda work, row: is_own(work, row) and requests.may_give_up(row),
        lock=lock_request,
        danger=True,
        confirm=N_(
            "Give up the files of «%(name)s» that you have not collected? What you have taken "
            "stays with you until it is due."
        ),
        done=N_("The files of «%(name)s» that were not collected are given up."),
    ),
)
